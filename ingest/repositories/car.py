"""Records of a repository of Bluesky, from its export as a CAR file.

Layout: atproto.com/specs/repository (a commit, below it a tree of keys, at its leaves the records), of which each is a
block; ipld.io/specs/transport/car/carv1 has them one after the other, each behind its length and its id, which ends in
the SHA-256 of the contents. They come in any order and refer to each other, so the file is held in memory whole.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator
from typing import Any

import libipld

from claqueur.errors import UserError
from claqueur.ingest.sources import Source
from claqueur.ingest.streams import DAMAGED, open_bytes

Json = dict[str, Any]
HEADER = b"\xa2eroots"  # how the header begins, behind its length of one byte or two
MOST_BYTES = 500_000_000  # takes about 0.8 GB of memory
ID_BYTES, DIGEST_BYTES = 36, 32
ID_KIND = b"\x01\x71\x12\x20"  # version 1, DAG-CBOR, SHA-256 of 32 bytes
ID_KINDS = (ID_KIND, b"\x01\x55\x12\x20")  # and of raw bytes, which an image is
NO_REPOSITORY = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)


def is_car(head: bytes) -> bool:
    """Whether a file that begins so is a CAR file."""
    return HEADER in (head[1 : 1 + len(HEADER)], head[2 : 2 + len(HEADER)])


def records_of(source: Source, collections: Collection[str]) -> Iterator[Json]:
    """{"uri", "cid", "value"} of each record of these collections, in the order of their keys.

    As com.atproto.repo.listRecords gives them; value: None if it cannot be read. Raises UserError if the file is too
    large, damaged, or holds only part of a repository.
    """
    content = _content(source)
    try:
        repository = _Repository(content, source.name)
        for key, record_id in repository.records():
            if key.partition("/")[0] in collections:
                cid = libipld.encode_cid(record_id)
                yield {"uri": f"at://{repository.did}/{key}", "cid": cid, "value": repository.record(record_id)}
    except NO_REPOSITORY:
        raise _damaged(source.name) from None


class _Repository:
    """The blocks of a CAR file by id. did: whose repository it is."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._name = content, name
        [root], self._places = _blocks(content)
        commit = self.value(root)
        self.did: str = commit["did"]
        self._top: bytes = commit["data"]

    def value(self, block_id: bytes) -> Any:
        """What a block holds. Raises UserError if it is not there."""
        if block_id not in self._places:
            raise UserError(
                f"{self._name} holds only part of a repository: export it whole (without a revision to begin at).",
                "part_of_repository",
                name=self._name,
            )
        start, end = self._places[block_id]
        return libipld.decode_dag_cbor(self._content[start:end])

    def record(self, block_id: bytes) -> Any:
        """The record in a block, as the JSON of Bluesky's interfaces; None if it cannot be read."""
        try:
            return _as_json(self.value(block_id))
        except NO_REPOSITORY:
            return None

    def records(self, node_id: bytes | None = None) -> Iterator[tuple[str, bytes]]:
        """(key, id of the record) of all records below a node of the tree, by default the topmost, in their order."""
        node = self.value(self._top if node_id is None else node_id)
        if node["l"] is not None:
            yield from self.records(node["l"])
        key = b""
        for entry in node["e"]:
            # a key is told by what differs from the one before it
            key = key[: entry["p"]] + entry["k"]
            yield key.decode(), entry["v"]
            if entry["t"] is not None:
                yield from self.records(entry["t"])


def _as_json(value: Any) -> Any:
    """A value in JSON (atproto.com/specs/data-model): a link is {"$link": id}, bytes are {"$bytes": base64}."""
    if isinstance(value, dict):
        return {name: _as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    if not isinstance(value, bytes):
        return value
    if len(value) == ID_BYTES and value.startswith(ID_KINDS):
        return {"$link": libipld.encode_cid(value)}
    return {"$bytes": base64.b64encode(value).decode().rstrip("=")}


def _blocks(content: bytes) -> tuple[list[bytes], dict[bytes, tuple[int, int]]]:
    """Ids of the roots, and where the contents of each block are. Raises ValueError for one that was cut or altered.

    Since every block is what its id says, no tree of them can lead back into itself.
    """
    size, at = _length(content, 0)
    header = libipld.decode_dag_cbor(content[at : at + size])
    at += size
    places = {}
    while at < len(content):
        size, at = _length(content, at)
        start, end = at + ID_BYTES, at + size
        digest = hashlib.sha256(content[start:end]).digest()
        if content[at:start] != ID_KIND + digest or end > len(content):
            raise ValueError("a block that is not what its id says")
        places[content[at:start]] = (start, end)
        at = end
    return header["roots"], places


def _length(content: bytes, at: int) -> tuple[int, int]:
    """The length that stands at `at` (LEB128), and where it ends."""
    length = 0
    for shift in range(0, 63, 7):
        byte = content[at + shift // 7]
        length |= (byte & 127) << shift
        if byte < 128:
            return length, at + shift // 7 + 1
    raise ValueError("no length")


def _content(source: Source) -> bytes:
    try:
        with open_bytes(source.path, source.member, source.on_bytes) as stream:
            content = stream.read(MOST_BYTES + 1)
    except DAMAGED:
        raise _damaged(source.name) from None
    if len(content) > MOST_BYTES:
        raise UserError(
            f"{source.name} has over {MOST_BYTES // 10**6} MB, and an export is read in memory: unpack it (goat repo "
            "unpack) and give the folder.",
            "large_repository",
            name=source.name,
        )
    return content


def _damaged(name: str) -> UserError:
    return UserError(
        f"{name} is no whole export of a repository (CAR): get it again; nothing was kept of it.", "damaged", name=name
    )
