"""4CAT's CSV of posts of X.

Layout: map_item of datasources/twitter-import/search_twitter.py in digitalmethodsinitiative/4cat. It says that a post
is a repost, reply or quote and of whose handle, but not of which post.
"""

from __future__ import annotations

import polars as pl

from claqueur.ingest.readers.known_table import known_table


def refine(drafts: pl.DataFrame) -> pl.DataFrame:
    """The kind, from 4CAT's columns of yes and no."""
    kinds = {"repost": "is_retweet", "quote": "is_quote_tweet", "reply": "is_reply"}
    told = [pl.when(pl.col(flag) == "yes").then(pl.lit(kind)) for kind, flag in kinds.items() if flag in drafts.columns]
    return drafts.with_columns(kind=pl.coalesce(*told, pl.lit("post")))


READER = known_table(
    name="fourcat_x",
    title="4CAT (X)",
    description=(
        "4CAT's CSV of posts of X. It tells reposts, replies and quotes, but not of which post; the text of a repost "
        "is whole."
    ),
    marks=("id", "thread_id", "body", "author_id", "unix_timestamp", "is_retweet"),
    columns={
        "post_id": "id",
        "account_id": "author_id",
        "account_name": "author",
        "created_at": "unix_timestamp",
        "text": "body",
        "lang": "language_guess",
        "conversation_id": "thread_id",
        "urls": "urls",
        "hashtags": "hashtags",
        "mentions": "mentions",
        "client": "source",
        "like_count": "like_count",
        "repost_count": "retweet_count",
        "reply_count": "reply_count",
        "view_count": "impression_count",
    },
    constants={"platform": "x"},
    extra={"is_retweet": "is_retweet", "is_quote_tweet": "is_quote_tweet", "is_reply": "is_reply"},
    refine=refine,
    sample="""id,thread_id,timestamp,unix_timestamp,body,author,author_id,source,language_guess,retweet_count,reply_count,\
like_count,quote_count,impression_count,is_retweet,retweeted_user,is_quote_tweet,quoted_user,is_reply,replied_user,\
hashtags,urls,images,mentions
901,901,2024-05-01 10:00:00,1714557600,The bridge opens,ann,11,Some App,en,2,1,3,0,90,no,,no,,no,,"Bridge,Sunday",\
"https://example.org/a,https://example.org/b",,cid
902,902,2024-05-01 10:00:05,1714557605,RT @ann: The bridge opens,bob,12,Some App,en,0,0,0,0,,yes,ann,no,,no,,,,,ann
""",
)
