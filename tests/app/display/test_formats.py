"""Numbers and dates as each language writes them."""

from datetime import UTC, datetime

import pytest

from claqueur.app.display.formats import Formats

EN, FR = Formats("en"), Formats("fr")
MOMENT = datetime(2026, 3, 2, 8, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        (EN.number(1234567), "1,234,567"),
        (FR.number(1234567), "1\u202f234\u202f567"),
        (EN.number(None), "–"),
        (EN.estimate(0.4), "0.4"),
        (FR.estimate(0.4321), "0,43"),
        (EN.estimate(0.0004), "<\u00a00.01"),
        (EN.estimate(1234.5), "1,234"),
        (EN.estimate(0), "0"),
        (FR.percent(0.333), "33\u00a0%"),
        (EN.percent(0.0551), "5.5%"),
        (FR.percent(0.0001), "<\u00a00,1\u00a0%"),
        (EN.probability(0.0123), "0.012"),
        (EN.probability(3e-8), "<\u00a010⁻⁷"),
        (EN.probability(0.0), "<\u00a010⁻²⁹⁹"),
        (EN.score(0.5), "0.5"),
        (EN.score(0.99618), "0.996"),
        (EN.score(0.99896), "0.999"),
        (EN.score(0.9991), "over 0.999"),
        (FR.score(1.0), "plus de 0,999"),  # nothing is certain
        (FR.score(0.0), "moins de 0,001"),
        (EN.threshold(0.5), "0.5"),
        (EN.threshold(0.99618), "0.9962"),
        (EN.threshold(0.999951), "0.999951"),
        (FR.threshold(0.0123), "0,012"),
        (EN.threshold(1 - 1e-9), "0.999999"),  # not 1: scores beyond it there may be
        (EN.span(60), "60\u00a0s"),
        (EN.span(9_000), "2\u00a0h 30\u00a0min"),
        (FR.span(2 * 86_400 + 3_600 + 5), "2\u00a0j 1\u00a0h"),
        (EN.span(24 * 86_400 + 360), "24\u00a0d"),  # no hours: the minutes say nothing
        (EN.span(150), "2\u00a0min 30\u00a0s"),
        (FR.span(2.5), "2,5\u00a0s"),
        (EN.span(None), "–"),
    ],
)
def test_a_value_is_written_in_the_language(shown, written):
    assert shown == written


def test_a_moment_is_as_fine_as_its_source():
    assert EN.moment(MOMENT) == "2 Mar 2026, 08:05:09"
    assert EN.moment(MOMENT, "minute") == "2 Mar 2026, 08:05"
    assert FR.moment(MOMENT, "day") == "2 mars 2026"
    assert FR.day(datetime(2026, 5, 1, tzinfo=UTC)) == "1er mai 2026"
    assert FR.day(datetime(2026, 5, 11, tzinfo=UTC)) == "11 mai 2026"
    assert EN.moment(MOMENT.timestamp()) == EN.moment(MOMENT)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_negative_number_has_a_minus_and_no_hyphen(lang):
    assert Formats(lang).decimal(-4.0) == "−4"
