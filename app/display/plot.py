"""A chart that needs nothing but HTML: its words as text, its marks as an image with a description.

A chart library costs the browser up to two seconds in every tab (docs/decisions/0034); what is only looked at does not
need one. Everything said is escaped here, and Streamlit's st.html lets no script through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from claqueur.app.display.marks import drawing, element, image, line, percent, written_attributes

FAINT = "#e3e6e1"
NEAR_EDGE = 0.04
STYLE = """<style>
.plot { margin: 0; font-size: .8rem; line-height: 1.3; container-type: inline-size; color: #0c1214; }
.plot-legend { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; margin-bottom: .5rem; }
.plot-legend img, .plot-legend span > svg { margin-right: .4rem; vertical-align: -.1rem; }
.plot-panels { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; padding-right: .8rem; }
.plot-panel { flex: 1 1 100%; min-width: 0; display: grid; grid-template-columns: fit-content(38%) minmax(0, 1fr); }
.plot-beside .plot-panel { flex-basis: 20rem; }
.plot-title { grid-column: 1 / -1; min-height: .6rem; margin-bottom: .3rem; }
.plot-left, .plot-below { position: relative; }
.plot-left s { display: block; height: 0; visibility: hidden; white-space: nowrap; padding-right: .6rem; }
.plot-left { overflow-x: clip; }
.plot-left span { position: absolute; right: .5rem; transform: translateY(-50%); max-width: calc(100% - .5rem);
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.plot-area { position: relative; min-width: 0; }
.plot-area img, .plot-area > svg { display: block; width: 100%; height: 100%; }
.plot-area i, .plot-area b { position: absolute; }
.plot-area i:hover { background: rgb(12 18 20 / 8%); }
.plot-area b { font-weight: 400; white-space: nowrap; }
.plot-area a { position: absolute; transform: translate(-50%, 50%); border-radius: 50%; }
.plot-area a:hover { outline: 2px solid currentcolor; }
.plot-below { grid-column: 2; height: 1.5rem; }
.plot-below span { position: absolute; top: .3rem; white-space: nowrap; }
.plot-axis { grid-column: 2; text-align: center; }
@container (max-width: 30rem) { .plot-many span:nth-child(even) { display: none; } }
</style>"""


@dataclass(frozen=True)
class Axis:
    """Places (0 to 1) with what is written there, and what is measured."""

    ticks: Sequence[tuple[float, str]] = ()
    title: str = ""
    has_lines: bool = True


@dataclass(frozen=True)
class Hover:
    """A box that says something to the mouse; left, bottom, width and height from 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Choice:
    """A mark that can be chosen: a link of `size_px` pixels around its place; `key` is what a chosen one is known by.

    The keyboard passes over it, as there may be hundreds: the same has to be offered beside the chart.
    """

    x: float
    y: float
    size_px: float
    key: str
    link: str
    text: str


@dataclass(frozen=True)
class Note:
    """Words at a place within the chart: centred on it, or beginning there."""

    x: float
    y: float
    text: str
    begins: bool = False


@dataclass(frozen=True)
class Panel:
    """One area of marks with its axes."""

    marks: Sequence[Markup]
    height_px: int
    left: Axis = Axis()
    below: Axis = Axis()
    hovers: Sequence[Hover] = ()
    notes: Sequence[Note] = ()
    choices: Sequence[Choice] = ()
    title: str = ""


@dataclass(frozen=True)
class Plot:
    """Panels one below the other, or beside each other where there is room; legend: a mark and its name each."""

    panels: Sequence[Panel]
    legend: Sequence[tuple[Markup, str]] = ()
    is_beside: bool = False


def plot_html(plot: Plot, alt: str, is_inline: bool = False) -> Markup:
    """The whole chart; `alt` is what it shows, for readers who cannot see it.

    is_inline: the marks are SVG in the page itself, where Streamlit would take them out, and not an image.
    """
    picture = _drawing if is_inline else _image
    widest = [element("s", text) for text in {text: None for panel in plot.panels for _, text in panel.left.ticks}]
    panels = [_panel(panel, widest, alt if place == 0 else "", picture) for place, panel in enumerate(plot.panels)]
    beside = "plot-panels plot-beside" if plot.is_beside else "plot-panels"
    return element("figure", _legend(plot.legend, picture), element("div", *panels, class_=beside), class_="plot")


def _legend(entries: Sequence[tuple[Markup, str]], picture: Callable[..., Markup]) -> Markup:
    shown = [element("span", picture([mark], "", width=26, height=14), text) for mark, text in entries]
    return element("div", *shown, class_="plot-legend") if shown else Markup("")


def _panel(panel: Panel, widest: Sequence[Markup], alt: str, picture: Callable[..., Markup]) -> Markup:
    across = [line([(0, place), (1, place)], FAINT, width=1) for place, _ in _lined(panel.left)]
    upright = [line([(place, 0), (place, 1)], FAINT, width=1) for place, _ in _lined(panel.below)]
    area = element(
        "div",
        picture([*across, *upright, *panel.marks], alt),
        *[_hover(hover) for hover in panel.hovers],
        *[_note(note) for note in panel.notes],
        *[_choice(choice) for choice in panel.choices],
        class_="plot-area",
        style=f"height:{panel.height_px}px",
    )
    written = [element("span", text, style=f"top:{percent(1 - place)}") for place, text in panel.left.ticks]
    title = panel.title or panel.left.title
    return element(
        "div",
        element("div", title, class_="plot-title"),
        element("div", element("div", *widest, aria_hidden="true"), *written, class_="plot-left"),
        area,
        _below(panel.below),
        class_="plot-panel",
    )


def _lined(axis: Axis) -> Sequence[tuple[float, str]]:
    return axis.ticks if axis.has_lines else ()


def _below(axis: Axis) -> Markup:
    written = [
        element("span", text, style=f"left:{percent(place)};transform:translateX({_shift(place)})")
        for place, text in axis.ticks
    ]
    labels = element("div", *written, class_="plot-below plot-many") if written else Markup("")
    return labels + (element("div", axis.title, class_="plot-axis") if axis.title else Markup(""))


def _shift(place: float) -> str:
    return "0" if place < NEAR_EDGE else "-100%" if place > 1 - NEAR_EDGE else "-50%"


def _hover(hover: Hover) -> Markup:
    box = (
        f"left:{percent(hover.x)};bottom:{percent(hover.y)};width:{percent(hover.width)};height:{percent(hover.height)}"
    )
    return element("i", title=hover.text, style=box)


def _choice(choice: Choice) -> Markup:
    size = f"{choice.size_px:.3g}px"
    box = f"left:{percent(choice.x)};bottom:{percent(choice.y)};width:{size};height:{size}"
    told = {"title": choice.text, "aria_label": choice.text, "data_choice": choice.key, "tabindex": "-1"}
    return element("a", href=choice.link, style=box, **told)


def _note(note: Note) -> Markup:
    shift = "0" if note.begins else "-50%"
    place = f"left:{percent(note.x)};top:{percent(1 - note.y)};transform:translate({shift},-50%)"
    return element("b", note.text, style=place)


def _image(marks: Sequence[Markup], alt: str, **size: object) -> Markup:
    return Markup("<img{}/>").format(written_attributes({"src": image(marks), "alt": alt, **size}))


def _drawing(marks: Sequence[Markup], alt: str, **size: object) -> Markup:
    described = {"role": "img", "aria_label": alt} if alt else {"aria_hidden": "true"}
    return drawing(marks, **size, **described)
