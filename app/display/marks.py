"""Marks of a chart as SVG: bars, lines, dots, ticks. Places run from 0 to 1, from left to right and from the bottom up.

An image holds no words and cannot run anything; what a chart says stands around it as text (display/plot.py). Sizes
of strokes and symbols are pixels, whatever the width of the screen.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

GRID = 10_000  # places are rounded to this part of the chart's width
DASHES = {"solid": None, "dash": "7 5", "dot": "2 4", "dashdot": "8 4 2 4", "longdash": "14 5"}
SYMBOLS = {  # around 0 0, about 1 large; those of strokes alone are in OPEN
    "square": "M-.9-.9H.9V.9H-.9Z",
    "diamond": "M0-1.2L1.2 0 0 1.2-1.2 0Z",
    "triangle-up": "M0-1.1L1.1.9H-1.1Z",
    "triangle-down": "M0 1.1L1.1-.9H-1.1Z",
    "star": "M0-1.3L.35-.4 1.2-.4.5.2.8 1.1 0 .55-.8 1.1-.5.2-1.2-.4-.35-.4Z",
    "x": "M-.8-.8L.8.8M-.8.8L.8-.8",
    "cross": "M0-1V1M-1 0H1",
}
OPEN = ("x", "cross")
HATCH_PX = 6


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """An element; what is in it and in its attributes is escaped unless it is Markup, _ in names stands for -."""
    written, within = written_attributes(attributes), "".join(map(escape, inside))
    return Markup(f"<{name}{written}>{within}</{name}>")  # noqa: S704 - each part is escaped; Markup.format is slow


def written_attributes(attributes: Mapping[str, object]) -> Markup:
    """Attributes as they stand in an element; those of None are left out."""
    parts = [
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    ]
    return Markup("".join(parts))  # noqa: S704 - escaped above


def percent(place: float) -> str:
    """A place as a part of the width or height."""
    return f"{100 * place:.4g}%"


def bar(x: float, width: float, height: float, fill: str, *, y: float = 0.0, is_hatched: bool = False) -> Markup:
    """A rectangle that stands on `y`; hatched: with pale stripes over it."""
    box = {"x": percent(x), "width": percent(width), "y": percent(1 - y - height), "height": percent(height)}
    plain = element("rect", **box, fill=fill)
    return plain + element("rect", **box, fill="url(#hatched)") if is_hatched else plain


def line(points: Iterable[tuple[float, float]], colour: str, dash: str = "solid", width: float = 2.0) -> Markup:
    """Points joined in their order."""
    path = " ".join(f"{round(x * GRID)},{round((1 - y) * GRID)}" for x, y in points)
    return _stretched(f"M{path}", colour, dash, width)


def lines(
    pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]], colour: str, *, dash: str, width: float
) -> Markup:
    """Each pair of points joined."""
    path = "".join(
        f"M{round(ax * GRID)},{round((1 - ay) * GRID)} {round(bx * GRID)},{round((1 - by) * GRID)}"
        for (ax, ay), (bx, by) in pairs
    )
    return _stretched(path, colour, dash, width)


def ticks(places: Iterable[float], y: float, height: float, colour: str, width: float) -> Markup:
    """Upright strokes in a row around `y`; those on one place are one."""
    top, bottom = round((1 - y - height / 2) * GRID), round((1 - y + height / 2) * GRID)
    path = "".join(f"M{x} {top}V{bottom}" for x in sorted({round(place * GRID) for place in places}))
    return _stretched(path, colour, "solid", width)


def dot(x: float, y: float, symbol: str, size: float, colour: str) -> Markup:
    """A symbol of `size` pixels."""
    place = {"x": percent(x), "y": percent(1 - y)}
    if symbol == "circle":
        shape = element("circle", r=size / 2, fill=colour, stroke="white")
    elif symbol in OPEN:
        shape = _scaled(symbol, size, fill="none", stroke=colour, stroke_width=2)
    else:
        shape = _scaled(symbol, size, fill=colour, stroke="white")
    return element("svg", shape, **place, overflow="visible")


def drawing(marks: Sequence[Markup], **attributes: object) -> Markup:
    """The marks as an SVG element that fills whatever box it is put in, unless its attributes say otherwise."""
    hatch = element("path", d=f"M0 {HATCH_PX}L{HATCH_PX} 0", stroke="white", stroke_width=1.5, opacity=0.55)
    pattern = element("pattern", hatch, id="hatched", width=HATCH_PX, height=HATCH_PX, patternUnits="userSpaceOnUse")
    box = {"xmlns": "http://www.w3.org/2000/svg", "width": "100%", "height": "100%"}
    return element("svg", pattern, *marks, **(box | attributes))


def image(marks: Sequence[Markup]) -> str:
    """The address of an image of the drawing."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing(marks).encode()).decode()


def _scaled(symbol: str, size: float, **how: object) -> Markup:
    return element(
        "path", d=SYMBOLS[symbol], transform=f"scale({size / 2:.3g})", vector_effect="non-scaling-stroke", **how
    )


def _stretched(path: str, colour: str, dash: str, width: float) -> Markup:
    """A path in parts of the whole, its stroke as wide on every screen."""
    stroke = {"stroke": colour, "stroke_width": width, "stroke_dasharray": DASHES[dash]}
    drawn = element("path", d=path, fill="none", vector_effect="non-scaling-stroke", **stroke)
    box = {"width": "100%", "height": "100%", "viewBox": f"0 0 {GRID} {GRID}", "preserveAspectRatio": "none"}
    return element("svg", drawn, **box, overflow="visible")
