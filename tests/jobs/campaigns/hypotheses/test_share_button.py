"""A share button: a crowd posts the texts, and did so before the members."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.share_button import texts
from claqueur.schema import CAMPAIGN_OBJECTS


def test_the_crowd_behind_texts_is_told_and_whether_it_was_first(frame, rows):
    objects = [  # members, accounts, outsiders before
        ("button", "text", 2, 40, 30),
        ("button", "near_text", 2, 50, 1),
        ("button", "text", 3, 10, 0),
        ("viral", "text", 2, 40, 0),  # its own words went round: the crowd came after
        ("reposts", "repost", 2, 400, 300),  # popular posts are reposted by crowds anyway
    ]
    found = texts(frame(CAMPAIGN_OBJECTS, "campaign_id layer n_members n_accounts n_before", objects))
    assert rows(found, "campaign_id text_member_share text_outsider_first") == [
        ("button", 0.05, pytest.approx(2 / 3)),  # of .04, .05, .3
        ("viral", 0.05, 0.0),
    ]
