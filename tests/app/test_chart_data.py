"""Under each chart stand the numbers that it is drawn from, unrounded; they are made when unfolded."""

from datetime import UTC, datetime

import polars as pl
import pytest

from claqueur.app.data.loading import spans
from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views import chart_data

EN = Words("en")
HOUR = 3_600


def test_every_act_is_in_the_table_once_and_evidence_wins():
    members = pl.DataFrame(
        {"account": [1], "platform": ["x"], "account_id": ["a"], "name": ["AB12"]},
        schema_overrides={"account": pl.Int64},
    )
    evidence = pl.DataFrame({"account": [1, 2], "t": [60, 61], "post_id": ["p", "o"]})  # account 2 is not on the chart
    at = [datetime.fromtimestamp(second, UTC) for second in (60, 90)]
    ordinary = pl.DataFrame({"platform": ["x"] * 2, "account_id": ["a"] * 2, "post_id": ["p", "q"], "created_at": at})
    rows = chart_data.acts(members, evidence, ordinary).with_columns(pl.col("at").dt.epoch("s")).rows()
    assert rows == [(60, True, "AB12"), (90, False, "AB12")]


def test_the_week_begins_on_monday_at_midnight():
    own = [0] * 168
    own[25] = 7  # Tuesday, one o'clock
    table = chart_data.week(own, [1] * 168, Formats("fr"))
    assert table.row(25) == ("mardi", 1, 7, 1)
    assert table["own"].sum() == 7


def test_each_threshold_of_each_group_is_a_row():
    curve = {"threshold": [0.5, 0.9], "of": {"members": 3}, "flagged": {"members": [3, 1]}}
    table = chart_data.thresholds(curve, ["members"], EN, Formats("en"))
    assert table.select("threshold", "flagged", "of", "share").rows() == [(0.5, 3, 3, 1.0), (0.9, 1, 3, 1 / 3)]


@pytest.mark.parametrize(
    ("page", "section", "key", "heads", "rows"),
    [
        ("overview", {}, "timeline", ["at", "posts", "coordinated"], 24),
        ("overview", {}, "campaigns", ["campaign", "class", "size", "seen", "expected", "coordination", "reach"], 2),
        ("campaign", {"section": "times"}, "strips", ["at", "evidence", "account"], 25),
        ("campaign", {"section": "times"}, "week", ["day", "hour", "own", "posts"], 168),
        ("campaign", {"section": "network"}, "network", ["account", "partner", "k", "expected"], 10),
        ("campaign", {"section": "without"}, "without", ["at", "posts", "own"], 24),
    ],
)
def test_a_chart_unfolds_into_its_numbers(open_app, page, section, key, heads, rows):
    app = open_app(page, lang="en", **({"campaign": "c-ring"} if page == "campaign" else {}), **section)
    folded = [frame.value.columns.tolist() for frame in app.main.dataframe]
    named = [EN(f"data.{head}") for head in heads]
    assert not any(columns[: len(named)] == named for columns in folded)  # not even made
    app.session_state[f"data.{key}.en.pseudonyms"] = True
    app.run()
    assert not app.exception
    table = next(frame.value for frame in app.main.dataframe if frame.value.columns.tolist()[: len(named)] == named)
    assert len(table) == rows


def test_times_are_cut_where_nothing_happens_for_longest():
    assert spans([5, 1, 100, 103, 60, 2], most=3) == [(1, 5), (60, 60), (100, 103)]
    assert spans([7, 7]) == [(7, 7), (7, 7)]
    assert spans([7]) == [(7, 7)]
    assert spans([]) == []
