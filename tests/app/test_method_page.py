"""Method and help: pictures from made-up numbers, numbers that name real code, and a tour that leads from page to page."""

from __future__ import annotations

import ast
import math
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

import claqueur.app
from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words, texts
from claqueur.app.views.method import CONTENTS, SOURCES, TERMS, contents, glossary
from claqueur.app.views.numbers import NUMBERS
from claqueur.app.views.pictures import (
    EXAMPLE,
    FDR,
    STRENGTHS,
    TESTED,
    expected_meetings,
    n_kept,
    pictures,
    poisson,
)
from claqueur.app.views.tour import STOPS, stops, tour_run
from claqueur.workspace import Workspace
from tests.app.test_pages import on_screen

EN = Words("en")
ROOT = Path(claqueur.app.__file__).resolve().parents[1]
SIMULATED, REAL = {"status": "finished", "simulated": True}, {"status": "finished"}


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
def test_each_number_names_a_function_that_is_there(number):
    assert number.function in functions(ROOT / number.file)
    assert EN.has(f"number.{number.name}.name")
    assert EN.has(f"number.{number.name}.text")


def test_the_numbers_in_the_pictures_texts_are_those_that_are_drawn():
    given = {name: value for name, value in EXAMPLE.items() if name != "k"}
    assert expected_meetings(**given) == pytest.approx(1.275)  # (30 * 90 + 40 * 60) / 4,000
    assert "about 1.3 times. They met 7 times," in EN("picture.chance.text")
    tail = 1 - sum(poisson(n, 1.275) for n in range(EXAMPLE["k"]))
    assert "once in 2,800 such pairs" in EN("picture.chance.text")
    assert 1 / tail == pytest.approx(2_800, rel=0.01)
    needed = [-math.log10(FDR * rank / TESTED) for rank in range(1, len(STRENGTHS) + 1)]
    assert n_kept(STRENGTHS, needed) == 6
    assert "The first six lie above it" in EN("picture.significance.alt")


def test_pairs_are_kept_down_to_the_last_that_reaches_its_line():
    assert n_kept((9.0, 4.9, 4.8, 1.0), [5.0, 4.95, 4.7, 4.4]) == 3  # the second falls short, the third does not
    assert n_kept((1.0,), [5.0]) == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_picture_has_words_for_those_who_cannot_see_it(lang):
    words = Words(lang)
    drawn = pictures(words, Formats(lang))
    assert set(drawn) <= set(CONTENTS)
    assert all(words.has(f"picture.{name}.{part}") for name in drawn for part in ("alt", "text"))
    assert [note.text for note in drawn["objects"].panels[0].notes] == ["A", "A", "B", "B", "C", "C"]
    named = {name for _, name in drawn["classifier"].legend}
    assert named == {words("picture.classifier.ordinary"), words("picture.classifier.members")}


def test_the_contents_lead_to_every_part():
    assert contents(EN).count("\n") == len(CONTENTS) - 1
    assert "[How each number is computed](#numbers)" in contents(EN)


def test_the_glossary_has_every_term_once_in_order_with_its_source():
    found = dict(glossary(EN))
    assert len(found) == len(TERMS)
    assert list(found) == sorted(found, key=str.casefold)
    assert found["time window"].endswith("ends included (Weber & Neumann 2021).")
    assert set(SOURCES) <= set(TERMS)
    assert {key.split(".")[1] for key in texts("fr") if key.startswith("glossary.")} == set(TERMS)


def test_the_tour_takes_the_run_shown_if_it_is_simulated_else_the_newest_that_is():
    manifests = {"new": REAL, "b": SIMULATED, "running": SIMULATED | {"status": "running"}, "a": SIMULATED}
    assert tour_run(manifests, "a") == "a"
    assert tour_run(manifests, "new") == "b"
    assert tour_run({"new": REAL}, "new") is None


def test_a_stop_that_the_run_does_not_have_is_left_out():
    rows = [("c-small", "undeclared", 3), ("c-big", "undeclared", 9), ("c-team", "declared", 4)]
    campaigns = pl.DataFrame(rows, schema=["campaign_id", "class", "size"], orient="row")
    found = {stop.name: (stop.page, stop.link) for stop in stops("r", campaigns, 7)}
    assert tuple(found) == STOPS
    assert found["hidden"] == ("campaign", {"run": "r", "campaign": "c-big"})
    assert found["account"] == ("account", {"run": "r", "account": "7"})
    assert [stop.name for stop in stops("r", campaigns.clear(), None)] == ["overview", "campaigns", "models", "method"]


def test_no_stop_leads_to_the_page_that_is_open():
    pages = [
        stop.page
        for stop in stops(
            "r",
            pl.DataFrame(
                [("a", "undeclared", 3), ("b", "declared", 3)], ["campaign_id", "class", "size"], orient="row"
            ),
            7,
        )
    ]
    assert all(page != following for page, following in pairwise(pages))


def tour_links(app) -> list[str]:
    return [link.proto.label for link in app.get("page_link") if "tour=" in link.proto.query_string]


def test_the_tour_starts_on_the_method_page_and_leads_on_from_each_stop(open_app):
    app = open_app("method", lang="en")
    assert not app.exception
    assert tour_links(app)[:3] == ["Start the tour", "1. the answer first", "2. the groups"]
    app = open_app("campaign", lang="en", tour="hidden", campaign="c-ring")
    assert "Guided tour, stop 3 of 7" in on_screen(app)
    assert tour_links(app) == ["Back: the groups", "Next: one account"]
    assert app.query_params["tour"] == "hidden"
    app.button(key="tour.end").click().run()
    assert "Guided tour" not in on_screen(app)
    assert "tour" not in app.query_params


def test_on_another_page_the_card_leads_back_to_its_stop(open_app):
    app = open_app("models", lang="fr", tour="overview")
    assert "Aller à cette étape" in tour_links(app)
    assert not app.exception


def test_without_simulated_posts_the_page_says_how_to_get_some(open_app, tmp_path):
    app = open_app("method", at_workspace=Workspace.create(tmp_path / "empty").path, lang="en")
    assert not app.exception
    assert [info.value for info in app.info] == [EN("tour.none")]
    assert tour_links(app) == []
