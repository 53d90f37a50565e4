"""4CAT's CSV of messages of Telegram.

Layout: map_item of datasources/telegram/search_telegram.py in digitalmethodsinitiative/4cat. A message's number counts
within its chat, so the post is named chat/number, as the other readers of Telegram name it.
"""

from __future__ import annotations

import polars as pl

from claqueur.ingest.readers.known_table import known_table
from claqueur.schema import AUTOMATED

PHOTO = r'"id":\s*(\d+)'
YES = ("yes", "True")  # the second one in older exports


def refine(drafts: pl.DataFrame) -> pl.DataFrame:
    """Ids with their chat, the chat as the account where it speaks itself, forwards as reposts, photos by id, accounts
    that Telegram knows to be run by a program.
    """
    in_chat: dict[str, pl.Expr] = {
        name: pl.when(pl.col(name).fill_null("") != "").then(pl.concat_str("thread", pl.lit("/"), name))
        for name in ("post_id", "reply_to_post_id")
        if name in drafts.columns
    }
    author = pl.col("account_id")
    forwarded = [pl.col(name) for name in ("forwarded_name", "forwarded_username") if name in drafts.columns]
    is_forward = pl.any_horizontal(column.fill_null("") != "" for column in forwarded) if forwarded else pl.lit(False)
    fresh: dict[str, pl.Expr] = {
        **in_chat,
        "account_id": pl.when(author.fill_null("") != "").then(author).otherwise("thread"),
        "kind": pl.when(is_forward).then(pl.lit("repost")),
    }
    if {"attachment", "attachment_type"} <= set(drafts.columns):
        photo = pl.when(pl.col("attachment_type") == "photo").then(pl.col("attachment").str.extract(PHOTO))
        fresh["media_hashes"] = pl.concat_list(photo).list.drop_nulls()
    if "is_automated" in drafts.columns:
        fresh["account_affiliation"] = pl.when(pl.col("is_automated").is_in(YES)).then(pl.lit(AUTOMATED))
    return drafts.with_columns(**fresh)


READER = known_table(
    name="fourcat_telegram",
    title="4CAT (Telegram)",
    description=(
        "4CAT's CSV of messages of Telegram. A forwarded message becomes a repost; of which message is not told. "
        "Photos are known by Telegram's id, which they keep when they are forwarded."
    ),
    marks=("id", "thread_id", "body", "author", "unix_timestamp", "author_forwarded_from_name"),
    columns={
        "post_id": "id",
        "account_id": "author",
        "account_name": "author_username",
        "created_at": "unix_timestamp",
        "text": "body",
        "reply_to_post_id": "reply_to",
        "view_count": "views",
    },
    constants={"platform": "telegram"},
    extra={
        "thread": "thread_id",
        "is_automated": "author_is_bot",
        "forwarded_name": "author_forwarded_from_name",
        "forwarded_username": "author_forwarded_from_username",
        "attachment": "attachment_data",
        "attachment_type": "attachment_type",
    },
    refine=refine,
    sample="""id,thread_id,chat,author,author_username,author_name,author_is_bot,body,reply_to,views,timestamp,unix_timestamp,\
author_forwarded_from_name,author_forwarded_from_username,attachment_type,attachment_data
5,bridges,bridges,11,ann,Ann,no,The bridge opens,,90,2024-05-01 10:00:00,1714557600,,,photo,"{""id"": 77, ""dc_id"": 2}"
6,bridges,bridges,12,bob,Bob,yes,See you there,5,,2024-05-01 10:00:05,1714557605,,,,
7,bridges,bridges,,,,no,The tunnel opens,,9,2024-05-01 10:00:09,1714557609,Tunnels,tunnels,,
""",
)
