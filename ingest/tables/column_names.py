"""What sources call the fields of a post, so that most files need no mapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Best first; compared as plain_name has them. A dot reaches into a nested JSON object.
NAMES: dict[str, str] = {
    "platform": "platform",
    "post_id": "post_id tweet_id status_id message_id id_str tweetid mid uri id",
    "account_id": (
        "account_id author_id user_id userid author.id user.id_str user.id from_user_id sender_id owner_id uid "
        "account author sender screen_name user_screen_name username user_name handle name user "
        "compte auteur utilisateur pseudo"
    ),
    "account_name": (
        "account_name screen_name user_screen_name author.username user.screen_name username user_name "
        "author_username author_name handle from_user channel name pseudo"
    ),
    "created_at": (
        "created_at timestamp timestamp_share datetime date_time publish_date published_at tweet_created posted_at "
        "created_time created_utc tweet_time post_created_date horodatage date_heure date_publication "
        "date_de_publication time date created ts"
    ),
    "text": "text full_text content tweet_text message body post_text tweet text_data texte contenu",
    "lang": "lang language tweet_language langue",
    "kind": "kind is_retweet retweet tweet_type post_type type",
    "repost_of_post_id": (
        "repost_of_post_id retweeted_status_id retweet_id rt_id retweet_tweetid referenced_tweets.retweeted.id"
    ),
    "repost_of_account_id": "repost_of_account_id retweeted_user_id rt_user retweet_userid",
    "reply_to_post_id": (
        "reply_to_post_id in_reply_to_status_id in_reply_to_tweetid reply_to referenced_tweets.replied_to.id"
    ),
    "reply_to_account_id": "reply_to_account_id in_reply_to_user_id in_reply_to_userid",
    "quote_of_post_id": "quote_of_post_id quoted_status_id quoted_tweet_tweetid referenced_tweets.quoted.id",
    "conversation_id": "conversation_id",
    "urls": "urls links expanded_urls liens",
    "hashtags": "hashtags mots_dièse mots_diese mots_clics",
    "cashtags": "cashtags symbols",
    "mentions": "mentions user_mentions",
    "media_hashes": "media_hashes phash",
    "client": "client source tweet_client_name",
    "like_count": "like_count favorite_count likes public_metrics.like_count",
    "repost_count": "repost_count retweet_count retweets shares public_metrics.retweet_count",
    "reply_count": "reply_count replies public_metrics.reply_count",
    "view_count": "view_count impression_count views public_metrics.impression_count",
    "account_created_at": "account_created_at user_created_at account_creation_date acc_created author.created_at",
    "account_followers": (
        "account_followers followers_count follower_count followers author.public_metrics.followers_count"
    ),
    "account_following": (
        "account_following following_count friends_count following friends author.public_metrics.following_count"
    ),
    "account_post_count": (
        "account_post_count statuses_count tweet_count statuses updates author.public_metrics.tweet_count"
    ),
    "account_affiliation": "account_affiliation affiliation",
}


def guess_columns(present: Sequence[str]) -> dict[str, str]:
    """field -> column, for the fields that one of the columns is usually called."""
    plain = {plain_name(column): column for column in reversed(present)}
    guessed = {}
    for field, names in NAMES.items():
        found = next((plain[plain_name(name)] for name in names.split() if plain_name(name) in plain), None)
        if found is not None:
            guessed[field] = found
    return guessed


def plain_name(name: str) -> str:
    """A column's name without case, accents and punctuation."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.lower()))
