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


NEW = {"edges": 8, "new_edges": 8}


@pytest.mark.parametrize(
    ("times", "objects", "about_zero", "passed"),
    [
        ({}, {}, True, True),
        # two shuffles may give 2 * 1% of 400 edges = 8, by chance up to 15 (99% of Poisson variables of mean 8)
        ({"edges": 7, "new_edges": 7}, {}, True, True),
        (NEW, {}, False, False),
        ({}, NEW, False, False),  # one kind is enough
        # pairs that the run ties too: said, but no false alarm
        ({"edges": 8, "new_edges": 7}, {}, False, True),
        # two may give 2 * 1% of one campaign, by chance up to 1
        ({"edges": 3, "campaigns": 1}, {}, False, True),
        # acts that cannot be moved show nothing
        (NEW | {"moved_pct": 9.9}, {}, True, True),
        ({"moved_pct": 9.9}, {"moved_pct": None}, None, None),
        (NEW | {"moved_pct": 1.0}, {"moved_pct": 5.0}, None, None),
    ],
)
def test_shuffles_may_give_what_the_false_discovery_rate_allows(times, objects, about_zero, passed):
    found = null_check(rows(times, objects), edges=400, campaigns=1, fdr=0.01)
    assert found is not None
    assert (found["about_zero"], found["passed"]) == (about_zero, passed)


def test_a_run_without_edges_allows_two_shuffles_one():
    one, two = [ROW | {"shuffle": "times", "number": n, "new_edges": n - 1} for n in (1, 2)], rows({"new_edges": 1}, {})
    assert null_check([*one, *rows({}, {}, n=0)], edges=0, campaigns=0, fdr=0.01)["passed"] is True
    assert null_check(two, edges=0, campaigns=0, fdr=0.01)["passed"] is False


def test_means_are_per_shuffle_and_the_larger_ones_are_the_run_s():
    found = null_check(rows({"edges": 3, "new_edges": 1}, {"campaigns": 1}), edges=400, campaigns=90, fdr=0.01)
    assert (found["edges"], found["campaigns"]) == (3, 1)
    assert found["kinds"]["times"] == {
        "n": 2, "moved_pct": 80.0, "edges": 3, "new_edges": 1, "campaigns": 0, "has_power": True, "about_zero": True, "none_new": True,
    }  # fmt: skip
