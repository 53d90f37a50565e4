"""Pictures of the method, drawn from made-up numbers: no account, no post, no run is in them."""

from __future__ import annotations

import math

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import bar, dot, line, lines
from claqueur.app.display.plot import Axis, Hover, Note, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.scales import shares_axis
from claqueur.app.views.style import ACCENT, COORDINATED, GREY, INK, ORDINARY

WINDOW_S, SHOWN_S = 60, 360
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


def pictures(words: Words, formats: Formats) -> dict[str, Plot]:
    """Section of the method -> its picture."""
    drawn = (objects_picture, chance_picture, significance_picture, groups_picture, classifier_picture, axes_picture)
    return {draw.__name__.removesuffix("_picture"): draw(words, formats) for draw in drawn}


def expected_meetings(d_u: float, E_u: float, d_v: float, E_v: float, M: float) -> float:
    """What chance would do, as jobs/coordination/null_model.py computes it."""
    return (d_v * E_u + d_u * E_v) / (2 * M)


def poisson(n: int, expected: float) -> float:
    """P[Poisson(expected) = n]."""
    return math.exp(-expected) * expected**n / math.factorial(n)


def objects_picture(words: Words, formats: Formats) -> Plot:
    """Two accounts on two lines: acts on one object close in time are joined."""
    marks, hovers, notes = [], [], []
    for name, first, second in ACTS:
        within = abs(first - second) <= WINDOW_S
        colour = COORDINATED if within else ORDINARY
        upper, lower = (first / SHOWN_S, 0.75), (second / SHOWN_S, 0.25)
        marks.append(line([upper, lower], colour, "solid" if within else "dot", 3))
        marks += [dot(*place, "circle" if within else "x", 16, colour) for place in (upper, lower)]
        said = words("picture.objects.hover", object=name, gap=formats.span(abs(first - second)))
        hovers += [Hover(x - 0.03, y - 0.12, 0.06, 0.24, said) for x, y in (upper, lower)]
        notes += [Note(upper[0], 0.92, name), Note(lower[0], 0.08, name)]
    accounts = Axis([(y, f"{words('words.account')} {n}") for n, y in ((1, 0.75), (2, 0.25))], has_lines=False)
    seconds = Axis([(second / SHOWN_S, formats.span(second)) for second in range(0, SHOWN_S + 1, 60)])
    return Plot([Panel(marks, 180, accounts, seconds, hovers, notes)])


def chance_picture(words: Words, formats: Formats) -> Plot:
    """How often chance alone would bring two accounts together, and how often they were."""
    given = {name: value for name, value in EXAMPLE.items() if name != "k"}
    expected, seen = expected_meetings(**given), EXAMPLE["k"]
    chances = [poisson(n, expected) for n in range(seen + 3)]
    wide, top = 1 / len(chances), max(chances) * 1.35
    marks = [bar((n + 0.1) * wide, 0.8 * wide, p / top, ORDINARY) for n, p in enumerate(chances)]
    hovers = [
        Hover(n * wide, 0, wide, 1, words("picture.chance.hover", n=formats.number(n), p=formats.percent(p)))
        for n, p in enumerate(chances)
    ]
    notes = []
    for place, colour, dash, text in (
        (expected, ACCENT, "dot", words("picture.chance.expected", expected=formats.estimate(expected))),
        (seen, COORDINATED, "solid", words("picture.chance.seen", seen=formats.number(seen))),
    ):
        at = (place + 0.5) * wide
        marks.append(line([(at, 0), (at, 0.9)], colour, dash, 2.5))
        notes.append(Note(at, 0.96, text))
    left = shares_axis(top, (0.0, 0.1, 0.2, 0.3), formats.percent)
    below = [((n + 0.5) * wide, formats.number(n)) for n in range(len(chances))]
    axis = Axis(below, words("picture.chance.axis"), has_lines=False)
    return Plot([Panel(marks, 220, left, axis, hovers, notes)])


def significance_picture(words: Words, formats: Formats) -> Plot:
    """Pairs by strength against the line that they must reach: the further down the list, the less is asked."""
    needed = [-math.log10(FDR * rank / TESTED) for rank in range(1, len(STRENGTHS) + 1)]
    kept, top = n_kept(STRENGTHS, needed), math.ceil(max(STRENGTHS)) + 0.5
    points = [((rank + 0.5) / len(STRENGTHS), strength / top) for rank, strength in enumerate(STRENGTHS)]
    marks = [line([(x, value / top) for (x, _), value in zip(points, needed, strict=True)], INK, "dash")]
    legend = [(line([(0, 0.5), (1, 0.5)], INK, "dash"), words("picture.significance.line"))]
    for name, part, colour, symbol in (
        ("kept", slice(0, kept), COORDINATED, "circle"),
        ("dropped", slice(kept, None), ORDINARY, "x"),
    ):
        marks += [dot(x, y, symbol, 11, colour) for x, y in points[part]]
        legend.append((dot(0.5, 0.5, symbol, 11, colour), words(f"picture.significance.{name}")))
    left = Axis(
        [(value / top, formats.number(value)) for value in range(0, math.ceil(top), 2)],
        words("picture.significance.strength"),
    )
    return Plot([Panel(marks, 230, left, Axis(title=words("picture.significance.axis")))], legend)


def n_kept(strengths: tuple[float, ...], needed: list[float]) -> int:
    """Pairs kept: all down to the last one that reaches its line (Benjamini & Hochberg 1995)."""
    return max(
        (rank for rank, pair in enumerate(zip(strengths, needed, strict=True), 1) if pair[0] >= pair[1]), default=0
    )


def groups_picture(words: Words, formats: Formats) -> Plot:
    """A dense group, and accounts that touch it by chance: in contact, not members."""
    points = {account: ((x + 1.3) / 5.2, (y + 1.1) / 2.4) for account, (x, y) in (GROUP | OTHERS).items()}
    inside = [(u, v) for u in GROUP for v in GROUP if u < v]
    marks, hovers, legend = [], [], []
    for pairs, colour, dash, name in (
        (inside, COORDINATED, "solid", "pair"),
        (CHANCE_TIES, ORDINARY, "dot", "contact_tie"),
    ):
        marks.append(lines([(points[u], points[v]) for u, v in pairs], colour, dash=dash, width=2))
        legend.append((line([(0, 0.5), (1, 0.5)], colour, dash), words(f"picture.groups.{name}")))
    for those, colour, symbol, name in (
        (GROUP, COORDINATED, "circle", "member"),
        (OTHERS, ORDINARY, "square", "other"),
    ):
        said = words(f"picture.groups.{name}")
        marks += [dot(*points[account], symbol, 18, colour) for account in those]
        hovers += [Hover(points[at][0] - 0.02, points[at][1] - 0.04, 0.04, 0.08, said) for at in those]
        legend.append((dot(0.5, 0.5, symbol, 12, colour), said))
    return Plot([Panel(marks, 260, hovers=hovers)], legend)


def classifier_picture(words: Words, formats: Formats) -> Plot:
    """Scores of ordinary accounts and of members overlap: wherever the threshold is, it errs on both sides."""
    left, right, top = -3.5, 7.0, 1.25
    places = [left + (right - left) * step / 100 for step in range(101)]
    marks, legend = [], []
    for name, middle, colour, dash in (("ordinary", 0.0, GREY, "dash"), ("members", 3.2, COORDINATED, "solid")):
        heights = [math.exp(-((place - middle) ** 2) / (2 * SPREAD**2)) / top for place in places]
        points = [((place - left) / (right - left), height) for place, height in zip(places, heights, strict=True)]
        marks.append(line(points, colour, dash, 2.5))
        legend.append((line([(0, 0.5), (1, 0.5)], colour, dash, 2.5), words(f"picture.classifier.{name}")))
    at = (THRESHOLD - left) / (right - left)
    marks.append(line([(at, 0), (at, 0.9)], INK, "solid", 2.5))
    notes = [Note(at, 0.96, words("picture.classifier.threshold"))]
    return Plot([Panel(marks, 220, below=Axis(title=words("picture.classifier.axis")), notes=notes)], legend)


def axes_picture(words: Words, formats: Formats) -> Plot:
    """Three made-up groups on the three axes: none of the axes follows from another."""
    thick, room = 0.27 / len(AXES), 1.12
    kinds = (("coordination", COORDINATED, False), ("inauthenticity", INK, True), ("reach", ACCENT, False))
    marks, notes = [], []
    for row, values in enumerate(AXES.values()):
        for place, (share, (_, colour, is_hatched)) in enumerate(zip(values, kinds, strict=True)):
            middle = 1 - (row + 0.5) / len(AXES) + (1 - place) * thick * 1.1
            marks.append(bar(0, share / room, thick, colour, y=middle - thick / 2, is_hatched=is_hatched))
            notes.append(Note(share / room + 0.01, middle, formats.percent(share), begins=True))
    legend = [(bar(0, 1, 1, colour, is_hatched=striped), words(f"axis.{axis}.name")) for axis, colour, striped in kinds]
    groups = [(1 - (row + 0.5) / len(AXES), words(f"picture.axes.{group}")) for row, group in enumerate(AXES)]
    return Plot([Panel(marks, 260, Axis(groups, has_lines=False), notes=notes)], legend)
