"""The conversation hour by hour."""

from __future__ import annotations

from claqueur.jobs.campaigns.timeline import timeline
from claqueur.schema import CAMPAIGN_MEMBERS, EVIDENCE, POSTS, TIMELINE

HOUR = 3_600


def test_hours_count_everybody_and_each_campaign_with_its_evidence(frame, rows, at, keys):
    posts = [
        ("x", "ann", "a1", at(0)),
        ("x", "ann", "a2", at(HOUR - 1)),  # the last second of the hour
        ("x", "bob", "b1", at(HOUR)),  # the next hour
        ("x", "bob", "b2", at(HOUR + 1)),  # no evidence
        ("x", "cat", "c1", at(HOUR + 2)),
        ("x", "fay", "a1", at(HOUR + 3)),  # the id of ann's post, on fay's account: no evidence
        ("x", "fay", "f1", at(3 * HOUR)),  # an hour without campaigns
    ]
    cat, ann, bob = keys["cat"], keys["ann"], keys["bob"]
    evidence = [
        (ann, bob, "a1", "b1"),
        (ann, bob, "a2", "b1"),  # b1 again: one post
        (cat, ann, "c1", "a1"),  # cat is in another campaign
    ]
    members = [("c", ann), ("c", bob), ("d", cat)]
    found = timeline(
        frame(POSTS, "platform account_id post_id created_at", posts),
        frame(EVIDENCE, "u v post_u post_v", evidence),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", members),
    )
    # campaign, hour, posts, of these coordinated, accounts
    assert rows(found, " ".join(TIMELINE.names)) == [
        ("", 0, 2, 2, 1),
        ("", HOUR, 4, 1, 3),
        ("", 3 * HOUR, 1, 0, 1),
        ("c", 0, 2, 2, 1),
        ("c", HOUR, 2, 1, 1),
        ("d", HOUR, 1, 0, 1),
    ]
