from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest
from pyspark.errors import PySparkException

from claqueur.models.evaluation import challenges
from claqueur.models.evaluation.robustness import ROBUSTNESS
from claqueur.models.examples.grafts import SHARES_PCT


def n_flagged(judge):
    return int((judge.members(0)["margin"] >= judge.flag).sum())


def test_members_are_found_so_that_there_is_something_to_lose(judge):
    assert n_flagged(judge) > 20


def test_accounts_whose_posts_did_not_change_score_as_in_the_training(judge):
    members = judge.members(0)
    again = judge.margins(members, judge.features("the same posts", judge.posts(0)))
    assert again.tolist() == members["margin"].to_list()


def test_a_disguise_of_nothing_costs_nothing_and_other_words_everywhere_cost_most(judge, monkeypatch):
    levels = {"jitter": (0,), "paraphrase": (1,), "camouflage": (1,)}
    chosen = {name: replace(ROBUSTNESS[name], levels=level) for name, level in levels.items()}
    monkeypatch.setattr(challenges, "ROBUSTNESS", chosen)
    jitter, paraphrase, camouflage = challenges.disguises(judge)
    before, members = n_flagged(judge), len(judge.members(0))
    assert (jitter.name, jitter.flagged, jitter.of) == ("jitter 0", before, members)
    assert (paraphrase.name, paraphrase.of) == ("paraphrase 1", members)
    assert paraphrase.flagged < before / 2  # links stay
    assert (camouflage.name, camouflage.of) == ("camouflage 1", members)
    assert camouflage.flagged < before  # with controls lent by the other source


def test_a_disguise_that_the_engine_cannot_do_leaves_the_others_standing(judge, monkeypatch):
    def fails(*_):
        raise PySparkException("no memory")

    lines: list[str] = []
    monkeypatch.setattr(challenges, "_disguised", fails)
    outcomes = list(challenges.disguises(replace(judge, progress=lines.append)))
    assert len(outcomes) == len(lines) == 11
    assert lines[0] == "jitter 1 is not measured: no memory"
    assert {(outcome.flagged, outcome.of) for outcome in outcomes} == {(0, 0)}


def test_hosts_are_lent_by_the_source_that_has_controls_and_little_contact_does_not_flag_them(judge):
    outcomes = list(challenges.hosts(judge))
    assert [outcome.name for outcome in outcomes] == [f"host grafts at {share}% contact" for share in SHARES_PCT]
    assert [outcome.of for outcome in outcomes] == [4] * 4  # two a campaign
    assert outcomes[0].flagged == 0


def test_without_controls_below_the_threshold_there_are_no_hosts(judge):
    lines: list[str] = []
    assert list(challenges.hosts(replace(judge, flag=-math.inf, progress=lines.append))) == []
    assert lines[0].startswith("no hosts for campaign in en")


def test_controls_with_shuffled_times_are_hardly_ever_flagged(judge):
    flagged, in_rings = challenges.shuffled_times(judge)
    assert flagged.of == in_rings.of > 100
    assert flagged.flagged <= 2
    assert in_rings.flagged <= 2


@pytest.mark.parametrize(("sources", "lender"), [([1, 2, 2], 2), ([0, 2, 2], 0), ([2, 1], 1), ([], None)])
def test_a_source_lends_to_itself_first_then_the_one_with_most(sources, lender):
    assert challenges._lender(pl.DataFrame({"source": sources}, {"source": pl.Int64}), 0) == lender
