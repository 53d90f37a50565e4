"""4CAT's CSV of comments on YouTube, as it imports them from YouTube Data Tools.

Layout: import_ytdt_commentlist of datasources/custom/import_formats.py in digitalmethodsinitiative/4cat, which keeps
the columns of YouTube Data Tools' module Video Info (there authorChannelId is the author, isReplyTo the comment above).
"""

from __future__ import annotations

import polars as pl

from claqueur.ingest.readers.known_table import known_table


def refine(drafts: pl.DataFrame) -> pl.DataFrame:
    """The name of the author for those whose channel is not told."""
    channel = pl.col("account_id")
    return drafts.with_columns(account_id=pl.when(channel.fill_null("") != "").then(channel).otherwise("author"))


READER = known_table(
    name="fourcat_youtube",
    title="4CAT (YouTube comments)",
    description=(
        "4CAT's CSV of comments on YouTube, imported from YouTube Data Tools: comments and replies with their authors' "
        "channels. The video is not told."
    ),
    marks=("id", "author", "body", "unix_timestamp", "isReplyTo", "authorName", "authorChannelId"),
    columns={
        "post_id": "id",
        "account_id": "authorChannelId",
        "account_name": "authorName",
        "created_at": "unix_timestamp",
        "text": "body",
        "reply_to_post_id": "isReplyTo",
        "conversation_id": "thread_id",
        "like_count": "likeCount",
        "reply_count": "replyCount",
    },
    constants={"platform": "youtube"},
    extra={"author": "author"},
    refine=refine,
    sample="""id,thread_id,author,body,timestamp,unix_timestamp,replyCount,likeCount,publishedAt,authorName,text,\
authorChannelId,isReply,isReplyTo,isReplyToName
Ugaa,Ugaa,Ann,The bridge opens,2024-05-01 10:00:00,1714557600,1,3,2024-05-01 10:00:00,Ann,The bridge opens,UC11,0,,
Ugab,Ugaa,Bob,See you there,2024-05-01 10:00:05,1714557605,,0,2024-05-01 10:00:05,Bob,See you there,UC12,1,Ugaa,Ann
""",
)
