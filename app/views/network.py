"""The coordination network of one campaign: accounts as points, significant pairs as lines."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import polars as pl

from claqueur.app.formats import Formats
from claqueur.app.safe_text import for_plotly
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, INK, ORDINARY, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

MAX_EDGES = 1_500  # strongest first; more is a blot
MAX_LABELS = 40
LAYOUT_SEED = 7
Positions = dict[int, tuple[float, float]]


def layout(accounts: list[int], edges: pl.DataFrame) -> Positions:
    """account -> (x, y): the same for the same accounts and edges, in whatever order they come."""
    import igraph

    order = {account: index for index, account in enumerate(sorted(accounts))}
    pairs = sorted((order[u], order[v]) for u, v in edges.select("u", "v").iter_rows())
    turn = 2 * math.pi / max(len(order), 1)
    circle = [(math.cos(turn * index), math.sin(turn * index)) for index in range(len(order))]
    graph = igraph.Graph(n=len(order), edges=pairs)
    igraph.set_random_number_generator(random.Random(LAYOUT_SEED))  # noqa: S311 a drawing, not a secret
    placed = graph.layout_fruchterman_reingold(seed=circle, niter=300, grid="nogrid")
    igraph.set_random_number_generator(random)
    return {account: tuple(placed[index]) for account, index in order.items()}


def drawn_edges(edges: pl.DataFrame, max_edges: int = MAX_EDGES) -> pl.DataFrame:
    """The strongest `max_edges` edges, in a total order."""
    return edges.sort(["s_max", "u", "v"], descending=[True, False, False]).head(max_edges)


def network_figure(
    members: pl.DataFrame, edges: pl.DataFrame, chosen: tuple[int, int] | None, words: Words, formats: Formats
) -> Figure:
    """Points and lines; each line has a point in its middle that can be clicked and carries the pair as customdata.

    members: account, name, short, n_partners. edges: columns EDGES. Keys travel as text: 64 bits do not fit a browser's
    numbers.
    """
    from plotly.graph_objects import Figure

    shown = drawn_edges(edges)
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

    rows = list(edges.select("u", "v", "k", "expected", "n_objects").iter_rows())
    return Scatter(
        x=[(positions[u][0] + positions[v][0]) / 2 for u, v, *_ in rows],
        y=[(positions[u][1] + positions[v][1]) / 2 for u, v, *_ in rows],
        mode="markers",
        marker={"size": 9, "color": ORDINARY, "symbol": "diamond", "line": {"width": 1, "color": "white"}},
        customdata=[[str(u), str(v)] for u, v, *_ in rows],
        hovertext=[
            words(
                "network.edge",
                u=for_plotly(names[u]),
                v=for_plotly(names[v]),
                times=words.counted("times", k),
                expected=formats.estimate(expected),
                objects=words.counted("objects", n),
            ).replace("\n", "<br>")
            for u, v, k, expected, n in rows
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
