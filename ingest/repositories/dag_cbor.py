"""Values of DAG-CBOR, in which Bluesky keeps its records, as the JSON in which its interfaces give them.

Layout: ipld.io/specs/codecs/dag-cbor (CBOR, RFC 8949, with definite lengths only and one tag, 42, for links);
atproto.com/specs/data-model has the JSON: a link is {"$link": id}, bytes are {"$bytes": base64}.
"""

from __future__ import annotations

import base64
import struct
from typing import Any

WHOLE, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, OTHER = range(8)
LINK = 42
WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}  # of a number that does not fit beside the kind
CONSTANTS = {20: False, 21: True, 22: None}
FLOAT = 27


def decode(content: bytes, at: int = 0) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends. Raises ValueError or IndexError if there is none."""
    kind, short = content[at] >> 5, content[at] & 31
    if kind == OTHER:
        return _other(content, at + 1, short)
    number, at = _number(content, at + 1, short)
    if kind in (WHOLE, NEGATIVE):
        return number if kind == WHOLE else -1 - number, at
    if kind in (BYTES, TEXT):
        part = _part(content, at, at + number)
        return part.decode() if kind == TEXT else {"$bytes": _base64(part)}, at + number
    if kind == LIST:
        return _items(content, at, number)
    if kind == MAP:
        return _entries(content, at, number)
    return _link(content, at, number)


def id_text(link: bytes) -> str:
    """The id of a block (CID) as it is written: base32 in lower case, b before it."""
    return "b" + base64.b32encode(link).decode().rstrip("=").lower()


def _number(content: bytes, at: int, short: int) -> tuple[int, int]:
    if short < min(WIDTHS):
        return short, at
    if short not in WIDTHS:
        raise ValueError("a length that is not told")
    end = at + WIDTHS[short]
    return int.from_bytes(_part(content, at, end), "big"), end


def _other(content: bytes, at: int, short: int) -> tuple[Any, int]:
    if short == FLOAT:
        return struct.unpack(">d", _part(content, at, at + 8))[0], at + 8
    if short not in CONSTANTS:
        raise ValueError("no value of DAG-CBOR")
    return CONSTANTS[short], at


def _items(content: bytes, at: int, count: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(count):
        item, at = decode(content, at)
        items.append(item)
    return items, at


def _entries(content: bytes, at: int, count: int) -> tuple[dict[str, Any], int]:
    entries = {}
    for _ in range(count):
        key, at = decode(content, at)
        if not isinstance(key, str):
            raise ValueError("a key that is no text")
        entries[key], at = decode(content, at)
    return entries, at


def _link(content: bytes, at: int, tag: int) -> tuple[dict[str, str], int]:
    """A link: the id of a block as bytes, a zero before it."""
    if tag != LINK or content[at] >> 5 != BYTES:
        raise ValueError("a tag that is no link")
    size, at = _number(content, at + 1, content[at] & 31)
    end = at + size
    return {"$link": id_text(_part(content, at, end)[1:])}, end


def _part(content: bytes, start: int, end: int) -> bytes:
    if end > len(content):
        raise ValueError("cut off")
    return content[start:end]


def _base64(part: bytes) -> str:
    return base64.b64encode(part).decode().rstrip("=")
