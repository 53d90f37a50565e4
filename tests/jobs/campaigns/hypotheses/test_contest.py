"""A contest: few objects, open to outsiders, who were there first."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.contest import few_objects
from claqueur.schema import CAMPAIGN_OBJECTS


def test_the_three_busiest_objects_of_the_busiest_layer_are_looked_at(frame, rows):
    objects = [  # object, members, accounts, outsiders before, co-actions
        ("contest", "text", 1, 4, 40, 9, 6),
        ("contest", "text", 2, 4, 20, 1, 6),
        ("contest", "text", 3, 2, 20, 0, 1),  # a member was the first
        ("contest", "text", 4, 2, 2, 0, 1),  # the fourth
        ("contest", "url", 5, 9, 9, 0, 12),  # another layer, less busy though its one object is the busiest
        ("troop", "repost", 6, 3, 4, 1, 3),
        ("troop", "repost", 7, 3, 4, 0, 3),
    ]
    found = few_objects(
        frame(CAMPAIGN_OBJECTS, "campaign_id layer object_id n_members n_accounts n_before n_co_actions", objects)
    )
    about = pytest.approx
    assert rows(found, "campaign_id few_objects_share few_objects_member_share few_objects_outsider_first") == [
        ("contest", about(13 / 14), about(10 / 80), about(2 / 3)),
        ("troop", 1.0, 0.75, 0.5),
    ]
