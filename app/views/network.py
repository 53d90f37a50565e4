"""The coordination network of one campaign: accounts as points, significant pairs as lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import for_plotly
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, INK, ORDINARY, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

MAX_ACCOUNTS = 500  # those with most partners; more cannot be told apart
MAX_EDGES = 1_500  # strongest first; more is a blot
MAX_LABELS = 40
STEPS = 80
CROWDED = 150  # lines; with more, the points to click are smaller
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


def network_figure(
    members: pl.DataFrame, edges: pl.DataFrame, chosen: tuple[int, int] | None, words: Words, formats: Formats
) -> Figure:
    """Points and lines; each line has a point in its middle that can be clicked and carries the pair as customdata.

    members: account, name, short, n_partners, those with most partners first. edges: columns EDGES. Keys travel as
    text: 64 bits do not fit a browser's numbers.
    """
    from plotly.graph_objects import Figure

    members = members.head(MAX_ACCOUNTS)
    shown = drawn_edges(edges, members)
    positions = layout(members["account"].to_list(), shown)
    names = dict(members.select("account", "name").iter_rows())
    figure = Figure(
        [
            _lines(shown, positions, ORDINARY, 1.0),
            *([_lines(_of_pair(shown, chosen), positions, COORDINATED, 4.0)] if chosen else []),
            _middles(shown, positions, names, words, formats),
            _points(members, positions, words, formats),
        ],
        layout=quiet_layout(formats, height=560),
    )
    hidden = {"visible": False, "fixedrange": False}
    figure.update_layout(
        showlegend=False, xaxis=hidden, yaxis={**hidden, "scaleanchor": "x"}, hovermode="closest", dragmode="pan"
    )
    return figure


def pair_of(customdata: object) -> tuple[int, int] | None:
    """The pair that a clicked point stands for; None if it is an account or nothing."""
    values = list(customdata) if isinstance(customdata, list | tuple) else []
    return (int(values[0]), int(values[1])) if len(values) == 2 else None


def _of_pair(edges: pl.DataFrame, pair: tuple[int, int]) -> pl.DataFrame:
    return edges.filter((pl.col("u") == pair[0]) & (pl.col("v") == pair[1]))


def _lines(edges: pl.DataFrame, positions: Positions, colour: str, width: float) -> Scatter:
    from plotly.graph_objects import Scatter

    x: list[float | None] = []
    y: list[float | None] = []
    for u, v in edges.select("u", "v").iter_rows():
        x += [positions[u][0], positions[v][0], None]
        y += [positions[u][1], positions[v][1], None]
    return Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip")


def _middles(
    edges: pl.DataFrame, positions: Positions, names: dict[int, str], words: Words, formats: Formats
) -> Scatter:
    from plotly.graph_objects import Scatter

    rows = list(edges.select("u", "v", "k", "expected").iter_rows())
    return Scatter(
        x=[(positions[u][0] + positions[v][0]) / 2 for u, v, *_ in rows],
        y=[(positions[u][1] + positions[v][1]) / 2 for u, v, *_ in rows],
        mode="markers",
        marker={
            "size": 9 if len(rows) < CROWDED else 5,
            "color": ORDINARY,
            "symbol": "diamond",
            "line": {"width": 1, "color": "white"},
        },
        customdata=[[str(u), str(v)] for u, v, *_ in rows],
        hovertext=[
            words(
                "network.edge",
                u=for_plotly(names[u]),
                v=for_plotly(names[v]),
                objects=words.counted("objects", k),
                expected=formats.estimate(expected),
            ).replace("\n", "<br>")
            for u, v, k, expected in rows
        ],
        hoverinfo="text",
    )


def _points(members: pl.DataFrame, positions: Positions, words: Words, formats: Formats) -> Scatter:
    from plotly.graph_objects import Scatter

    rows = list(members.select("account", "short", "name", "n_partners").iter_rows())
    return Scatter(
        x=[positions[account][0] for account, *_ in rows],
        y=[positions[account][1] for account, *_ in rows],
        mode="markers+text" if len(rows) <= MAX_LABELS else "markers",
        text=[short for _, short, *_ in rows],
        textposition="top center",
        textfont={"size": 12, "color": INK},
        marker={
            "size": [10 + 2.5 * math.sqrt(partners) for *_, partners in rows],
            "color": ACCENT,
            "line": {"width": 1.5, "color": "white"},
        },
        customdata=[[str(account)] for account, *_ in rows],
        hovertext=[
            words("network.account", name=for_plotly(name), partners=words.counted("partners", partners))
            for _, _, name, partners in rows
        ],
        hoverinfo="text",
    )
