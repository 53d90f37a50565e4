"""4CAT's CSV of videos of TikTok.

Layout: map_item of datasources/tiktok/search_tiktok.py in digitalmethodsinitiative/4cat. An account is known by its
name, as TikTok's links have it.
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table

READER = known_table(
    name="fourcat_tiktok",
    title="4CAT (TikTok)",
    description="4CAT's CSV of videos of TikTok: captions, hashtags and counts. Accounts are known by their names.",
    marks=("id", "author", "body", "unix_timestamp", "tiktok_url", "music_id"),
    columns={
        "post_id": "id",
        "account_id": "author",
        "account_name": "author",
        "created_at": "unix_timestamp",
        "text": "body",
        "hashtags": "hashtags",
        "like_count": "likes",
        "repost_count": "shares",
        "reply_count": "comments",
        "view_count": "plays",
        "account_followers": "author_followers",
        "account_post_count": "author_videos",
    },
    constants={"platform": "tiktok"},
    sample="""id,thread_id,author,author_full,author_followers,author_likes,author_videos,body,timestamp,unix_timestamp,\
is_duet,music_name,music_id,tiktok_url,likes,comments,shares,plays,hashtags
901,901,ann,Ann,9,100,7,The bridge opens #Bridge #Sunday,2024-05-01 10:00:00,1714557600,no,Tune,44,\
https://www.tiktok.com/@ann/video/901,3,1,2,90,"Bridge,Sunday"
902,902,bob,Bob,1,0,2,See you there,2024-05-01 10:00:05,1714557605,no,Tune,44,\
https://www.tiktok.com/@bob/video/902,0,0,0,5,
""",
)
