"""4CAT's CSV of posts of Instagram.

Layout: map_item of datasources/instagram/search_instagram.py in digitalmethodsinitiative/4cat. An account is known by
its name; a count of -1 means that it is not known.
"""

from __future__ import annotations

import polars as pl

from claqueur.ingest.readers.known_table import known_table


def refine(drafts: pl.DataFrame) -> pl.DataFrame:
    """Without the counts that are not known."""
    counts = [name for name in ("like_count", "reply_count") if name in drafts.columns]
    return drafts.with_columns(pl.when(pl.col(name) != "-1").then(pl.col(name)).alias(name) for name in counts)


READER = known_table(
    name="fourcat_instagram",
    title="4CAT (Instagram)",
    description="4CAT's CSV of posts of Instagram: captions, hashtags and counts. Accounts are known by their names.",
    marks=("id", "author", "body", "unix_timestamp", "num_likes", "num_media"),
    columns={
        "post_id": "id",
        "account_id": "author",
        "account_name": "author",
        "created_at": "unix_timestamp",
        "text": "body",
        "hashtags": "hashtags",
        "like_count": "num_likes",
        "reply_count": "num_comments",
    },
    constants={"platform": "instagram"},
    refine=refine,
    sample="""id,thread_id,parent_id,body,author,author_fullname,timestamp,type,url,image_url,media_url,hashtags,num_likes,\
num_comments,num_media,unix_timestamp
Caa,Caa,Caa,The bridge opens #Bridge,ann,Ann,2024-05-01 10:00:00,photo,https://www.instagram.com/p/Caa,,,Bridge,3,1,1,\
1714557600
Cab,Cab,Cab,See you there,bob,Bob,2024-05-01 10:00:05,photo,https://www.instagram.com/p/Cab,,,,0,-1,1,1714557605
""",
)
