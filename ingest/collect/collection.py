"""A collection: a folder of the workspace with what was asked for, how far it came, and every page as it was received.

request.json   what was asked for       state.json   how far it came (no token, no password in either)
<id>.jsonl.gz  one line per page; each page is a gzip member of its own, so that a file can grow and be cut back
"""

from __future__ import annotations

import dataclasses
import fcntl
import gzip
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from claqueur.errors import UserError
from claqueur.workspace import Workspace, shown

COLLECTION_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
PACKING = 6
LINES_AT_ONCE = 500  # of a gzip member, where all is written anew


@dataclass(frozen=True)
class State:
    """How far a collection came.

    targets: (id, name) of the accounts or posts that are asked about one after the other, once they are known; target:
    the one in turn; skipped: names of those that gave nothing, with the reason. cursor: where the next page begins,
    None for the first. oldest_at: time of the target's oldest post so far. until: an end of its own, where paging had
    to begin anew at the oldest post. n_bytes: of the file of pages; what lies beyond was not finished. spent_usd: at
    most so much. n_deleted: posts that were deleted meanwhile and taken out again. gaps: (from, to) of what a stream
    missed. ended: why no more is to be had, as a kind (complete, limit, budget, ...), None while there is more;
    sentence: the same for a person.
    """

    targets: tuple[tuple[str, str], ...] | None = None
    target: int = 0
    cursor: str | None = None
    oldest_at: str | None = None
    until: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    n_pages: int = 0
    n_posts: int = 0
    n_bytes: int = 0
    spent_usd: str = "0"
    n_deleted: int = 0
    gaps: tuple[tuple[str, str], ...] = ()
    ended: str | None = None
    sentence: str | None = None


@dataclass
class Collection:
    """One collection on disk; made by `create`, found by `open`."""

    path: Path
    state: State = field(default_factory=State)

    @classmethod
    def create(cls, workspace: Workspace, request: dict[str, Any]) -> Collection:
        """A new collection. request: what is asked for, with its platform; JSON values only."""
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        collection = cls(workspace.collections / name)
        collection.path.mkdir(parents=True)
        _write(collection.path / "request.json", request)
        collection.save()
        return collection

    @classmethod
    def open(cls, workspace: Workspace, name: str) -> Collection:
        """The collection of that id. Raises UserError if there is none."""
        if not COLLECTION_ID.fullmatch(name) or not (workspace.collections / name / "state.json").is_file():
            known = ", ".join(ids(workspace)[-3:]) or "none"
            raise UserError(f'There is no collection "{name}" in {shown(workspace.path)} (latest: {known}).')
        path = workspace.collections / name
        return cls(path, _state(path))

    @property
    def id(self) -> str:
        """Its id, which is also the name of its folder."""
        return self.path.name

    @property
    def file(self) -> Path:
        """The file of pages."""
        return self.path / f"{self.id}.jsonl.gz"

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for."""
        return json.loads((self.path / "request.json").read_text(encoding="utf-8"))

    def amend(self, request: dict[str, Any]) -> None:
        """Ask for something else from now on, such as a higher limit."""
        _write(self.path / "request.json", request)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep it from other processes; what a killed one left unfinished is cut off.

        Raises UserError if another process collects it.
        """
        with (self.path / ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UserError(
                    f"The collection {self.id} is under way in another process: wait for its end."
                ) from None
            self.state = _state(self.path)
            size = self.file.stat().st_size if self.file.is_file() else 0
            if size > self.state.n_bytes:
                os.truncate(self.file, self.state.n_bytes)
            elif size < self.state.n_bytes:  # a kill came between the two steps of `rewrite`
                self.save(n_bytes=size)
            yield

    def append(self, *lines: dict[str, Any], **changes: Any) -> None:
        """Keep a page (or several events), and the state that goes with it: after a kill both are there or none is."""
        with self.file.open("ab") as stream:
            stream.truncate(self.state.n_bytes)  # what Ctrl+C left of an earlier attempt
            stream.write(packed(lines))
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
        self.save(n_bytes=size, n_pages=self.state.n_pages + 1, **changes)

    def rewrite(self, lines: Iterable[dict[str, Any]], **changes: Any) -> None:
        """Keep these lines in place of all that was kept; after a kill it is the old file or the new one."""
        rest = iter(lines)
        part = self.path / ".rewritten"
        with part.open("wb") as stream:
            while batch := list(islice(rest, LINES_AT_ONCE)):
                stream.write(packed(batch))
            stream.flush()
            os.fsync(stream.fileno())
        size = part.stat().st_size
        part.replace(self.file)
        self.save(n_bytes=size, **changes)

    def save(self, **changes: Any) -> None:
        """Change the state and write it in one step."""
        self.state = replace(self.state, **changes)
        _write(self.path / "state.json", dataclasses.asdict(self.state))

    def spend(self, spent: Decimal) -> None:
        """Write down what was spent."""
        self.save(spent_usd=str(spent))

    def pages(self) -> Iterator[dict[str, Any]]:
        """The pages that are kept, in the order in which they came."""
        if self.file.is_file():
            with gzip.open(self.file) as lines:
                for line in lines:
                    yield orjson.loads(line)


def packed(lines: Iterable[dict[str, Any]]) -> bytes:
    """The lines as one gzip member."""
    return gzip.compress(b"".join(orjson.dumps(line) + b"\n" for line in lines), PACKING, mtime=0)


def ids(workspace: Workspace) -> list[str]:
    """Ids of all collections, oldest first."""
    if not workspace.collections.is_dir():
        return []
    return sorted(path.name for path in workspace.collections.iterdir() if COLLECTION_ID.fullmatch(path.name))


def asked_for(request: dict[str, Any]) -> str:
    """What a collection asks for, in one line."""
    asked = request[request["platform"]]
    return " ".join(
        [
            asked["kind"],
            asked.get("query") or " ".join(asked.get("targets") or asked.get("words") or asked.get("tags") or ()),
        ]
    )


def _state(path: Path) -> State:
    values = json.loads((path / "state.json").read_text(encoding="utf-8"))
    for name in ("targets", "skipped", "gaps"):
        values[name] = None if values[name] is None else tuple(tuple(pair) for pair in values[name])
    return State(**values)


def _write(path: Path, values: dict[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(values, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
