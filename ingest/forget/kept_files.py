"""Files that a workspace keeps beside its tables: pages of collections, files from the browser."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from claqueur.ingest.collect.collection import Collection, ids
from claqueur.ingest.forget.gone import HIDDEN, Gone
from claqueur.ingest.streams import DAMAGED, ZIP, archive_of, open_bytes
from claqueur.workspace import Workspace

SIGNS = re.compile(r"""[\s"',;|\[\](){}<>?#&=:/]+""")  # what divides values
BLOCK = 1 << 20
PROFILE = ("username", "screen_name", "handle")  # what has one of these is an account
SOURCE_FOLDERS = ("uploads", "simulated")  # copies of what was read; the demo writes the second one


class Names:
    """The ids that are gone, as they are looked for in files: as values of their own, long ones in links and texts."""

    def __init__(self, gone: Gone) -> None:
        self.accounts = set(gone.accounts["account_id"])
        self.posts = set(gone.posts["post_id"])
        self._patterns = [(re.compile(pattern), shown) for pattern, shown in gone.patterns()]
        self._handles = [pattern for pattern, shown in self._patterns if shown != HIDDEN]
        # Thousands of ids at once: only text with the last part of one needs a closer look
        self._by_ending: dict[str, list[str]] = {}
        for name in self.accounts | self.posts:
            self._by_ending.setdefault(SIGNS.split(name)[-1], []).append(name)

    def are_in(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        endings = self._by_ending.keys() & set(SIGNS.split(text))
        return any(name in text for ending in endings for name in self._by_ending[ending])

    def are_named_in(self, text: str) -> bool:
        """Whether one of them, or a handle of theirs, stands in the text."""
        return self.are_in(text) or any(pattern.search(text) for pattern in self._handles)

    def hidden(self, text: str) -> str:
        """The text without them."""
        if text in self.accounts or text in self.posts:
            return HIDDEN
        if self.are_named_in(text):
            for pattern, shown in self._patterns:
                text = pattern.sub(shown, text)
        return text


def collections(workspace: Workspace, names: Names, *, write: bool) -> int:
    """How many collections name them; with `write`, pages, requests and states no longer do."""
    n_found = 0
    for name in ids(workspace):
        collection = Collection.open(workspace, name)
        notes = [collection.path / file for file in ("request.json", "state.json")]
        in_pages = any(names.are_named_in(orjson.dumps(page).decode()) for page in collection.pages())
        in_notes = any(names.are_named_in(path.read_text(encoding="utf-8")) for path in notes)
        n_found += in_pages or in_notes
        if write and in_pages:
            with collection.held():
                lines = (line for page in collection.pages() if (line := without(page, names)) is not None)
                collection.rewrite(lines)
        if write and in_notes:
            for path in notes:
                part = path.with_name(f".{path.name}.part")
                part.write_bytes(
                    orjson.dumps(_hidden(orjson.loads(path.read_bytes()), names), option=orjson.OPT_INDENT_2)
                )
                part.replace(path)
    return n_found


def without(page: dict[str, Any], names: Names) -> dict[str, Any] | None:
    """A page or an event without their posts and accounts, other mentions hidden; None if nothing is left of it."""
    return None if _is_theirs(page, names) else _hidden(page, names)


def _is_theirs(value: Any, names: Names) -> bool:
    """Whether a JSON object is one of the posts or accounts, an event of theirs, or a repost, which holds the words."""
    if not isinstance(value, dict):
        return False
    own = {value[name] for name in ("id", "id_str", "uri") if isinstance(value.get(name), str)}
    if any(name in value for name in PROFILE):
        own |= {value[name] for name in ("did", "url") if isinstance(value.get(name), str)}
        return not own.isdisjoint(names.accounts)
    author = value.get("author") or value.get("user") or value.get("account")
    authors = {value[name] for name in ("author_id", "did") if isinstance(value.get(name), str)}
    if isinstance(author, dict):
        authors |= {author[name] for name in ("did", "id", "id_str", "url") if isinstance(author.get(name), str)}
    commit = value.get("commit")
    if isinstance(commit, dict):
        own.add(f"at://{value.get('did')}/{commit.get('collection')}/{commit.get('rkey')}")
    references = value.get("referenced_posts") or value.get("referenced_tweets") or []
    own |= {reference["id"] for reference in references if reference.get("type") in ("retweeted", "reposted")}
    return not (authors.isdisjoint(names.accounts) and own.isdisjoint(names.posts))


def _hidden(value: Any, names: Names) -> Any:
    """A JSON value with their objects taken out of lists, and their ids hidden."""
    if isinstance(value, str):
        return names.hidden(value)
    if isinstance(value, list):
        return [_hidden(item, names) for item in value if not _is_theirs(item, names)]
    if isinstance(value, dict):
        return {key: _hidden(item, names) for key, item in value.items()}
    return value


def sources(workspace: Workspace, names: Names) -> list[Path]:
    """Copies of files that were read and hold one of the ids: they go as a whole, since their form is anybody's."""
    folders = [workspace.path / name for name in SOURCE_FOLDERS]
    files = sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
    return [path for path in files if holds(path, names)]


def holds(path: Path, names: Names) -> bool:
    """Whether a file, unpacked, holds one of the ids; one that is damaged is taken to."""
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
        if magic == b"PAR1":
            return any(names.are_in(value) for value in _parquet_strings(path))
        members: Iterable[str | None] = archive_of(path).namelist() if magic in ZIP else [None]
        return any(names.are_in(text) for member in members for text in _texts(path, member))
    except (*DAMAGED, pa.ArrowInvalid, zipfile.BadZipFile):
        return True


def _texts(path: Path, member: str | None) -> Iterator[str]:
    """The file's text, in pieces that begin with the line in which the one before ended."""
    rest = b""
    with open_bytes(path, member) as stream:
        while block := stream.read(BLOCK):
            whole, line, rest = (rest + block).rpartition(b"\n")
            yield (whole + line).decode("utf-8", "replace")
    yield rest.decode("utf-8", "replace")


def _parquet_strings(path: Path) -> Iterator[str]:
    for batch in pq.ParquetFile(path).iter_batches(batch_size=10_000):
        for column in batch.columns:
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                yield from (value for value in column.to_pylist() if value)
