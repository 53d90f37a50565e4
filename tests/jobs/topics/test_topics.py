"""Topics in numbers, worked by hand."""

from __future__ import annotations

from claqueur.jobs.topics.topics import topic_campaigns, topic_days, topics
from claqueur.schema import (
    ACCOUNTS,
    ACTIVITY,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    EVIDENCE,
    TOPIC_CAMPAIGNS,
    TOPIC_DAYS,
    TOPIC_POSTS,
    TOPICS,
)
from claqueur.watchlist import parse_watchlist

DAY = 86_400
WATCHLIST = """
[[topic]]
name = "Brinlow"
kind = "brand"
[[topic]]
name = "Civic Meadow"
kind = "party"
[[topic]]
name = "Nobody's Concern"
kind = "theme"
"""
ANN, BOB, CAT, DAN, EVE = 1, 2, 3, 4, 5
POSTS = [
    ("brinlow", ANN, "a1", DAY),  # the first second of the day
    ("brinlow", ANN, "a2", 2 * DAY - 1),  # its last
    ("brinlow", BOB, "b1", 2 * DAY),  # the next day
    ("brinlow", CAT, "c1", 2 * DAY + 9),
    ("brinlow", EVE, "e1", 2 * DAY + 9),
    ("civic-meadow", ANN, "a2", 2 * DAY - 1),  # a post on two topics counts for both
    ("civic-meadow", DAN, "d1", 5 * DAY),
]
MEMBERS = [("c", ANN), ("c", BOB), ("d", CAT), ("d", DAN)]


def accounts(frame):
    who = [(ANN, "flag", "c"), (BOB, "flag", "c"), (CAT, "none", "d"), (DAN, "none", "d")]
    return frame(ACCOUNTS, "account level campaign_id", [*who, (EVE, "flag", None)])  # flagged by the model alone


def test_topics_count_posts_accounts_and_the_part_that_is_coordinated(frame, rows):
    classes = frame(CAMPAIGNS, "campaign_id class", [("c", "undeclared"), ("d", "declared")])
    found = frame(TOPIC_POSTS, "topic account post_id t", POSTS)
    result = topics(found, accounts(frame), classes, parse_watchlist(WATCHLIST))
    # place, topic, name, kind, posts, flagged, declared, accounts, flagged accounts, posts of those in no campaign,
    # campaigns, first, last
    assert rows(result, " ".join(TOPICS.names)) == [
        (1, "brinlow", "Brinlow", "brand", 5, 4, 1, 4, 3, 1, 2, DAY, 2 * DAY + 9),
        (2, "civic-meadow", "Civic Meadow", "party", 2, 1, 1, 2, 1, 0, 2, 2 * DAY - 1, 5 * DAY),
        (3, "nobody-s-concern", "Nobody's Concern", "theme", 0, 0, 0, 0, 0, 0, 0, None, None),
    ]
    by_day = topic_days(found, accounts(frame), classes)
    # topic, day, posts, flagged, declared, accounts; no row for the days between
    assert rows(by_day, " ".join(TOPIC_DAYS.names)) == [
        ("brinlow", DAY, 2, 2, 0, 1),
        ("brinlow", 2 * DAY, 3, 2, 1, 3),
        ("civic-meadow", DAY, 1, 1, 0, 1),
        ("civic-meadow", 5 * DAY, 1, 0, 1, 1),
    ]


def test_campaigns_on_a_topic_with_what_they_post_elsewhere(frame, rows):
    evidence = [(ANN, BOB, "a1", "b1"), (CAT, DAN, "c9", "d9"), (BOB, CAT, "b1", "c1")]  # the last: between campaigns
    result = topic_campaigns(
        frame(TOPIC_POSTS, "topic account post_id t", POSTS),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", MEMBERS),
        frame(EVIDENCE, "u v post_u post_v", evidence),
        frame(ACTIVITY, "account n_posts", [(ANN, 10), (BOB, 5), (CAT, 3), (DAN, 4), (EVE, 99)]),
    )
    # topic, campaign, posts, of these evidence, accounts, posts of the members in all, first, last
    assert rows(result, " ".join(TOPIC_CAMPAIGNS.names)) == [
        ("brinlow", "c", 3, 2, 2, 15, DAY, 2 * DAY),
        ("brinlow", "d", 1, 0, 1, 7, 2 * DAY + 9, 2 * DAY + 9),
        ("civic-meadow", "c", 1, 0, 1, 15, 2 * DAY - 1, 2 * DAY - 1),
        ("civic-meadow", "d", 1, 0, 1, 7, 5 * DAY, 5 * DAY),
    ]


def test_without_a_watchlist_there_is_no_topic(frame, rows):
    nothing = frame(TOPIC_POSTS, "topic account post_id t", [])
    classes = frame(CAMPAIGNS, "campaign_id class", [])
    assert rows(topics(nothing, accounts(frame), classes, parse_watchlist(WATCHLIST).__class__()), "topic") == []
    assert rows(topic_days(nothing, accounts(frame), classes), "topic") == []
