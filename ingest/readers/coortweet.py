"""CooRTweet's table: object_id, account_id, content_id, timestamp_share.

Layout: the documentation of the R package CooRTweet (prep_data, russian_coord_tweets).
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table

READER = known_table(
    name="coortweet",
    title="CooRTweet",
    description=(
        "The four columns of the R package CooRTweet: who (account_id) shared what (object_id) in which post "
        "(content_id) and when (timestamp_share). Each row becomes a repost of its object; there is no text."
    ),
    marks=("object_id", "account_id", "content_id", "timestamp_share"),
    columns={
        "repost_of_post_id": "object_id",
        "account_id": "account_id",
        "post_id": "content_id",
        "created_at": "timestamp_share",
    },
    constants={"kind": "repost"},
    sample="""object_id,account_id,content_id,timestamp_share
700,ann,901,1714566600
700,bob,902,1714566615
""",
)
