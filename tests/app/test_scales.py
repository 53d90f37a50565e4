"""Axes: round numbers and moments, written in the reader's language."""

from datetime import UTC, datetime

import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.views.scales import Span, counts_axis, round_step, time_axis

EN, FR = Formats("en"), Formats("fr")


def between(first: str, last: str) -> Span:
    return Span(*(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() for text in (first, last)))


@pytest.mark.parametrize(("about", "step"), [(0.03, 0.05), (1, 1), (1.1, 2), (26, 50), (500, 500), (501, 1_000)])
def test_steps_are_one_two_or_five(about, step):
    assert round_step(about) == pytest.approx(step)


@pytest.mark.parametrize(
    ("most", "written"), [(0, ["0", "1"]), (3, ["0", "1", "2", "3"]), (9_000, ["0", "5\u202f000"])]
)
def test_posts_are_counted_in_whole_numbers(most, written):
    top, axis = counts_axis(most, FR)
    assert [text for _, text in axis.ticks] == written
    assert top > most


@pytest.mark.parametrize(
    ("span", "formats", "written"),
    [
        (between("2026-02-01T10:00:03", "2026-02-01T10:00:20"), EN, ["10:00:05", "10:00:10", "10:00:15", "10:00:20"]),
        (
            between("2026-01-31T20:00", "2026-02-01T09:00"),
            EN,
            ["20:00", "22:00", "1 Feb", "02:00", "04:00", "06:00", "08:00"],
        ),
        (
            between("2026-01-31T20:00", "2026-02-03T09:00"),
            FR,
            ["1er févr.", "12:00", "2 févr.", "12:00", "3 févr."],
        ),
        (
            between("2025-11-15T00:00", "2026-07-01T00:00"),
            EN,
            ["Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026"],
        ),
        (
            between("2011-05-01T00:00", "2026-07-01T00:00"),
            EN,
            ["Jan 2012", "Jan 2014", "Jan 2016", "Jan 2018", "Jan 2020", "Jan 2022", "Jan 2024", "Jan 2026"],
        ),
        (Span(100, 100), EN, ["00:01:40"]),
    ],
)
def test_moments_are_round_and_few(span, formats, written):
    ticks = time_axis(span, formats).ticks
    assert [text for _, text in ticks] == written
    assert all(0 <= place <= 1 for place, _ in ticks)
