"""The coordination network of one campaign: accounts as points, significant pairs as lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from markupsafe import escape

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, INK, ORDINARY

MAX_ACCOUNTS = 500  # those with most partners; more cannot be told apart
MAX_EDGES = 1_500  # strongest first; more is a blot
MAX_LABELS = 40
STEPS = 80
SCALE = 1_000  # ECharts rounds upright and level lines to whole units
FRAME_PX = {"left": 32, "right": 32, "top": 24, "bottom": 16}  # around the points: room for names and halves
CROWDED = 150  # lines; more are drawn thinner
FONT = '"Source Sans", sans-serif'  # Streamlit's own
# ECharts escapes the name that a point or line says to the mouse; lines in it stay lines.
QUIET = {
    "animation": False,
    "textStyle": {"color": INK, "fontFamily": FONT},
    "tooltip": {
        "formatter": "{b}",
        "extraCssText": "white-space: pre-line",
        "confine": True,
        "textStyle": {"color": INK},
    },
}
Positions = dict[int, tuple[float, float]]


def layout(accounts: list[int], edges: pl.DataFrame) -> Positions:
    """account -> (x, y): the same for the same accounts and edges, in whatever order they come.

    Force-directed from a circle, without chance: points repel, lines pull, steps shrink. Source: Fruchterman &
    Reingold 1991. (igraph does the same, but its import costs more than the drawing.)
    """
    import numpy as np

    order = {account: index for index, account in enumerate(sorted(accounts))}
    joined = np.zeros((len(order), len(order)))
    for u, v in edges.select("u", "v").iter_rows():
        joined[order[u], order[v]] = joined[order[v], order[u]] = 1.0
    angle = 2 * np.pi * np.arange(len(order)) / max(len(order), 1)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    ideal = math.sqrt(4 / max(len(order), 1))
    for step in np.linspace(0.2, 0.002, STEPS):
        apart = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 0.01)
        push = np.einsum("ijk,ij->ik", apart, ideal**2 / distance**2 - joined * distance / ideal)
        length = np.maximum(np.sqrt((push**2).sum(axis=1, keepdims=True)), 0.01)
        points = points + push / length * np.minimum(length, step)
    return {account: (float(points[index, 0]), float(points[index, 1])) for account, index in order.items()}


def drawn_edges(edges: pl.DataFrame, members: pl.DataFrame, max_edges: int = MAX_EDGES) -> pl.DataFrame:
    """The strongest `max_edges` edges between `members`, in a total order."""
    drawn = members["account"].to_list()
    inside = edges.filter(pl.col("u").is_in(drawn) & pl.col("v").is_in(drawn))
    return inside.sort(["s_max", "u", "v"], descending=[True, False, False]).head(max_edges)


def network_chart(
    members: pl.DataFrame, edges: pl.DataFrame, chosen: tuple[int, int] | None, words: Words, formats: Formats
) -> dict[str, Any]:
    """Points and lines as options of ECharts; the lines are those of `drawn_edges`, in its order.

    members: account, name, short, n_partners, those with most partners first. edges: columns EDGES.
    """
    members = members.head(MAX_ACCOUNTS)
    shown = drawn_edges(edges, members)
    names = dict(members.select("account", "name").iter_rows())
    graph = {
        "type": "graph",
        "layout": "none",
        "roam": members.height > MAX_LABELS,
        "scaleLimit": {"min": 1, "max": 12},
        "selectedMode": "single",
        "select": {"disabled": True},
        **FRAME_PX,
        "preserveAspect": "contain",
        "itemStyle": {"color": ACCENT, "borderColor": "white", "borderWidth": 1.5},
        "lineStyle": {"color": ORDINARY, "width": 1 if shown.height > CROWDED else 2, "opacity": 1},
        "label": {"show": members.height <= MAX_LABELS, "position": "top", "color": INK},
        "data": _points(members, layout(members["account"].to_list(), shown), words),
        "links": [
            _line(row, names, (row["u"], row["v"]) == chosen, words, formats) for row in shown.iter_rows(named=True)
        ],
    }
    return QUIET | {"series": [graph]}


def pair_of(selected: Sequence[Mapping[str, Any]], drawn: pl.DataFrame) -> tuple[int, int] | None:
    """The pair of `drawn` that was clicked; None if it was an account or nothing."""
    clicked = next((part["data_indices"] for part in selected if part["data_type"] == "edge"), ())
    return drawn.select("u", "v").row(clicked[0]) if clicked else None  # type: ignore[return-value]


def _points(members: pl.DataFrame, positions: Positions, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "id": str(account),  # as text: 64 bits do not fit a browser's numbers
            "name": words("network.account", name=name, partners=words.counted("partners", partners)),
            "x": SCALE * positions[account][0],
            "y": SCALE * positions[account][1],
            "symbolSize": 10 + 2.5 * math.sqrt(partners),
            "label": {"formatter": short},
        }
        for account, short, name, partners in members.select("account", "short", "name", "n_partners").iter_rows()
    ]


def _line(
    edge: dict[str, Any], names: dict[int, str], is_chosen: bool, words: Words, formats: Formats
) -> dict[str, Any]:
    said = words(
        "network.edge",
        u=names[edge["u"]],
        v=names[edge["v"]],
        objects=words.counted("objects", edge["k"]),
        expected=formats.estimate(edge["expected"]),
    )
    # ECharts reads this as HTML, and would itself only name the keys of the two accounts.
    line = {"source": str(edge["u"]), "target": str(edge["v"]), "tooltip": {"formatter": str(escape(said))}}
    return line | {"lineStyle": {"color": COORDINATED, "width": 4}} if is_chosen else line
