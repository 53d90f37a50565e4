"""The run that the bench of the app is made on: what it states agrees from table to table, and the pages show it."""

import polars as pl
import pytest

from benchmarks.app import verdict
from benchmarks.app_run import OBJECTS, write_run
from claqueur.results import open_run

N_CAMPAIGNS = 4


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("bench") / "w", 5_000, N_CAMPAIGNS)


def test_every_post_that_is_evidence_is_among_the_posts_at_its_second(made_up):
    run = open_run(made_up)
    evidence = run.table("evidence").select(post_id="post_u", t="t_u").unique().collect()
    posts = run.posts().select("post_id", t=pl.col("created_at").dt.epoch("s")).collect()
    assert evidence.height > 0
    assert evidence.join(posts, on=["post_id", "t"], how="anti").is_empty()


def test_a_campaign_of_n_members_has_an_edge_for_each_pair_and_evidence_for_each_pair_and_object(made_up):
    run = open_run(made_up)
    sizes = run.table("campaigns").select(n=pl.col("size") * (pl.col("size") - 1) // 2).sum().collect()
    assert run.table("edges").collect().height == sizes["n"][0]
    assert run.table("evidence").collect().height == sizes["n"][0] * OBJECTS


@pytest.mark.parametrize("page", ["overview", "campaigns", "campaign", "account", "review"])
def test_the_pages_show_it(open_app, made_up, page):
    app = open_app(page, at_workspace=made_up.path, lang="en")
    assert not app.exception
    assert not app.warning


def test_a_slow_page_is_told_from_a_busy_machine():
    assert verdict(0.9, 0.8, 1.0) == ""
    assert verdict(4.0, 0.8, 1.0) == "  slower, for other work on this machine"
    assert verdict(4.0, 1.8, 1.0) == "  slower"
