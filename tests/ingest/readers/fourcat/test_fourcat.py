"""4CAT's exports: for each platform a table, with a duplicate and a broken row, beside what comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.ingest.summary import FileSummary
from claqueur.workspace import Workspace

Read = Callable[[str], FileSummary]


@pytest.fixture
def read(workspace: Workspace, write: Callable) -> Read:
    """Ingests a table and checks its counts: besides what is kept one duplicate and one row without a time."""

    def ingest_table(content: str) -> FileSummary:
        [summary] = ingest([write("export.csv", content)], workspace).files
        assert (summary.duplicates, summary.quarantined) == (1, 1)
        assert summary.quarantined_by[0].reason == "missing_time"
        assert summary.read == summary.kept + 2
        return summary

    return ingest_table


def test_posts_of_x_know_their_kind(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,timestamp,unix_timestamp,body,author,author_id,is_retweet,retweeted_user,is_quote_tweet,is_reply,"
        "hashtags,urls,mentions,retweet_count,impression_count\n"
        '1,1,2024-05-01 12:00:00,1714557600,Open,ann,11,no,,no,no,"Up,There","https://a.example/1,https://b.example",,2,90\n'
        "2,2,2024-05-01 12:00:05,1714557605,RT @ann: Open,bob,12,yes,ann,no,no,,,ann,0,\n"
        "3,1,2024-05-01 12:00:07,1714557607,@ann yes,bob,12,no,,no,yes,,,ann,0,\n"
        "4,4,2024-05-01 12:00:09,1714557609,Look,bob,12,no,,yes,no,,,,0,\n"
        "4,4,2024-05-01 12:00:09,1714557609,Look,bob,12,no,,yes,no,,,,0,\n"
        "5,5,2024-05-01 12:00:09,,No time,bob,12,no,,no,no,,,,0,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat_x", 4)
    assert rows("platform", "post_id", "account_id", "account_name", "kind", "conversation_id") == [
        ("x", "1", "11", "ann", "post", "1"),
        ("x", "2", "12", "bob", "repost", "2"),
        ("x", "3", "12", "bob", "reply", "1"),
        ("x", "4", "12", "bob", "quote", "4"),
    ]
    assert rows("hashtags", "urls", "repost_count", "view_count")[0] == (
        *(["up", "there"], ["https://a.example/1", "https://b.example"]),
        *(2, 90),
    )
    # 12:00 is the server's clock, 10:00 is UTC
    assert rows("created_at")[0][0].isoformat() == "2024-05-01T10:00:00+00:00"


def test_messages_of_telegram_are_numbered_within_their_chat(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,chat,author,author_username,author_is_bot,body,reply_to,views,timestamp,unix_timestamp,"
        "author_forwarded_from_name,author_forwarded_from_username,attachment_type,attachment_data\n"
        '5,bridges,bridges,11,ann,no,Open,,90,x,1714557600,,,photo,"{""id"": 77, ""dc_id"": 2}"\n'
        "5,tunnels,tunnels,,,,Open too,,,x,1714557605,Bridges,,,\n"
        '6,tunnels,tunnels,12,bob,yes,Look,5,,x,1714557607,,,url,"{""id"": 3}"\n'
        '6,tunnels,tunnels,12,bob,yes,Look,5,,x,1714557607,,,url,"{""id"": 3}"\n'
        "7,tunnels,tunnels,12,bob,yes,No time,,,x,,,,,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat_telegram", 3)
    assert rows("post_id", "account_id", "account_name", "kind", "reply_to_post_id", "media_hashes") == [
        ("bridges/5", "11", "ann", "post", None, ["77"]),
        ("tunnels/5", "tunnels", None, "repost", None, []),  # the channel itself speaks
        ("tunnels/6", "12", "bob", "reply", "tunnels/5", []),
    ]
    assert rows("account_affiliation") == [(None,), (None,), ("automated",)]


def test_videos_of_tiktok(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,author,author_followers,body,timestamp,unix_timestamp,music_id,tiktok_url,likes,comments,shares,"
        "plays,hashtags\n"
        '1,1,ann,9,Open #up,x,1714557600,44,https://www.tiktok.com/@ann/video/1,3,1,2,90,"up,there"\n'
        "2,2,bob,1,See you,x,1714557605,44,https://www.tiktok.com/@bob/video/2,0,0,0,5,\n"
        "2,2,bob,1,See you,x,1714557605,44,https://www.tiktok.com/@bob/video/2,0,0,0,5,\n"
        "3,3,bob,1,No time,x,,44,https://www.tiktok.com/@bob/video/3,0,0,0,5,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat_tiktok", 2)
    assert rows("platform", "post_id", "account_id", "hashtags", "like_count", "repost_count", "view_count") == [
        ("tiktok", "1", "ann", ["up", "there"], 3, 2, 90),
        ("tiktok", "2", "bob", [], 0, 0, 5),
    ]


def test_posts_of_instagram(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,body,author,timestamp,url,hashtags,num_likes,num_comments,num_media,unix_timestamp\n"
        "Caa,Caa,Open #up,ann,x,https://www.instagram.com/p/Caa,up,3,1,1,1714557600\n"
        "Cab,Cab,See you,bob,x,https://www.instagram.com/p/Cab,,0,-1,1,1714557605\n"
        "Cab,Cab,See you,bob,x,https://www.instagram.com/p/Cab,,0,-1,1,1714557605\n"
        "Cac,Cac,No time,bob,x,https://www.instagram.com/p/Cac,,0,0,1,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat_instagram", 2)
    assert rows("platform", "post_id", "account_id", "hashtags", "urls", "like_count", "reply_count") == [
        ("instagram", "Caa", "ann", ["up"], [], 3, 1),  # the post's own address is no link in it
        ("instagram", "Cab", "bob", [], [], 0, None),  # -1: not known
    ]


def test_comments_on_youtube(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,author,body,timestamp,unix_timestamp,replyCount,likeCount,authorName,authorChannelId,isReplyTo\n"
        "Ug1,Ug1,Ann,Open,x,1714557600,1,3,Ann,UC11,\n"
        "Ug2,Ug1,Bob,See you,x,1714557605,,0,Bob,,Ug1\n"
        "Ug2,Ug1,Bob,See you,x,1714557605,,0,Bob,,Ug1\n"
        "Ug3,Ug3,Bob,No time,x,,,0,Bob,UC12,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat_youtube", 2)
    assert rows("post_id", "account_id", "account_name", "kind", "reply_to_post_id", "conversation_id") == [
        ("Ug1", "UC11", "Ann", "post", None, "Ug1"),
        ("Ug2", "Bob", "Bob", "reply", "Ug1", "Ug1"),
    ]


def test_any_other_platform_is_read_by_what_all_have(read: Read, rows: Callable) -> None:
    found = read(
        "id,thread_id,author,body,timestamp,unix_timestamp,subject\n"
        "1,1,ann,Open,x,1714557600,Bridges\n"
        "2,1,bob,See you,x,1714557605,\n"
        "2,1,bob,See you,x,1714557605,\n"
        "3,1,bob,No time,x,,\n"
    )
    assert (found.source_format, found.kept) == ("fourcat", 2)
    assert rows("platform", "post_id", "account_id", "text", "conversation_id") == [
        ("unknown", "1", "ann", "Open", "1"),
        ("unknown", "2", "bob", "See you", "1"),
    ]
