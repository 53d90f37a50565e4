"""The columns that come out of a text or a link: normalised text, keys, and hashtags where the source has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from claqueur.ingest.texts.keys import key64
from claqueur.ingest.texts.near_text import BANDS, band_keys, near_text_key, near_tokens
from claqueur.ingest.texts.normalise import normalise_text, said, text_parts
from claqueur.ingest.texts.urls import canonical_url, is_shortened, registrable_domain

SEPARATOR = "\x1f"  # ASCII's own unit separator: in no link and no tag
FROM_TEXT = ("hashtags", "cashtags", "mentions", "urls")


def add_text_columns(posts: pl.DataFrame, missing: Sequence[str]) -> pl.DataFrame:
    """posts with what is derived from text and links, and with n_shortened: how many of a post's links are shortened.

    missing: those of FROM_TEXT that the source does not give; they are read out of the texts. The others are put into
    the form of the schema. Each different text and link is looked at once.
    """
    of_texts = _of_texts(posts["text"].drop_nulls().unique(maintain_order=True).to_list(), missing)
    posts = posts.drop(missing).join(of_texts, on="text", how="left", maintain_order="left")
    posts = posts.with_columns(
        _tags("hashtags", "#＃", upper=False),
        _tags("cashtags", "$", upper=True),
        _tags("mentions", "@＠", upper=False),
        *(pl.col(name).fill_null([]) for name in missing if name == "urls"),
    )
    return posts.hstack(_links(posts["urls"]))


def _of_texts(texts: list[str], missing: Sequence[str]) -> pl.DataFrame:
    """text, text_normalised, text_key, near_text_key, near_text_bands and the `missing` ones of FROM_TEXT."""
    bare = list(map(said, texts))
    columns = [pl.Series("text", texts, dtype=pl.String), pl.Series("said", bare, dtype=pl.String)]
    if missing:
        parts = list(map(text_parts, texts))
        columns += [string_lists(name, [getattr(part, name) for part in parts]) for name in missing]
    compared = _as_compared(list(dict.fromkeys(bare)))
    return pl.DataFrame(columns).join(compared, on="said", how="left", maintain_order="left").drop("said")


def _as_compared(texts: list[str]) -> pl.DataFrame:
    """said (the texts), text_normalised, text_key, near_text_key, near_text_bands."""
    normalised = list(map(normalise_text, texts))
    keys = [None if plain is None else key64(plain) for plain in normalised]
    columns = [
        pl.Series("said", texts, dtype=pl.String),
        pl.Series("text_normalised", normalised, dtype=pl.String),
        pl.Series("text_key", keys, dtype=pl.Int64),
    ]
    return pl.concat([pl.DataFrame(columns), _near_text(texts, normalised)], how="horizontal")


def _near_text(texts: list[str], normalised: list[str | None]) -> pl.DataFrame:
    """near_text_key and near_text_bands of each text; empty where it is too short."""
    words = list(map(near_tokens, texts, normalised))
    long = [found for found in words if found is not None]
    found = pl.DataFrame(
        {
            "near_text_key": pl.Series([near_text_key(each) for each in long], dtype=pl.Int64),
            "near_text_bands": pl.Series(band_keys(long), dtype=pl.Array(pl.Int64, BANDS)).cast(pl.List(pl.Int64)),
        }
    )
    is_long = pl.Series([each is not None for each in words], dtype=pl.Boolean)
    place = pl.select(pl.when(is_long).then(is_long.cum_sum() - 1)).to_series()
    return found.select(pl.all().gather(place))


def string_lists(name: str, rows: Iterable[Iterable[str]]) -> pl.Series:
    """A column of lists of non-empty strings; joined and split again, ten times faster than list by list."""
    joined = pl.Series(name, [SEPARATOR.join(row) for row in rows], dtype=pl.String)
    return joined.str.split(SEPARATOR).list.filter(pl.element() != "")


def _tags(name: str, sign: str, *, upper: bool) -> pl.Expr:
    item = pl.element().str.strip_chars_start(sign)
    item = item.str.to_uppercase() if upper else item.str.to_lowercase()
    return pl.col(name).fill_null([]).list.eval(item)


def _links(urls: pl.Series) -> pl.DataFrame:
    """url_keys: keys of the canonical links, each at its link's place, empty where a link cannot be read; domains;
    n_shortened.

    The domain of a shortened link says nothing and is left out.
    """
    rows = urls.alias("url").to_frame().with_row_index("row")
    each = rows.filter(pl.col("url").list.len() > 0).explode("url")
    each = each.join(_of_links(each["url"].unique().to_list()), on="url", how="left", maintain_order="left")
    shortened = each.filter("is_shortened").unique(["row", "canonical"]).group_by("row").agg(n_shortened=pl.len())
    keys = each.group_by("row", maintain_order=True).agg(url_keys="key")
    known = each.filter(pl.col("domain").is_not_null()).unique(["row", "domain"]).sort("row", "domain")
    domains = known.group_by("row", maintain_order=True).agg(domains="domain")
    for found in (keys, domains, shortened):
        rows = rows.join(found, on="row", how="left", maintain_order="left")
    return rows.select(pl.col("url_keys", "domains").fill_null([]), pl.col("n_shortened").fill_null(0))


def _of_links(urls: list[str]) -> pl.DataFrame:
    """url, canonical, key, is_shortened and, of those that are not, domain; empty where a link cannot be read."""
    canonical = list(map(canonical_url, urls))
    shortened = [url is not None and is_shortened(url) for url in canonical]
    return pl.DataFrame(
        {
            "url": pl.Series(urls, dtype=pl.String),
            "canonical": pl.Series(canonical, dtype=pl.String),
            "key": pl.Series([None if url is None else key64(url) for url in canonical], dtype=pl.Int64),
            "is_shortened": pl.Series(shortened, dtype=pl.Boolean),
            "domain": pl.Series(
                [
                    None if url is None or short else registrable_domain(url)
                    for url, short in zip(canonical, shortened, strict=True)
                ],
                dtype=pl.String,
            ),
        }
    )
