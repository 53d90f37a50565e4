"""How a campaign posts: the week, the sentences, the order of its members."""

import math

import polars as pl
import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.conduct import conduct_sentences, evenness, week_of, week_plot
from claqueur.app.views.precedence import precedence_table

HOUR = 3_600
MONDAY = 4 * 24 * HOUR  # 5 January 1970
EN, FR, IN_EN, IN_FR = Words("en"), Words("fr"), Formats("en"), Formats("fr")
ROW = {"week_entropy": 0.5, "gap_entropy": 0.25, "replies_inside": 0.021, "replies_outside": 0.5}


def test_the_week_begins_on_monday_at_midnight_and_weeks_add_up():
    hours = [MONDAY - HOUR, MONDAY, MONDAY + 168 * HOUR, MONDAY + 25 * HOUR]
    week = week_of(pl.DataFrame({"hour": hours, "n_posts": [4, 1, 2, 8]}))
    assert {hour: n for hour, n in enumerate(week) if n} == {0: 3, 25: 8, 167: 4}
    assert len(week) == 168


def test_an_even_week_is_one_and_a_single_hour_nothing():
    assert evenness([5] * 168) == pytest.approx(1)
    assert evenness([0, 9, *[0] * 166]) == 0
    assert evenness([1, 1, *[0] * 166]) == pytest.approx(math.log(2) / math.log(168))
    assert evenness([0] * 168) is None


def test_both_weeks_are_drawn_by_day_with_their_own_share_in_words():
    own = [0] * 168
    own[24 + 8] = 3  # Tuesday, 8 o'clock
    own[0] = 1
    ours, everybody = week_plot(own, [2] * 168, FR, IN_FR).panels
    assert [name for _, name in ours.left.ticks][1] == "mar."
    busiest, idle = 'fill="#0b5c6b"', 'fill="#e3e6e1"'
    assert [busiest in mark for mark in ours.marks].index(True) == 24 + 8
    assert sum(idle in mark for mark in ours.marks) == 166
    assert all(busiest in mark for mark in everybody.marks)  # each on its own scale
    assert ours.hovers[24 + 8].text == "mar. 08:00 UTC\u00a0: 3 publications (75\u00a0%)"
    assert (ours.title, everybody.title) == ("ce groupe", "toutes les publications")


def test_the_sentences_hold_the_numbers_and_say_what_cannot_be_told():
    week, gaps, talk = conduct_sentences(ROW, [1] * 168, EN, IN_EN)
    assert week.startswith("Spread over the week: **50%**, the whole conversation 100%.")
    assert "**25%**" in gaps
    assert "**2.1** to each other, **50** exchanged with others" in talk
    nothing = {**ROW, "gap_entropy": None, "replies_inside": None, "replies_outside": None}
    lines = conduct_sentences(nothing, [1] * 168, EN, IN_EN)
    assert lines[1:] == ["Whether they talk to each other cannot be told: the data hold no replies."]


def test_who_started_most_comes_first_in_each_kind_of_trace():
    rows = [("url", 1, 0, 1, 5, 0), ("text", 1, 2, 3, 0, 1), ("text", 2, 4, 1, 1, 1), ("text", 9, 9, 9, 9, 9)]
    columns = ["layer", "account", "n_started", "n_first", "n_followed", "n_same"]
    members = pl.DataFrame({"account": [1, 2], "name": ["A", "B"]})  # 9 is no member of this one
    table = precedence_table(pl.DataFrame(rows, columns, orient="row"), members, EN)
    assert table.rows() == [("same text", "B", 4, 1, 1, 1), ("same text", "A", 2, 3, 0, 1), ("link", "A", 0, 1, 5, 0)]
    assert precedence_table(pl.DataFrame(schema=dict.fromkeys(columns, pl.Int64)), members, EN).is_empty()
