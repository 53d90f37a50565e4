"""Records that were put aside: how many and why, some of them as harmless text, and reading them again."""

from __future__ import annotations

import fcntl
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from claqueur import analysis as analyses
from claqueur.analysis import Analysis, Request
from claqueur.app.data import loading
from claqueur.app.evidence_pack.tables import written
from claqueur.app.sections.quarantine import KEY
from claqueur.app.texts import Words, texts
from claqueur.app.views import quarantine as view
from claqueur.ingest.load import ingest
from claqueur.ingest.quarantine.listing import REMEDIES, quarantine
from claqueur.ingest.records import DETAILS
from claqueur.workspace import Workspace
from tests.app.conftest import RUN_ID, shown

EN = Words("en")
REJECTS = ("line_too_long", "no_json_object", "no_post", "not_csv", "unclosed_quote", "wrong_field_count")
TABLE = """id,author,date,text
1,ann,2024-05-01T10:00:07Z,good
2,=bob\u202e,01.05.2024 um 12,<b>of hand</b>
3,,2024-05-01T10:00:07Z,of nobody
4,cid,02.05.2024 um 13,plain
"""


@pytest.fixture
def with_some_aside(empty: Workspace, tmp_path: Path) -> Workspace:
    """One post kept, three records put aside, and the analysis that read them."""
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    summary = ingest([tmp_path / "a.csv"], empty, dataset="spring")
    read = {"kept": 1, "duplicates": 0, "quarantined": 3, "quarantined_by": summary.quarantined_by, "notes": []}
    request = Request(names=("a.csv",), dataset="spring", mapping={"text": "text"})
    analyses.save(empty, Analysis(request, status="finished", read=read, started_at=analyses.now()))
    return empty


def unfolded(app):
    app.session_state[KEY] = True
    return app.run()


def test_every_reason_has_its_words_and_those_that_a_retry_may_help_are_the_command_lines():
    named = [f"quarantine.reason.{reason}" for reason in (*DETAILS, *REJECTS)]
    named += [f"quarantine.to_do.{reason}" for reason in (*view.RETRIES, "otherwise")]
    assert [key for key in named if key not in texts("en")] == []
    assert set(view.RETRIES) == set(REMEDIES)


def test_after_reading_one_sees_what_was_put_aside_and_why(open_app, with_some_aside):
    app = open_app("start", at_workspace=with_some_aside.path, lang="en")
    assert "Look at what was put aside (3 records)" in [part.label for part in app.main.expander]
    assert len(app.main.dataframe) == 0  # made when it is unfolded
    unfolded(app)
    assert not app.exception
    assert app.main.selectbox(key="quarantine.group.3.en.pseudonyms").options == [
        "the time cannot be read · a.csv · 2 records",
        "no account is named · a.csv · 1 record",
    ]
    assert app.main.dataframe[0].value.to_dict("records") == [
        {"Line": 3, "What stands there": "01.05.2024 um 12"},
        {"Line": 5, "What stands there": "02.05.2024 um 13"},
    ]
    assert EN("quarantine.to_do.unparseable_time") in shown(app)
    assert EN("quarantine.hidden") in shown(app)


def test_a_file_that_does_not_hold_all_records_says_so(open_app, with_some_aside, monkeypatch):
    said = EN("quarantine.cut", most="1")
    assert said not in shown(unfolded(open_app("start", at_workspace=with_some_aside.path, lang="en")))
    monkeypatch.setattr("claqueur.app.sections.quarantine.TAKEN_ALONG", 1)
    assert said in shown(unfolded(open_app("start", at_workspace=with_some_aside.path, lang="en")))


def test_the_records_themselves_name_accounts_and_are_shown_as_harmless_text_on_demand(open_app, with_some_aside):
    app = unfolded(open_app("start", at_workspace=with_some_aside.path, lang="fr"))
    app.sidebar.toggle[0].set_value(True).run()
    assert app.main.dataframe[0].value["Enregistrement"].tolist() == [
        "2,=bob,01.05.2024 um 12,<b>of hand</b>",  # without the sign that turns the direction of writing round
        "4,cid,02.05.2024 um 13,plain",
    ]


def test_one_reason_alone_is_said_and_not_asked_for(open_app, empty, tmp_path):
    (tmp_path / "a.csv").write_text("id,author,date,text\n1,ann,2024-05-01T10:00:07Z,good\n2,,2024-05-01T10:00:07Z,x\n")
    ingest([tmp_path / "a.csv"], empty, dataset="spring")
    read = {"kept": 1, "duplicates": 0, "quarantined": 1, "quarantined_by": {"missing_account_id": 1}, "notes": []}
    analyses.save(empty, Analysis(Request(), status="finished", read=read, started_at=analyses.now()))
    app = unfolded(open_app("start", at_workspace=empty.path, lang="en"))
    assert "no account is named · a.csv · 1 record" in [text.value for text in app.main.text]
    assert EN("quarantine.choose") not in [box.label for box in app.main.selectbox]


def test_what_is_taken_along_has_no_formula_and_names_nobody_unasked(with_some_aside):
    records = quarantine(with_some_aside).sort("line").collect().with_columns(record=pl.lit("=1+1"))
    lines = written(*view.csv_rows(records, EN, reveal=False)).decode("utf-8-sig").splitlines()
    assert lines[:2] == [
        "Line,File,Reason,What stands there,What to do",
        f'3,a.csv,the time cannot be read,01.05.2024 um 12,"{EN("quarantine.to_do.unparseable_time")}"',
    ]
    named = written(*view.csv_rows(records, EN, reveal=True)).decode("utf-8-sig").splitlines()
    assert named[1] == f"{lines[1]},'=1+1"
    of_bob = records.with_columns(detail=pl.lit('Found "noon, says @bob". Give its form.'))
    found = [view.csv_rows(of_bob, EN, reveal)[1][0][3] for reveal in (False, True)]
    assert found == ["noon, says @…", "noon, says @bob"]


def test_they_are_read_again_with_what_the_reader_says_and_what_was_said_before(open_app, with_some_aside, started):
    app = unfolded(open_app("start", at_workspace=with_some_aside.path, lang="en"))
    assert app.main.button(key="quarantine.retry").disabled  # nothing new was said
    app.main.text_input(key="quarantine.time_format").set_value("%d.%m.%Y um %H").run()
    app.main.button(key="quarantine.retry").click().run()
    (request,) = started
    assert request.retry == {"reason": "unparseable_time", "source_file": "a.csv"}
    assert request.mapping == {"text": "text", "time.format": "%d.%m.%Y um %H"}
    assert (request.dataset, request.n_posts, request.files) == ("spring", 2, ())


def test_a_missing_account_is_chosen_among_the_columns(open_app, with_some_aside, started):
    app = unfolded(open_app("start", at_workspace=with_some_aside.path, lang="en"))
    app.main.selectbox(key="quarantine.group.3.en.pseudonyms").select_index(1).run()
    assert app.main.dataframe[0].value.to_dict("records") == [{"Line": 4}]  # of what is missing nothing is to be seen
    column = app.main.selectbox(key="quarantine.column.missing_account_id.en.pseudonyms")
    assert column.options == ["id", "author", "date", "text"]
    column.set_value("id").run()
    app.main.button(key="quarantine.retry").click().run()
    assert started[0].mapping == {"text": "text", "account_id": "id"}


def test_a_retry_under_way_is_called_what_it_is(open_app, with_some_aside):
    request = Request(names=("a.csv",), retry={"reason": "unparseable_time", "source_file": "a.csv"}, n_posts=2)
    analyses.save(with_some_aside, Analysis(request, started_at=analyses.now(), pid=1))
    with (with_some_aside.path / analyses.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as its process does
        app = open_app("start", at_workspace=with_some_aside.path, lang="en")
    assert [header.value for header in app.main.header] == [EN("start.retried.running")]
    assert "**Reading again what was put aside** – under way" in shown(app)


def test_after_a_retry_one_is_told_what_became_of_them_and_goes_on_with_the_posts(open_app, with_some_aside):
    request = Request(names=("a.csv",), dataset="spring", retry={"reason": "unparseable_time", "source_file": "a.csv"})
    read = {"kept": 2, "duplicates": 0, "quarantined": 1, "quarantined_by": {}, "notes": []}
    analyses.save(with_some_aside, Analysis(request, status="finished", read=read, started_at=analyses.now()))
    app = open_app("start", at_workspace=with_some_aside.path, lang="en")
    assert [success.value for success in app.main.success] == [EN("start.retried.title")]
    assert "2 new posts in the workspace." in shown(app)
    assert "1 record still cannot be read." in shown(app)
    assert app.main.segmented_control[0].value == "here"
    assert "start.start" in [button.key for button in app.main.button]


def test_the_overview_says_what_its_run_could_not_read(open_app, workspace, tmp_path):
    own = Workspace.open(shutil.copytree(workspace.path, tmp_path / "w"))
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    ingest([tmp_path / "a.csv"], own, dataset="spring")
    manifest_path = own.run_path(RUN_ID) / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    said = "could not be read and are in no number of this analysis"
    for datasets, is_of_the_run in ((["spring"], True), (["another"], False)):
        manifest["input"]["datasets"] = datasets
        manifest_path.write_text(json.dumps(manifest))
        loading.manifests.clear()
        page = open_app(at_workspace=own.path, lang="en")
        assert (
            f"3 records {said}: the time cannot be read (2); no account is named (1)" in shown(page)
        ) is is_of_the_run
        folded = [part.label for part in page.main.expander]
        assert ("Look at what was put aside (3 records)" in folded) is is_of_the_run
