"""The columns that come out of a text or a link: normalised text, keys, and hashtags where the source has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from claqueur.ingest.keys import key64
from claqueur.ingest.normalise import TextParts, normalise_text, text_parts
from claqueur.ingest.urls import canonical_url, is_shortened

SEPARATOR = "\x1f"  # ASCII's own unit separator: in no link and no tag
UNREADABLE = "-"  # no number, so it becomes an empty key
FROM_TEXT = ("hashtags", "cashtags", "mentions", "urls")


def add_text_columns(posts: pl.DataFrame, given: set[str], notes: Counter[str]) -> pl.DataFrame:
    """posts with text_normalised, text_key and url_keys, and with FROM_TEXT columns that the source did not give.

    given: the columns of the source. Hashtags and the like of the source are put into the form of the schema. Shortened
    links are counted in notes["shortened_urls"].
    """
    texts = posts["text"].to_list()
    unique = set(texts) - {None}
    normalised = {text: normalise_text(text) for text in unique}
    keys = {text: None if plain is None else key64(plain) for text, plain in normalised.items()}
    posts = posts.with_columns(
        pl.Series("text_normalised", [normalised.get(text) for text in texts], dtype=pl.String),
        pl.Series("text_key", [keys.get(text) for text in texts], dtype=pl.Int64),
        _tags("hashtags", "#＃", upper=False),
        _tags("cashtags", "$", upper=True),
        _tags("mentions", "@＠", upper=False),
    )
    missing = [name for name in FROM_TEXT if name not in given]
    if missing:
        nothing = TextParts([], [], [], [])
        parts = {text: text_parts(text) for text in unique}
        rows = [parts.get(text, nothing) for text in texts]
        posts = posts.with_columns(string_lists(name, [getattr(row, name) for row in rows]) for name in missing)
    return posts.with_columns(_url_keys(posts["urls"], notes))


def string_lists(name: str, rows: Iterable[Iterable[str]]) -> pl.Series:
    """A column of lists of non-empty strings; joined and split again, ten times faster than list by list."""
    joined = pl.Series(name, [SEPARATOR.join(row) for row in rows], dtype=pl.String)
    return joined.str.split(SEPARATOR).list.filter(pl.element() != "")


def _tags(name: str, sign: str, *, upper: bool) -> pl.Expr:
    item = pl.element().str.strip_chars_start(sign)
    item = item.str.to_uppercase() if upper else item.str.to_lowercase()
    return pl.col(name).list.eval(item)


def _url_keys(urls: pl.Series, notes: Counter[str]) -> pl.Series:
    """Keys of the canonical links of each row, each at its link's place; empty where a link cannot be read."""
    rows = []
    for row in urls.to_list():
        canonical = [canonical_url(url) for url in row]
        notes["shortened_urls"] += sum(is_shortened(url) for url in set(canonical) if url is not None)
        rows.append([UNREADABLE if url is None else str(key64(url)) for url in canonical])
    return string_lists("url_keys", rows).list.eval(pl.element().cast(pl.Int64, strict=False))
