"""Syndication: how much of the evidence links to one site."""

from __future__ import annotations

from claqueur.jobs.campaigns.hypotheses.syndication import top_site_share


def test_the_most_linked_site_is_a_share_of_all_evidence_posts(engine, rows):
    posts = [
        ("feeds", ["paper.example"]),
        ("feeds", ["paper.example", "other.example", "paper.example"]),  # one post links once to a site
        ("feeds", ["other.example", "paper.example"]),
        ("feeds", []),  # a shortened link, or none
        ("slogans", []),
        ("slogans", None),  # a post that is no longer there
    ]
    behind = engine.session.createDataFrame(posts, "campaign_id string, domains array<string>")
    assert rows(top_site_share(behind), "campaign_id top_site_share") == [("feeds", 0.75), ("slogans", None)]
