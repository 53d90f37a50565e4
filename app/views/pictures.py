"""Pictures of the method, drawn from made-up numbers: no account, no post, no run is in them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.style import ACCENT, COORDINATED, FAINT, INK, ORDINARY, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WINDOW_S = 60
# (object, seconds of the first account, of the second): two within the window, one an hour late.
ACTS = (("A", 20, 45), ("B", 150, 142), ("C", 215, 330))
# Two accounts: objects d, meetings E; all of the layer: M; times together k.
EXAMPLE = {"d_u": 40, "E_u": 90, "d_v": 30, "E_v": 60, "M": 2_000, "k": 7}
# -log10 p of pairs, strongest first; the number of pairs tested; the share of false pairs allowed.
STRENGTHS = (9.5, 7.8, 6.9, 6.1, 5.4, 4.9, 3.1, 2.7, 2.4, 2.2, 1.9, 1.7, 1.4, 1.2, 1.1, 0.9)
TESTED, FDR = 1_000, 0.01
GROUP = {0: (0.0, 1.0), 1: (0.95, 0.31), 2: (0.59, -0.81), 3: (-0.59, -0.81), 4: (-0.95, 0.31)}
OTHERS = {5: (2.6, 0.9), 6: (3.5, 0.2), 7: (2.5, -0.6), 8: (1.8, 0.1)}
CHANCE_TIES = ((8, 1), (5, 8), (6, 7))
SPREAD = 1.1  # of the two humps of scores
THRESHOLD = 2.6
AXES = {"union": (0.9, 0.0, 0.3), "ring": (0.9, 0.7, 0.02), "wire": (0.2, 0.0, 0.4)}


def pictures(words: Words, formats: Formats) -> dict[str, Figure]:
    """Section of the method -> its picture."""
    drawn = (objects_picture, chance_picture, significance_picture, groups_picture, classifier_picture, axes_picture)
    return {draw.__name__.removesuffix("_picture"): draw(words, formats) for draw in drawn}


def expected_meetings(d_u: float, E_u: float, d_v: float, E_v: float, M: float) -> float:
    """What chance would do, as jobs/coordination/null_model.py computes it."""
    return (d_v * E_u + d_u * E_v) / (2 * M)


def poisson(n: int, expected: float) -> float:
    """P[Poisson(expected) = n]."""
    return math.exp(-expected) * expected**n / math.factorial(n)


def objects_picture(words: Words, formats: Formats) -> Figure:
    """Two accounts on two lines: acts on one object close in time are joined."""
    figure = _figure(formats, 220)
    for name, first, second in ACTS:
        within = abs(first - second) <= WINDOW_S
        line = {"color": COORDINATED if within else ORDINARY, "width": 3, "dash": "solid" if within else "dot"}
        _add(figure, [first, second], [1, 0], line=line, mode="lines", hoverinfo="skip")
        _add(
            figure,
            [first, second],
            [1, 0],
            mode="markers+text",
            text=[name, name],
            textposition=["top center", "bottom center"],
            marker={"size": 16, "color": COORDINATED if within else ORDINARY, "symbol": "circle" if within else "x"},
            hovertext=words("picture.objects.hover", object=name, gap=formats.span(abs(first - second))),
            hoverinfo="text",
        )
    seconds = [0, 60, 120, 180, 240, 300, 360]
    figure.update_layout(
        yaxis={"tickvals": [1, 0], "ticktext": [f"{words('words.account')} {n}" for n in (1, 2)], "range": [-0.6, 1.6]},
        xaxis={"tickvals": seconds, "ticktext": [formats.span(second) for second in seconds], "showgrid": True},
    )
    return figure


def chance_picture(words: Words, formats: Formats) -> Figure:
    """How often chance alone would bring two accounts together, and how often they were."""
    from plotly.graph_objects import Bar

    given = {name: value for name, value in EXAMPLE.items() if name != "k"}
    expected, seen = expected_meetings(**given), EXAMPLE["k"]
    counts = list(range(seen + 3))
    chances = [poisson(n, expected) for n in counts]
    figure = _figure(formats, 260)
    hover = [
        words("picture.chance.hover", n=formats.number(n), p=formats.percent(p))
        for n, p in zip(counts, chances, strict=True)
    ]
    figure.add_trace(Bar(x=counts, y=chances, marker_color=ORDINARY, hovertext=hover, hoverinfo="text"))
    _line(figure, expected, ACCENT, "dot", words("picture.chance.expected", expected=formats.estimate(expected)))
    _line(figure, seen, COORDINATED, "solid", words("picture.chance.seen", seen=formats.number(seen)))
    shares = [0.0, 0.1, 0.2, 0.3]
    figure.update_layout(
        xaxis={"title": {"text": words("picture.chance.axis")}, "dtick": 1},
        yaxis={
            "tickvals": shares,
            "ticktext": [formats.percent(share) for share in shares],
            "range": [0, max(chances) * 1.35],
        },
        showlegend=False,
    )
    return figure


def significance_picture(words: Words, formats: Formats) -> Figure:
    """Pairs by strength against the line that they must reach: the further down the list, the less is asked."""
    ranks = list(range(1, len(STRENGTHS) + 1))
    needed = [-math.log10(FDR * rank / TESTED) for rank in ranks]
    kept = n_kept(STRENGTHS, needed)
    figure = _figure(formats, 280)
    _add(
        figure,
        ranks,
        needed,
        mode="lines",
        name=words("picture.significance.line"),
        line={"color": INK, "dash": "dash"},
    )
    for name, part, colour, symbol in (
        ("kept", slice(0, kept), COORDINATED, "circle"),
        ("dropped", slice(kept, None), ORDINARY, "x"),
    ):
        marker = {"size": 11, "color": colour, "symbol": symbol}
        label = words(f"picture.significance.{name}")
        _add(figure, ranks[part], STRENGTHS[part], mode="markers", name=label, marker=marker)
    figure.update_layout(
        xaxis={"title": {"text": words("picture.significance.axis")}, "showticklabels": False},
        yaxis={"title": {"text": words("picture.significance.strength")}, "showgrid": True},
        showlegend=True,
    )
    return figure


def n_kept(strengths: tuple[float, ...], needed: list[float]) -> int:
    """Pairs kept: all down to the last one that reaches its line (Benjamini & Hochberg 1995)."""
    return max(
        (rank for rank, pair in enumerate(zip(strengths, needed, strict=True), 1) if pair[0] >= pair[1]), default=0
    )


def groups_picture(words: Words, formats: Formats) -> Figure:
    """A dense group, and accounts that touch it by chance: in contact, not members."""
    figure = _figure(formats, 300)
    points = GROUP | OTHERS
    inside = [(u, v) for u in GROUP for v in GROUP if u < v]
    for pairs, colour, dash, name in (
        (inside, COORDINATED, "solid", "pair"),
        (CHANCE_TIES, ORDINARY, "dot", "contact_tie"),
    ):
        x = [value for u, v in pairs for value in (points[u][0], points[v][0], None)]
        y = [value for u, v in pairs for value in (points[u][1], points[v][1], None)]
        label = words(f"picture.groups.{name}")
        _add(figure, x, y, mode="lines", name=label, line={"color": colour, "dash": dash, "width": 2}, hoverinfo="skip")
    for those, colour, symbol, name in (
        (GROUP, COORDINATED, "circle", "member"),
        (OTHERS, ORDINARY, "square", "other"),
    ):
        marker = {"size": 18, "color": colour, "symbol": symbol, "line": {"width": 1.5, "color": "white"}}
        x, y = [x for x, _ in those.values()], [y for _, y in those.values()]
        _add(figure, x, y, mode="markers", name=words(f"picture.groups.{name}"), marker=marker, hoverinfo="name")
    figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False, "scaleanchor": "x"}, showlegend=True)
    return figure


def classifier_picture(words: Words, formats: Formats) -> Figure:
    """Scores of ordinary accounts and of members overlap: wherever the threshold is, it errs on both sides."""
    figure = _figure(formats, 280)
    places = [place / 10 for place in range(-35, 71)]
    for name, middle, colour, dash in (("ordinary", 0.0, "#7d8a86", "dash"), ("members", 3.2, COORDINATED, "solid")):
        heights = [math.exp(-((place - middle) ** 2) / (2 * SPREAD**2)) for place in places]
        line = {"color": colour, "dash": dash, "width": 2.5}
        _add(
            figure, places, heights, mode="lines", name=words(f"picture.classifier.{name}"), line=line, hoverinfo="name"
        )
    _line(figure, THRESHOLD, INK, "solid", words("picture.classifier.threshold"))
    figure.update_layout(
        xaxis={"title": {"text": words("picture.classifier.axis")}, "showticklabels": False},
        yaxis={"visible": False, "range": [0, 1.25]},
        showlegend=True,
    )
    return figure


def axes_picture(words: Words, formats: Formats) -> Figure:
    """Three made-up groups on the three axes: none of the axes follows from another."""
    from plotly.graph_objects import Bar

    figure = _figure(formats, 300)
    names = [words(f"picture.axes.{group}") for group in AXES]
    patterns = ("", "/", ".")
    for place, (axis, colour) in enumerate((("coordination", COORDINATED), ("inauthenticity", INK), ("reach", ACCENT))):
        shares = [values[place] for values in AXES.values()]
        figure.add_trace(
            Bar(
                y=names,
                x=shares,
                orientation="h",
                name=words(f"axis.{axis}.name"),
                marker={"color": colour, "pattern": {"shape": patterns[place]}},
                text=[formats.percent(share) for share in shares],
                textposition="outside",
                hoverinfo="skip",
            )
        )
    figure.update_layout(
        barmode="group", xaxis={"visible": False, "range": [0, 1.1]}, yaxis={"autorange": "reversed"}, showlegend=True
    )
    figure.update_layout(legend={"traceorder": "normal"})
    return figure


def _figure(formats: Formats, height: int) -> Figure:
    from plotly.graph_objects import Figure

    figure = Figure(layout=quiet_layout(formats, height))
    quiet = {"zeroline": False, "gridcolor": FAINT, "showgrid": False, "fixedrange": True, "automargin": True}
    figure.update_layout(xaxis=quiet, yaxis=quiet, showlegend=False, margin={"t": 28, "b": 8, "l": 8, "r": 8})
    return figure


def _add(figure: Figure, x: Any, y: Any, **how: Any) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(Scatter(x=list(x), y=list(y), **how))


def _line(figure: Figure, place: float, colour: str, dash: str, text: str) -> None:
    """An upright line with its name on top."""
    figure.add_shape(
        type="line", x0=place, x1=place, y0=0, y1=0.92, yref="paper", line={"color": colour, "dash": dash, "width": 2.5}
    )
    figure.add_annotation(x=place, y=1.0, yref="paper", text=text, showarrow=False, font={"color": INK})
