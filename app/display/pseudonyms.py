"""Short, stable names for accounts on screen, so that nobody is named by accident.

A pseudonym is a keyed hash of (platform, account_id): the same in every run of the workspace, different in another
workspace, and not to be undone without the key file.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime
from pathlib import Path

from claqueur.workspace import Workspace

LENGTH = 6  # 30 bits: two of 1,000 accounts share a pseudonym with a chance of 1 in 2,000
REVEALS_LOG = "reveals.log"
_READABLE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def pseudonym(key: bytes, platform: str, account_id: str, length: int = LENGTH) -> str:
    """Six (at most 16) letters and digits without I, L, O and U, such as 3F2A7K."""
    digest = hmac.digest(key, f"{platform}\0{account_id}".encode(), "sha256")
    return base64.b32encode(digest[:10]).translate(_READABLE)[:length].decode("ascii")


def log_reveal(workspace: Workspace, run_id: str, shown: bool) -> Path:
    """Append one line to the log of reveals: when, which run, whether handles are now shown or hidden."""
    return _log(workspace, run_id, "shown" if shown else "hidden")


def log_export(workspace: Workspace, run_id: str, campaign_id: str, sha256: str) -> Path:
    """Append one line to the log of reveals: when, which run, that a pack with the accounts' names was made, which."""
    return _log(workspace, run_id, f"exported\t{campaign_id}\t{sha256}")


def _log(workspace: Workspace, run_id: str, what: str) -> Path:
    workspace.logs.mkdir(exist_ok=True)
    path = workspace.logs / REVEALS_LOG
    line = f"{datetime.now(UTC).isoformat(timespec='seconds')}\t{run_id}\t{what}\n"
    with path.open("a", encoding="utf-8") as log:
        log.write(line)
    return path
