"""Accounts with their level."""

from __future__ import annotations

from claqueur.jobs.accounts import accounts
from claqueur.schema import ACCOUNTS, ACTIVITY, CAMPAIGN_MEMBERS, CAMPAIGNS, EDGES, EXPOSURES, INFLUENCE, SCORES


def test_levels_follow_from_campaigns_edges_and_scores(frame, rows, at):
    activity = frame(
        ACTIVITY, "account n_posts last_at", [(account, 10 + account, at(account)) for account in range(1, 10)]
    )
    edges = frame(EDGES, "u v", [(1, 2), (1, 3), (3, 99), (8, 9)])  # 99 is not in the selection
    exposures = frame(EXPOSURES, "layer account n_uncompared", [("url", 1, 2), ("text", 1, 1), ("text", 2, 0)])
    members = frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", 1), ("c", 2), ("team", 8), ("contest", 9)])
    classes = [("c", "undeclared"), ("team", "declared"), ("contest", "insufficient")]
    campaigns = frame(CAMPAIGNS, "campaign_id class", classes)
    influence = frame(INFLUENCE, "account influence", [(1, 0.75)])
    scores = frame(SCORES, "account score", [(1, 0.95), (4, 0.9), (5, 0.5), (6, 0.49), (8, 0.99)])
    found = accounts(activity, edges, exposures, members, campaigns, influence, scores, 0.9, 0.5)
    assert found.columns == ACCOUNTS.names
    assert rows(found, "account level flagged_by score campaign_id n_partners n_posts influence last_at") == [
        (1, "flag", ("pair_test", "model"), 0.95, "c", 2, 11, 0.75, 1),
        (2, "flag", ("pair_test",), None, "c", 1, 12, 0.0, 2),
        (3, "triage", (), None, None, 2, 13, 0.0, 3),  # edges, but no campaign: not flagged for its partners
        (4, "flag", ("model",), 0.9, None, 0, 14, 0.0, 4),  # the threshold itself is enough
        (5, "triage", (), 0.5, None, 0, 15, 0.0, 5),
        (6, "none", (), 0.49, None, 0, 16, 0.0, 6),
        (7, "none", (), None, None, 0, 17, 0.0, 7),
        (8, "none", (), 0.99, "team", 1, 18, 0.0, 8),  # a declared team is shown, not alarmed
        (9, "triage", (), None, "contest", 1, 19, 0.0, 9),  # not enough evidence
    ]
    assert rows(found, "account n_uncompared")[:3] == [(1, 3), (2, 0), (3, 0)]
