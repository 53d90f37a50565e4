"""The verdict of each hypothesis at the ends of its numbers, and the class that follows."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.hypothesis import Hypothesis, Number
from claqueur.jobs.campaigns.hypotheses.verdicts import HYPOTHESES, campaign_class, verdicts
from claqueur.schema import CAMPAIGN_CLASSES

MEASURES = [number.measure for hypothesis in HYPOTHESES for number in hypothesis.numbers]
# a campaign for which nothing fits: each number just on the wrong side of its threshold
PLAIN = {
    "expected_share": 0.49,
    "few_objects_share": 0.79,
    "few_objects_member_share": 0.51,
    "few_objects_outsider_first": 0.49,
    "text_member_share": 0.11,
    "text_outsider_first": 0.49,
    "top_site_share": 0.49,
    "coordination": 0.31,
    "signing_share": 0.59,
    "automated_share": 0.49,
    "declared_share": 0.49,
    "replying_share": 0.49,
    "replies_inside": 0.09,
}
NEWS = {"expected_share": 0.5}
CONTEST = {"few_objects_share": 0.8, "few_objects_member_share": 0.5, "few_objects_outsider_first": 0.5}
BUTTON = {"text_member_share": 0.1, "text_outsider_first": 0.5}
FEEDS = {"top_site_share": 0.5, "coordination": 0.3}
SIGNED = {"signing_share": 0.6}
CLIENT = {"automated_share": 0.5}
TEAM = {"declared_share": 0.5}
FANS = {"replying_share": 0.5, "replies_inside": 0.1}
CASES = [  # what differs, what fits, the class
    ({}, [], "undeclared"),
    (NEWS, ["breaking_news"], "insufficient"),
    (CONTEST, ["contest"], "insufficient"),
    (BUTTON, ["share_button"], "insufficient"),
    (FEEDS, ["syndication"], "automation/syndication"),
    (SIGNED, ["signature"], "undeclared"),  # shown, but a campaign that pushes one link looks the same
    (CLIENT, ["automation_client"], "automation/syndication"),
    (TEAM, ["declared_team"], "declared"),
    (FANS, ["fandom"], "undeclared"),  # shown, but a tribe can act together too
    (TEAM | CLIENT, ["automation_client", "declared_team"], "declared"),
    (CLIENT | NEWS, ["breaking_news", "automation_client"], "automation/syndication"),
]


def verdicts_of(engine, rows: list[tuple]) -> dict:
    """The numbers of a campaign, in the order of MEASURES -> its row with verdicts and class."""
    ddl = ", ".join(f"{measure} double" for measure in MEASURES)
    table = engine.session.createDataFrame(rows, ddl)
    told = table.select(*MEASURES, verdicts().alias("verdicts"), campaign_class().alias("class")).collect()
    return {tuple(row)[: len(MEASURES)]: row for row in told}


def fitting(row) -> list[str]:
    return [verdict["name"] for verdict in row["verdicts"] if verdict["verdict"] == "fits"]


def test_each_hypothesis_fits_where_all_its_numbers_reach_their_thresholds_and_the_class_follows(engine):
    assert set(PLAIN) == set(MEASURES)
    numbers = [tuple((PLAIN | differs)[measure] for measure in MEASURES) for differs, _, _ in CASES]
    nothing_known = (None,) * len(MEASURES)
    found = verdicts_of(engine, [*numbers, nothing_known])
    for key, (_, fits, expected_class) in zip(numbers, CASES, strict=True):
        row = found[key]
        assert [verdict["name"] for verdict in row["verdicts"]] == [hypothesis.name for hypothesis in HYPOTHESES]
        assert fitting(row) == fits
        assert {verdict["verdict"] for verdict in row["verdicts"]} <= {"fits", "does not fit"}
        told = [number for verdict in row["verdicts"] for number in verdict["numbers"]]
        assert [number["measure"] for number in told] == MEASURES
        assert [number["value"] for number in told] == pytest.approx(list(key))
        assert row["class"] == expected_class
    unknown = found[nothing_known]
    assert {verdict["verdict"] for verdict in unknown["verdicts"]} == {"cannot be told"}
    assert unknown["class"] == "undeclared"  # what cannot be told excuses nobody
    assert {row["class"] for row in found.values()} == set(CAMPAIGN_CLASSES)


@pytest.mark.parametrize(
    "measure",
    [number.measure for hypothesis in HYPOTHESES for number in hypothesis.numbers if len(hypothesis.numbers) > 1],
)
def test_one_number_that_fails_is_enough_and_a_missing_one_leaves_it_open(measure, sail):
    """Of a hypothesis with several numbers: the others hold, this one fails, or is not known."""
    hypothesis = next(one for one in HYPOTHESES if measure in [number.measure for number in one.numbers])
    holding = PLAIN | CONTEST | BUTTON | FEEDS | FANS
    rows = [tuple((holding | {measure: value})[name] for name in MEASURES) for value in (PLAIN[measure], None)]
    found = verdicts_of(sail, rows)
    told = [
        next(verdict["verdict"] for verdict in found[row]["verdicts"] if verdict["name"] == hypothesis.name)
        for row in rows
    ]
    assert told == ["does not fit", "cannot be told"]


def test_what_fails_is_told_though_another_number_is_missing(sail):
    feeds_at_once = tuple(PLAIN[name] if name == "coordination" else None for name in MEASURES)
    row = verdicts_of(sail, [feeds_at_once])[feeds_at_once]
    told = {verdict["name"]: verdict["verdict"] for verdict in row["verdicts"]}
    assert (told["syndication"], told["fandom"]) == ("does not fit", "cannot be told")


def test_thresholds_say_on_which_side_they_hold(sail):
    both = Hypothesis("both", (Number("a", at_least=0.5), Number("b", at_most=2)))
    table = sail.session.createDataFrame([(0.51, 1.0000004)], "a double, b double")
    assert table.select(both.verdict().alias("told")).collect()[0]["told"].asDict(recursive=True) == {
        "name": "both",
        "verdict": "fits",
        "numbers": [
            {"measure": "a", "value": 0.51, "threshold": 0.5, "at_least": True},
            {"measure": "b", "value": 1.0, "threshold": 2.0, "at_least": False},
        ],
    }
    with pytest.raises(ValueError, match="no threshold or two"):
        Number("a", at_least=1, at_most=2)
