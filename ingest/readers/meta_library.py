"""Posts of the Meta Content Library, as its CSV or its interface gives them.

Layout: Meta's data dictionary (developers.facebook.com/docs/content-library-and-api/appendix/data-dictionary): nested
names with dots. Facebook and Instagram share ids that hold only within the library.
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table

READER = known_table(
    name="meta_library",
    title="Meta Content Library",
    description=(
        "Posts of Facebook and Instagram from the Meta Content Library. Ids are the library's own; a post that shares "
        "another becomes its repost; the platform is called meta."
    ),
    marks=("id", "creation_time", "text", "post_owner.id"),
    columns={
        "post_id": "id",
        "account_id": "post_owner.id",
        "account_name": "post_owner.name",
        "created_at": "creation_time",
        "text": "text",
        "lang": "lang",
        "repost_of_post_id": "shared_post_id",
        "urls": "link_attachment.link",
        "like_count": "statistics.like_count",
        "repost_count": "statistics.share_count",
        "reply_count": "statistics.comment_count",
        "view_count": "statistics.views",
    },
    constants={"platform": "meta"},
    sample="""id,creation_time,modified_time,text,lang,mcl_url,content_type,shared_post_id,post_owner.type,post_owner.id,\
post_owner.name,link_attachment.link,statistics.like_count,statistics.share_count,statistics.comment_count,statistics.views
901,2024-05-01T10:00:00+00:00,,The bridge opens,en,,posts,,facebook_page,11,Ann,https://example.org/a,3,2,1,90
902,2024-05-01T10:00:05+00:00,,Look,en,,posts,901,facebook_page,12,Bob,,0,0,0,5
""",
)
