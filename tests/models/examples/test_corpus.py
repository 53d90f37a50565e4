"""From posts to features as a run would see them."""

from __future__ import annotations

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.models.examples.communities import communities
from claqueur.models.examples.corpus import CorpusParameters, account_features
from claqueur.models.examples.grafts import COLUMNS, grafts
from claqueur.models.features.account_features import OWN_FEATURES
from claqueur.models.features.neighbourhood import GRAPHS

PARAMETERS = CorpusParameters(layers=("repost",))
KEY = ("platform", "account_id")
CORES = [f"core_{graph.name}" for graph in GRAPHS]


def test_a_graft_is_seen_as_if_it_had_come_alone_however_many_come(sail, tmp_path):
    posts = communities(1, seed=3).select(COLUMNS)

    def features_among(per_cell: int) -> pl.DataFrame:
        repeating, listed = grafts(posts, "fans", kinds=("random", "circle"), per_cell=per_cell, seed=1)
        folder = tmp_path / str(per_cell)
        rows = account_features(sail, pl.concat([posts, repeating]), folder, PARAMETERS, listed)
        return rows.join(listed, on=KEY, how="semi").sort(KEY)

    few, many = features_among(1), features_among(6)
    kept = many.join(few, on=KEY, how="semi")
    assert len(many) > 3 * len(few) > 3
    exact = [name for name in OWN_FEATURES if name not in CORES]
    assert kept.select(*KEY, *exact).equals(few.select(*KEY, *exact))
    # others of its kind that hold on to the same members raise the core that it lies in, by little
    assert (kept.select(CORES).sum_horizontal() - few.select(CORES).sum_horizontal()).mean() < 0.2
    assert few["neighbour_s"].max() > 0


def test_a_bystander_has_the_features_of_an_ordinary_account_that_comes_alone(sail, tmp_path):
    posts = communities(1, seed=8).select(COLUMNS)
    repeating, listed = grafts(posts, "fans", kinds=("circle",), shares_pct=(50,), per_cell=1, seed=1)
    with_graft = pl.concat([posts, repeating])
    ordinary = account_features(sail, with_graft, tmp_path / "ordinary", PARAMETERS)
    bystander = account_features(sail, with_graft, tmp_path / "bystander", PARAMETERS, listed)
    alone, seen = (rows.join(listed, on=KEY, how="semi").row(0, named=True) for rows in (ordinary, bystander))
    counted = ("max_k_60m", "h_index", "contact_share", "best_3_share", "mutual_partners", *CORES)
    assert {name: seen[name] for name in counted} == {name: alone[name] for name in counted}
    assert alone["best_s"] > 1
    for name in ("best_s", "sum_5_s", "best_s_24h"):  # it is no part of the layer's activity M: chance seems larger
        assert seen[name] == pytest.approx(alone[name], rel=0.05)


@pytest.mark.parametrize("bad", [{"layers": ()}, {"layers": ("repost", "likes")}, {"max_posts": -1}])
def test_parameters_that_no_run_could_have_are_refused(bad):
    with pytest.raises(UserError):
        CorpusParameters(**bad)
