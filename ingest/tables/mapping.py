"""Which column is which: guessed from names, said with --map, or written down in a profile (TOML)."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from claqueur.errors import UserError
from claqueur.ingest.drafts import FIELDS
from claqueur.ingest.tables.column_names import guess_columns
from claqueur.ingest.times import TimeRule
from claqueur.schema import KINDS, TIME_PRECISIONS

UNKNOWN_COLUMNS = "unknown_columns"  # kind of the error for a table whose account or time no name tells
REQUIRED = ("account_id", "created_at")

KIND_WORDS: dict[str, str] = {
    **dict.fromkeys(("repost", "retweet", "retweeted", "rt", "reblog", "share", "r", "1", "true", "yes"), "repost"),
    **dict.fromkeys(("reply", "replied_to", "comment"), "reply"),
    **dict.fromkeys(("quote", "quoted", "quoting", "quote_tweet", "q"), "quote"),
    **dict.fromkeys(("post", "tweet", "original", "normal", "status", "message"), "post"),
}
# These say only "no repost": whether it is a reply or a quote is read from the ids.
NO_REPOST_WORDS = frozenset({"0", "false", "no"})

SECTIONS = {
    "columns": None,
    "values": None,
    "constants": None,
    "time": ("zone", "precision", "order", "format"),
    "lists": ("separator",),
    "table": ("delimiter", "sheet"),
}
ORDERS = ("day-first", "month-first")


@dataclass(frozen=True)
class SourceMapping:
    """How a source's columns become fields of posts.

    columns: field -> column ("" = the source has none, do not guess). values: field -> {value found: value meant}.
    constants: field -> value for all posts. time: how its times are to be read. separator: between list items.
    delimiter: of a CSV file; sheet: of a workbook.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    time: TimeRule = field(default_factory=TimeRule)
    separator: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def load_mapping(profile: Path | str | None, pairs: Mapping[str, str] | None) -> SourceMapping:
    """The mapping of a profile file, overridden by `pairs` (from --map; "section.key" reaches other sections).

    Raises UserError for a file that is no profile, unknown sections, fields, zones, precisions or orders.
    """
    sections: dict[str, Any] = {} if profile is None else _read_profile(Path(profile))
    for key, value in (pairs or {}).items():
        *section, name = key.split(".", 2)  # what is translated in values.kind.NAME may hold a dot itself
        sections.setdefault(section[0] if section else "columns", {})
        target = sections[section[0] if section else "columns"]
        for part in section[1:]:
            target = target.setdefault(part, {})
        target[name] = value
    return _checked(sections)


def _read_profile(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f'There is no profile "{path}": check the path given with --profile.') from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f'The profile "{path.name}" cannot be read: {error}.') from None
    content.pop("description", None)
    return content


def _checked(sections: dict[str, Any]) -> SourceMapping:
    for section, content in sections.items():
        if section not in SECTIONS:
            raise UserError(
                f"A mapping has no part [{section}]: it has {', '.join(SECTIONS)}{_near(section, SECTIONS)}."
            )
        keys = SECTIONS[section] or FIELDS
        if not isinstance(content, dict):
            raise UserError(f"[{section}] in the profile is not a table of names and values: write key = value lines.")
        for name in content:
            if name not in keys:
                raise UserError(f'"{name}" is not a field{_near(name, keys)}: {section} can hold {", ".join(keys)}.')
    time = TimeRule(**{key: value or None for key, value in sections.get("time", {}).items()})
    _check_time(time)
    values = {
        name: {str(found): str(meant) for found, meant in table.items()}
        for name, table in sections.get("values", {}).items()
    }
    unknown = set(values.get("kind", {}).values()) - set(KINDS)
    if unknown:
        raise UserError(f'[values.kind] translates to "{min(unknown)}": allowed are {", ".join(KINDS)}.')
    return SourceMapping(
        columns={name: str(column) for name, column in sections.get("columns", {}).items()},
        values=values,
        constants={name: str(value) for name, value in sections.get("constants", {}).items()},
        time=time,
        separator=sections.get("lists", {}).get("separator"),
        delimiter=sections.get("table", {}).get("delimiter"),
        sheet=sections.get("table", {}).get("sheet"),
    )


def _check_time(time: TimeRule) -> None:
    if time.zone is not None:
        try:
            ZoneInfo(time.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise UserError(
                f'"{time.zone}" is not a time zone: give a name such as UTC, Europe/Paris or America/New_York.'
            ) from None
    if time.precision not in (None, *TIME_PRECISIONS):
        raise UserError(f'The time precision "{time.precision}" is not known: give {", ".join(TIME_PRECISIONS)}.')
    if time.order not in (None, *ORDERS):
        raise UserError(f'The time order "{time.order}" is not known: give {" or ".join(ORDERS)}.')


def resolve_columns(mapping: SourceMapping, present: Sequence[str], source_name: str) -> dict[str, str]:
    """field -> column of this source: what the mapping says, the rest guessed from the names.

    Raises UserError if a mapped column is missing (naming those present and the nearest), or if no column can be the
    account or the time.
    """
    chosen = dict(mapping.columns)
    for name, column in chosen.items():
        if column and column not in present:
            raise UserError(
                f'Column "{column}" (mapped to {name}) is missing from {source_name}{_near(column, present)}; '
                f"its columns are: {', '.join(present)}.",
                "column_missing",
                name=source_name,
                column=column,
            )
    for name, column in guess_columns(present).items():
        if name not in mapping.constants:
            chosen.setdefault(name, column)
    for name in REQUIRED:
        if not chosen.get(name) and name not in mapping.constants:
            raise UserError(
                f"{source_name} has no column that is known to hold {name}: add --map {name}=COLUMN; "
                f"its columns are: {', '.join(present)}.",
                UNKNOWN_COLUMNS,
                field=name,
                name=source_name,
                columns=", ".join(present),
            )
    return {name: column for name, column in chosen.items() if column}


def with_columns(mapping: SourceMapping, columns: Mapping[str, str], constants: Mapping[str, str]) -> SourceMapping:
    """The mapping with a format's own columns and constants; what the user said stays."""
    blank = dict.fromkeys((name for name in FIELDS if name not in constants), "")
    return replace(
        mapping,
        columns={**blank, **columns, **mapping.columns},
        constants={**constants, **mapping.constants},
    )


def json_mapping(
    mapping: SourceMapping, constants: Mapping[str, str], source_name: str, source_format: str
) -> SourceMapping:
    """The mapping for a format without columns. Raises UserError if the user maps columns all the same."""
    if any(mapping.columns.values()):
        raise UserError(
            f"{source_name} is read as {source_format}, whose fields are known: leave out --map for columns, or say "
            "--format table.",
            "no_columns",
            name=source_name,
        )
    return replace(mapping, columns={}, constants={**constants, **mapping.constants})


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The word most like `word`, if any is like it."""
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.5)
    return close[0] if close else None


def _near(word: str, words: Sequence[str] | Mapping[str, Any]) -> str:
    close = nearest(word, list(words))
    return f' (nearest: "{close}")' if close else ""
