"""What another threshold would do, as counted on held-out accounts when the model was trained: nothing is guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, FAINT, INK, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

GRAFTS = "grafts_"
# Group -> colour and dash: told apart without colour too.
LINES = {
    "members": (ACCENT, "solid"),
    "audited_controls": (COORDINATED, "solid"),
    "permuted": ("#6b5b95", "dash"),
    "grafts_2": ("#7a7a3a", "dot"),
    "grafts_5": (INK, "dashdot"),
}
HIGHEST_SHOWN = 0.05  # of false alarms: nobody would use a threshold that flags more
TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)
MOST_DIGITS = 6


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
        by_label.setdefault(threshold_text(threshold, formats), place)
    by_label[threshold_text(thresholds[nearest], formats)] = nearest
    ordered = sorted(by_label.items(), key=lambda pair: pair[1])
    places = tuple(place for _, place in ordered)
    return Steps(places, tuple(label for label, _ in ordered), places.index(nearest))


def threshold_text(threshold: float, formats: Formats) -> str:
    """A probability with two digits that tell it from 0 and from 1, such as 0.51 or 0.9962."""
    edge = max(min(threshold, 1 - threshold), 10.0**-MOST_DIGITS)
    return formats.decimal(threshold, min(MOST_DIGITS, max(2, math.ceil(-math.log10(edge)) + 1)))


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


def threshold_figure(curve: dict[str, Any], own: int, chosen: int, words: Words, formats: Formats) -> Figure:
    """Above, the share of members found; below, on a scale of its own, who should not be flagged and is.

    Thresholds are spread by their log-odds: those near 1 would else be one line.
    """
    from plotly.graph_objects import Figure, Scatter

    places = [math.log(threshold / (1 - threshold)) for threshold in curve["threshold"]]
    written = [threshold_text(threshold, formats) for threshold in curve["threshold"]]
    figure = Figure(layout=quiet_layout(formats, height=460))
    for group, (colour, dash) in LINES.items():
        if group not in curve["of"]:
            continue
        shares = [flagged / curve["of"][group] for flagged in curve["flagged"][group]]
        name = group_name(group, words, formats)
        figure.add_trace(
            Scatter(
                x=places,
                y=shares,
                name=name,
                mode="lines",
                line={"color": colour, "dash": dash, "width": 2.5, "shape": "vh"},
                yaxis="y" if group == "members" else "y2",
                hovertext=[
                    words("models.threshold.hover", threshold=at, who=name, share=formats.percent(share))
                    for at, share in zip(written, shares, strict=True)
                ],
                hoverinfo="text",
            )
        )
    ticks = [tick for tick in TICKS if curve["threshold"][0] <= tick <= curve["threshold"][-1]]
    figure.update_layout(
        xaxis={
            "tickvals": [math.log(tick / (1 - tick)) for tick in ticks],
            "ticktext": [threshold_text(tick, formats) for tick in ticks],
            "title": {"text": words("models.threshold.axis")},
            "anchor": "y2",
            "automargin": True,
            "fixedrange": True,
            "zeroline": False,
            "gridcolor": FAINT,
        },
        yaxis=_shares([0.5, 1], 1.0, formats),
        yaxis2=_shares([0, 0.42], HIGHEST_SHOWN, formats),
        legend={"y": 1.04},
    )
    for place, dash, width in ((own, "dot", 1.5), (chosen, "solid", 2.5)):
        line = {"color": INK, "dash": dash, "width": width}
        figure.add_shape(type="line", x0=places[place], x1=places[place], y0=0, y1=1, yref="paper", line=line)
    return figure


def _shares(domain: list[float], highest: float, formats: Formats) -> dict[str, Any]:
    """An axis of shares from 0 to `highest`, in fifths."""
    ticks = [highest * fifth / 5 for fifth in range(6)]
    quiet = {"gridcolor": FAINT, "zeroline": False, "automargin": True, "fixedrange": True}
    written = [formats.percent(tick) for tick in ticks]
    return {"domain": domain, "range": [0, highest], "tickvals": ticks, "ticktext": written} | quiet
