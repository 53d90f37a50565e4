"""Benign hypotheses: when each fits, and what that makes of a campaign."""

from __future__ import annotations

import pytest
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses import HYPOTHESES, campaign_class, is_automation_client, verdicts
from claqueur.schema import CAMPAIGN_CLASSES

NAMES = [hypothesis.name for hypothesis in HYPOTHESES]
VALUES = [hypothesis.value for hypothesis in HYPOTHESES]
# a campaign for which nothing fits: each number just on the wrong side of its threshold
PLAIN = {
    "expected_share": 0.49,
    "top_object_share": 0.79,
    "median_member_share": 0.11,
    "syndicated_share": 0.49,
    "automated_share": 0.49,
    "declared_share": 0.49,
    "replying_share": 0.49,
}
CASES = [  # what differs, what fits, the class
    ({}, [], "undeclared"),
    ({"expected_share": 0.5}, ["breaking_news"], "insufficient"),
    ({"top_object_share": 0.8}, ["contest"], "insufficient"),
    ({"median_member_share": 0.1}, ["share_button"], "insufficient"),
    ({"syndicated_share": 0.5}, ["syndication"], "automation/syndication"),
    ({"automated_share": 0.5}, ["automation_client"], "automation/syndication"),
    ({"declared_share": 0.5}, ["declared_team"], "declared"),
    ({"replying_share": 0.5}, ["fandom"], "undeclared"),  # shown, but a tribe can coordinate too
    ({"declared_share": 0.9, "automated_share": 1.0}, ["automation_client", "declared_team"], "declared"),
    ({"automated_share": 1.0, "top_object_share": 1.0}, ["contest", "automation_client"], "automation/syndication"),
]


def test_each_hypothesis_fits_from_its_threshold_and_the_class_follows(engine):
    numbers = [tuple((PLAIN | differs)[value] for value in VALUES) for differs, _, _ in CASES]
    nothing_known = (None,) * len(VALUES)
    ddl = ", ".join(f"{value} double" for value in VALUES)
    table = engine.session.createDataFrame([*numbers, nothing_known], ddl)
    rows = table.select(*VALUES, verdicts().alias("verdicts"), campaign_class().alias("class")).collect()
    found = {tuple(row)[: len(VALUES)]: row for row in rows}
    for key, (_, fits, expected_class) in zip(numbers, CASES, strict=True):
        row = found[key]
        assert [verdict["name"] for verdict in row["verdicts"]] == NAMES
        assert [verdict["name"] for verdict in row["verdicts"] if verdict["verdict"] == "fits"] == fits
        assert {verdict["verdict"] for verdict in row["verdicts"]} <= {"fits", "does not fit"}
        assert [verdict["value"] for verdict in row["verdicts"]] == pytest.approx(list(key))
        assert row["class"] == expected_class
    unknown = found[nothing_known]
    assert {(verdict["verdict"], verdict["value"]) for verdict in unknown["verdicts"]} == {("cannot be told", None)}
    assert unknown["class"] == "undeclared"  # what cannot be told excuses nobody
    assert {row["class"] for row in rows} == set(CAMPAIGN_CLASSES)


def test_scheduling_tools_are_known_by_their_names(sail):
    clients = [("IFTTT", True), ("dlvr.it", True), ("My RSS Poster", True), ("Web", False), ("Android", False)]
    table = sail.session.createDataFrame([*clients, (None, None)], "client string, expected boolean")
    found = table.select(is_automation_client(F.col("client")).alias("found"), "expected").collect()
    assert [row["found"] for row in found] == [row["expected"] for row in found]
