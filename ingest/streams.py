"""The bytes of a file: of a member of a zip archive, and what gzip or zstd packed."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from claqueur.errors import UserError

GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", (b"PK\x03\x04", b"PK\x05\x06")  # the second one: empty
BLOCK = 1 << 20
DISK_BLOCK = 1 << 16  # little is read ahead, so what was read of a packed file tells how far it got
ZSTD_WINDOW = 2**31  # the Reddit dumps are packed with the largest there is
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError, zipfile.BadZipFile)


def open_bytes(path: Path, member: str | None = None, on_bytes: Callable[[int], None] = lambda count: None) -> BinaryIO:
    """The unpacked bytes of a file, or of a member of a zip archive; on_bytes is told what is read on disk.

    Raises UserError for a member under a password; reading raises one of DAMAGED where the file is.
    """
    stream: Any = io.BufferedReader(_CountingFile(path, on_bytes), DISK_BLOCK)
    if member is not None:
        try:
            archive = copy(archive_of(path))
            archive.fp = stream
            stream = io.BufferedReader(archive.open(member), DISK_BLOCK)
        except (RuntimeError, NotImplementedError) as error:
            raise UserError(f"{path.name} cannot be unpacked ({error}): unpack it yourself first.") from None
    magic = stream.peek(4)[:4]
    if magic.startswith(GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream), BLOCK)  # type: ignore[arg-type]
    if magic == ZSTD:
        return io.BufferedReader(_ZstdFile(stream), BLOCK)
    return stream


def archive_of(path: Path) -> zipfile.ZipFile:
    """What a zip archive holds. It is read once for all of its members, and closed: open_bytes opens them.

    Raises BadZipFile for a damaged one.
    """
    now = path.stat()
    return _archive(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=1)
def _archive(path: Path, modified_ns: int, size: int) -> zipfile.ZipFile:
    with zipfile.ZipFile(path) as archive:
        return copy(archive)


def is_packed(path: Path) -> bool:
    """Whether the file itself is packed with gzip or zstd."""
    with path.open("rb") as stream:
        return stream.read(4).startswith((GZIP, ZSTD))


class _CountingFile(io.FileIO):
    """A file that reports the bytes read of it."""

    def __init__(self, path: Path, on_bytes: Callable[[int], None]) -> None:
        super().__init__(path)
        self._on_bytes = on_bytes

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer)
        self._on_bytes(count or 0)
        return count or 0


class _ZstdFile(io.RawIOBase):
    """What a zstd file holds, frame after frame. A file that ends inside a frame raises EOFError, as gzip does."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._frame: Any = None
        self._unread, self._pending = b"", b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._unread:
            block = self._pending or self._packed.read(DISK_BLOCK)
            if not block:
                if self._frame is not None:
                    raise EOFError
                return 0
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
            self._unread = self._frame.decompress(block)
            self._pending = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        count = min(len(buffer), len(self._unread))
        buffer[:count], self._unread = self._unread[:count], self._unread[count:]
        return count
