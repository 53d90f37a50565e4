"""Comparing two runs: the page and its views."""

import json
import shutil

import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views import compare as view
from claqueur.comparison import STATUSES
from claqueur.jobs.parameters import RunParameters
from claqueur.workspace import Workspace
from tests.app.conftest import in_html

RUN_ID, EMPTY_RUN_ID = "20260310-120000-aaaaaa", "20260309-120000-bbbbbb"
EN, IN_EN = Words("en"), Formats("en")


def shown(app):
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error")
    parts = [str(element.value) for kind in kinds for element in app.main.get(kind)]
    return "\n".join(parts + in_html(app) + [frame.value.to_csv() for frame in app.main.dataframe])


def test_two_runs_are_compared_the_earlier_first_whichever_is_open(open_app):
    for run, other in ((RUN_ID, EMPTY_RUN_ID), (EMPTY_RUN_ID, RUN_ID)):
        app = open_app("compare", lang="en", run=run, other=other)
        assert not app.exception
        assert app.query_params == {"lang": "en", "run": run, "other": other}
        groups, counts = (frame.value for frame in app.main.dataframe)
        assert groups["status"].tolist() == ["new", "new"]
        assert groups["group_after"].tolist() == ["c-ring", "c-team"]
        assert groups["class_after"].tolist() == ["Undeclared", "Declared"]
        assert "**new**: 2. No group of the earlier run has its members." in shown(app)
        by_name = counts.set_index("what")
        assert by_name.loc["Groups"].tolist() == [0, 2, 2]
        assert [info.value for info in app.info] == [EN("compare.parameters_same")]
        assert by_name.loc["Accounts in groups"].tolist() == [0, 8, 8]
        assert by_name.loc["Accounts flagged"].tolist() == [0, 8, 8]


def test_without_a_choice_an_unlike_run_is_found_and_an_unknown_one_told(open_app):
    assert open_app("compare", lang="en").query_params["other"] == EMPTY_RUN_ID
    app = open_app("compare", lang="en", other="20200101-000000-ffffff")
    assert app.warning[0].value == EN("compare.unknown")
    assert app.query_params["other"] == EMPTY_RUN_ID


def test_one_run_alone_cannot_be_compared_and_the_page_says_how_to_get_another(open_app, workspace, tmp_path):
    shutil.copytree(workspace.path, tmp_path / "one", ignore=shutil.ignore_patterns(EMPTY_RUN_ID))
    app = open_app("compare", tmp_path / "one", lang="fr")
    assert [info.value for info in app.info] == [Words("fr")("compare.one_run")]


def test_the_same_run_twice_keeps_every_group_and_differs_in_nothing(open_app, workspace, tmp_path):
    twin = "20260311-120000-cccccc"
    shutil.copytree(workspace.path, tmp_path / "twins")
    runs = Workspace.open(tmp_path / "twins").runs
    shutil.copytree(runs / RUN_ID, runs / twin)
    manifest = json.loads((runs / twin / "manifest.json").read_text())
    (runs / twin / "manifest.json").write_text(json.dumps(manifest | {"run_id": twin}))
    app = open_app("compare", tmp_path / "twins", lang="en", run=twin, other=RUN_ID)
    assert app.main.dataframe[0].value["status"].tolist() == ["kept", "kept"]
    assert app.main.dataframe[0].value["jaccard_pct"].tolist() == [100, 100]
    assert [info.value for info in app.info] == [EN("compare.parameters_same")]


def made(**changes):
    parameters = {"window_s": 60, "layers": ["text"], "since": None, "fdr": 0.01, "datasets": []}
    return {"parameters": {**parameters, **changes}, "claqueur_version": "0.1.0", "engine": {"name": "sail"}}


def test_only_what_differs_in_the_making_is_listed_in_words():
    before = made(future_setting=3)
    after = made(window_s=None, since="2026-03-01T00:00:00+00:00", layers=["text", "url"], datasets=["=x()"])
    assert view.differences(before, after, EN, IN_EN) == [
        ("Time window", "60\u00a0s → estimated from the data"),
        ("Traces", "now also: link"),
        ("From", "from the first post → 1 Mar 2026, 00:00:00"),
        ("Imports", "all → '=x()"),
        ("future_setting", "3 → –"),
    ]
    assert view.differences(before, before, EN, IN_EN) == []


def test_a_list_of_declared_accounts_between_two_runs_is_a_difference():
    before, after = (
        {"input": {"posts_version": 4, "declared_version": None}},
        {"input": {"posts_version": 4, "declared_version": 0}},
    )
    assert view.differences(before, after, EN, IN_EN) == [("Declared accounts", "no list → a list")]


def test_other_posts_are_a_difference_in_words_and_not_by_the_versions_of_a_table():
    before, after = ({"input": {"posts_version": version}} for version in (4, 7))
    assert view.differences(before, after, EN, IN_EN) == [
        ("Posts in the workspace", "some were added or removed in between")
    ]


@pytest.mark.parametrize(
    ("run_ids", "run_id", "earlier", "expected"),
    [
        (["c", "b", "a"], "b", None, "a"),
        (["c", "b", "a"], "c", "a", "a"),  # its ids come from there
        (["c", "b", "a"], "a", "gone", "b"),
        (["a"], "a", None, None),
    ],
)
def test_the_run_to_compare_with_is_the_earlier_one(run_ids, run_id, earlier, expected):
    assert view.other_run(run_ids, run_id, {"earlier_run": earlier}) == expected


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_status_and_every_parameter_of_a_run_has_a_name(lang):
    words = Words(lang)
    keys = [f"compare.{part}.{status}" for part in ("status", "meaning") for status in STATUSES]
    keys += [f"compare.parameter.{name}" for name in RunParameters.__dataclass_fields__]
    assert [key for key in keys if not words.has(key)] == []
