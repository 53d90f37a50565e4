"""The words that mark a campaign on a topic, worked by hand."""

from __future__ import annotations

from math import log

import pytest

from claqueur.jobs.topics.topic_words import MOST, topic_words
from claqueur.schema import CAMPAIGN_MEMBERS, POSTS, TOPIC_POSTS, TOPIC_WORDS


def test_what_others_say_too_is_no_mark(frame, rows, keys):
    own = [("x", "ann", f"a{n}", "brinlow shame shame on you", ["brinlowshame", "brinlow"]) for n in range(5)]
    own[0] = ("x", "bob", "b0", "brinlow shame refunds", ["brinlowshame"])
    own[1] = ("x", "bob", "b1", "brinlow refunds shame", ["brinlowshame"])
    others = [("x", "cat", f"c{n}", "brinlow refunds me" if n < 6 else "brinlow", ["brinlow"]) for n in range(19)]
    texts = [*own, *others, ("x", "cat", "c19", None, None), ("x", "bob", "b9", "elsewhere elsewhere", ["elsewhere"])]
    found = [("brinlow", keys[account], post) for _, account, post, _, _ in texts if post != "b9"]  # b9 is elsewhere
    result = topic_words(
        frame(TOPIC_POSTS, "topic account post_id", found),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"]), ("c", keys["bob"])]),
        frame(POSTS, "platform account_id post_id text_normalised hashtags", texts),
    )
    # In 5 of the campaign's 5 posts and in none of the others' 20, where 1 of the 5 is to be expected: 2 x 5 ln(5 / 1).
    # you: in 3 and 0, 2 x 3 ln(3 / .6) = 9.7, too weak; refunds: in 2 of 5 and 6 of 20; brinlow: in all but one;
    # #brinlow: the others use it more.
    keyness = pytest.approx(10 * log(5), abs=1e-9)
    assert rows(result, " ".join(TOPIC_WORDS.names)) == [
        ("brinlow", "c", "hashtag", 1, "brinlowshame", 5, 0, keyness),
        ("brinlow", "c", "word", 1, "shame", 5, 0, keyness),
    ]


def test_only_the_strongest_are_kept_equal_ones_by_the_alphabet(frame, rows, keys):
    words = " ".join(f"word{chr(ord('a') + n)}" for n in range(MOST + 3))
    posts = [("x", "ann", f"a{n}", words) for n in range(5)] + [("x", "cat", f"c{n}", "other") for n in range(20)]
    result = topic_words(
        frame(TOPIC_POSTS, "topic account post_id", [("t", keys[who], post) for _, who, post, _ in posts]),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"])]),
        frame(POSTS, "platform account_id post_id text_normalised", posts),
    )
    assert [item for _, item in rows(result, "rank item")] == words.split()[:MOST]


def test_a_topic_on_which_only_the_campaign_posts_has_no_marks(frame, rows, keys):
    posts = [("x", "ann", f"a{n}", "only words of ours") for n in range(9)]
    result = topic_words(
        frame(TOPIC_POSTS, "topic account post_id", [("t", keys["ann"], post) for _, _, post, _ in posts]),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"])]),
        frame(POSTS, "platform account_id post_id text_normalised", posts),
    )
    assert rows(result, "item") == []
