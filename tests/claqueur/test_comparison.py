"""What became of campaigns, worked by hand."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.comparison import compared
from claqueur.workspace import Workspace


def members(**campaigns: str) -> pl.DataFrame:
    """members(c1="abc"): accounts a, b and c in campaign c1."""
    rows = [(name, ord(account)) for name, accounts in campaigns.items() for account in accounts]
    return pl.DataFrame(rows, schema={"campaign_id": pl.String, "account": pl.Int64}, orient="row")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"c": "abcd"}, {"c": "abcd"}, ("kept", ["c"], ["c"], 4, 4, 4, 0, 0, 1.0)),
        ({"c": "abcd"}, {"c": "abcdef"}, ("grown", ["c"], ["c"], 4, 6, 4, 2, 0, 4 / 6)),
        ({"c": "abc"}, {"d": "abcefghij"}, ("grown", ["c"], ["d"], 3, 9, 3, 6, 0, 3 / 9)),  # another id, yet the same
        ({"c": "abcd"}, {"c": "abc"}, ("shrunk", ["c"], ["c"], 4, 3, 3, 0, 1, 3 / 4)),
        ({"c": "abcd"}, {"c": "abce"}, ("changed", ["c"], ["c"], 4, 4, 3, 1, 1, 3 / 5)),
        ({"c": "abcdef"}, {"c": "abcd", "d": "efg"}, ("split", ["c"], ["c", "d"], 6, 7, 6, 1, 0, 6 / 7)),
        ({"c": "abc", "d": "efgh"}, {"e": "abcefgh"}, ("merged", ["d", "c"], ["e"], 7, 7, 7, 0, 0, 1.0)),
        (
            {"c": "abcd", "d": "efgh"},
            {"e": "abef", "f": "cdgh"},
            ("regrouped", ["c", "d"], ["e", "f"], 8, 8, 8, 0, 0, 1.0),
        ),
        ({}, {"c": "abc"}, ("new", [], ["c"], 0, 3, 0, 3, 0, 0.0)),
        ({"c": "abc"}, {}, ("gone", ["c"], [], 3, 0, 0, 0, 3, 0.0)),
    ],
)
def test_what_became_of_a_campaign(before, after, expected):
    assert compared(members(**before), members(**after)).rows() == [expected]


def test_one_common_account_or_a_small_common_part_is_no_kinship():
    one = compared(members(c="ab"), members(d="bc"))  # half of each, but one account
    assert one.select("status", "before", "after").rows() == [("new", [], ["d"]), ("gone", ["c"], [])]
    few = compared(members(c="abcde"), members(d="defgh"))  # two accounts, 2/5 of the smaller
    assert few["status"].to_list() == ["new", "gone"]


def test_rows_come_by_status_and_the_largest_first():
    before = members(a="abc", b="defg", gone="uvw")
    after = members(a="abc", b="defg", new="xyz")
    assert compared(before, after).select("status", "n_before").rows() == [
        ("new", 0),
        ("gone", 3),
        ("kept", 4),
        ("kept", 3),
    ]


def test_two_runs_without_campaigns_give_no_rows():
    assert compared(members(), members()).is_empty()


def test_the_command_puts_the_runs_in_order_of_time(tmp_path: Path, claqueur: Callable) -> None:
    workspace = Workspace.create(tmp_path / "w")
    runs = {"20260301-120000-aaaaaa": members(c="abcd"), "20260401-120000-bbbbbb": members(c="abcdef")}
    for run_id, rows in runs.items():
        rows.write_delta(str(workspace.run_path(run_id) / "campaign_members"))
        (workspace.run_path(run_id) / "manifest.json").write_text('{"status": "finished"}')
    for order in (sorted(runs), sorted(runs, reverse=True)):
        ended = claqueur("compare", *order, "-w", workspace.path, "--format", "json")
        assert json.loads(ended.out)["status"] == "grown"
    unknown = claqueur("compare", sorted(runs)[0], "20200101-000000-ffffff", "-w", workspace.path)
    assert (unknown.code, "There is no run 20200101-000000-ffffff" in unknown.err) == (1, True)
