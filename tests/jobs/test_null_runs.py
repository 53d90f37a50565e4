"""What shuffled runs say of a run."""

from __future__ import annotations

import pytest

from claqueur.jobs.null_runs import null_check

ROW = {"n_actions": 500, "moved_pct": 80.0, "edges": 0, "new_edges": 0, "campaigns": 0}


def rows(times: dict, objects: dict, n: int = 2) -> list[dict]:
    return [
        ROW | {"shuffle": name, "number": number} | changed
        for number in range(1, n + 1)
        for name, changed in (("times", times), ("objects", objects))
    ]


def test_a_run_without_shuffles_was_not_checked():
    assert null_check([], edges=10, campaigns=2, fdr=0.01) is None


@pytest.mark.parametrize(
    ("times", "objects", "passed"),
    [
        ({}, {}, True),
        # two shuffles may give 2 * 1% of 400 edges = 8, by chance up to 15 (99% of Poisson variables of mean 8)
        ({"edges": 7}, {}, True),
        ({"edges": 8}, {}, False),
        ({}, {"edges": 8}, False),  # one kind is enough
        # two may give 2 * 1% of one campaign, by chance up to 1
        ({"edges": 3, "campaigns": 1}, {}, False),
        # acts that cannot be moved show nothing
        ({"edges": 8, "moved_pct": 9.9}, {}, True),
        ({"moved_pct": 9.9}, {"moved_pct": None}, None),
        ({"edges": 900, "moved_pct": 1.0}, {"moved_pct": 5.0}, None),
    ],
)
def test_shuffles_may_give_what_the_false_discovery_rate_allows(times, objects, passed):
    found = null_check(rows(times, objects), edges=400, campaigns=1, fdr=0.01)
    assert found is not None
    assert found["passed"] is passed


def test_a_run_without_edges_allows_two_shuffles_one():
    one, two = [ROW | {"shuffle": "times", "number": n, "edges": n - 1} for n in (1, 2)], rows({"edges": 1}, {})
    assert null_check([*one, *rows({}, {}, n=0)], edges=0, campaigns=0, fdr=0.01)["passed"] is True
    assert null_check(two, edges=0, campaigns=0, fdr=0.01)["passed"] is False


def test_means_are_per_shuffle_and_the_larger_ones_are_the_run_s():
    found = null_check(rows({"edges": 3, "new_edges": 1}, {"campaigns": 1}), edges=400, campaigns=90, fdr=0.01)
    assert (found["edges"], found["campaigns"]) == (3, 1)
    assert found["kinds"]["times"] == {
        "n": 2, "moved_pct": 80.0, "edges": 3, "new_edges": 1, "campaigns": 0, "has_power": True, "about_zero": True,
    }  # fmt: skip
