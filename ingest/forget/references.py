"""What the posts of others say of those that are gone: their ids give way to hashes, reposts lose the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from claqueur.ingest.forget.gone import HIDDEN, Gone
from claqueur.ingest.forget.tombstones import id_hash
from claqueur.schema import POSTS

POST_REFERENCES = ("repost_of_post_id", "reply_to_post_id", "quote_of_post_id", "conversation_id")
ACCOUNT_REFERENCES = ("repost_of_account_id", "reply_to_account_id")
AUTHORS = {"repost_of_post_id": "repost_of_account_id", "reply_to_post_id": "reply_to_account_id"}
ADDRESS = r"^at://([^/]+)/"  # on Bluesky the address of a post begins with its account
# What a repost has from the post that it reposts.
WORDS = ("text", "text_normalised", "text_key", "near_text_key")
LISTS = ("urls", "hashtags", "cashtags", "mentions", "media_hashes", "near_text_bands", "url_keys", "domains")


@dataclass(frozen=True)
class Hidden:
    """Per platform: id -> what stands for it from now on, of accounts and of posts; handles; and patterns for all of
    them in texts, with what to write there.
    """

    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    posts: dict[str, dict[str, str]] = field(default_factory=dict)
    handles: tuple[str, ...] = ()
    patterns: list[tuple[str, str]] = field(default_factory=list)


def hidden(posts: pl.LazyFrame, gone: Gone, key: bytes) -> Hidden:
    """What is to be hidden in `posts` (columns POSTS): the ids that are gone, and those of all posts of the accounts,
    whether they were ever there or are only referred to."""
    if gone.by_age:
        return Hidden()
    accounts, named = _by_platform(gone.accounts, "account_id"), _by_platform(gone.posts, "post_id")
    for platform, names in accounts.items():
        of_platform = posts.filter(pl.col("platform") == platform)
        for column in POST_REFERENCES:
            is_theirs = pl.col(column).str.extract(ADDRESS).is_in(names)
            if column in AUTHORS:
                is_theirs = is_theirs.fill_null(False) | pl.col(AUTHORS[column]).is_in(names)
            found = of_platform.filter(is_theirs).select(pl.col(column).drop_nulls().unique()).collect()[column]
            named.setdefault(platform, []).extend(found.to_list())

    def hashed(kind: str, names: dict[str, list[str]]) -> dict[str, dict[str, str]]:
        return {
            platform: {name: f"{HIDDEN}-{id_hash(key, platform, kind, name)}" for name in of}
            for platform, of in names.items()
        }

    return Hidden(hashed("account", accounts), hashed("post", named), gone.handles, gone.patterns())


def without_references(posts: pl.LazyFrame, hide: Hidden) -> pl.LazyFrame:
    """The posts (columns POSTS) with what is to be hidden taken out; all others are as they were."""
    is_repost = _any(
        (pl.col("platform") == platform) & pl.col("repost_of_post_id").is_in(list(names))
        for platform, names in hide.posts.items()
    )
    types = pl.Schema(POSTS.arrow)
    nothing = {name: pl.lit(None, types[name]) for name in WORDS} | {name: pl.lit([], types[name]) for name in LISTS}
    posts = posts.with_columns(
        pl.when(is_repost).then(value).otherwise(pl.col(name)).alias(name) for name, value in nothing.items()
    )
    for columns, names_of in ((POST_REFERENCES, hide.posts), (ACCOUNT_REFERENCES, hide.accounts)):
        for platform, names in names_of.items():
            is_there = pl.col("platform") == platform
            posts = posts.with_columns(
                pl.when(is_there).then(pl.col(name).replace(names)).otherwise(pl.col(name)).alias(name)
                for name in columns
            )
    for platform, names in hide.accounts.items():
        shown = names | {handle.casefold(): HIDDEN for handle in hide.handles}
        replaced = pl.col("mentions").list.eval(pl.element().replace(shown))
        is_there = pl.col("platform") == platform
        posts = posts.with_columns(pl.when(is_there).then(replaced).otherwise("mentions").alias("mentions"))
    for pattern, shown_as in hide.patterns:
        posts = posts.with_columns(
            pl.col("text").str.replace_all(pattern, shown_as),
            pl.col("urls").list.eval(pl.element().str.replace_all(pattern, shown_as)),
        )
    return posts


def _by_platform(frame: pl.DataFrame, column: str) -> dict[str, list[str]]:
    return {str(name): part[column].to_list() for (name,), part in frame.group_by("platform", maintain_order=True)}


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(False), *conditions).fill_null(False)
