"""Where numbers and moments stand on a chart's axes, and which of them are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, takewhile

from claqueur.app.display.formats import Formats
from claqueur.app.display.plot import Axis

MOST_TICKS = 8
SMALLEST_STEP = 1e-9
MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEPS_S = (
    *(1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 28 * DAY),
)
STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60)
MONTHS = 12


@dataclass(frozen=True)
class Span:
    """The seconds since 1970 between which a time axis runs."""

    first: float
    last: float

    def place(self, t: float) -> float:
        """Where a moment stands, from 0 to 1."""
        return (t - self.first) / (self.last - self.first) if self.last > self.first else 0.5


def counts_axis(most: float, formats: Formats, title: str = "", room: float = 1.05) -> tuple[float, Axis]:
    """The highest number that an axis from 0 for values up to `most` shows, and the axis: whole numbers only."""
    step = int(round_step(max(most / 4, 1)))
    top = max(most, 1) * room
    values = list(takewhile(lambda value: value <= top, count(0, step)))
    return top, Axis([(value / top, formats.number(value)) for value in values], title)


def shares_axis(top: float, shown: Sequence[float], write: Callable[[float], str], title: str = "") -> Axis:
    """An axis from 0 to `top` with the `shown` values written as `write` does."""
    return Axis([(value / top, write(value)) for value in shown if value <= top], title)


def round_step(about: float) -> float:
    """The next of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ... from `about` on."""
    power = 10.0 ** math.floor(math.log10(max(about, SMALLEST_STEP)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= about)


def time_axis(span: Span, formats: Formats, finest_s: int = 1) -> Axis:
    """At most a handful of round moments in UTC: times of day, days or months, as long as the span is.

    finest_s: what is drawn is no finer than this.
    """
    length = span.last - span.first
    step = next((step for step in STEPS_S if step >= finest_s and length <= step * MOST_TICKS), None)
    if step is None:
        moments = _months(span)
        written = ["yMMM"] * len(moments)
    else:
        start = math.ceil(span.first / step) * step
        moments = list(takewhile(lambda t: t <= span.last, count(start, step)))
        written = [_skeleton(t, step) for t in moments]
    return Axis(
        [(span.place(t), formats.tick(t, how)) for t, how in zip(moments, written, strict=True)], has_lines=False
    )


def _months(span: Span) -> list[float]:
    first, last = (datetime.fromtimestamp(t, UTC) for t in (span.first, span.last))
    n_months = (last.year - first.year) * MONTHS + last.month - first.month
    step = next((step for step in STEPS_MONTHS if n_months <= step * MOST_TICKS), STEPS_MONTHS[-1])
    begun = first.year * MONTHS + first.month - 1
    starts = [
        datetime(month // MONTHS, month % MONTHS + 1, 1, tzinfo=UTC).timestamp()
        for month in range(-(-begun // step) * step, begun + n_months + 1, step)
    ]
    return [t for t in starts if span.first <= t <= span.last]


def _skeleton(t: float, step: int) -> str:
    if step >= DAY or t % DAY == 0:
        return "MMMd"
    return "Hm" if step >= MINUTE else "Hms"
