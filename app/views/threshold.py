"""What another threshold would do, as counted on held-out accounts when the model was trained: nothing is guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import line
from claqueur.app.display.plot import Axis, Hover, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.scales import shares_axis
from claqueur.app.views.style import ACCENT, COORDINATED, INK

GRAFTS = "grafts_"
MEMBERS = "members"
PANEL_PX = 190
# Group -> colour and dash: told apart without colour too.
LINES = {
    MEMBERS: (ACCENT, "solid"),
    "audited_controls": (COORDINATED, "solid"),
    "permuted": ("#6b5b95", "dash"),
    "grafts_2": ("#7a7a3a", "dot"),
    "grafts_5": (INK, "dashdot"),
}
HIGHEST_SHOWN = 0.05  # of false alarms: nobody would use a threshold that flags more
TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)


@dataclass(frozen=True)
class Steps:
    """Where the slider can stand. places: of the curve's thresholds, rising; labels: theirs; own: the model's step."""

    places: tuple[int, ...]
    labels: tuple[str, ...]
    own: int


def steps(curve: dict[str, Any], own: float, formats: Formats) -> Steps:
    """The curve's thresholds that can be told apart when written, the model's own always among them."""
    thresholds = curve["threshold"]
    nearest = min(range(len(thresholds)), key=lambda place: abs(thresholds[place] - own))
    by_label: dict[str, int] = {}
    for place, threshold in enumerate(thresholds):
        by_label.setdefault(formats.threshold(threshold), place)
    by_label[formats.threshold(thresholds[nearest])] = nearest
    ordered = sorted(by_label.items(), key=lambda pair: pair[1])
    places = tuple(place for _, place in ordered)
    return Steps(places, tuple(label for label, _ in ordered), places.index(nearest))


def group_name(group: str, words: Words, formats: Formats) -> str:
    """A group of the curve in words."""
    if group.startswith(GRAFTS):
        share = formats.percent(int(group.removeprefix(GRAFTS)) / 100)
        return words("models.group.grafts", share=share)
    return words(f"models.group.{group}")


def effect_table(curve: dict[str, Any], own: int, chosen: int, words: Words, formats: Formats) -> pl.DataFrame:
    """One row per group: who, at the model's threshold, at the chosen one. own, chosen: places in the curve."""

    def counted(group: str, place: int) -> str:
        flagged, of = curve["flagged"][group][place], curve["of"][group]
        counts = words("models.of", flagged=formats.number(flagged), of=formats.number(of))
        return words("models.threshold.share_of", share=formats.percent(flagged / of), counts=counts)

    groups = list(curve["of"])
    return pl.DataFrame(
        {
            "who": [group_name(group, words, formats) for group in groups],
            "own": [counted(group, own) for group in groups],
            "chosen": [counted(group, chosen) for group in groups],
        },
        schema=dict.fromkeys(("who", "own", "chosen"), pl.String),
    )


def effect_sentence(curve: dict[str, Any], own: int, chosen: int, words: Words, formats: Formats) -> str:
    """The change against the model's threshold in one sentence: members found and ordinary accounts flagged."""
    found, false = (
        curve["flagged"][group][chosen] - curve["flagged"][group][own] if group in curve["of"] else 0
        for group in ("members", "audited_controls")
    )
    if chosen == own:
        return words("models.threshold.same")
    direction = "lower" if chosen < own else "higher"
    return words(
        f"models.threshold.{direction}",
        members=words.counted("accounts", abs(found)),
        controls=words.counted("accounts", abs(false)),
    )


def threshold_plot(curve: dict[str, Any], own: int, chosen: int, words: Words, formats: Formats) -> Plot:
    """Above, the share of members found; below, on a scale of its own, who should not be flagged and is.

    Thresholds are spread by their log-odds: those near 1 would else be one line.
    """
    odds = [math.log(threshold / (1 - threshold)) for threshold in curve["threshold"]]
    first, width = odds[0], (odds[-1] - odds[0]) or 1.0
    places = [(value - first) / width for value in odds]
    shown = [group for group in LINES if group in curve["of"]]
    shares = {group: [flagged / curve["of"][group] for flagged in curve["flagged"][group]] for group in shown}
    lowest, highest = curve["threshold"][0], curve["threshold"][-1]
    written = [(math.log(tick / (1 - tick)), formats.threshold(tick)) for tick in TICKS if lowest <= tick <= highest]
    below = Axis([((value - first) / width, text) for value, text in written], words("models.threshold.axis"))
    uprights = [
        line([(places[place], 0), (places[place], 1)], INK, dash=dash, width=width_px)
        for place, dash, width_px in ((own, "dot", 1.5), (chosen, "solid", 2.5))
    ]
    panels = []
    for groups, top, axis in (
        ([group for group in shown if group == MEMBERS], 1.0, Axis(below.ticks)),
        ([group for group in shown if group != MEMBERS], HIGHEST_SHOWN, below),
    ):
        marks = [
            line(_steps(places, [min(share / top, 1.1) for share in shares[group]]), *LINES[group]) for group in groups
        ]
        hovers = _hovers(curve, groups, shares, places, words, formats)
        left = shares_axis(top, [top * fifth / 5 for fifth in range(6)], formats.percent)
        panels.append(Panel([*marks, *uprights], PANEL_PX, left, axis, hovers))
    legend = [(line([(0, 0.5), (1, 0.5)], *LINES[group]), group_name(group, words, formats)) for group in shown]
    return Plot(panels, legend)


def _steps(places: list[float], shares: list[float]) -> list[tuple[float, float]]:
    """A staircase: from each threshold on, the share of the next one."""
    points = list(zip(places, shares, strict=True))
    corners = [[(before[0], after[1]), after] for before, after in pairwise(points)]
    return [points[0], *(corner for pair in corners for corner in pair)]


def _hovers(
    curve: dict[str, Any],
    groups: list[str],
    shares: dict[str, list[float]],
    places: list[float],
    words: Words,
    formats: Formats,
) -> list[Hover]:
    """What each threshold does to the groups, on the strip of the chart that is nearest to it."""
    edges = [0.0, *((left + right) / 2 for left, right in pairwise(places)), 1.0]
    return [
        Hover(
            *(edges[place], 0, edges[place + 1] - edges[place], 1),
            "\n".join(
                words(
                    "models.threshold.hover",
                    threshold=formats.threshold(threshold),
                    who=group_name(group, words, formats),
                    share=formats.percent(shares[group][place]),
                )
                for group in groups
            ),
        )
        for place, threshold in enumerate(curve["threshold"])
    ]
