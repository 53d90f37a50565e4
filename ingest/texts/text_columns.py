"""The columns that come out of a text or a link: normalised text, keys, and hashtags where the source has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from claqueur.ingest.texts.keys import key64
from claqueur.ingest.texts.near_text import BANDS, band_keys, near_text_key, near_tokens
from claqueur.ingest.texts.normalise import TextParts, normalise_text, text_parts
from claqueur.ingest.texts.urls import canonical_url, is_shortened, registrable_domain

SEPARATOR = "\x1f"  # ASCII's own unit separator: in no link and no tag
UNREADABLE = "-"  # no number, so it becomes an empty key
FROM_TEXT = ("hashtags", "cashtags", "mentions", "urls")


def add_text_columns(posts: pl.DataFrame, given: set[str], notes: Counter[str]) -> pl.DataFrame:
    """posts with what is derived from text and links, and with FROM_TEXT columns that the source did not give.

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
    posts = posts.join(_near_text(normalised), on="text", how="left", maintain_order="left")
    missing = [name for name in FROM_TEXT if name not in given]
    if missing:
        nothing = TextParts([], [], [], [])
        parts = {text: text_parts(text) for text in unique}
        rows = [parts.get(text, nothing) for text in texts]
        posts = posts.with_columns(string_lists(name, [getattr(row, name) for row in rows]) for name in missing)
    return posts.with_columns(*_links(posts["urls"], notes))


def _near_text(normalised: dict[str, str | None]) -> pl.DataFrame:
    """text, near_text_key, near_text_bands of the texts that are long enough."""
    words = {text: found for text, plain in normalised.items() if (found := near_tokens(text, plain)) is not None}
    bands = band_keys(list(words.values()))
    return pl.DataFrame(
        {
            "text": pl.Series(list(words), dtype=pl.String),
            "near_text_key": pl.Series([near_text_key(found) for found in words.values()], dtype=pl.Int64),
            "near_text_bands": pl.Series(bands, dtype=pl.Array(pl.Int64, BANDS)).cast(pl.List(pl.Int64)),
        }
    )


def string_lists(name: str, rows: Iterable[Iterable[str]]) -> pl.Series:
    """A column of lists of non-empty strings; joined and split again, ten times faster than list by list."""
    joined = pl.Series(name, [SEPARATOR.join(row) for row in rows], dtype=pl.String)
    return joined.str.split(SEPARATOR).list.filter(pl.element() != "")


def _tags(name: str, sign: str, *, upper: bool) -> pl.Expr:
    item = pl.element().str.strip_chars_start(sign)
    item = item.str.to_uppercase() if upper else item.str.to_lowercase()
    return pl.col(name).list.eval(item)


def _links(urls: pl.Series, notes: Counter[str]) -> tuple[pl.Series, pl.Series]:
    """url_keys: keys of the canonical links, each at its link's place, empty where a link cannot be read; domains.

    The domain of a shortened link says nothing and is left out.
    """
    keys, domains = [], []
    for row in urls.to_list():
        canonical = [canonical_url(url) for url in row]
        long = {url for url in canonical if url is not None and not is_shortened(url)}
        notes["shortened_urls"] += len(set(canonical) - {None}) - len(long)
        keys.append([UNREADABLE if url is None else str(key64(url)) for url in canonical])
        domains.append(sorted({registrable_domain(url) for url in long}))
    as_keys = string_lists("url_keys", keys).list.eval(pl.element().cast(pl.Int64, strict=False))
    return as_keys, string_lists("domains", domains)
