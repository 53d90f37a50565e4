"""The table of QUT's Coordination Network Toolkit.

Layout: its README and the docstring of preprocess_csv_files (coordination-network-toolkit 1.5.2): eight columns in
this order, the time in seconds, links separated by spaces.
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table

READER = known_table(
    name="toolkit",
    title="Coordination Network Toolkit",
    description=(
        "The CSV that QUT's Coordination Network Toolkit takes: message, account, what it reposts or replies to, text, "
        "time in seconds, links separated by spaces."
    ),
    marks=("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"),
    columns={
        "post_id": "message_id",
        "account_id": "user_id",
        "account_name": "username",
        "repost_of_post_id": "repost_id",
        "reply_to_post_id": "reply_id",
        "text": "message",
        "created_at": "timestamp",
        "urls": "urls",
    },
    constants={},
    sample="""message_id,user_id,username,repost_id,reply_id,message,timestamp,urls
901,11,ann,,,The bridge opens on Sunday,1714566600,https://example.org/a https://example.org/b
902,12,bob,901,,The bridge opens on Sunday,1714566615,https://example.org/a
903,12,bob,,901,See you there,1714566690,
""",
)
