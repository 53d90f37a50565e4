"""X's archive of information operations: the CSV of posts, with accounts hashed or not.

Layout: the releases of 2018 to 2021 (…_tweets_csv_hashed.csv), as read by the public packages knapply/tweetio and
others; ids of accounts are numbers or, for small accounts, hashes; times are whole minutes, UTC; lists are written
"[a, b]". The releases' CSV of accounts holds no posts.
"""

from __future__ import annotations

from claqueur.ingest.readers.known_table import known_table
from claqueur.ingest.times import TimeRule

READER = known_table(
    name="x_operations",
    title="X's information operations archive",
    description=(
        "The CSV of posts in X's releases on information operations (…_tweets_csv_hashed.csv): hashed accounts are "
        "kept as they are; times are whole minutes. Its CSV of accounts holds no posts and is refused."
    ),
    marks=("tweetid", "userid", "tweet_text", "tweet_time", "is_retweet", "retweet_tweetid"),
    columns={
        "post_id": "tweetid",
        "account_id": "userid",
        "account_name": "user_screen_name",
        "created_at": "tweet_time",
        "text": "tweet_text",
        "lang": "tweet_language",
        "kind": "is_retweet",
        "repost_of_post_id": "retweet_tweetid",
        "repost_of_account_id": "retweet_userid",
        "reply_to_post_id": "in_reply_to_tweetid",
        "reply_to_account_id": "in_reply_to_userid",
        "quote_of_post_id": "quoted_tweet_tweetid",
        "urls": "urls",
        "hashtags": "hashtags",
        "mentions": "user_mentions",
        "client": "tweet_client_name",
        "like_count": "like_count",
        "repost_count": "retweet_count",
        "reply_count": "reply_count",
        "account_created_at": "account_creation_date",
        "account_followers": "follower_count",
        "account_following": "following_count",
    },
    constants={"platform": "x"},
    time=TimeRule(zone="UTC", precision="minute"),
    accounts_marks=("userid", "user_screen_name", "account_creation_date", "follower_count"),
    sample="""tweetid,userid,user_screen_name,follower_count,following_count,account_creation_date,account_language,\
tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,\
is_retweet,retweet_userid,retweet_tweetid,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions
901,0f1e,0f1e,145,318,2014-03-15,en,en,The bridge opens #Bridge #Sunday,2014-08-21 08:29,Some App,,,,false,,,0,1,3,2,\
"[Bridge, Sunday]",[https://example.org/a],[]
902,12,bob,9000,20,2011-01-02,en,en,RT @0f1e: The bridge opens #Bridge #Sunday,2014-08-21 08:31,Some App,,,,true,0f1e,\
901,0,0,0,0,"[Bridge, Sunday]",[https://example.org/a],[0f1e]
903,12,bob,9000,20,2011-01-02,en,en,@0f1e yes,2014-08-21 08:40,Some App,0f1e,901,,false,,,0,0,0,0,[],[],[0f1e]
904,12,bob,9000,20,2011-01-02,en,en,Look,2014-08-21 08:41,Some App,,,901,false,,,0,0,0,0,[],[],[]
""",
)
