"""What a run can be told, and what it refuses."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from claqueur.errors import UserError
from claqueur.jobs.parameters import RunParameters
from claqueur.schema import LAYERS

NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"layers": ("url", "colour")}, f"There is no layer colour: choose among {', '.join(LAYERS)}."),
        ({"layers": ()}, f"There is no layer chosen: choose among {', '.join(LAYERS)}."),
        (
            {"layers": ("mention", "domain")},
            "The layers mention, domain are too weak to make an edge alone: add a stronger one, such as text or repost, "
            "with --layers.",
        ),
        ({"min_hashtags": 1}, "--min-hashtags is 1: give 2 or more, one hashtag is no sequence."),
        ({"window_s": 0}, "--window is 0 s: give 1 second to 24 hours, such as 60s, 10m or 1h."),
        ({"window_s": 86_401}, "--window is 86401 s: give 1 second to 24 hours, such as 60s, 10m or 1h."),
        ({"fdr": 0.0}, "--fdr is 0.0: give a rate between 0 and 1, such as 0.01."),
        ({"fdr": 1.0}, "--fdr is 1.0: give a rate between 0 and 1, such as 0.01."),
        ({"max_crowd": 1}, "--max-crowd is 1: give 2 or more, one account cannot co-act."),
        (
            {"since": NEW_YEAR, "until": NEW_YEAR},
            f"--since {NEW_YEAR} is not before --until {NEW_YEAR}: exchange or correct them.",
        ),
    ],
)
def test_a_choice_that_cannot_be_run_is_refused_with_one_sentence(choice, said):
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        RunParameters(**choice)


@pytest.mark.parametrize(
    "choice",
    [{}, {"window_s": 1}, {"window_s": 86_400}, {"max_crowd": 2}, {"layers": ("url",)}, {"since": NEW_YEAR}],
)
def test_the_ends_of_what_is_allowed_are_allowed(choice):
    assert RunParameters(**choice).fdr == 0.01
