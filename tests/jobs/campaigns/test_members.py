"""Campaigns: what is reported, who belongs to it, what was shared, and which id it has."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.members import _with_earlier_ids, campaign_members, campaign_objects
from claqueur.schema import ACTIONS, CAMPAIGN_MEMBERS, CAMPAIGN_OBJECTS, COMMUNITIES, EDGES, EVIDENCE, POSTS

# xxhash64 of [1, 2, 3] and of [21, 22], in hexadecimal
TRIO, PAIR = "441081da00814aa9", "d616992b549ed128"
MET = "u v layer object_id n_accounts lead t_u t_v post_u post_v"


def test_groups_with_two_objects_and_pairs_with_ten_are_reported(frame, rows):
    communities = [(account, account // 10 * 10 + 1, 0.9) for account in (1, 2, 3, 11, 12, 21, 22, 31, 32, 33)]
    edges = [(1, 2), (1, 3), (2, 3), (3, 11), (11, 12), (21, 22), (31, 32), (31, 33)]
    evidence = [
        (1, 2, "url", 10, 1),
        (1, 2, "url", 11, -1),
        (1, 3, "url", 10, 1),
        (2, 3, "url", 10, 0),
        (3, 11, "url", 12, 1),  # between two communities: nobody's
        *((11, 12, "url", number, 1) for number in range(9)),  # a pair with nine objects: too few
        *((21, 22, "url", number, 1) for number in range(10)),
        (31, 32, "text", 50, 1),  # three accounts with one text: never enough
        (31, 33, "text", 50, 1),
    ]
    found = campaign_members(
        frame(EDGES, "u v", edges),
        frame(COMMUNITIES, "account community stability", communities),
        frame(EVIDENCE, "u v layer object_id lead", evidence),
    )
    about = pytest.approx
    assert rows(found, " ".join(CAMPAIGN_MEMBERS.names)) == [
        (TRIO, 1, 2, 2, about(200 / 3), 0.9),  # first in two of three
        (TRIO, 2, 2, 2, about(100 / 3), 0.9),
        (TRIO, 3, 2, 1, 0.0, 0.9),
        (PAIR, 21, 1, 10, 100.0, 0.9),
        (PAIR, 22, 1, 10, 0.0, 0.9),
    ]


def test_a_campaign_that_keeps_half_of_its_members_keeps_its_id(frame, rows):
    earlier = {"e1": (1, 2, 5, 6), "e2": (11, 12, 13, 14), "e3": (21, 22, 23, 24), "e4": (31, 32, 33, 34)}
    earlier |= {"e5": (41, 42), "e6": (43, 44), "e8": (84, 85, 86), "gone": (91, 92, 93)}
    now = {
        "c1": (1, 2, 3, 4),  # 2 of 6: a new campaign
        "c2": (11, 12, 13),  # 3 of 4
        "c3": (21, 22),  # exactly half
        "c4": (31, 32),  # one campaign that split in two halves: the smaller id continues it
        "c5": (33, 34),
        "c6": (41, 42, 43, 44),  # two that joined, half each: the smaller id is kept
        "c7": (51, 52, 53),  # never seen before
        "e8": (81, 82, 83),  # hashes to the id that another campaign has kept while its members changed
        "c8": (84, 85, 86),
    }
    kept = {"c1": "c1", "c2": "e2", "c3": "e3", "c4": "e4", "c5": "c5", "c6": "e5", "c7": "c7"}
    kept |= {"e8": "63486e25a43d1027", "c8": "e8"}
    found = _with_earlier_ids(
        frame(CAMPAIGN_MEMBERS, "campaign_id account n_partners", [(c, a, 1) for c, of in now.items() for a in of]),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [(c, a) for c, of in earlier.items() for a in of]),
    )
    assert rows(found, "campaign_id account n_partners") == sorted(
        (kept[c], account, 1) for c, accounts in now.items() for account in accounts
    )


def test_shared_objects_are_shown_as_what_they_are(frame, rows, keys):
    ann, bob, cat, dan = keys["ann"], keys["bob"], keys["cat"], keys["dan"]
    evidence = [  # cat < ann < bob < dan by key
        (cat, ann, "url", 8, 40, 1, 100, 160, "c1", "a1"),
        (ann, bob, "url", 8, 40, -1, 160, 150, "a1", "b1"),
        (cat, ann, "url", 20, 3, 1, 110, 120, "c6", "a6"),
        (cat, ann, "text", 5, 3, 0, 200, 200, "c2", "a2"),  # the same second: the smaller key is shown
        (cat, ann, "hashtag_sequence", 6, 3, 1, 300, 301, "c3", "a3"),
        (cat, ann, "repost", 7, 3, 1, 400, 401, "c4", "a4"),
        (cat, ann, "repost", 9, 3, 1, 500, 501, "c5", "a5"),
        (ann, dan, "url", 8, 40, 1, 160, 161, "a1", "d1"),  # dan is no member
    ]
    members = [("c", cat), ("c", ann), ("c", bob), ("other", dan)]
    actions = [
        ("url", 8, dan, 80),  # another campaign's member is an outsider too
        ("url", 8, keys["fay"], 99),
        ("url", 8, keys["fay"], 90),  # one account once
        ("url", 8, cat, 100),
        ("url", 8, keys["eve"], 100),  # not before
        ("url", 20, bob, 5),  # a member, though not in an evidence post
        ("url", 20, dan, 6),
        ("text", 5, dan, 199),
        ("text", 5, cat, 200),
        ("url", 5, dan, 1),  # the same number in another layer
        ("repost", 7, cat, 400),
    ]
    posts = [
        ("x", "cat", "c1", "see", ["https://a.example/7", "https://b.example/8"], [7, 8], ["t"], None),
        # the first link twice, so that keys and links differ in place: never a wrong link, but the text
        (
            "x",
            "cat",
            "c6",
            "two",
            ["https://a.example/7", "https://a.example/7?", "no link", "https://b.example/20"],
            [7, 7, None, 20],
            [],
            None,
        ),
        ("x", "cat", "c2", "long " * 100, [], [], [], None),
        ("x", "cat", "c3", "tagged", [], [], ["one", "two"], None),
        ("x", "cat", "c4", "RT what ann said", [], [], [], "p9"),
        ("x", "cat", "c5", None, [], [], [], "p9"),  # a source without texts
        ("x", "bob", "c2", "the same post id of another account", [], [], [], None),
    ]
    found = campaign_objects(
        frame(EVIDENCE, MET, evidence),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", members),
        frame(POSTS, "platform account_id post_id text urls url_keys hashtags repost_of_post_id", posts),
        frame(ACTIONS, "layer object_id account t", actions),
    )
    # members, accounts in the data, outsiders before them, co-actions, first, last
    assert rows(found, " ".join(CAMPAIGN_OBJECTS.names)) == [
        ("c", "hashtag_sequence", 6, 2, 3, 0, 1, 300, 301, "#one #two", "c3", cat),
        ("c", "repost", 7, 2, 3, 0, 1, 400, 401, "RT what ann said", "c4", cat),
        ("c", "repost", 9, 2, 3, 0, 1, 500, 501, "p9", "c5", cat),
        ("c", "text", 5, 2, 3, 1, 1, 200, 200, ("long " * 56), "c2", cat),
        ("c", "url", 8, 3, 40, 2, 2, 100, 160, "https://b.example/8", "c1", cat),
        ("c", "url", 20, 2, 3, 0, 1, 110, 120, "https://b.example/20", "c6", cat),
    ]


def test_what_has_a_key_only_is_shown_by_its_name(frame, rows, keys):
    ann, cat = keys["ann"], keys["cat"]
    name_p1, a_b = 2655034929059738994, -855244039985217676  # xxhash64("x", "p1") and xxhash64("a b")
    shared = [
        ("media", a_b),
        ("domain", a_b),
        ("mention", name_p1),
        ("reply_target", 3),
        ("quote_target", 4),
        ("media", 5),
    ]
    evidence = [(cat, ann, layer, key, 2, 0, n, n, f"c{n}", f"a{n}") for n, (layer, key) in enumerate(shared)]
    columns = "platform account_id post_id text media_hashes domains mentions reply_to_post_id quote_of_post_id"
    posts = [("x", "cat", f"c{n}", "text", ["m", "a b"], ["a b", "d"], ["n", "p1"], "r1", "q1") for n in range(6)]
    found = campaign_objects(
        frame(EVIDENCE, "u v layer object_id n_accounts lead t_u t_v post_u post_v", evidence),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", cat), ("c", ann)]),
        frame(POSTS, columns, posts),
        frame(ACTIONS, "layer object_id account t", []),
    )
    assert rows(found, "layer label") == [
        ("domain", "a b"),
        ("media", None),  # no image of the post has that key
        ("media", "a b"),
        ("mention", "p1"),
        ("quote_target", "q1"),
        ("reply_target", "r1"),
    ]
