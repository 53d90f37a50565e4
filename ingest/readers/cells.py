"""Columns of a table as drafts hold them: strings, lists of strings, times as they came."""

from __future__ import annotations

from typing import Any

import polars as pl

from claqueur.ingest.drafts import LIST_FIELDS, TIME_FIELDS
from claqueur.ingest.sources import parse_json
from claqueur.ingest.tables.mapping import SourceMapping

MAX_EXACT_FLOAT = 2**53
LIST_ITEM_KEYS = ("expanded_url", "url", "tag", "text", "screen_name", "username")
JSON_LIST = r'^\[\s*["{]'


def draft_columns(columns: dict[str, pl.Series], numbers: list[int], mapping: SourceMapping) -> pl.DataFrame:
    """Drafts from the source's columns, by field, and the line (or record) numbers of their rows."""
    shaped = {name: _shaped(name, column, mapping) for name, column in columns.items()}
    return pl.DataFrame({"line": pl.Series(numbers, dtype=pl.Int64), **shaped})


def _shaped(name: str, column: pl.Series, mapping: SourceMapping) -> pl.Series:
    """The column as drafts hold it: translated, times as they are, lists split, the rest as strings."""
    if name in mapping.values:
        column = _as_strings(column).replace(dict(mapping.values[name]))
    if name in TIME_FIELDS:
        return column
    if name in LIST_FIELDS:
        return _as_lists(column, name, mapping.separator)
    return _as_strings(column)


def _as_strings(column: pl.Series) -> pl.Series:
    """Strings; whole floats lose their ".0", floats too large to be exact are written like a spreadsheet does."""
    if column.dtype == pl.String:
        return column
    if column.dtype.is_float():
        whole = pl.col("x").is_finite() & (pl.col("x") == pl.col("x").round(0)) & (pl.col("x").abs() < MAX_EXACT_FLOAT)
        return (
            column.fill_nan(None)
            .to_frame("x")
            .select(
                pl.when(whole)
                .then(pl.col("x").cast(pl.Int64, strict=False).cast(pl.String))
                .otherwise(pl.col("x").cast(pl.String).str.replace(r"e\+?", "E+"))
            )
            .to_series()
        )
    if isinstance(column.dtype, pl.List | pl.Struct | pl.Array | pl.Binary):
        return pl.Series([None if value is None else str(value) for value in column.to_list()], dtype=pl.String)
    return column.cast(pl.String)


def _as_lists(column: pl.Series, name: str, separator: str | None) -> pl.Series:
    """Lists of strings; a string is split at the separator, or read as a written list, or at commas and spaces."""
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String))
    texts = _as_strings(column).str.strip_chars()
    if separator is not None:
        return _split(texts, separator)
    is_json = texts.str.contains(JSON_LIST)
    spaced = texts.str.strip_chars("[]").str.replace_all("[\"']", "").str.replace_all(r"[,|](https?://)", " $1")
    lists = _split(spaced.str.replace_all(r"\s+" if name == "urls" else r"[\s,|]+", " "), " ")
    if not is_json.any():
        return lists
    parsed = pl.Series("parsed", map(_json_list, texts.to_list()), dtype=pl.List(pl.String))
    return lists.to_frame("split").select(pl.coalesce(parsed, "split")).to_series()


def _split(texts: pl.Series, separator: str) -> pl.Series:
    lists = texts.str.split(separator)
    return lists.list.eval(pl.element().str.strip_chars(" ,")).list.filter(pl.element() != "")


def _json_list(text: str | None) -> list[str] | None:
    items = parse_json(text) if text and text.startswith("[") else None
    return list_items(items) if isinstance(items, list) else None


def list_items(items: list[Any]) -> list[str]:
    """The items of a JSON list as strings; of an object the value by which it is known, such as a link's address."""
    named = (
        next((item[key] for key in LIST_ITEM_KEYS if item.get(key)), "") if isinstance(item, dict) else item
        for item in items
    )
    return [str(item) for item in named if item]
