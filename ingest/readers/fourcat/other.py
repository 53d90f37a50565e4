"""What all of 4CAT's CSV exports have in common, for the platforms without a reader of their own.

Layout: the columns that datasources/custom/import_formats.py in digitalmethodsinitiative/4cat needs of every data set.
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table

READER = known_table(
    name="fourcat",
    title="4CAT (any platform)",
    description=(
        "4CAT's CSV of any other platform, by the columns that all have: text, author, time and thread. The platform "
        "is not told: say it with --map constants.platform=NAME."
    ),
    marks=("id", "thread_id", "author", "body", "timestamp", "unix_timestamp"),
    columns={
        "post_id": "id",
        "account_id": "author",
        "account_name": "author",
        "created_at": "unix_timestamp",
        "text": "body",
        "conversation_id": "thread_id",
        "hashtags": "hashtags",
    },
    constants={},
    sample="""id,thread_id,author,body,timestamp,unix_timestamp,hashtags
901,901,ann,The bridge opens,2024-05-01 10:00:00,1714557600,"Bridge,Sunday"
902,901,bob,See you there,2024-05-01 10:00:05,1714557605,
""",
)
