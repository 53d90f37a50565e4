from __future__ import annotations

from collections.abc import Callable

import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

HEADER = (
    "tweetid,userid,user_display_name,user_screen_name,follower_count,following_count,account_creation_date,"
    "tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,"
    "quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,like_count,hashtags,urls,user_mentions\n"
)
ANN, BOB = "f00d,f00d,f00d,145,318,2014-03-15", "12,Bob,bob,9000,20,2011-01-02"
CONTENT = (
    HEADER
    + f'1,{ANN},en,Open #Up,2014-08-21 08:29,Some App,,,,false,,,3,"[Up, there]","[https://example.org/a,b]",[12]\n'
    + f"2,{BOB},en,RT @f00d: Open #Up,2014-08-21 08:31,Some App,,,,true,f00d,1,0,[Up],[],[]\n"
    + f"3,{BOB},und,@f00d yes,2014-08-21 08:40,Some App,f00d,1,,false,,,0,[],[],\n"
    + f"4,{BOB},en,Look,2014-08-21 08:41,Some App,,,1,false,,,0,,,\n"
    + f"4,{BOB},en,Look,2014-08-21 08:41,Some App,,,1,false,,,0,,,\n"
    + f",{BOB},en,No id,2014-08-21 08:41,Some App,,,,false,,,0,,,\n"
)


def test_posts_of_the_archive_are_read_with_their_hashed_accounts(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    summary = ingest([write("ira_tweets_csv_hashed.csv", CONTENT)], workspace)
    assert summary.files[0].source_format == "x_operations"
    assert (summary.read, summary.kept, summary.duplicates) == (6, 4, 1)
    assert summary.quarantined_by == {"missing_post_id": 1}
    assert rows("post_id", "account_id", "kind", "repost_of_post_id", "repost_of_account_id") == [
        ("1", "f00d", "post", None, None),
        ("2", "12", "repost", "1", "f00d"),
        ("3", "12", "reply", None, None),
        ("4", "12", "quote", None, None),
    ]
    assert rows("reply_to_post_id", "quote_of_post_id")[2:] == [("1", None), (None, "1")]
    assert rows("platform", "lang", "client", "hashtags", "urls", "mentions", "account_followers")[0] == (
        *("x", "en", "Some App"),
        *(["up", "there"], ["https://example.org/a,b"], ["12"], 145),
    )
    # Minutes in UTC are what the archive has: known, so nothing is left to warn of
    assert {precision for (precision,) in rows("time_precision")} == {"minute"}
    assert summary.warnings == ()


def test_the_archives_file_of_accounts_holds_no_posts(workspace: Workspace, write: Callable) -> None:
    accounts = (
        f"userid,user_display_name,user_screen_name,follower_count,following_count,account_creation_date\n{ANN}\n"
    )
    with pytest.raises(UserError, match=r"users\.csv holds accounts \(of X's .* archive\) and no posts: take the file"):
        ingest([write("users.csv", accounts)], workspace)
