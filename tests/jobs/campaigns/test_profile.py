"""What is known about each campaign, worked by hand for one of three accounts and one of two."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.profile import campaigns
from claqueur.schema import ACTIVITY, CAMPAIGN_MEMBERS, CAMPAIGN_OBJECTS, CONDUCT, EDGES, EVIDENCE, POSTS

DAY = 86_400
START = 100 * DAY
EDGE = "u v layers k expected n_shared median_gap_s first_t last_t"
POST = "platform account_id post_id client domains repost_of_account_id"
OWN = "campaign_id layer object_id n_members n_accounts n_before n_co_actions"


@pytest.fixture
def case(frame, keys, at):
    """members, objects, conduct, edges, evidence; posts and activity come from each test."""
    cat, eve, ann, bob, dan = (keys[name] for name in ("cat", "eve", "ann", "bob", "dan"))  # in order of their keys
    members = [("c", cat, 0.8), ("c", ann, 1.0), ("c", bob, 0.9), ("d", eve, 1.0), ("d", dan, 1.0)]
    edges = [
        (cat, ann, ["url"], 3, 0.3, 4, 10.0, START + 100, START + 200),
        (ann, bob, ["text", "url"], 2, 0.2, 5, 30.0, START, START + 300),
        (ann, dan, ["repost"], 9, 0.1, 9, 1.0, 0, 9 * START),  # between campaigns: nobody's
        (eve, dan, ["url"], 10, 6.0, 50, 20.0, START, START + 900),
    ]
    objects = [
        ("c", "url", 1, 3, 40, 9, 3),
        ("c", "url", 2, 2, 40, 0, 1),
        ("c", "text", 3, 2, 20, 9, 1),  # two members among twenty accounts
        ("d", "url", 4, 2, 3, 0, 10),
    ]
    evidence = [
        (cat, ann, "url", 1, "c1", "a1"),
        (ann, bob, "url", 1, "a1", "b1"),  # a1 again: one post
        (ann, dan, "repost", 2, "a2", "d2"),  # between campaigns
        (eve, dan, "url", 3, "e1", "d1"),
    ]
    return (
        frame(CAMPAIGN_MEMBERS, "campaign_id account stability", members),
        frame(CAMPAIGN_OBJECTS, OWN, objects),
        frame(CONDUCT, "campaign_id replies_inside replying_share", [("c", 1 / 7, 1 / 3), ("d", 0.0, 0.0)]),
        frame(EDGES, EDGE, edges),
        frame(EVIDENCE, "u v layer object_id post_u post_v", evidence),
    )


def test_a_campaign_is_described_by_its_own_edges_objects_posts_and_members(case, frame, rows, keys, at):
    posts = [
        ("x", "ann", "a1", None, ["a.example"], None),
        ("x", "bob", "b1", "Web", ["a.example"], None),
        ("x", "cat", "c1", "Android", [], None),
        ("x", "dan", "d1", "IFTTT", ["d.example"], None),
        ("x", "eve", "e1", None, ["d.example"], "ann"),  # reposts c's ann: reach of c, a post of d
        ("x", "bob", "r1", None, [], "ann"),  # a member's repost of a member counts once
        ("x", "fay", "r2", None, [], "fay"),
        ("x", "bob", "p1", None, [], None),
        ("x", "cat", "p2", None, [], None),
        ("x", "ann", "p3", None, [], None),
        ("x", "fay", "p4", None, [], None),
        ("y", "ann", "a1", "IFTTT", [], None),  # another ann
    ]
    activity = [
        (keys["ann"], None, at(START - 50 * DAY)),
        (keys["bob"], "the party", at(START - 50 * DAY + 60)),  # the same day as ann, less than 90 days before
        (keys["cat"], None, at(START - 95 * DAY)),
        (keys["dan"], None, None),
        (keys["eve"], None, None),
    ]
    found = campaigns(
        *case,
        frame(POSTS, POST, posts),
        frame(ACTIVITY, "account affiliation account_created_at", activity),
    )
    about = pytest.approx
    sizes = "campaign_id size n_edges density_pct layers n_objects n_posts seen expected median_gap_s first_t last_t"
    assert rows(found, sizes) == [
        ("c", 3, 2, about(200 / 3), ("text", "url"), 3, 3, 5, about(0.5), 20.0, START, START + 300),
        ("d", 2, 1, 100.0, ("url",), 1, 2, 10, 6.0, 20.0, START, START + 900),
    ]
    # coordination: the best edges of c's members give 3/4, 3/4, 2/5; of d's 10/50
    # inauthenticity: two of three young, two of three made on one day; nothing known of d
    # reach: c wrote seven of twelve posts and was reposted once from outside; d wrote two
    assert rows(found, "campaign_id class coordination inauthenticity reach stability") == [
        ("c", "insufficient", 0.75, about(2 / 3), about(8 / 12), about(0.9)),
        ("d", "automation/syndication", 0.2, None, about(2 / 12), 1.0),
    ]
    values = {
        row["campaign_id"]: {
            verdict["name"]: (verdict["verdict"], *[number["value"] for number in verdict["numbers"]])
            for verdict in row["hypotheses"]
        }
        for row in found.collect()
    }
    third = about(1 / 3, abs=1e-6)
    assert values["c"] == {
        "breaking_news": ("does not fit", 0.1),
        "contest": ("fits", 1.0, 0.0625, 0.5),  # five members among eighty accounts on two links
        "share_button": ("fits", 0.1, 1.0),
        "syndication": ("does not fit", about(2 / 3, abs=1e-6), 0.75),  # one site, but at once
        "signature": ("cannot be told", None),
        "automation_client": ("does not fit", 0.0),
        "declared_team": ("does not fit", third),
        "fandom": ("does not fit", third, about(1 / 7, abs=1e-6)),
    }
    assert values["d"] == {
        "breaking_news": ("fits", 0.6),
        "contest": ("does not fit", 1.0, about(2 / 3, abs=1e-6), 0.0),  # its own link
        "share_button": ("cannot be told", None, None),  # no texts
        "syndication": ("fits", 1.0, 0.2),
        "signature": ("cannot be told", None),  # posts without links
        "automation_client": ("fits", 1.0),
        "declared_team": ("does not fit", 0.0),
        "fandom": ("does not fit", 0.0, 0.0),
    }


def test_what_the_data_do_not_hold_cannot_be_told(case, frame, keys):
    posts = [("x", name, f"{name[0]}1", None, None, None) for name in ("ann", "bob", "cat", "dan", "eve")]
    activity = [(keys[name], None, None) for name in ("ann", "bob", "cat", "dan", "eve")]
    found = campaigns(
        *case, frame(POSTS, POST, posts), frame(ACTIVITY, "account affiliation account_created_at", activity)
    )
    unknown = {"automation_client", "declared_team", "signature"}
    for row in found.collect():
        told = {verdict["name"]: verdict["verdict"] for verdict in row["hypotheses"]}
        assert {name for name in unknown if told[name] == "cannot be told"} == unknown
        assert row["inauthenticity"] is None
        assert told["contest"] != "cannot be told"
