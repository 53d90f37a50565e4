"""The workspace's secret key: who is called by a hash made with it can be found again here, and nowhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from claqueur.workspace import Workspace

KEY_FILE = "pseudonym.key"
KEY_BYTES = 32


def workspace_key(workspace: Workspace) -> bytes:
    """The workspace's key, made at the first call; readable by its owner only."""
    path = workspace.path / KEY_FILE
    with workspace.lock("pseudonyms"):
        if not path.is_file():
            _write_private(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
