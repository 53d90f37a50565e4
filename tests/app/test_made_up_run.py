"""The run that the bench of the app is made on: what it states agrees from table to table, and the pages show it."""

import polars as pl
import pytest

from benchmarks.app import COLD, EMPTY, Taken, Ways, table, verdict
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


@pytest.mark.parametrize(
    ("seconds", "work", "said"),
    [(0.9, 0.8, ""), (4.0, 0.8, "  opened slower for other work on this machine"), (4.0, 1.8, "  opened slower")],
)
def test_a_slow_page_is_told_from_a_busy_machine(seconds, work, said):
    assert verdict("opened", [Taken(seconds, work)], wanted=1.0) == said


def test_the_table_of_the_bench_has_both_ways_to_a_page():
    measured = {
        EMPTY: Ways([Taken(0.75, 0.5), Taken(1.25, 0.5)]),
        COLD: Ways([Taken(4.0, 4.0), Taken(2.0, 3.5)]),
        "campaign": Ways([Taken(2.0, 2.5), Taken(1.5, 2.0)], [Taken(0.5, 0.75), Taken(1.0, 0.25), Taken(0.75, 0.5)]),
    }
    assert table(measured, target=1.0) == [
        "page           first  median    most    work   moved    most    work  target",
        "empty app       0.75    1.25    1.25    0.50                                ",
        "cold start      4.00    2.00    2.00    3.50                            3.00",
        "campaign        2.00    1.50    1.50    2.00    0.75    1.00    0.50    1.00  opened slower",
    ]
