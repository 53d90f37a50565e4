"""The words that mark a campaign on a topic, worked by hand."""

from __future__ import annotations

from math import log

import pytest

from claqueur.jobs.topics.topic_words import MOST, topic_words
from claqueur.schema import CAMPAIGN_MEMBERS, POSTS, TOPIC_POSTS, TOPIC_WORDS


def test_what_others_say_too_is_no_mark(frame, rows, keys):
    ann, bob, cat = keys["ann"], keys["bob"], keys["cat"]
    texts = [
        ("x", "ann", "a1", "brinlow shame shame refunds", ["brinlowshame", "brinlow"]),
        ("x", "bob", "b1", "brinlow shame on you", ["brinlowshame"]),
        ("x", "cat", "c1", "brinlow refunds me", ["brinlow"]),
        ("x", "cat", "c2", "brinlow", []),
        ("x", "cat", "c3", None, None),
        ("x", "bob", "b9", "shame shame elsewhere", []),  # not on the topic
    ]
    found = [
        ("brinlow", account, post)
        for account, post in ((ann, "a1"), (bob, "b1"), (cat, "c1"), (cat, "c2"), (cat, "c3"))
    ]
    result = topic_words(
        frame(TOPIC_POSTS, "topic account post_id", found),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", ann), ("c", bob)]),
        frame(POSTS, "platform account_id post_id text_normalised hashtags", texts),
    )
    # 2 of the campaign's 2 posts have it, none of the others' 3: 2 ln((2.5 / 3) / (0.5 / 4)).
    weight = pytest.approx(2 * log((2.5 / 3) / (0.5 / 4)), abs=1e-9)
    # brinlow is in 2 of 2 and in 2 of 3: a weak mark, 2 ln((2.5 / 3) / (2.5 / 4)); refunds: 1 post alone; on: too short
    weak = pytest.approx(2 * log((2.5 / 3) / (2.5 / 4)), abs=1e-9)
    assert rows(result, " ".join(TOPIC_WORDS.names)) == [
        ("brinlow", "c", "hashtag", 1, "brinlowshame", 2, 0, weight),
        ("brinlow", "c", "word", 1, "shame", 2, 0, weight),
        ("brinlow", "c", "word", 2, "brinlow", 2, 2, weak),
    ]


def test_only_the_strongest_are_kept_equal_ones_by_the_alphabet(frame, rows, keys):
    words = " ".join(f"word{chr(ord('a') + n)}" for n in range(MOST + 3))
    posts = [("x", "ann", "a1", words), ("x", "bob", "b1", words), ("x", "cat", "c1", "other")]
    found = [("t", keys["ann"], "a1"), ("t", keys["bob"], "b1"), ("t", keys["cat"], "c1")]
    result = topic_words(
        frame(TOPIC_POSTS, "topic account post_id", found),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"]), ("c", keys["bob"])]),
        frame(POSTS, "platform account_id post_id text_normalised", posts),
    )
    assert [item for _, item in rows(result, "rank item")] == words.split()[:MOST]
