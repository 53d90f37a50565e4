"""Where a campaign stands between reviewers."""

from datetime import UTC, datetime

import pytest

from claqueur.app.data.verdicts import Verdict, current, reviewer_key, state, visible
from claqueur.errors import UserError

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def verdict(reviewer: str, said: str, campaign: str = "c", members: str = "ab", note: str = "read it") -> Verdict:
    return Verdict(campaign, "run", tuple(("x", name) for name in members), said, reviewer, (), note, AT)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], "first"),
        ([("Ann", "organic")], "second"),
        ([("Ann", "organic"), ("Ann", "unsure")], "second"),  # one person twice is one reviewer
        ([("Ann", "organic"), (" aNN\u200b", "organic")], "second"),  # and written otherwise too
        ([("Ann", "organic"), ("Bob", "organic")], "settled"),
        ([("Ann", "organic"), ("Bob", "declared")], "disagree"),
        ([("Ann", "organic"), ("Bob", "unsure")], "disagree"),
        ([("Ann", "organic"), ("Bob", "declared"), ("Ann", "declared")], "settled"),  # a changed mind
        ([("Ann", "organic"), ("Bob", "organic"), ("Eve", "declared")], "disagree"),  # no vote decides
    ],
)
def test_a_campaign_is_settled_when_at_least_two_reviewers_and_all_of_them_agree(given, expected):
    assert state([verdict(*one) for one in given]) == expected


def test_of_each_reviewer_the_last_verdict_holds():
    given = [verdict("Ann", "organic"), verdict("Bob", "organic"), verdict("ann", "unsure")]
    assert [(one.reviewer, one.verdict) for one in current(given)] == [("Bob", "organic"), ("ann", "unsure")]


def test_the_second_reviewer_does_not_see_what_the_first_said():
    first, second = verdict("Ann", "organic"), verdict("Bob", "declared")
    assert visible([first], "Bob") == visible([first], "") == []
    assert visible([first], "ANN ") == [first]
    assert visible([first, second], "") == [first, second]


@pytest.mark.parametrize("name", ["Ann", " ann", "ＡＮＮ", "A\u200bnn", "Ann\u202e"])
def test_one_name_has_many_spellings(name):
    assert reviewer_key(name) == "ann"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"said": "guilty"}, 'There is no verdict "guilty": give one of undeclared'),
        ({"note": "  "}, "A verdict has no reason"),
        ({"reviewer": " \u200b "}, "A verdict has no reviewer"),
        ({"note": "x" * 4_001}, "a note at most 4000"),
    ],
)
def test_a_verdict_without_name_or_reason_is_refused(change, sentence):
    with pytest.raises(UserError, match=sentence):
        verdict(**{"reviewer": "Ann", "said": "organic", **change})
