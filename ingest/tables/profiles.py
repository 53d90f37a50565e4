"""Profiles: a mapping written down (TOML), so that the next export of the same kind needs no --map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.files import files_of, members_of
from claqueur.ingest.readers import recognise, table
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping, load_mapping


def profile_of(
    path: Path | str,
    mapping: Mapping[str, str] | None = None,
    profile: Path | str | None = None,
    source_format: str = "auto",
) -> str:
    """The profile by which `path` (a file, or the first of a folder) is read with this mapping.

    Of a table it names every column that is taken, guessed or said; of a known format what was said. Raises UserError
    as `ingest` does.
    """
    user = load_mapping(profile, mapping)
    file, _ = files_of([path])[0]
    source = look_at(file, user.delimiter, members_of(file)[0], user.sheet)
    reader, _ = recognise(source, source_format)
    is_table = reader.name == table.READER.name
    return profile_text(reader.prepare(source, user) if is_table else user)


def profile_text(mapping: SourceMapping) -> str:
    """The mapping as the text of a profile."""
    time = mapping.time
    sections: dict[str, dict[str, Any]] = {
        "columns": dict(mapping.columns),
        "constants": dict(mapping.constants),
        "time": {"zone": time.zone, "precision": time.precision, "order": time.order, "format": time.format},
        "lists": {"separator": mapping.separator},
        "table": {"delimiter": mapping.delimiter, "sheet": mapping.sheet},
        **{f"values.{field}": dict(values) for field, values in mapping.values.items()},
    }
    told = {name: {key: value for key, value in of.items() if value is not None} for name, of in sections.items()}
    return "\n".join(_section(name, of) for name, of in told.items() if of)


def pairs_of_profile(path: Path) -> dict[str, str]:
    """A profile as the pairs of --map: "section.key" -> value. Raises UserError if it is none."""
    mapping = load_mapping(path, None)
    time = mapping.time
    told = {
        **mapping.columns,
        **{f"values.{field}.{found}": meant for field, of in mapping.values.items() for found, meant in of.items()},
        **{f"constants.{field}": value for field, value in mapping.constants.items()},
        "time.zone": time.zone,
        "time.precision": time.precision,
        "time.order": time.order,
        "time.format": time.format,
        "lists.separator": mapping.separator,
        "table.delimiter": mapping.delimiter,
        "table.sheet": mapping.sheet,
    }
    return {key: value for key, value in told.items() if value is not None}


def _section(name: str, values: Mapping[str, str]) -> str:
    # What JSON writes of a text is TOML too
    lines = [f"{_key(key)} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else json.dumps(key, ensure_ascii=False)


def require_free(path: Path, text: str) -> None:
    """Raises UserError if there is something else at `path` than this very profile, or no folder for it."""
    if not path.parent.is_dir():
        raise UserError(f'The profile "{path}" cannot be written, as its folder is not there: give another place.')
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return
    if path.exists():
        sentence = f'"{path}" is there already and is another one: give --save-profile another name.'
        raise UserError(sentence, "profile_there", name=path.stem)


def save_profile(path: Path, text: str) -> None:
    """Write a profile. Raises UserError if another one is there, or if it cannot be written."""
    require_free(path, text)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f'The profile "{path}" cannot be written ({error.strerror}): give another place.') from None
