"""Who starts, who follows."""

from __future__ import annotations

from claqueur.jobs.campaigns.precedence import precedence
from claqueur.schema import CAMPAIGN_MEMBERS, EVIDENCE, PRECEDENCE


def test_starting_is_counted_by_object_and_leading_by_co_action(frame, rows):
    evidence = [
        (1, 2, "url", 10, 1, 100, 105),  # 1 starts
        (1, 3, "url", 10, 1, 100, 109),
        (2, 3, "url", 10, 1, 105, 109),
        (1, 2, "url", 11, -1, 207, 200),  # 2 starts
        (1, 2, "text", 12, 0, 300, 300),  # both at once
        (1, 4, "url", 10, 1, 100, 101),  # 4 belongs to another campaign
    ]
    members = frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", 1), ("c", 2), ("c", 3), ("d", 4)])
    found = precedence(frame(EVIDENCE, "u v layer object_id lead t_u t_v", evidence), members)
    # started, first, followed, same
    assert rows(found, " ".join(PRECEDENCE.names)) == [
        ("c", "text", 1, 1, 0, 0, 1),
        ("c", "text", 2, 1, 0, 0, 1),
        ("c", "url", 1, 1, 2, 1, 0),
        ("c", "url", 2, 1, 2, 1, 0),
        ("c", "url", 3, 0, 0, 2, 0),
    ]
