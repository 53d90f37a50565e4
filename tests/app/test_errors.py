"""What the app says of a mistake, in either language, and that it has words for each kind that the code names."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

import claqueur.errors
from claqueur.app.texts import Words, texts
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.ingest.tables.look import FOREIGN
from claqueur.workspace import Workspace
from tests.app.conftest import RUN_ID, shown

ROOT = Path(claqueur.errors.__file__).parents[1]
STORED = "/w/uploads/0f0f"


def kinds_in_code() -> dict[str, set[str]]:
    """Kind -> names of what is found, for every UserError that is raised with one."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("claqueur", "ingest", "jobs", "models", "app")
        for path in (ROOT / folder).rglob("*.py")
    ]
    constants = {
        node.targets[0].id: node.value.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    kinds = {kind: {"name"} for kind, _ in FOREIGN.values()}
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = getattr(node.func, "id", "")
        if called in ("UserError", "RefusedError") and len(node.args) == 2:
            given = node.args[1]
            kind = given.value if isinstance(given, ast.Constant) else constants.get(getattr(given, "id", ""))
            if kind is None:
                continue  # made up by `wrong`
            kinds[kind] = {keyword.arg for keyword in node.keywords} - {"status"}
        if called == "wrong":  # of a watchlist
            kinds[f"watchlist_{node.args[0].value}"] = {keyword.arg for keyword in node.keywords}
    return kinds


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_kind_has_its_words_and_no_words_are_left_over(lang):
    needed = {
        key.removeprefix("error."): set(re.findall(r"{(\w+)}", text))
        for key, text in texts(lang).items()
        if key.startswith("error.")
    }
    assert len(needed) > 15
    found = kinds_in_code()
    assert needed.keys() == found.keys()
    assert not {kind: names - found[kind] for kind, names in needed.items() if names - found[kind]}


def test_a_stored_file_is_called_as_the_reader_calls_it():
    error = UserError("0f0f is empty: there is nothing to ingest; check the export.", "empty", name="0f0f")
    said = error_sentence(error, Words("fr"), {STORED: "é\u202emes posts.csv"})
    assert said == "émes posts.csv est vide. Vérifiez l’export."


def test_a_mistake_without_own_words_keeps_its_sentence():
    assert (
        error_sentence(UserError(f"{STORED} is odd: mend it."), Words("fr"), {STORED: "a.csv"})
        == "a.csv is odd: mend it."
    )


def test_a_path_with_markup_or_control_characters_stays_harmless():
    error = UserError("x", "no_file", path="/tmp/\x1b[31m\u202e<b>.csv")
    assert error_sentence(error, Words("en")) == "There is no file /tmp/[31m<b>.csv. Check the path."


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_part_of_a_page_says_by_itself_that_a_table_is_missing(open_app, workspace, tmp_path, lang):
    damaged = Workspace.open(shutil.copytree(workspace.path, tmp_path / "w"))
    shutil.rmtree(damaged.run_path(RUN_ID) / "edges")
    app, words = open_app("campaign", at_workspace=damaged.path, lang=lang, section="network"), Words(lang)
    assert not app.exception
    assert words("error.no_run_table", run=RUN_ID, name="edges") in shown(app)
    assert app.main.button_group[0].value == "network"  # the others can be chosen still
