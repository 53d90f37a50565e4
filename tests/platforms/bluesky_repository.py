"""A repository of Bluesky as a CAR file, made as atproto.com/specs/repository describes it."""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import Any

ID_KIND = b"\x01\x71\x12\x20"
SINGLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}


class Link(bytes):
    """The id of a block."""


class Encoded(bytes):
    """What stands in the file as it is."""


def encoded(value: Any) -> bytes:
    """The value in DAG-CBOR."""
    if isinstance(value, Encoded):
        return bytes(value)
    if isinstance(value, Link):
        return b"\xd8\x2a" + encoded(b"\x00" + bytes(value))
    if isinstance(value, bool | float) or value is None:
        return b"\xfb" + struct.pack(">d", value) if isinstance(value, float) else SINGLE[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    return _of_many(value)


def _of_many(value: Any) -> bytes:
    if isinstance(value, str | bytes):
        content = value.encode() if isinstance(value, str) else value
        return _head(3 if isinstance(value, str) else 2, len(content)) + content
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encoded, value))
    parts = (encoded(key) + encoded(value[key]) for key in sorted(value, key=lambda key: (len(key), key)))
    return _head(5, len(value)) + b"".join(parts)


def link_to(block: bytes) -> Link:
    """The id of a block."""
    return Link(ID_KIND + hashlib.sha256(block).digest())


def id_text(link: bytes) -> str:
    """An id as it is written."""
    return "b" + base64.b32encode(link).decode().lower().rstrip("=")


def car(did: str, records: dict[str, Any], *, without: str | None = None, a_node: int = 2) -> bytes:
    """The export of a repository with these records (key -> record), `a_node` in each node of its tree.

    without: a key whose record is left out of the file.
    """
    blocks: list[bytes] = []

    def add(value: Any, keep: bool = True) -> Link:
        block = encoded(value)
        if keep:
            blocks.append(block)
        return link_to(block)

    def tree(keys: list[str]) -> Link | None:
        """The node whose first subtree holds the first keys, the subtree behind each entry the next ones."""
        if not keys:
            return None
        share = len(keys) // (a_node + 1)
        left, rest = keys[:share], keys[share:]
        entries, before = [], ""
        while rest:
            key, *rest = rest
            below, rest = (rest[:share], rest[share:]) if len(entries) + 1 < a_node else (rest, [])
            same = next((i for i in range(len(before)) if key[: i + 1] != before[: i + 1]), len(before))
            record = add(records[key], keep=key != without)
            entries.append({"p": same, "k": key[same:].encode(), "v": record, "t": tree(below)})
            before = key
        return add({"l": tree(left), "e": entries})

    root = add({"did": did, "version": 3, "data": tree(sorted(records)), "rev": "3k", "prev": None, "sig": b"signed"})
    header = encoded({"roots": [root], "version": 1})
    parts = [header, *(bytes(link_to(block)) + block for block in blocks)]
    return b"".join(_length(len(part)) + part for part in parts)


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    width = next(width for width in range(4) if number < 1 << 8 * 2**width)
    return bytes([kind << 5 | 24 + width]) + number.to_bytes(2**width, "big")


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else bytes([size & 127 | 128]) + _length(size >> 7)
