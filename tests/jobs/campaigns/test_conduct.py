"""The week, the gaps and the talk of a campaign."""

from __future__ import annotations

import math

import pytest

from claqueur.jobs.campaigns.conduct import conduct
from claqueur.schema import CAMPAIGN_MEMBERS, POSTS

HOUR, DAY = 3_600, 86_400
MONDAY = 4 * DAY  # 5 January 1970


def test_hours_gaps_and_replies_of_each_campaign(frame, rows, at, keys):
    posts = [
        ("x", "ann", "1", at(MONDAY), None),
        ("x", "ann", "2", at(MONDAY + 30), "bob"),  # inside
        ("x", "ann", "3", at(MONDAY + 7 * DAY + 60), "fay"),  # outside; another week's Monday
        ("x", "bob", "4", at(MONDAY - 1), "bob"),  # to himself: no talk; Sunday's last hour
        ("x", "fay", "5", at(MONDAY), "bob"),  # an outsider to a member
        ("x", "fay", "6", at(MONDAY), "eve"),  # between outsiders
        ("x", "dan", "7", at(MONDAY + HOUR), "ann"),  # from another campaign
    ]
    members = [("c", keys["ann"]), ("c", keys["bob"]), ("d", keys["dan"])]
    found = conduct(
        frame(POSTS, "platform account_id post_id created_at reply_to_account_id", posts),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", members),
        precision_s=1,
    )
    about = pytest.approx
    week = about((2 - 0.75 * math.log2(3)) / math.log2(168))  # 3 and 1 of 4 posts: 2 - 3/4 log 3 bits
    assert rows(
        found, "campaign_id n_posts week_entropy gap_entropy replies_inside replies_outside replying_share"
    ) == [
        ("c", 4, week, about(1 / math.log2(24)), 0.25, 0.75, 0.5),  # two gaps, two spans: one bit
        ("d", 1, about(0), None, 0.0, 1.0, 0.0),
    ]
    hours = dict(rows(found, "campaign_id hours"))
    assert {hour: n for hour, n in enumerate(hours["c"]) if n} == {0: 3, 167: 1}
    assert {hour: n for hour, n in enumerate(hours["d"]) if n} == {1: 1}
    assert len(hours["c"]) == 168


def test_whether_members_talk_cannot_be_told_where_nobody_replies(frame, rows, at, keys):
    posts = [("x", name, name, at(MONDAY), None) for name in ("ann", "bob", "fay")]
    found = conduct(
        frame(POSTS, "platform account_id post_id created_at reply_to_account_id", posts),
        frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"]), ("c", keys["bob"])]),
        precision_s=1,
    )
    assert rows(found, "n_posts replies_inside replies_outside replying_share") == [(2, None, None, None)]
