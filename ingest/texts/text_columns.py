"""The columns that come out of a text or a link: normalised text, keys, and hashtags where the source has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl

from claqueur.ingest.texts import common_texts
from claqueur.ingest.texts.keys import keys64
from claqueur.ingest.texts.near_text import BANDS, band_keys, near_words
from claqueur.ingest.texts.normalise import normalise_text, said, text_parts
from claqueur.ingest.texts.urls import canonical_url, is_shortened, registrable_domain

SEPARATOR = "\x1f"  # ASCII's own unit separator: in no link and no tag
FROM_TEXT = ("hashtags", "cashtags", "mentions", "urls")


def add_text_columns(posts: pl.DataFrame, missing: Sequence[str]) -> pl.DataFrame:
    """posts with what is derived from text and links, and with n_shortened: how many of a post's links are shortened.

    missing: those of FROM_TEXT that the source does not give; they are read out of the texts. The others are put into
    the form of the schema. Each different text and link is looked at once.
    """
    of_texts = _of_texts(posts["text"].drop_nulls().unique(maintain_order=True), missing)
    posts = posts.drop(missing).join(of_texts, on="text", how="left", maintain_order="left")
    posts = posts.with_columns(
        _tags("hashtags", "#＃", upper=False),
        _tags("cashtags", "$", upper=True),
        _tags("mentions", "@＠", upper=False),
        *(pl.col(name).fill_null([]) for name in missing if name == "urls"),
    )
    return posts.hstack(_links(posts["urls"]))


def _of_texts(texts: pl.Series, missing: Sequence[str]) -> pl.DataFrame:
    """text (each different one), what as_compared says of it, and the `missing` ones of FROM_TEXT."""
    found = texts.to_frame().with_columns(said=said(pl.col("text")))
    found = found.join(as_compared(found.select(pl.col("said").unique())), on="said", how="left").drop("said")
    if missing:
        found = found.join(_parts(texts.to_frame()).select("text", *missing), on="text", how="left")
    return found


def _parts(texts: pl.DataFrame) -> pl.DataFrame:
    """text, hashtags, cashtags, mentions, urls."""
    common, other = _by_way(texts)
    read = [text_parts(text) for text in other.to_series()]
    columns = [other.to_series(), *(string_lists(name, [getattr(part, name) for part in read]) for name in FROM_TEXT)]
    return pl.concat([common_texts.parts(common), pl.DataFrame(columns)])


def as_compared(texts: pl.DataFrame) -> pl.DataFrame:
    """said (the texts), text_normalised, text_key, near_text_key, near_text_bands; empty where a text does not count or
    is too short."""
    words = _words(texts)
    # most texts have no hashtag, and there both are the same words
    is_other = pl.col("near_words") != pl.col("text_normalised")
    others = words.select(pl.when(is_other).then("near_words")).to_series()
    return words.with_columns(
        text_key=_of_known(words["text_normalised"], _keys),
        near_text_bands=_of_known(words["near_words"], _bands),
        other_key=_of_known(others, _keys),
    ).select(
        *("said", "text_normalised", "text_key"),
        pl.when(pl.col("near_words").is_not_null()).then(pl.coalesce("other_key", "text_key")).alias("near_text_key"),
        "near_text_bands",
    )


def _words(texts: pl.DataFrame) -> pl.DataFrame:
    """said (the texts), text_normalised, near_words."""
    common, other = _by_way(texts)
    normalised = list(map(normalise_text, other.to_series()))
    near = list(map(near_words, other.to_series(), normalised))
    looked_at = other.with_columns(
        pl.Series("text_normalised", normalised, dtype=pl.String), pl.Series("near_words", near, dtype=pl.String)
    )
    return pl.concat([common_texts.compared(common), looked_at])


def _of_known(values: pl.Series, of: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """What `of` makes of the values, at their places; empty where a value is."""
    place = pl.select(pl.when(values.is_not_null()).then(values.is_not_null().cum_sum() - 1)).to_series()
    return of(values.drop_nulls()).gather(place)


def _keys(texts: pl.Series) -> pl.Series:
    return pl.Series(keys64(texts), dtype=pl.Int64)


def _bands(texts: pl.Series) -> pl.Series:
    return pl.Series(band_keys(texts), dtype=pl.Array(pl.Int64, BANDS)).cast(pl.List(pl.Int64))


def _by_way(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts that can be looked at together, and those that have to be looked at one by one."""
    is_common = common_texts.is_common(pl.nth(0))
    return texts.filter(is_common), texts.filter(~is_common)


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
    each = each.join(_of_links(each["url"].unique()), on="url", how="left", maintain_order="left")
    shortened = each.filter("is_shortened").unique(["row", "canonical"]).group_by("row").agg(n_shortened=pl.len())
    keys = each.group_by("row", maintain_order=True).agg(url_keys="key")
    known = each.filter(pl.col("domain").is_not_null()).unique(["row", "domain"]).sort("row", "domain")
    domains = known.group_by("row", maintain_order=True).agg(domains="domain")
    for found in (keys, domains, shortened):
        rows = rows.join(found, on="row", how="left", maintain_order="left")
    return rows.select(pl.col("url_keys", "domains").fill_null([]), pl.col("n_shortened").fill_null(0))


def _of_links(urls: pl.Series) -> pl.DataFrame:
    """url, canonical, key, is_shortened and, of those that are not, domain; empty where a link cannot be read."""
    canonical = [canonical_url(url) for url in urls]
    shortened = [url is not None and is_shortened(url) for url in canonical]
    domains = [
        None if url is None or short else registrable_domain(url)
        for url, short in zip(canonical, shortened, strict=True)
    ]
    links = pl.Series("canonical", canonical, dtype=pl.String)
    return pl.DataFrame(
        [
            urls,
            links,
            _of_known(links, _keys).alias("key"),
            pl.Series("is_shortened", shortened, dtype=pl.Boolean),
            pl.Series("domain", domains, dtype=pl.String),
        ]
    )
