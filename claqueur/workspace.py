"""A workspace: the folder that holds one investigation.

posts/            Delta table of posts            quarantine/   Delta table of records that could not be read
runs/<run_id>/    one Delta table per stage, manifest.json
mlflow.db mlruns/ models                          logs/         traces of bugs
uploads/          files from the browser          analysis.json the analysis that the app started last
profiles/         mappings saved in the browser
collections/<id>/ pages from platforms, state    known_files.json files that need not be read again
cases.db          verdicts of reviewers           declared/     Delta table of declared accounts
forgotten/        hashes of what was removed
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claqueur.errors import UserError

MARKER = "claqueur.json"
PART = f".{MARKER}."  # the marker while it is written
FORMAT_VERSION = 2  # 2: near-duplicate keys and domains in posts, texts normalised otherwise
CASES_VARIABLE = "CLAQUEUR_CASES_URL"
IN_USE = "posts-in-use"  # lock: shared by who reads posts for long, held alone by who removes some
RUN_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")


def is_workspace(folder: Path) -> bool:
    """Whether the folder is a workspace, of whatever format."""
    return (folder / MARKER).is_file()


@dataclass(frozen=True)
class Workspace:
    """Paths inside a workspace folder; opening or creating one is done by the class methods."""

    path: Path

    @classmethod
    def create(cls, path: Path | str) -> Workspace:
        """The workspace at `path`, made if the folder is missing or empty.

        Raises UserError if the folder holds other things than a workspace.
        """
        path = Path(path).expanduser().resolve()
        if is_workspace(path):
            return cls.open(path)
        if path.exists() and not path.is_dir():
            raise UserError(f'"{path.name}" is a file, not a workspace folder: give --workspace another name.')
        # Listed before the marker is looked for: another process may be making this very workspace.
        if path.exists() and _foreign(path) and not is_workspace(path):
            raise UserError(
                f'The folder "{path.name}" is not empty and is not a claqueur workspace (it lacks {MARKER}): '
                "give --workspace a new or an empty folder."
            )
        path.mkdir(parents=True, exist_ok=True)
        part = path / f"{PART}{secrets.token_hex(8)}"  # threads of one process may race too
        part.write_text(json.dumps({"format": FORMAT_VERSION}) + "\n", encoding="utf-8")
        part.replace(path / MARKER)
        return cls(path)

    @classmethod
    def open(cls, path: Path | str) -> Workspace:
        """The existing workspace at `path`. Raises UserError if it is none."""
        path = Path(path).expanduser().resolve()
        if not is_workspace(path):
            raise UserError(
                f'"{path}" is not a claqueur workspace: create one with '
                f'"claqueur ingest FILE --workspace {shown(path)}".'
            )
        found = _format(path / MARKER)
        if found != FORMAT_VERSION:
            raise UserError(
                f'The workspace "{path.name}" has format {found}, this claqueur reads {FORMAT_VERSION}: '
                "use the claqueur version that made it, or ingest the sources again."
            )
        return cls(path)

    @property
    def posts(self) -> Path:
        """Delta table of posts."""
        return self.path / "posts"

    @property
    def quarantine(self) -> Path:
        """Delta table of records that could not be read."""
        return self.path / "quarantine"

    @property
    def declared(self) -> Path:
        """Delta table of the accounts that the user's lists declare."""
        return self.path / "declared"

    @property
    def forgotten(self) -> Path:
        """Delta table of what was removed and stays away, ids hashed."""
        return self.path / "forgotten"

    @property
    def staging(self) -> Path:
        """Scratch folder of ingests under way."""
        return self.path / "staging"

    @property
    def runs(self) -> Path:
        """Folder of the runs."""
        return self.path / "runs"

    @property
    def logs(self) -> Path:
        """Folder of log files."""
        return self.path / "logs"

    @property
    def uploads(self) -> Path:
        """Folder of files that were handed over in the browser."""
        return self.path / "uploads"

    @property
    def profiles(self) -> Path:
        """Folder of the mappings that were saved in the browser."""
        return self.path / "profiles"

    @property
    def collections(self) -> Path:
        """Folder of what was collected from platforms, page by page."""
        return self.path / "collections"

    @property
    def mlflow_uri(self) -> str:
        """Tracking and registry URI of the workspace's own MLflow."""
        return f"sqlite:///{self.path / 'mlflow.db'}"

    @property
    def cases_url(self) -> str:
        """Database of the reviewers' verdicts: cases.db, unless the environment names another."""
        return os.environ.get(CASES_VARIABLE) or f"sqlite:///{self.path / 'cases.db'}"

    def has_cases(self) -> bool:
        """Whether there may be verdicts."""
        return CASES_VARIABLE in os.environ or (self.path / "cases.db").is_file()

    def has_models(self) -> bool:
        """Whether a model was ever trained here."""
        return (self.path / "mlflow.db").is_file()

    def has_posts(self) -> bool:
        """Whether anything was ever ingested."""
        return (self.posts / "_delta_log").is_dir()

    def run_ids(self) -> list[str]:
        """Ids of all runs, oldest first."""
        if not self.runs.is_dir():
            return []
        return sorted(folder.name for folder in self.runs.iterdir() if RUN_ID.fullmatch(folder.name))

    def run_path(self, run_id: str) -> Path:
        """Folder of one run. The id is checked, so it cannot lead out of the workspace."""
        if not RUN_ID.fullmatch(run_id):
            raise UserError(f'"{run_id}" is not a run id (they look like 20260101-120000-0a1b2c).')
        return self.runs / run_id

    @contextmanager
    def lock(self, name: str, shared: bool = False) -> Iterator[None]:
        """Hold the workspace's lock `name`; waits for another process that holds it, if shared only for one that holds
        it alone. Ends with the process.
        """
        lock_path = self.path / f".{name}.lock"
        with lock_path.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            yield


def shown(path: Path) -> str:
    """The path as a user would type it here: relative inside the current folder, absolute elsewhere, quoted."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _foreign(path: Path) -> bool:
    """Whether the folder holds anything but a workspace that is just being made."""
    return any(not entry.name.startswith(PART) for entry in path.iterdir())


def _format(marker: Path) -> object:
    """The workspace's format. Raises UserError if the marker is damaged."""
    try:
        return json.loads(marker.read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f'The file "{marker}" is damaged: write {{"format": {FORMAT_VERSION}}} into it if this is a workspace of '
            "yours, or give --workspace another folder."
        ) from error
