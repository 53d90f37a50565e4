"""Automation clients: known by their names, told where most clients are known."""

from __future__ import annotations

from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.automation_client import automated_share, is_automation_client


def test_scheduling_tools_are_known_by_their_names(sail):
    clients = [("IFTTT", True), ("dlvr.it", True), ("My RSS Poster", True), ("Web", False), ("Android", False)]
    table = sail.session.createDataFrame([*clients, (None, None)], "client string, expected boolean")
    found = table.select(is_automation_client(F.col("client")).alias("found"), "expected").collect()
    assert [row["found"] for row in found] == [row["expected"] for row in found]


def test_the_share_is_of_known_clients_and_needs_half_of_them(engine, rows):
    posts = [("c", "IFTTT"), ("c", "Web"), ("c", None), ("c", "Zapier"), ("d", "IFTTT"), ("d", None), ("d", None)]
    behind = engine.session.createDataFrame(posts, "campaign_id string, client string")
    found = [
        (campaign, share and round(share, 3))
        for campaign, share in rows(automated_share(behind), "campaign_id automated_share")
    ]
    assert found == [("c", 0.667), ("d", None)]  # one of three of d's clients is known
