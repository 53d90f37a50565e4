"""Verdicts as labels: what two reviewers agree on, each campaign a group of its own."""

from datetime import UTC, datetime

from claqueur.app.data.reviewed_labels import reviewed_labels
from claqueur.app.data.verdicts import Verdict

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def verdicts(*given: tuple[str, str, str, str]) -> list[Verdict]:
    """(campaign, reviewer, verdict, members as letters)"""
    return [
        Verdict(name, "run", tuple(("x", member) for member in members), said, reviewer, ("news",), "", AT)
        for name, reviewer, said, members in given
    ]


def labels(*given: tuple[str, str, str, str], single: bool = False) -> list[tuple]:
    made = reviewed_labels(verdicts(*given), single)
    return made.frame.select("account_id", "label", "group", "declared").rows()


def test_only_campaigns_on_which_two_agree_give_labels_and_the_rest_is_counted():
    given = [
        ("c1", "Ann", "undeclared", "ab"), ("c1", "Bob", "undeclared", "ab"),
        ("c2", "Ann", "declared", "cd"), ("c2", "Bob", "declared", "cd"),
        ("c3", "Ann", "organic", "e"), ("c3", "Bob", "organic", "e"),
        ("c4", "Ann", "automation", "f"), ("c4", "Bob", "automation", "f"),
        ("c5", "Ann", "undeclared", "g"),  # waits for a second reviewer
        ("c6", "Ann", "undeclared", "h"), ("c6", "Bob", "organic", "h"),  # they disagree
        ("c7", "Ann", "unsure", "i"), ("c7", "Bob", "unsure", "i"),
    ]  # fmt: skip
    made = reviewed_labels(verdicts(*given))
    assert made.frame.rows() == [
        ("x", "a", "coordinated", "reviewed-c1", False, "c1", "undeclared", 2),
        ("x", "b", "coordinated", "reviewed-c1", False, "c1", "undeclared", 2),
        ("x", "c", "organic", "reviewed-c2", True, "c2", "declared", 2),
        ("x", "d", "organic", "reviewed-c2", True, "c2", "declared", 2),
        ("x", "e", "organic", "reviewed-c3", False, "c3", "organic", 2),
        ("x", "f", "organic", "reviewed-c4", True, "c4", "automation", 2),
    ]
    assert (made.n_campaigns, made.n_waiting, made.n_disagreeing, made.n_unsure, made.n_contradicted) == (4, 1, 1, 1, 0)


def test_with_single_one_reviewer_is_enough_but_not_against_another():
    given = [("c1", "Ann", "undeclared", "a"), ("c2", "Ann", "undeclared", "b"), ("c2", "Bob", "organic", "b")]
    assert labels(*given) == []
    assert labels(*given, single=True) == [("a", "coordinated", "reviewed-c1", False)]


def test_only_accounts_that_every_reviewer_had_before_them_are_labelled():
    given = [("c1", "Ann", "undeclared", "abc"), ("c1", "Bob", "undeclared", "bcd")]
    assert [row[0] for row in labels(*given)] == ["b", "c"]


def test_campaigns_that_share_accounts_are_held_out_together():
    given = [
        ("c3", "Ann", "undeclared", "ab"),
        ("c2", "Ann", "undeclared", "bc"),
        ("c1", "Ann", "undeclared", "cd"),
        ("c4", "Ann", "undeclared", "e"),  # alone
    ]
    found = labels(*given, single=True)
    assert sorted((row[0], row[2]) for row in found) == [
        ("a", "reviewed-c1"), ("b", "reviewed-c1"), ("c", "reviewed-c1"), ("d", "reviewed-c1"), ("e", "reviewed-c4"),
    ]  # fmt: skip


def test_an_account_with_two_different_labels_is_left_out_and_counted():
    given = verdicts(("c1", "Ann", "undeclared", "ab"), ("c2", "Ann", "declared", "bc"))
    made = reviewed_labels(given, single=True)
    assert made.frame["account_id"].to_list() == ["a", "c"]
    assert made.frame["group"].to_list() == ["reviewed-c1", "reviewed-c2"]
    assert made.n_contradicted == 1


def test_no_verdicts_give_no_labels():
    assert reviewed_labels([]).frame.is_empty()
