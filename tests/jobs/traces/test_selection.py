"""Which posts a run reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from claqueur.errors import UserError
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.traces.selection import check_precision, input_counts, selected
from claqueur.schema import POSTS


def test_datasets_and_period_choose_posts_and_the_counts_say_what_is_there(frame, rows, at):
    posts = frame(
        POSTS,
        "platform account_id post_id dataset created_at time_precision",
        [
            ("x", "ann", "1", "a", at(99), "day"),  # a second too early
            ("x", "ann", "2", "a", at(100), "second"),  # since: included
            ("x", "ann", "3", "b", at(150), "minute"),
            ("y", "ann", "4", "b", at(199), "second"),
            ("x", "ann", "5", "c", at(150), "day"),  # another dataset
            ("x", "ann", "6", "a", at(200), "day"),  # until: excluded
        ],
    )
    chosen = selected(posts, RunParameters(datasets=("a", "b"), since=at(100), until=at(200)))
    assert rows(chosen, "post_id") == [("2",), ("3",), ("4",)]
    assert input_counts(chosen) == {
        "n_posts": 3,
        "n_accounts": 2,
        "first_at": "1970-01-01 00:01:40",
        "last_at": "1970-01-01 00:03:19",
        "time_precision": "minute",  # the coarsest
        "datasets": ["a", "b"],
        "platforms": ["x", "y"],
    }
    assert len(rows(selected(posts, RunParameters()), "post_id")) == 6
    assert input_counts(selected(posts, RunParameters(datasets=("d",))))["n_posts"] == 0


@pytest.mark.parametrize(("precision", "window_s"), [("minute", 59), ("day", 3_600)])
def test_a_window_finer_than_the_times_is_refused(precision, window_s):
    said = f"exact to the {precision} only, a window of {window_s} s cannot be judged"
    with pytest.raises(UserError, match=re.escape(said)):
        check_precision({"time_precision": precision}, RunParameters(window_s=window_s))


def test_a_window_as_wide_as_the_times_is_accepted():
    check_precision({"time_precision": "minute"}, RunParameters(window_s=60))
    check_precision({"time_precision": "second"}, RunParameters(window_s=1, since=datetime(2020, 1, 1, tzinfo=UTC)))
