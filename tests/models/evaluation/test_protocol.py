from __future__ import annotations

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.evaluation import protocol
from claqueur.models.evaluation.protocol import FLOORS, FOUND, PARTS, SCHEMA, SHUFFLED, SPARED, VOLUME, evaluate
from claqueur.models.evaluation.report import report


@pytest.fixture(scope="module")
def table(judge) -> pl.DataFrame:
    """A quick evaluation; the same training stands for those of both caps."""
    asked = []

    def trained(sources, *, parameters, **_):
        asked.append(parameters.corpus.max_posts)
        return judge.trained

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(protocol, "train", trained)
        found = evaluate(judge.sources, engine=judge.engine, caps=(0, 100, 0), is_quick=True)
    assert asked == [100, 0]  # the largest last, each once
    return found


def value(table: pl.DataFrame, figure: str, cap: int) -> float:
    return table.filter((pl.col("figure") == figure) & (pl.col("max_posts") == cap))["value"].item()


def test_every_part_is_measured_and_a_quick_evaluation_leaves_out_hosts_and_disguises(table):
    assert table.schema == SCHEMA
    parts = table["part"].unique(maintain_order=True).to_list()
    assert parts == [FOUND, VOLUME, FLOORS, SPARED, SHUFFLED] == [part for part in PARTS if part in parts]
    assert not table["figure"].str.starts_with("host ").any()
    assert table.select("figure", "max_posts").is_duplicated().sum() == 0


def test_figures_are_those_of_the_training_with_their_intervals_and_counts(table, judge):
    numbers = judge.trained.figures.numbers
    row = table.row(by_predicate=(pl.col("figure") == "recall at flag") & (pl.col("max_posts") == 100), named=True)
    expected = [numbers[name] for name in ("recall_at_flag", "recall_at_flag_low", "recall_at_flag_high", "n_members")]
    assert [row["value"], row["low"], row["high"], row["of"]] == expected
    (_, of), *_ = judge.trained.figures.grafts.values()
    row = table.row(by_predicate=(pl.col("figure") == "random grafts at 2% contact") & (pl.col("max_posts") == 0))
    assert row[-1] == of


def test_at_the_same_volume_the_number_of_posts_tells_nothing(table):
    assert value(table, "AUC of the number of posts alone", 100) == pytest.approx(0.5, abs=0.05)


def test_what_is_costly_is_measured_at_the_largest_cap_only(table):
    words = table.filter(pl.col("figure").str.starts_with("words only"))
    assert words["max_posts"].to_list() == [0, 0]
    assert words["value"].is_between(0, 1).all()
    assert table.filter(pl.col("part") == SHUFFLED)["max_posts"].unique().to_list() == [0]


def test_no_caps_are_refused(judge):
    with pytest.raises(UserError, match="There is no cap to evaluate at"):
        evaluate(judge.sources, engine=judge.engine, caps=())


def test_the_report_has_a_section_per_part_and_a_column_per_cap():
    rows = [
        (FOUND, "recall at flag", 10, 0.25, 0.125, 0.5, 1_200),
        (FOUND, "recall at flag", 0, 0.5, None, None, 1_300),
        (FOUND, "precision at 20", 0, 1.0, None, None, None),
        (VOLUME, "recall", 10, float("nan"), None, None, 7),
    ]
    page = report(pl.DataFrame(rows, SCHEMA, orient="row"))
    assert "| figure | at most 10 posts | all posts |\n|---|---|---|\n" in page
    assert "| recall at flag | 0.250 (0.125 to 0.500) of 1,200 | 0.500 of 1,300 |\n" in page
    assert "| precision at 20 |  | 1.000 |\n" in page
    assert "| recall | not measured |\n" in page
    assert page.count("\n## ") == 2
