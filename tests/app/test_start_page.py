"""The Start page in each of its states; the process of an analysis is replaced by its state in the workspace."""

from __future__ import annotations

import fcntl
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from claqueur import analysis as analyses
from claqueur.analysis import Analysis, Request
from claqueur.app.data.uploads import stored
from claqueur.app.texts import Words, texts
from claqueur.app.views import start as view
from claqueur.ingest.declared.among_posts import among_posts
from claqueur.ingest.declared.kept import declared
from claqueur.ingest.load import ingest
from claqueur.ingest.readers import READERS
from claqueur.ingest.records import DETAILS
from claqueur.jobs.coordination.shuffles import SHUFFLES
from claqueur.jobs.pipeline import STAGES
from claqueur.schema import SHUFFLED_STAGES
from claqueur.terminal import durations
from claqueur.watchlist import keep
from claqueur.workspace import Workspace
from tests.app.conftest import shown

KNOWN = b"id,author,date,text\n1,ann_handle,2026-03-02 08:00:05,hello @bob_handle\n2,bob_handle,2026-03-02 09:00:10,x\n"
UNKNOWN = b"wer,wann,was\nann_handle,2026-03-02T08:00:05Z,hello\n"
RUN_ID = "20260310-120000-aaaaaa"
EN = Words("en")


def boxes(app) -> dict[str, object]:
    return {box.label: box for box in app.main.selectbox}


def answer(app, question: str, box: str, choice: str) -> None:
    """Nothing can be started before the reader has chosen what `question` asks for."""
    assert question in shown(app)
    assert len(app.main.button) == 0
    boxes(app)[box].set_value(choice).run()
    assert not app.exception


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_empty_workspace_asks_for_posts_and_nothing_else(open_app, empty, lang):
    app = open_app("start", at_workspace=empty.path, lang=lang)
    assert not app.exception
    assert Words(lang)("start.choose.welcome") in shown(app)
    assert app.main.segmented_control[0].options == [
        Words(lang)(f"start.choose.{name}") for name in ("upload", "path", "query")
    ]
    assert len(app.main.button) == 0


def test_a_recognised_file_can_be_started_at_once(open_app, empty, started):
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("../../etc/posts <b>.csv", KNOWN).run()
    assert not app.exception
    assert "A table with 4 columns and about 2 records." in shown(app)
    assert "The earliest is from 2 Mar 2026, 08:00:05" in shown(app)
    sample = app.main.dataframe[0].value
    assert sample["author"].tolist() == ["an…", "bo…"]  # pseudonymised like everywhere
    assert sample["text"].tolist()[0] == "hello @…"
    assert EN("start.check.unzoned", where="Which column is which") in shown(app)  # the zone is folded in there
    assert EN("start.run.measured_elsewhere") in shown(app)
    app.main.button(key="start.start").click().run()
    (request,) = started
    (path,) = request.files
    assert Path(path).parent == empty.uploads
    assert Path(path).read_bytes() == KNOWN
    assert len(Path(path).name) == 64  # a hash: the name that was sent has no part in it
    assert (request.dataset, request.mapping, request.n_posts) == ("posts <b>", {}, 2)
    assert request.parameters().window_s == 60


def test_of_several_sheets_the_reader_chooses_one(open_app, empty, started, tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    for name, table in {
        "Accounts": [["id", "name"], ["1", "ann"]],
        "Posts": [line.split(",") for line in KNOWN.decode().splitlines()],
    }.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(table):
            sheet.write_row(i, 0, row)
    book.close()
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("book.xlsx", (tmp_path / "book.xlsx").read_bytes()).run()
    question = "book.xlsx has several sheets with tables (Accounts, Posts). Choose the one that holds the posts."
    answer(app, question, "Sheet with the posts", "Posts")
    assert "A table with 4 columns and about 2 records." in shown(app)
    app.main.button(key="start.start").click().run()
    assert started[0].mapping == {"table.sheet": "Posts"}


def test_an_unknown_table_is_mapped_by_the_reader(open_app, empty, started):
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("unknown.csv", UNKNOWN).run()
    assert "Still needed: Account and Time." in shown(app)
    assert len(app.main.button) == 0
    boxes(app)["Account (needed)"].set_value("wer")
    boxes(app)["Time (needed)"].set_value("was")
    app.run()
    assert EN("start.check.none", why=EN("start.refused.unparseable_time")) in shown(app)
    assert len(app.main.button) == 0
    boxes(app)["Time (needed)"].set_value("wann").run()
    assert app.main.dataframe[0].value["wer"].tolist() == ["an…"]  # known to be an account now
    assert EN("start.check.no_text") in shown(app)
    assert EN("start.check.unused", columns="was") in shown(app)
    boxes(app)["Text"].set_value("was").run()
    assert EN("start.check.no_text") not in shown(app)
    assert "Columns that are not read" not in shown(app)
    app.main.button(key="start.start").click().run()
    assert started[0].mapping == {"account_id": "wer", "created_at": "wann", "text": "was"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo\u202e.csv", b"%PDF-1.4 nothing", "photo.csv is a PDF document. Get the data as CSV"),
        ("empty.csv", b"", "empty.csv is empty"),
        ("one.csv", b"only\n1\n", "one.csv has only one column"),
    ],
)
def test_a_bad_file_gives_one_sentence_with_its_own_name(open_app, empty, name, content, said):
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload(name, content).run()
    assert not app.exception
    assert [error.value for error in app.main.error] == [EN("start.cannot")]
    assert any(text.value.startswith(said) for text in app.main.text)
    assert len(app.main.button) == 0


def test_paths_are_read_where_they_are(open_app, empty, started, tmp_path):
    (tmp_path / "posts.csv").write_bytes(KNOWN)
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.segmented_control[0].set_value("path").run()
    app.main.text_area[0].set_value(f'"{tmp_path / "posts.csv"}"\n/nowhere/x.csv').run()
    assert any("There is no file /nowhere/x.csv. Check the path." in text.value for text in app.main.text)
    app.main.text_area[0].set_value(f'"{tmp_path / "posts.csv"}"').run()
    app.main.button(key="start.start").click().run()
    assert started[0].files == (str(tmp_path / "posts.csv"),)
    assert not empty.uploads.exists()


def test_posts_that_are_here_can_be_analysed_with_other_settings(open_app, empty, started, tmp_path):
    (tmp_path / "posts.csv").write_bytes(KNOWN)
    ingest([tmp_path / "posts.csv"], empty, dataset="first")
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.segmented_control[0].set_value("here").run()
    boxes(app)["Time window"].select("own pace of each kind of trace").run()
    next(one for one in app.main.toggle if one.label == EN("start.run.shuffled")).set_value(True).run()
    app.main.button(key="start.start").click().run()
    assert started == [Request(window_s=None, null_runs=1, n_posts=2)]
    assert started[0].parameters().null_runs == 1
    app.main.multiselect[1].set_value([]).run()
    assert app.main.button(key="start.start").disabled
    assert EN("start.run.no_layer") in shown(app)


def running(workspace: Workspace, **changes: object) -> Analysis:
    """An analysis under way for 20 seconds, with three stages done."""
    began = (datetime.now(UTC) - timedelta(seconds=20)).isoformat(timespec="seconds")
    folder = workspace.run_path(RUN_ID)
    folder.mkdir(parents=True, exist_ok=True)
    stages = {name: {"rows": 1_234, "seconds": 1.5} for name in ("activity", "near_bands", "near_pairs")}
    manifest = {"status": "running", "run_id": RUN_ID, "input": {"n_posts": 50_000}, "stages": stages}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    read = {"kept": 49_000, "duplicates": 1_000, "quarantined": 7, "quarantined_by": {"missing_time": 7}, "notes": []}
    request = Request(("/w/uploads/abc",), ("<b>posts.csv",), "posts", n_posts=50_000)
    state = Analysis(request, started_at=began, pid=1, read=read, run_id=RUN_ID, stage_since=began)
    analyses.save(workspace, replace(state, **changes))
    return replace(state, **changes)


def test_a_running_analysis_is_shown_to_whoever_opens_the_page(open_app, empty):
    running(empty)
    with (empty.path / analyses.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as its process does
        app = open_app("start", at_workspace=empty.path, lang="en")
        assert not app.exception
        assert EN("start.running.title") in shown(app)
        assert "**Reading the posts** – done · 50,000 posts" in shown(app)
        assert "**Finding what accounts share** – under way" in shown(app)
        assert "Testing pairs of accounts against chance – to come · about" in shown(app)
        assert app.main.text[0].value == "<b>posts.csv"
        assert [button.label for button in app.main.button] == [EN("start.cancel")]
        assert len(app.main.get("file_uploader")) == 0


def test_a_killed_or_cancelled_analysis_offers_to_go_on(open_app, empty, monkeypatch):
    resumed: list[Workspace] = []
    monkeypatch.setattr(analyses, "resume", resumed.append)
    for status, title in (("running", "start.stopped.title"), ("cancelled", "start.cancelled.title")):
        running(empty, status=status)
        app = open_app("start", at_workspace=empty.path, lang="en")
        assert [warning.value for warning in app.main.warning] == [EN(title)]
        app.main.button(key="start.resume").click().run()
    assert len(resumed) == 2
    app.main.button(key="start.put_aside").click().run()
    assert analyses.latest(empty) is None


def test_a_failed_analysis_says_why_and_what_became_of_the_records(open_app, empty):
    running(empty, status="failed", error="abc is a damaged gzip file: get it again.")
    shown_failed = shown(open_app("start", at_workspace=empty.path, lang="en"))
    assert EN("start.failed.title") in shown_failed
    assert "<b>posts.csv is a damaged gzip file: get it again." in shown_failed
    assert "7 records put aside: they have no time." in shown_failed
    running(empty, status="failed", error="KeyError", is_bug=True)
    assert EN("start.failed.bug") in shown(open_app("start", at_workspace=empty.path, lang="en"))


def test_a_finished_analysis_leads_to_its_overview(open_app, workspace):
    analyses.save(
        workspace, Analysis(Request(names=("p",)), status="finished", run_id=RUN_ID, started_at=analyses.now())
    )
    try:
        app = open_app("start", lang="fr")
        assert [success.value for success in app.main.success] == [Words("fr")("start.finished.title")]
        app.main.button(key="start.open").click().run()
        assert app.title[0].value == Words("fr")("overview.title")
        assert app.query_params["run"] == RUN_ID
    finally:
        analyses.forget(workspace)


def test_every_stage_belongs_to_a_step_and_has_a_measured_rate():
    of_steps = [stage for stages in view.STEPS.values() for stage in stages]
    assert of_steps == list(STAGES) == list(durations.STAGES_S)  # in order: the first missing one is under way


def test_every_format_and_every_reason_has_its_words():
    rejects = ("line_too_long", "no_json_object", "no_post", "not_csv", "unclosed_quote", "wrong_field_count")
    named = [
        *(f"start.format.{reader.name}" for reader in READERS),
        *(f"start.refused.{reason}" for reason in (*DETAILS, *rejects)),
        *(f"start.step.{step}.name" for step in (view.READING, *view.STEPS)),
    ]
    assert [key for key in named if key not in texts("en")] == []


def test_the_share_grows_with_the_stages_and_slow_stages_lengthen_the_rest(empty):
    analysis = running(empty)
    at = datetime.fromisoformat(analysis.started_at) + timedelta(seconds=1)
    manifest = {"input": {"n_posts": 1_000_000}, "stages": {}}
    nothing = view.progress(analysis, manifest, 1.0, at)
    some = {
        name: {"rows": 1, "seconds": seconds}
        for name, (_, seconds) in durations.STAGES_S.items()
        if name in view.STEPS["traces"]
    }
    part = view.progress(analysis, manifest | {"stages": some}, 1.0, at)
    assert 0 < nothing.share < part.share < 1
    assert [step.state for step in part.steps][:3] == ["done", "done", "doing"]
    slow = {name: {"rows": 1, "seconds": 10 * stage["seconds"]} for name, stage in some.items()}
    assert view.progress(analysis, manifest | {"stages": slow}, 1.0, at).left_s > 5 * part.left_s


@pytest.mark.parametrize(("null_runs", "steps"), [(0, ["accounts", "topics"]), (1, ["accounts", "topics", "shuffled"])])
def test_shuffled_posts_are_a_step_where_they_were_asked_for(null_runs, steps):
    analysis = Analysis(Request(n_posts=LONG, null_runs=null_runs), started_at="2026-03-10T12:00:00+00:00")
    found = view.progress(analysis, None, 1.0, datetime(2026, 3, 10, 12, tzinfo=UTC)).steps
    assert [step.name for step in found][4:] == steps


LONG = 1_000_000  # posts, of which near_pairs takes a minute


def long_stage(after_s: float, **changes: object) -> view.Progress:
    """near_pairs under way for `after_s` seconds, the stages before it done in the time expected."""
    began = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    expected = durations.stages_s(LONG)
    stages = {name: {"rows": 1, "seconds": expected[name]} for name in ("activity", "coverage", "near_bands")}
    analysis = Analysis(Request(), started_at=began.isoformat(), run_id=RUN_ID, stage_since=began.isoformat())
    manifest = {"input": {"n_posts": LONG}, "stages": stages}
    return view.progress(replace(analysis, **changes), manifest, 1.0, began + timedelta(seconds=after_s))


def test_shuffled_posts_take_as_long_as_what_they_repeat():
    plain, shuffled = (view.expected_s(0, Request(n_posts=LONG, null_runs=n), 1.0) for n in (0, 1))
    stages = durations.stages_s(LONG)
    assert len(SHUFFLES) == durations.N_SHUFFLES
    assert shuffled - plain == pytest.approx(2 * sum(stages[name] for name in SHUFFLED_STAGES))


def test_the_remaining_time_goes_down_second_by_second_within_a_long_stage():
    looks = [long_stage(after_s) for after_s in (0, 10, 30, 59)]
    assert [round(looks[0].left_s - look.left_s) for look in looks] == [0, 10, 30, 59]
    assert [look.share for look in looks] == sorted({look.share for look in looks})
    assert not any(look.is_late for look in looks)


@pytest.mark.parametrize(("after_s", "is_late"), [(60, False), (69, False), (71, True), (600, True)])
def test_a_stage_well_beyond_its_time_is_called_late(after_s, is_late):
    late = long_stage(after_s)
    assert late.is_late is is_late
    assert ("takes longer than expected" in view.times(late, EN)) is is_late
    after_it = sum(step.expected_s for step in late.steps) - long_stage(0).steps[0].spent_s - 60
    assert late.left_s >= after_it  # the wait is never taken from what comes after


def test_a_late_stage_says_its_own_time_and_lengthens_what_comes_after():
    (line, *_) = view.step_lines(long_stage(600), Analysis(Request()), None, EN)
    assert line.endswith("– under way · 10\u00a0min 10\u00a0s so far (expected: about 80\u00a0s)")
    assert long_stage(600).left_s > 5 * long_stage(60).left_s


def test_what_was_stopped_does_not_grow_later_by_the_hour():
    assert long_stage(36_000, status="stopped").left_s == long_stage(0).left_s


def test_files_that_read_slowly_make_the_rest_of_them_longer():
    def reading(after_s: int, n_bytes: int) -> view.Progress:
        began = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
        request = Request(files=("posts.csv",), n_posts=LONG)
        state = Analysis(request, started_at=began.isoformat(), bytes_done=n_bytes, bytes_total=100)
        return view.progress(state, None, 1.0, began + timedelta(seconds=after_s))

    assert reading(26, 50).left_s == pytest.approx(reading(0, 50).left_s)  # half of it in half of the time
    assert reading(260, 50).left_s > 5 * reading(26, 50).left_s
    assert not reading(260, 50).is_late  # it goes on, only slowly
    assert reading(100, 0).is_late


def test_the_start_says_which_topics_will_be_looked_for(open_app, empty, tmp_path):
    (tmp_path / "posts.csv").write_bytes(KNOWN)
    ingest([tmp_path / "posts.csv"], empty, dataset="first")
    keep(empty, '[[topic]]\nname = "Brinlow"\nkind = "brand"')
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.segmented_control[0].set_value("here").run()
    assert EN("watchlist.will_look", topics="1 topic") in shown(app)
    (empty.path / "watchlist.toml").write_text("[[topic]", encoding="utf-8")  # spoilt by hand
    app.run()
    assert not app.exception
    assert EN("watchlist.spoilt") in shown(app)


def test_topics_looked_for_afterwards_are_one_step(empty):
    analysis = running(empty, request=Request(topics_of=RUN_ID, n_posts=50_000), read=None)
    at = datetime.fromisoformat(analysis.started_at) + timedelta(seconds=1)
    stages = {name: {"rows": 1, "seconds": 1.0} for name in STAGES}  # of the run as it was
    found = view.progress(analysis, {"input": {"n_posts": 50_000}, "stages": stages}, 1.0, at)
    assert [(step.name, step.state) for step in found.steps] == [("topics", "doing")]
    assert found.share < 1


def test_reading_again_is_one_step_that_goes_on_by_the_clock(empty):
    retry = Request(retry={"reason": "unparseable_time", "source_file": "a.csv"}, n_posts=1_000_000)
    analysis = running(empty, request=retry, read=None, run_id=None, stage_since=None)
    began = datetime.fromisoformat(analysis.started_at)
    early, later = (view.progress(analysis, None, 1.0, began + timedelta(seconds=after_s)) for after_s in (1, 11))
    assert [(step.name, step.state) for step in early.steps] == [("retrying", "doing")]
    assert early.left_s - later.left_s == pytest.approx(10)


def test_a_slow_machine_is_known_by_its_last_run():
    stages = {name: {"seconds": 2 * seconds} for name, seconds in durations.stages_s(100_000).items()}
    assert durations.pace({"input": {"n_posts": 100_000}, "stages": stages}) == pytest.approx(2.0)
    assert durations.pace(None) == 1.0


@pytest.mark.parametrize(
    ("seconds", "lang", "written"),
    [
        (1, "en", "a few seconds"),
        (12, "en", "about 10\u00a0s"),
        (100, "en", "about 100\u00a0s"),
        (400, "fr", "environ 6\u00a0min 30\u00a0s"),
        (5_000, "en", "about 1\u00a0h 30\u00a0min"),
        (90_000, "fr", "environ 1\u00a0j 1\u00a0h"),
    ],
)
def test_estimates_are_no_finer_than_they_are_good(seconds, lang, written):
    assert view.about(seconds, Words(lang)) == written


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("tweets.csv.gz", "tweets"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\élections 2026.csv", "élections 2026"),
        ("=1+1\u202e.csv", "=1+1"),
        ("..", "posts"),
        ("", "posts"),
    ],
)
def test_a_dataset_is_named_after_its_file_without_harm(name, dataset):
    assert view.dataset_name(name) == dataset


def test_the_same_upload_is_kept_once(empty, tmp_path):
    (tmp_path / "a").write_bytes(KNOWN)
    with (tmp_path / "a").open("rb") as content:
        assert stored(empty, content) == stored(empty, content)
    assert [path.read_bytes() for path in empty.uploads.iterdir()] == [KNOWN]


def test_times_in_days_are_told_before_the_start_and_leave_no_window_that_fails(open_app, empty, started):
    app = open_app("start", at_workspace=empty.path, lang="en")
    days = "author,date,text\n" + "".join(f"ann,2026-03-{n % 28 + 1:02},post {n}\n" for n in range(100))
    app.main.file_uploader[0].upload("days.csv", days.encode()).run()
    assert EN("start.check.day") in shown(app)
    assert boxes(app)["Time window"].options == ["1\u00a0d", EN("start.run.window_auto")]
    app.main.button(key="start.start").click().run()
    assert started[0].window_s == 86_400


def test_the_method_can_be_read_before_anything_was_analysed(open_app, empty):
    app = open_app("start", at_workspace=empty.path, lang="en")
    assert app.main.get("page_link")[0].proto.page.endswith("method")
    app.switch_page("app_pages/method.py").run()
    assert not app.exception
    assert app.title[0].value == EN("method.title")


def test_a_mapping_is_saved_and_chosen_for_the_next_file(open_app, empty, started):
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("unknown.csv", UNKNOWN).run()
    boxes(app)["Account (needed)"].set_value("wer")
    boxes(app)["Time (needed)"].set_value("wann")
    app.run()
    next(field for field in app.main.text_input if field.key == "start.profile.new").set_value("../My export!").run()
    app.main.button(key="start.profile.save").click().run()
    assert not app.exception
    (saved,) = empty.profiles.iterdir()
    assert saved.name == "My-export.toml"
    assert saved.read_text() == '[columns]\naccount_id = "wer"\ncreated_at = "wann"\n'
    other = open_app("start", at_workspace=empty.path, lang="fr")
    other.main.file_uploader[0].upload("next.csv", UNKNOWN.replace(b"hello", b"again")).run()
    boxes(other)["Correspondance enregistrée"].set_value("My-export").run()
    assert not other.exception
    other.main.button(key="start.start").click().run()
    assert started[-1].mapping == {"account_id": "wer", "created_at": "wann"}


def test_dates_that_do_not_tell_their_order_are_asked_about(open_app, empty, started):
    table = b"id,author,date,text\n1,ann_handle,8/7/2015 10:00,hello\n"
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("posts.csv", table).run()
    question = "Dates such as 8/7/2015 10:00 can be read day first or month first. Choose which."
    assert EN("start.asked") in shown(app)
    assert not app.error  # nothing is wrong with the file
    answer(app, question, "Dates begin with", "day-first")
    assert "The earliest is from 8 Jul 2015, 10:00" in shown(app)
    app.main.button(key="start.start").click().run()
    assert started[0].mapping == {"time.order": "day-first"}


def test_a_list_without_platforms_is_of_posts_that_name_none(open_app, empty, started, tmp_path):
    (tmp_path / "posts.csv").write_bytes(KNOWN)
    ingest([tmp_path / "posts.csv"], empty)
    app = open_app("start", at_workspace=empty.path, lang="fr")
    app.main.file_uploader[0].upload("posts.csv", KNOWN).run()
    next(toggle for toggle in app.main.toggle if toggle.key == "start.declared").set_value(True).run()
    app.main.file_uploader[-1].upload("mairie.csv", b"compte;organisation\nann_handle;Mairie\n").run()
    assert not app.exception
    assert among_posts(empty).select("platform", "handle", "n_accounts").rows() == [("unknown", "ann_handle", 1)]


def test_a_list_of_declared_accounts_is_handed_over(open_app, empty, started):
    app = open_app("start", at_workspace=empty.path, lang="en")
    app.main.file_uploader[0].upload("posts.csv", KNOWN).run()
    next(toggle for toggle in app.main.toggle if toggle.key == "start.declared").set_value(True).run()
    field = app.main.file_uploader[-1]
    field.upload("staff.csv", b"platform,handle,affiliation\nx,@ann_handle,\n").run()
    assert "staff.csv, line 2, does not say what the account belongs to" in shown(app)
    assert declared(empty).is_empty()
    app.main.file_uploader[-1].upload("staff.csv", b"platform,handle,affiliation\nx,@ann_handle,Harbour Party\n").run()
    assert not app.exception
    assert "1 account declared: this analysis takes them into account, earlier ones stay as they are." in shown(app)
    assert declared(empty).select("handle", "affiliation", "list").rows() == [
        ("ann_handle", "Harbour Party", "staff.csv")
    ]
