"""Breaking news: what chance gives of what was seen."""

from __future__ import annotations

from claqueur.jobs.campaigns.hypotheses.breaking_news import expected_share


def test_the_expected_share_is_that_of_the_whole_campaign(engine, rows):
    edges = [("c", 3, 0.3), ("c", 9, 5.7), ("d", 4, 0.1)]  # c: 6 of 12, though neither edge is half expected
    own = engine.session.createDataFrame(edges, "campaign_id string, k long, expected double")
    assert rows(expected_share(own), "campaign_id expected_share") == [("c", 0.5), ("d", 0.025)]
