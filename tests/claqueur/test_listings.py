"""The listings as Python gives them: order, rounding, levels and who is who."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from claqueur import listings
from claqueur.errors import UserError
from claqueur.results import Run, open_run
from claqueur.workspace import Workspace


@pytest.fixture
def run(finished: Workspace) -> Run:
    return open_run(finished)


def test_a_score_to_be_read_is_never_as_certain_as_1() -> None:
    assert listings.readable_scores(pl.Series([0.51234, 0.999963, None])).to_list() == ["0.512", "over 0.999", None]


def test_campaigns_are_sorted_by_size_and_name_what_else_could_explain_them(run: Run) -> None:
    found = listings.campaigns(run)
    stored = run.table("campaigns").collect()
    assert found["size"].to_list() == sorted(stored["size"], reverse=True)
    fits = {
        row["campaign_id"]: [h["name"] for h in row["hypotheses"] if h["verdict"] == "fits"]
        for row in stored.iter_rows(named=True)
    }
    assert dict(found.select("campaign_id", "could_also_be").iter_rows()) == fits
    assert any(fits.values())
    assert not all(fits.values())


def test_the_planted_ring_is_a_campaign_of_its_three_accounts(run: Run) -> None:
    edges = listings.edges(run).filter(pl.col("account_a").str.starts_with("-100"))
    pairs = {tuple(sorted(pair)) for pair in edges.select("account_a", "account_b").iter_rows()}
    assert pairs == {("-1001", "-1002"), ("-1001", "-1003"), ("-1002", "-1003")}
    assert set(edges["k"]) == {12}
    flagged = listings.accounts(run, "flag").filter(pl.col("platform") == "evil")
    assert sorted(flagged["account_id"]) == ["-1001", "-1002", "-1003"]
    assert flagged["campaign_id"].n_unique() == 1


def test_every_account_has_one_level_and_those_with_none_are_left_out(run: Run) -> None:
    stored = run.table("accounts").collect()
    by_level = {level: len(listings.accounts(run, level)) for level in ("flag", "triage", "none")}
    assert sum(by_level.values()) == len(stored)
    assert len(listings.accounts(run)) == by_level["flag"] + by_level["triage"] < len(stored)


def test_evidence_has_the_right_text_where_two_platforms_use_one_post_id(run: Run) -> None:
    # Post "1" is on x and on bluesky; the ring's posts are "i-j" on "evil" alone.
    rows = listings.evidence(run, "-1002", "-1001")
    assert [(row["post_a"], row["post_b"], row["gap_s"]) for row in rows.iter_rows(named=True)] == [
        (f"{i}-1", f"{i}-0", 3) for i in range(12)
    ]
    assert rows["text_a"].str.contains("rally for cleaner harbours").all()
    assert rows["at_a"][0] == datetime(2025, 9, 3, 0, 0, 3, tzinfo=UTC)
    posts = pl.Series(["1"])
    x, bluesky = (listings.find_account(run, name) for name in ("x:77", "bluesky:77"))
    assert (
        listings._texts(run, x, posts).rows() == listings._texts(run, bluesky, posts).rows() == [("1", "good morning")]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T18:30:00+01:00", datetime(2026, 3, 1, 17, 30, tzinfo=UTC)),
        ("2026-03-01T18:30:00Z", datetime(2026, 3, 1, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_utc(text: str | None, expected: datetime | None) -> None:
    assert listings.parse_time(text) == expected


@pytest.mark.parametrize("text", ["", "now", "2026-13-01", "1772323200", "0001-01-01T00:00+14:00"])
def test_what_is_no_time_is_one_sentence(text: str) -> None:
    with pytest.raises(UserError, match="is not a time: write it like 2026-03-01 or"):
        listings.parse_time(text)
