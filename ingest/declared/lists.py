"""A user's list of declared accounts (CSV or another table) -> rows of DECLARED, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from claqueur.errors import UserError, no_file
from claqueur.ingest.files import members_of
from claqueur.ingest.readers import table
from claqueur.ingest.records import NO_VALUE, SPOILT_ID
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.column_names import plain_name
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping, nearest
from claqueur.schema import DECLARED

MOST_ROWS = 1_000_000
# What the columns of such lists are called, in English and French, without case, accents and punctuation.
NAMES = {
    "platform": "platform plateforme network reseau",
    "account_id": "accountid userid authorid id did",
    "handle": "handle accountname username screenname user account compte pseudo profile profil url",
    "affiliation": "affiliation accountaffiliation organisation organization parti party marque brand group groupe",
    "role": "role fonction function position",
    "source": "source evidence preuve reference",
}
PLATFORMS = {"twitter": "x", "bsky": "bluesky"}
FEDERATED = re.compile(r"([^@/\s]+)@([^@/\s]+\.[^@/\s]+)")  # ann@social.example


def read_list(
    path: Path, platform: str | None = None, mapping: Mapping[str, str] | None = None, name: str | None = None
) -> pl.DataFrame:
    """The accounts that a file declares: columns DECLARED, in the order of the file, each account once.

    platform: of rows that name none. mapping: column of DECLARED -> column of the file, where the names do not tell,
    "table.delimiter" and "table.sheet". name: how the user calls the file, by default its own name.
    Raises UserError, naming the line, if a row names no account, platform or affiliation, if a spreadsheet has spoilt
    an id, or if one account is declared to belong to two.
    """
    said = dict(mapping or {})
    source = _source(path, said.pop("table.delimiter", None), said.pop("table.sheet", None))
    columns = _columns(source, said, platform)
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    rows: list[dict[str, str | None]] = []
    for line, given in _rows(source, columns):
        row = _checked(given, platform, source.name, line)
        key = (str(row["platform"]), str(row["account_id"] or row["handle"]))
        earlier_line, earlier = seen.setdefault(key, (line, str(row["affiliation"])))
        if earlier != row["affiliation"]:
            raise UserError(
                f'{source.name} declares {":".join(key)} twice: line {earlier_line} says "{earlier}", line {line} says '
                f'"{row["affiliation"]}"; keep one of them.'
            )
        if earlier_line == line:
            rows.append(row | {"list": name or source.name})
        if len(rows) > MOST_ROWS:
            raise UserError(f"{source.name} declares over {MOST_ROWS:,} accounts: is it the right file?")
    if not rows:
        raise UserError(f"{source.name} declares no account: write a row for each, below the names of the columns.")
    return pl.DataFrame(rows, schema=pl.Schema(DECLARED.arrow))


def _source(path: Path, delimiter: str | None, sheet: str | None) -> Source:
    if not path.is_file():
        raise no_file(path)
    return look_at(path, delimiter, members_of(path)[0], sheet)


def _columns(source: Source, said: Mapping[str, str], platform: str | None) -> dict[str, str]:
    """Field of DECLARED -> column of the file. Raises UserError if one that is needed is missing."""
    unknown = [name for name in said if name not in NAMES]
    if unknown:
        raise UserError(f'"{unknown[0]}" is not of a list of accounts: --map can say {", ".join(NAMES)}.')
    absent = [column for column in said.values() if column and column not in source.columns]
    if absent:
        close = nearest(absent[0], source.columns)
        hint = f' (nearest: "{close}")' if close else ""
        raise UserError(
            f'Column "{absent[0]}" is missing from {source.name}{hint}; its columns are: {", ".join(source.columns)}.'
        )
    plain = {plain_name(column): column for column in reversed(source.columns)}
    guessed = {
        field: next((plain[name] for name in names.split() if name in plain), "") for field, names in NAMES.items()
    }
    found = {field: column for field, column in {**guessed, **said}.items() if column}
    lacking = [
        *(["account_id or handle"] if not {"account_id", "handle"} & set(found) else []),
        *(["affiliation"] if "affiliation" not in found else []),
        *(["platform"] if "platform" not in found and platform is None else []),
    ]
    if lacking:
        remedy = "give --platform x" if lacking == ["platform"] else f"add --map {lacking[0].split()[0]}=COLUMN"
        raise UserError(
            f"{source.name} has no column {lacking[0]}: {remedy}; its columns are: {', '.join(source.columns)}."
        )
    return found


def _rows(source: Source, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and values of every row that is not blank; spellings of nothing are left out."""
    for batch in table.read(source, SourceMapping(columns=columns)):
        for reject in batch.rejects:
            raise UserError(f"{source.name}, line {reject.line}, cannot be read: {reject.detail} Mend it and repeat.")
        for row in batch.drafts.iter_rows(named=True):
            line = row.pop("line")
            values = {field: " ".join((text or "").split()) for field, text in row.items()}
            values = {field: text for field, text in values.items() if text not in NO_VALUE}
            if values:
                yield line, values


def _checked(given: dict[str, str], platform: str | None, name: str, line: int) -> dict[str, str | None]:
    """The row as DECLARED has it. Raises UserError."""

    def refusal(what: str) -> UserError:
        return UserError(f"{name}, line {line}, {what}; nothing was declared.")

    on = given.get("platform", platform or "").lower()
    if not on:
        raise refusal("names no platform: write one, such as x, or give --platform for such rows")
    on = PLATFORMS.get(on, on)
    account_id, handle = given.get("account_id"), plain_handle(given.get("handle", ""), on)
    if account_id is None and not handle:
        raise refusal("names no account: write its id or its handle")
    if account_id is not None and re.fullmatch(SPOILT_ID, account_id):
        raise refusal(f'has the id "{account_id}", which a spreadsheet has rounded: take it from the original')
    if "affiliation" not in given:
        raise refusal("does not say what the account belongs to: write its affiliation or take the row out")
    more = {field: given.get(field) for field in ("affiliation", "role", "source")}
    return {"platform": on, "account_id": account_id, "handle": handle or None, **more}


def plain_handle(written: str, platform: str) -> str:
    """A handle as it is compared: lower case, without @; a profile's address is read as the handle in it.

    On Mastodon it is the address of the profile, which is what its posts are known by: @ann@social.example is
    https://social.example/@ann. Empty if there is none.
    """
    text = written.strip().lower().lstrip("@")
    federated = FEDERATED.fullmatch(text)
    if platform == "mastodon":
        return f"https://{federated[2]}/@{federated[1]}" if federated else text.rstrip("/")
    if text.startswith(("http://", "https://")):
        parts = [part for part in urlsplit(text).path.split("/") if part]
        return parts[-1].lstrip("@") if parts else ""
    return text
