"""What `twarc2 csv` (twarc-csv) makes of X's API v2: one post per row, nested names with dots, lists as JSON.

Layout: DEFAULT_TWEET_COLUMNS and _format_tweet of twarc-csv 0.7.2. A repost has the original's text, links and counts;
line breaks are written as backslash and n; links to a post's own images are given as pic.twitter.com/… and are none.
The original's counts are not the repost's own: a repost is left without. X's label of an account is in
author.verified_type; its organisation only where --extra-input-columns asked for author.affiliation.description.
"""

from __future__ import annotations

import polars as pl

from claqueur.ingest.readers.known_table import known_table
from claqueur.schema import GOVERNMENT

OWN_IMAGE = r"^pic\.(twitter|x)\.com/"
MERGED_COUNTS = ("like_count", "reply_count", "view_count")


def refine(drafts: pl.DataFrame) -> pl.DataFrame:
    """Line breaks put back, own images out of the links, media and labels as in x_v2, reposts without counts."""
    links = pl.col("urls").list.eval(pl.element().filter(~pl.element().str.contains(OWN_IMAGE)))
    no_repost = pl.col("repost_of_post_id").fill_null("") == ""
    fresh = {
        "text": pl.col("text").str.replace_all(r"\n", "\n", literal=True),
        "urls": links.list.unique(maintain_order=True),
        "media_hashes": pl.col("media_hashes").list.eval(pl.element().str.replace(r"^.*_", "")),
        **{name: pl.when(no_repost).then(pl.col(name)) for name in MERGED_COUNTS},
    }
    return _with_labels(drafts.with_columns(**{name: made for name, made in fresh.items() if name in drafts.columns}))


def _with_labels(drafts: pl.DataFrame) -> pl.DataFrame:
    """What an account belongs to, from X's label of it where its organisation is not told."""
    if not {"verified_type", "author_name"} <= set(drafts.columns):
        return drafts
    label = pl.col("verified_type")
    labelled = pl.when(label == "government").then(pl.lit(GOVERNMENT)).when(label == "business").then("author_name")
    told = [pl.col(name) for name in ("account_affiliation",) if name in drafts.columns]
    return drafts.with_columns(account_affiliation=pl.coalesce(*told, labelled))


READER = known_table(
    name="twarc_csv",
    title="twarc-csv (X API v2)",
    description=(
        "The CSV that `twarc2 csv` makes of X's API v2: the same posts as in the JSON that it was made from. A repost "
        "has the original's text and links; the original's likes, replies and views are left out."
    ),
    marks=("id", "author_id", "created_at", "text", "referenced_tweets.retweeted.id"),
    columns={
        "post_id": "id",
        "account_id": "author_id",
        "account_name": "author.username",
        "created_at": "created_at",
        "text": "text",
        "lang": "lang",
        "repost_of_post_id": "referenced_tweets.retweeted.id",
        "repost_of_account_id": "retweeted_user_id",
        "reply_to_post_id": "referenced_tweets.replied_to.id",
        "reply_to_account_id": "in_reply_to_user_id",
        "quote_of_post_id": "referenced_tweets.quoted.id",
        "conversation_id": "conversation_id",
        "urls": "entities.urls",
        "hashtags": "entities.hashtags",
        "cashtags": "entities.cashtags",
        "mentions": "entities.mentions",
        "media_hashes": "attachments.media_keys",
        "client": "source",
        "like_count": "public_metrics.like_count",
        "repost_count": "public_metrics.retweet_count",
        "reply_count": "public_metrics.reply_count",
        "view_count": "public_metrics.impression_count",
        "account_created_at": "author.created_at",
        "account_followers": "author.public_metrics.followers_count",
        "account_following": "author.public_metrics.following_count",
        "account_post_count": "author.public_metrics.tweet_count",
        "account_affiliation": "author.affiliation.description",
    },
    constants={"platform": "x"},
    extra={"verified_type": "author.verified_type", "author_name": "author.name"},
    refine=refine,
    sample="""id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,referenced_tweets.quoted.id,\
author_id,in_reply_to_user_id,retweeted_user_id,created_at,text,lang,source,public_metrics.impression_count,\
public_metrics.reply_count,public_metrics.retweet_count,public_metrics.like_count,entities.cashtags,entities.hashtags,\
entities.mentions,entities.urls,attachments.media_keys,author.created_at,author.username,author.name,\
author.public_metrics.followers_count,author.public_metrics.following_count,author.public_metrics.tweet_count,\
author.verified_type
901,901,,,,11,,,2024-05-01T10:00:00.000Z,The bridge opens\\non Sunday,en,Some App,90,1,2,3.0,"[""$ACME""]",\
"[""#Bridge""]","[""@Cid""]","[""https://example.org/a,b"", ""pic.twitter.com/xyz""]","[""3_900""]",\
2008-08-08T12:36:26.000Z,ann,Bridge Company,9,4,7,business
902,902,,901,,12,,11,2024-05-01T10:00:05.000Z,The bridge opens\\non Sunday,en,Some App,,1,2,3.0,,"[""#Bridge""]",,\
"[""https://example.org/a,b""]",,2011-01-02T00:00:00.000Z,bob,Bob,1,2,3,none
903,901,901,,800,12,11,,2024-05-01T10:00:07.000Z,@ann yes,en,Some App,,0,0,0.0,,,"[""@ann""]",,,\
2011-01-02T00:00:00.000Z,bob,Bob,1,2,3,none
""",
)
