"""Charts without a chart library: their words are text, their marks an image, and no name ever becomes more than that."""

from __future__ import annotations

import base64
from xml.etree import ElementTree

import pytest

from claqueur.app.display.marks import bar, dot, element, image, line, ticks
from claqueur.app.display.plot import Axis, Choice, Hover, Note, Panel, Plot, plot_html

HOSTILE = "<img src=x onerror=alert(1)>\"' style='x' &amp; </span>"
SVG = "{http://www.w3.org/2000/svg}"


def drawing(address: str) -> ElementTree.Element:
    return ElementTree.fromstring(base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")))


def chart(name: str) -> ElementTree.Element:
    panel = Panel(
        [bar(0, 0.5, 1, "red")],
        100,
        Axis([(0.5, name)], name),
        Axis([(0.5, name)], name),
        [Hover(0, 0, 1, 1, name)],
        [Note(0.5, 0.5, name)],
        [Choice(0.5, 0.5, 8, key=name, link=name, text=name)],
        name,
    )
    return ElementTree.fromstring(plot_html(Plot([panel], [(bar(0, 1, 1, "red"), name)]), name))


def test_hostile_names_are_text_wherever_they_stand():
    harmless, hostile = chart("name"), chart(HOSTILE)
    assert [part.tag for part in hostile.iter()] == [part.tag for part in harmless.iter()]
    assert [set(part.attrib) for part in hostile.iter()] == [set(part.attrib) for part in harmless.iter()]
    said = [text for text in hostile.itertext() if text.strip()]
    assert set(said) == {HOSTILE}
    assert [part.attrib["title"] for part in hostile.iter("i")] == [HOSTILE]
    (choice,) = hostile.iter("a")
    assert {choice.attrib[name] for name in ("title", "aria-label", "data-choice", "href")} == {HOSTILE}


def test_a_chart_is_described_once_for_those_who_cannot_see_it():
    plot = Plot([Panel([], 10), Panel([], 10)], [(bar(0, 1, 1, "red"), "posts")])
    images = list(ElementTree.fromstring(plot_html(plot, "what it shows")).iter("img"))
    assert [one.attrib["alt"] for one in images] == ["", "what it shows", ""]  # legend, first panel, second


def test_a_page_that_loads_nothing_has_the_same_drawing_within_it():
    plot = Plot([Panel([bar(0, 0.5, 1, "red")], 10)], [(bar(0, 1, 1, "red"), "posts")])
    loaded = ElementTree.fromstring(plot_html(plot, "what it shows"))
    within = ElementTree.fromstring(plot_html(plot, "what it shows", is_inline=True))
    assert [one.attrib.get("aria-label") for one in within.iter(f"{SVG}svg") if "role" in one.attrib] == [
        "what it shows"
    ]
    drawn = [mark.attrib for one in loaded.iter("img") for mark in drawing(one.attrib["src"]).iter(f"{SVG}rect")]
    assert [mark.attrib for mark in within.iter(f"{SVG}rect")] == drawn
    assert list(within.iter("img")) == []


def test_bars_stand_on_the_ground_and_grow_upwards():
    (box,) = drawing(image([bar(0.25, 0.5, 0.2, "red")])).iter(f"{SVG}rect")
    assert [box.attrib[name] for name in ("x", "width", "y", "height")] == ["25%", "50%", "80%", "20%"]


def test_hatching_lies_over_the_colour():
    plain, striped = drawing(image([bar(0, 1, 1, "red", is_hatched=True)])).iter(f"{SVG}rect")
    assert (plain.attrib["fill"], striped.attrib["fill"]) == ("red", "url(#hatched)")


def test_posts_at_one_place_are_one_tick():
    (path,) = ElementTree.fromstring(ticks([0.5, 0.500001, 0.25], 0.5, 0.2, "red", 1))
    assert path.attrib["d"] == "M2500 4000V6000M5000 4000V6000"


@pytest.mark.parametrize(
    "symbol", ["circle", "square", "diamond", "triangle-up", "triangle-down", "x", "cross", "star"]
)
def test_every_symbol_is_drawn_where_it_belongs(symbol):
    mark = ElementTree.fromstring(dot(0.1, 0.9, symbol, 8, "red"))
    assert (mark.attrib["x"], mark.attrib["y"]) == ("10%", "10%")
    assert len(mark) == 1


def test_a_line_goes_from_point_to_point():
    assert 'd="M0,10000 5000,0"' in line([(0, 0), (0.5, 1)], "red")


def test_what_is_missing_is_no_attribute():
    assert element("a", "x & y", class_="b", width=None) == '<a class="b">x &amp; y</a>'
