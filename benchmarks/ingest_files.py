"""Made-up posts in any number, written as the files of several formats, for the benchmarks of ingest.

Half of the posts are reposts. An original has 6 to 24 random words (three of ten with French accents), a third of them
a link, a third a hashtag, a fifth a handle, one of twenty an emoji. Records have the fields that the platforms write,
as far as they weigh: about 2 kB a post for X. The same number of posts is always the same file.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import zstandard

BLOCK = 100_000  # posts made at once; reposts are of an original of their block
POSTS_OF_AN_ACCOUNT = 20
PAGE = 100  # posts on one page of X's API
FIRST_ID, FIRST_S = 1_500_000_000_000_000_000, 1_640_000_000
MAX_WORDS, MIN_WORDS = 24, 6
STEMS = [
    f"{a}{b}{c}" for a in ("b", "cl", "d", "f", "gr", "l", "m", "p", "st", "tr") for b in "aeiou" for c in "lmnrst"
]
PLAIN = np.array([stem + end for end in ("", "ing", "ed", "ers", "ance", "ly") for stem in STEMS])
ACCENTED = np.array([stem + end for end in ("", "é", "ère", "er", "ité", "ç", "ment", "ônes") for stem in STEMS])
WHEN = {"iso": "%Y-%m-%dT%H:%M:%S.000Z", "v1": "%a %b %d %H:%M:%S +0000 %Y"}


def write_file(folder: Path, name: str, n_posts: int) -> Path:
    """The file of a format in FILES with `n_posts` posts; names the format does not know raise KeyError."""
    write, ending = FILES[name]
    path = folder / f"{name}-{n_posts}.{ending}"
    write(path, blocks(n_posts))
    return path


def blocks(n_posts: int) -> Iterator[pl.DataFrame]:
    """The posts, block by block, in the order of time."""
    for start in range(0, n_posts, BLOCK):
        yield _block(start, min(BLOCK, n_posts - start), n_posts)


def _block(start: int, n: int, n_posts: int) -> pl.DataFrame:
    rng = np.random.default_rng([1, start])
    at = start + np.arange(n)
    is_repost = rng.random(n) < 0.5
    original = np.where(is_repost, (rng.random(n) ** 3 * n).astype(np.int64), np.arange(n))  # a few are popular
    account = (rng.random(n) ** 2 * (1 + n_posts // POSTS_OF_AN_ACCOUNT)).astype(np.int64)
    said = _said(rng, n)[original]
    return said.with_columns(
        id=pl.Series(FIRST_ID + at * 4_194_304 + account % 4096).cast(pl.String),
        author_id=pl.Series(100_000_000 + account).cast(pl.String),
        username=pl.format("account_{}", pl.Series(account)),
        at=pl.from_epoch(pl.Series(FIRST_S + at // 3), time_unit="s").dt.replace_time_zone("UTC"),
        original_id=pl.Series(FIRST_ID + (start + original) * 4_194_304 + account[original] % 4096).cast(pl.String),
        original_author_id=pl.Series(100_000_000 + account[original]).cast(pl.String),
        original_username=pl.format("account_{}", pl.Series(account[original])),
        is_repost=pl.Series(is_repost),
        likes=pl.Series(rng.geometric(0.1, n) - 1),
        reposts=pl.Series(rng.geometric(0.3, n) - 1),
        followers=pl.Series(account % 7_919),
    )


def _said(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """text, lang, url, tag and handle of `n` originals; the last three empty where a text has none."""
    french, length = rng.random(n) < 0.3, rng.integers(MIN_WORDS, MAX_WORDS + 1, n)
    share = rng.random((n, MAX_WORDS)) ** 2
    words = []
    for place in range(MAX_WORDS):
        plain, accented = (kind[(share[:, place] * len(kind)).astype(np.int64)] for kind in (PLAIN, ACCENTED))
        words.append(pl.Series(f"word{place}", np.where(french, accented, plain)).to_frame())
    some = {
        name: pl.Series(rng.random(n) < one) for name, one in (("u", 1 / 3), ("t", 1 / 3), ("h", 1 / 5), ("e", 1 / 20))
    }
    number = pl.Series(rng.integers(0, 10 * n, n))
    frame = pl.concat(words, how="horizontal").select(
        body=pl.concat_str(
            [pl.when(pl.Series(length > place)).then(f"word{place}") for place in range(MAX_WORDS)],
            separator=" ",
            ignore_nulls=True,
        ),
        lang=pl.when(pl.Series(french)).then(pl.lit("fr")).otherwise(pl.lit("en")),
        url=pl.when(some["u"]).then(pl.format("https://www.site{}.example/news/{}?utm_source=x", number % 997, number)),
        tag=pl.when(some["t"]).then(pl.format("Topic{}", number % 499)),
        handle=pl.when(some["h"]).then(pl.format("account_{}", number % 4_999)),
    )
    parts = (pl.format("@{}", "handle"), "body", pl.format("#{}", "tag"), pl.when(some["e"]).then(pl.lit("👏")), "url")
    return frame.with_columns(text=pl.concat_str(parts, separator=" ", ignore_nulls=True)).drop("body")


def _table(block: pl.DataFrame) -> pl.DataFrame:
    """A plain table of posts, as researchers exchange them."""
    reposted = pl.col("is_repost")
    return block.select(
        "id",
        "author_id",
        "username",
        created_at=pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        text=_shown(),
        lang="lang",
        retweeted_status_id=pl.when(reposted).then("original_id"),
        retweeted_user_id=pl.when(reposted).then("original_author_id"),
        urls="url",
        retweet_count="reposts",
        like_count="likes",
        followers_count="followers",
    )


def _shown() -> pl.Expr:
    """The text, of a repost with "RT @name: " before it."""
    return (
        pl.when("is_repost").then(pl.format("RT @{}: {}", "original_username", "text")).otherwise("text").alias("text")
    )


def _listed(item: pl.Expr, present: str) -> pl.Expr:
    """A list of the one item, or an empty list where `present` is empty."""
    return pl.when(pl.col(present).is_null()).then(pl.lit([])).otherwise(pl.concat_list(item))


def _entities(tag: str, handle: str) -> pl.Expr:
    """What a text holds; tag and handle: what the API calls their words."""
    place = {"indices": pl.concat_list(pl.lit(10), pl.lit(20))}
    url = pl.struct(url=pl.lit("https://t.co/0123456789"), expanded_url="url", display_url="url", **place)
    return pl.struct(
        urls=_listed(url, "url"),
        hashtags=_listed(pl.struct(pl.col("tag").alias(tag), **place), "tag"),
        **{
            "user_mentions" if handle == "screen_name" else "mentions": _listed(
                pl.struct(pl.col("handle").alias(handle), id=pl.lit("1234567890"), **place), "handle"
            )
        },
    )


def _user_v1(prefix: str) -> pl.Expr:
    text = {name: pl.lit(value) for name, value in PROFILE_V1.items()}
    return pl.struct(
        id_str=f"{prefix}author_id",
        screen_name=f"{prefix}username",
        name=f"{prefix}username",
        followers_count="followers",
        friends_count="likes",
        statuses_count="reposts",
        created_at=pl.lit("Fri Aug 08 12:36:26 +0000 2008"),
        **text,
    )


def _x_v1(block: pl.DataFrame) -> pl.DataFrame:
    """Records as X's API v1.1 gave them; a repost carries its original whole."""
    entities = _entities("text", "screen_name")
    common = {
        "created_at": pl.col("at").dt.strftime(WHEN["v1"]),
        "lang": pl.col("lang"),
        "source": pl.lit('<a href="https://app.example" rel="nofollow">Some App</a>'),
        "entities": entities,
        "retweet_count": pl.col("reposts"),
        "favorite_count": pl.col("likes"),
        "in_reply_to_status_id_str": pl.lit(None, dtype=pl.String),
        "in_reply_to_user_id_str": pl.lit(None, dtype=pl.String),
    }
    original = pl.struct(id_str="original_id", text="text", user=_user_v1("original_"), **common)
    return block.select(
        id_str="id",
        text=_shown(),
        user=_user_v1(""),
        retweeted_status=pl.when("is_repost").then(original),
        **common,
    )


def _x_v2(block: pl.DataFrame) -> pl.DataFrame:
    """Response pages of X's API v2 as twarc2 writes them, with authors and reposted posts in their includes."""
    metrics = pl.struct(
        retweet_count="reposts", like_count="likes", reply_count=pl.lit(0), impression_count="followers"
    )
    common = {
        "created_at": pl.col("at").dt.strftime(WHEN["iso"]),
        "lang": pl.col("lang"),
        "entities": _entities("tag", "username"),
        "public_metrics": metrics,
        "possibly_sensitive": pl.lit(False),
        "reply_settings": pl.lit("everyone"),
    }
    reference = pl.struct(type=pl.lit("retweeted"), id="original_id")
    user = {
        "created_at": pl.lit("2008-08-08T12:36:26.000Z"),
        "public_metrics": pl.struct(followers_count="followers", following_count="likes", tweet_count="reposts"),
        **{name: pl.lit(value) for name, value in PROFILE_V2.items()},
    }
    rows = block.with_row_index("row").select(
        page=pl.col("row") // PAGE,
        post=pl.struct(
            "id",
            "author_id",
            text=_shown(),
            conversation_id="id",
            edit_history_tweet_ids=pl.concat_list("id"),
            referenced_tweets=pl.when("is_repost").then(pl.concat_list(reference)).otherwise(pl.lit([])),
            **common,
        ),
        user=pl.struct(id="author_id", username="username", name="username", **user),
        included=pl.when("is_repost").then(
            pl.struct(id="original_id", author_id="original_author_id", text="text", **common)
        ),
    )
    pages = rows.group_by("page", maintain_order=True).agg("post", "user", pl.col("included").drop_nulls())
    return pages.select(
        data="post",
        includes=pl.struct(users="user", tweets="included"),
        meta=pl.struct(result_count=pl.col("post").list.len(), next_token=pl.lit("7140dibdnow9c7btw3w29gqolns6a6ipl")),
    )


PROFILE_V2 = {
    "description": "Reads, walks and writes about the town, its bridges and its trains. Opinions are my own.",
    "profile_image_url": "https://images.example/profile_images/1234567890123456789/aBcDeFgH_normal.jpg",
    "location": "Somewhere",
    "verified": "false",
    "protected": "false",
    "url": "https://t.co/abcdefghij",
}
PROFILE_V1 = {
    **PROFILE_V2,
    **{f"profile_{part}_color": "C0DEED" for part in ("background", "link", "sidebar_border", "sidebar_fill", "text")},
    "profile_banner_url": "https://images.example/profile_banners/12345678/1234567890",
    "profile_background_image_url": "https://images.example/images/themes/theme1/bg.png",
    "time_zone": "Europe/Paris",
}


def _write_csv(path: Path, parts: Iterator[pl.DataFrame]) -> None:
    with path.open("wb") as file:
        for i, part in enumerate(parts):
            _table(part).write_csv(file, include_header=i == 0)


def _write_parquet(path: Path, parts: Iterator[pl.DataFrame]) -> None:
    writer: pq.ParquetWriter | None = None
    for part in parts:
        table = _table(part).with_columns(pl.col("created_at").str.to_datetime(time_zone="UTC")).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _json_writer(
    shape: Callable[[pl.DataFrame], pl.DataFrame], opened: Callable[[Path], BinaryIO]
) -> Callable[[Path, Iterator[pl.DataFrame]], None]:
    def write(path: Path, parts: Iterator[pl.DataFrame]) -> None:
        with opened(path) as file:
            for part in parts:
                lines = io.BytesIO()
                shape(part).write_ndjson(lines)
                file.write(lines.getbuffer())

    return write


def _plain(path: Path) -> BinaryIO:
    return path.open("wb")


def _gzip(path: Path) -> BinaryIO:
    return gzip.GzipFile(path, "wb", compresslevel=6, mtime=0)  # type: ignore[return-value]


def _zstd(path: Path) -> BinaryIO:
    return zstandard.open(path, "wb")  # type: ignore[no-any-return]


# format -> (how it is written, the file's ending)
FILES: dict[str, tuple[Callable[[Path, Iterator[pl.DataFrame]], None], str]] = {
    "csv": (_write_csv, "csv"),
    "parquet": (_write_parquet, "parquet"),
    "jsonl": (_json_writer(_table, _plain), "jsonl"),
    "x_v2": (_json_writer(_x_v2, _plain), "jsonl"),
    "x_v1": (_json_writer(_x_v1, _plain), "jsonl"),
    "jsonl_gz": (_json_writer(_table, _gzip), "jsonl.gz"),
    "jsonl_zst": (_json_writer(_table, _zstd), "jsonl.zst"),
}
