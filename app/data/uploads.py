"""Files handed over in the browser: kept inside the workspace under the hash of their content, whatever their name."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import BinaryIO

from claqueur.workspace import Workspace

BLOCK = 1 << 20


def stored(workspace: Workspace, content: BinaryIO) -> Path:
    """The path of `content` in the workspace; the same content is kept once. The name given by the sender is unused."""
    digest = hashlib.sha256()
    content.seek(0)
    while block := content.read(BLOCK):
        digest.update(block)
    path = workspace.uploads / digest.hexdigest()
    if not path.is_file():
        _write(content, path)
    return path


def _write(content: BinaryIO, path: Path) -> None:
    """Written in one step, so that no half of a file ever has the name of the whole."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        content.seek(0)
        with part.open("xb") as target:
            while block := content.read(BLOCK):
                target.write(block)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
