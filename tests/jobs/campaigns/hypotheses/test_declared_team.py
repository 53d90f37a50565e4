"""A declared team: the same affiliation, said by most."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.declared_team import declared_share
from claqueur.schema import ACTIVITY, CAMPAIGN_MEMBERS

MEMBERS = [("team", 1), ("team", 2), ("team", 3), ("guests", 4), ("guests", 5), ("silent", 6)]


def test_members_must_declare_the_same(frame, rows):
    declared = [
        (1, "Harbour Party"),
        (2, " harbour party"),
        (3, "a newspaper"),
        (4, "one union"),
        (5, "another union"),
        (6, " "),
        (7, "Harbour Party"),  # no member
    ]
    found = declared_share(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", MEMBERS), frame(ACTIVITY, "account affiliation", declared)
    )
    assert rows(found, "campaign_id declared_share") == [
        ("guests", 0.5),
        ("silent", 0.0),
        ("team", pytest.approx(2 / 3)),
    ]


def test_where_nobody_declares_anything_it_cannot_be_told(frame, rows):
    found = declared_share(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", MEMBERS),
        frame(ACTIVITY, "account affiliation", [(account, None) for _, account in MEMBERS]),
    )
    assert rows(found, "declared_share") == [(None,)] * 3


def test_to_be_automated_names_nobody(frame, rows):
    declared = [(account, "Automated") for _, account in MEMBERS]
    found = declared_share(
        frame(CAMPAIGN_MEMBERS, "campaign_id account", MEMBERS), frame(ACTIVITY, "account affiliation", declared)
    )
    assert {share for _, share in rows(found, "campaign_id declared_share")} == {None}
