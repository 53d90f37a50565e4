"""Which files are read: those named, those of folders, patterns and zip archives, and what comes in by a pipe."""

from __future__ import annotations

import glob
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from claqueur.errors import UserError, no_file
from claqueur.ingest.repositories.unpacked import is_unpacked
from claqueur.ingest.streams import ZIP, archive_of
from claqueur.ingest.workbooks import PARTS
from claqueur.workspace import is_workspace

READABLE = {".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx", ".xlsm", ".car"}
PACKED = {".gz", ".zst"}
STANDARD_INPUT = "-"
# Of X's own archives only the posts; "tweet.js" is the older name.
OWN_ARCHIVE = re.compile(r"(.*/)?tweets?(-part\d+)?\.js")


def files_of(paths: Sequence[Path | str]) -> list[tuple[Path, bool]]:
    """The files to read, with whether the user named the file itself (and not only its folder or a pattern).

    Hidden files and those of workspaces are passed over in folders. A folder into which a repository of Bluesky was
    unpacked is one file.
    """
    if not paths:
        raise UserError("No file was named: give the path of a file or a folder with posts.")
    files: list[tuple[Path, bool]] = []
    for path in map(Path, paths):
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                sentence = f'The folder "{path}" may not be read by you: change its permissions or copy it.'
                raise UserError(sentence, "forbidden", name=path.name)
            resolved = path.resolve()
            if any(is_workspace(folder) for folder in (resolved, *resolved.parents)):
                sentence = (
                    f'The folder "{path}" is a workspace or lies in one, where posts are kept: name the files to read.'
                )
                raise UserError(sentence, "in_workspace", path=path)
            found = sorted(_found_in(path))
            if not found:
                raise UserError(
                    f'The folder "{path}" holds no file that can be read ({", ".join(sorted(READABLE))}, also .gz, '
                    ".zst and .zip): name the file itself if it has another ending.",
                    "empty_folder",
                    path=path,
                )
            files += [(file, file == path) for file in found]
        elif path.is_file():
            files.append((path, True))
        else:
            # Path.glob takes no pattern that begins at the root
            found = [Path(name) for name in glob.iglob(str(path), recursive=True)]  # noqa: PTH207
            matches = sorted(file for file in found if file.is_file())
            if not matches:
                raise no_file(path)
            files += [(file, False) for file in matches]
    return files


def _found_in(folder: Path) -> Iterator[Path]:
    """The files in a folder that can be read, in no order."""
    for place, folders, names in os.walk(folder):
        here = Path(place)
        if is_workspace(here):
            folders.clear()
        elif is_unpacked(here):
            folders.clear()
            yield here
        else:
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (here / name for name in names if _is_wanted(here / name))


def _is_wanted(file: Path) -> bool:
    is_ours = _is_readable(file.name) or file.suffix.lower() == ".zip"
    return is_ours and not file.name.startswith(".") and file.is_file()


def _is_readable(name: str) -> bool:
    return bare(Path(name)).suffix.lower() in READABLE or OWN_ARCHIVE.fullmatch(name) is not None


def bare(path: Path) -> Path:
    """The path without .gz or .zst."""
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


def members_of(path: Path) -> list[str | None]:
    """The files in a zip archive that can be read, the largest first; of any other file just None, for itself.

    Raises UserError for an archive without any, or one that is damaged.
    """
    if not _is_zip(path):
        return [None]
    try:
        found = [info for info in archive_of(path).infolist() if not info.is_dir()]
    except zipfile.BadZipFile:
        sentence = f"{path.name} is a damaged zip file: get it again; nothing was kept of it."
        raise UserError(sentence, "damaged", name=path.name) from None
    names = {info.filename for info in found}
    if PARTS in names:
        return [None]  # a workbook is a zip archive, and read as one file
    wanted = [info for info in found if _is_readable(info.filename) and not info.filename.startswith("__MACOSX/")]
    if "[Content_Types].xml" in names:
        sentence = f"{path.name} is an office document and no workbook (.xlsx): export its table as CSV first."
        raise UserError(sentence, "excel", name=path.name)
    if not wanted:
        raise UserError(
            f"{path.name} is a zip archive without a file that can be read ({', '.join(sorted(READABLE))}): unpack it, "
            "and name the file itself if it has another ending.",
            "empty_archive",
            name=path.name,
        )
    wanted.sort(key=lambda info: (-info.file_size, info.filename))
    return [info.filename for info in wanted]


def size_of(path: Path, member: str | None) -> int:
    """Bytes on disk of a file, or of a member of an archive."""
    return path.stat().st_size if member is None else archive_of(path).getinfo(member).compress_size


def _is_zip(path: Path) -> bool:
    if path.is_dir():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(4) in ZIP
    except PermissionError:
        return False  # looking at it says so in a sentence


def standard_input(folder: Path) -> Path:
    """What comes in by a pipe, as a file in `folder`: it is looked at before it is read. UserError if there is none."""
    if sys.stdin is None or sys.stdin.buffer.isatty():
        raise UserError('"-" reads what a pipe brings, and there is none: say "command | claqueur ingest -".')
    path = folder / "standard input"
    with path.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    return path
