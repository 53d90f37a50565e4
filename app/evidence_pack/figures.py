"""The two figures of a report as numbers to draw: who posted the evidence when, and the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names

from claqueur.app.display.formats import Formats
from claqueur.app.evidence_pack.contents import Contents
from claqueur.app.views.conduct import DAY_HOURS, week_of

MAX_STRIPS = 40
WIDTH = 1_000  # of the figure, in its own units


@dataclass(frozen=True)
class Strips:
    """One line per account: names, and the places (0 to WIDTH) of the posts that are evidence."""

    rows: tuple[tuple[str, tuple[int, ...]], ...]
    first: str
    last: str


def strips(contents: Contents, formats: Formats) -> Strips:
    """When each of the first members posted what is evidence."""
    acts = contents.acts
    first_t, last_t = int(acts["t"].min()), int(acts["t"].max())  # type: ignore[arg-type]
    span = max(last_t - first_t, 1)
    places: dict[int, set[int]] = {}
    for account, t in acts.select("account", "t").iter_rows():
        places.setdefault(account, set()).add(round((t - first_t) / span * WIDTH))
    shown = contents.members.select("account", "name").head(MAX_STRIPS).iter_rows()
    rows = tuple((name, tuple(sorted(places.get(account, ())))) for account, name in shown)
    return Strips(rows, formats.moment(first_t, "minute"), formats.moment(last_t, "minute"))


def weeks(contents: Contents, formats: Formats) -> list[dict[str, Any]] | None:
    """The members' week and everybody's: title key, and for each day its name and 24 shades from 0 to 1."""
    if contents.conduct is None:
        return None
    names = get_day_names("abbreviated", locale=formats.locale)
    both = (("conduct.own", contents.conduct["hours"]), ("conduct.all", week_of(contents.timeline)))
    return [{"title": title, "days": [(names[day], _shades(hours, day)) for day in range(7)]} for title, hours in both]


def _shades(hours: list[int], day: int) -> list[float]:
    most = max(*hours, 1)
    return [round(n / most, 2) for n in hours[day * DAY_HOURS : (day + 1) * DAY_HOURS]]
