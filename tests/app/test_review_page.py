"""Reviewing: the form on the campaign page, the Review page, the campaigns table."""

import shutil

import pytest

from claqueur.app.data.cases import record, verdicts
from claqueur.app.data.verdicts import Verdict
from claqueur.app.texts import Words
from claqueur.workspace import Workspace

RUN_ID = "20260310-120000-aaaaaa"
EMPTY_RUN_ID = "20260309-120000-bbbbbb"
RING = tuple(("simulated", name) for name in ("id904", "id905", "id906", "id907", "id908"))
EN = Words("en")


@pytest.fixture
def own(workspace, tmp_path):
    """A copy of the workspace that a test may write verdicts into."""
    shutil.copytree(workspace.path, tmp_path / "own")
    return Workspace.open(tmp_path / "own")


def say(workspace, reviewer, said, campaign="c-ring", note="", members=RING):
    record(workspace, Verdict(campaign, RUN_ID, members, said, reviewer, ("same_words",), note))


def shown(app):
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")
    parts = [str(element.value) for kind in kinds for element in app.main.get(kind)]
    return "\n".join(parts + [frame.value.to_csv() for frame in app.main.dataframe])


def history(app):
    return next((frame.value for frame in app.main.dataframe if "holds" in frame.value.columns), None)


def cards(app):
    """The verdicts that hold, as text; none of it read as Markdown but our own words."""
    return [element.value for element in app.main.get("text")]


def fill_in(app, name, verdict, reasons=(), note=""):
    app.text_input[0].set_value(name)
    if verdict:
        app.radio[0].set_value(verdict)
    app.multiselect[0].set_value(list(reasons))
    app.text_area[0].set_value(note)
    return app.button[-1].click().run()


def test_a_verdict_given_in_the_form_is_kept_with_the_run_and_the_members(open_app, own):
    app = open_app("campaign", own.path, lang="en", campaign="c-ring", section="review")
    assert "**Not reviewed**" in shown(app)
    app = fill_in(app, " Ann ", "undeclared", ["same_moment"], "read all 20 posts")
    assert not app.exception
    assert app.success[0].value == EN("review.saved")
    assert "**Reviewed by one**" in shown(app)
    [kept] = verdicts(own)
    assert (kept.campaign_id, kept.run_id, kept.verdict, kept.reviewer) == ("c-ring", RUN_ID, "undeclared", "Ann")
    assert (kept.reasons, kept.note) == (("same_moment",), "read all 20 posts")
    assert kept.members == RING
    assert "**Coordinated, undeclared**\n\n- Posts within seconds, again and again" in shown(app)  # Ann sees her own
    assert "read all 20 posts" in cards(app)
    assert history(app) is None  # no more than is shown already
    assert (app.text_input[0].value, app.radio[0].value, app.text_area[0].value) == ("Ann", None, "")  # for the next


@pytest.mark.parametrize(
    ("name", "verdict", "reasons", "lacking"),
    [("", "organic", ["news"], "name"), ("Ann", None, ["news"], "verdict"), ("Ann", "organic", [], "reason")],
)
def test_a_form_that_lacks_something_says_what_and_keeps_nothing(open_app, own, name, verdict, reasons, lacking):
    app = fill_in(
        open_app("campaign", own.path, lang="en", campaign="c-ring", section="review"), name, verdict, reasons
    )
    assert [error.value for error in app.error] == [EN(f"review.lacking.{lacking}")]
    assert not own.has_cases()


def test_the_second_reviewer_judges_alone_and_a_disagreement_is_shown_with_both_reasons(open_app, own):
    say(own, "Ann", "undeclared", note="Seen at once")
    app = open_app("campaign", own.path, lang="en", campaign="c-ring", section="review")
    assert "**Coordinated, undeclared**" not in shown(app)
    assert "Seen at once" not in shown(app)
    assert EN("review.hidden_why") in shown(app)
    app = fill_in(app, "Bob", "organic", ["news"])
    assert "**Reviewers disagree**" in shown(app)
    assert "**Organic**\n\n- A reaction to news" in shown(app)
    assert "**Coordinated, undeclared**\n\n- The same or nearly the same words" in shown(app)
    assert "Seen at once" in cards(app)


def test_a_changed_mind_is_a_new_row_and_the_old_one_stays(open_app, own):
    for reviewer, said in (("Ann", "undeclared"), ("Bob", "organic"), ("Bob", "undeclared")):
        say(own, reviewer, said)
    app = open_app("campaign", own.path, lang="en", campaign="c-ring", section="review")
    assert "**Reviewers agree: Coordinated, undeclared**" in shown(app)
    assert history(app)["holds"].tolist() == ["holds", "replaced", "holds"]


def test_members_who_came_or_left_since_are_counted(open_app, own):
    for reviewer in ("Ann", "Bob"):
        say(own, reviewer, "undeclared", members=(*RING[:4], ("simulated", "gone"), ("simulated", "gone2")))
    app = open_app("campaign", own.path, lang="en", campaign="c-ring", section="review")
    assert shown(app).count("Judged: 6 accounts; since then 1 account came, 2 accounts left.") == 2


def test_the_review_page_sorts_campaigns_by_what_they_wait_for(open_app, own):
    say(own, "Ann", "undeclared", campaign="c-ring")
    app = open_app("review", own.path, lang="en", state="second")
    assert app.query_params == {"lang": "en", "run": RUN_ID, "state": "second"}
    table = app.main.dataframe[0].value
    assert (table["campaign"].tolist(), table["said"].tolist(), table["reviewers"].tolist()) == (
        ["c-ring"], ["hidden"], ["Ann"],
    )  # fmt: skip
    assert app.main.dataframe[-1].value.columns[0] == "campaign"  # no history: the one verdict is hidden
    assert "1 verdict is not shown" in shown(app)
    app.text_input[0].set_value("ann").run()  # it was her
    assert app.main.dataframe[0].value["said"].tolist() == ["Coordinated, undeclared"]
    assert history(app)["reasons"].tolist() == ["The same or nearly the same words"]


def test_the_review_page_shows_first_what_nobody_has_read(open_app, own):
    say(own, "Ann", "undeclared", campaign="c-ring")
    app = open_app("review", own.path, lang="fr")
    assert app.main.dataframe[0].value["campaign"].tolist() == ["c-team"]
    assert app.query_params["state"] == "first"
    assert "Personne n’a encore rendu d’avis" in shown(app)


def test_a_run_without_campaigns_has_nothing_to_review(open_app, own):
    app = open_app("review", own.path, lang="en", run=EMPTY_RUN_ID)
    assert [info.value for info in app.info] == [EN("review.empty")]


def test_verdicts_on_campaigns_of_other_runs_stay_in_the_history(open_app, own):
    for reviewer in ("Ann", "Bob"):
        say(own, reviewer, "declared")
    app = open_app("review", own.path, lang="en", run=EMPTY_RUN_ID)
    assert history(app)["campaign"].tolist() == ["c-ring", "c-ring"]


def test_the_campaigns_table_shows_what_was_reviewed_and_filters_by_it(open_app, own):
    for reviewer in ("Ann", "Bob"):
        say(own, reviewer, "undeclared")
    app = open_app("campaigns", own.path, lang="en")
    assert app.main.dataframe[0].value["review"].tolist() == [
        "Reviewers agree: Coordinated, undeclared",
        "Not reviewed",
    ]
    app.multiselect[2].set_value(["settled"]).run()
    assert app.main.dataframe[0].value["campaign"].tolist() == ["c-ring"]


def test_a_damaged_case_file_is_told_and_the_evidence_still_shown(open_app, own):
    (own.path / "cases.db").write_bytes(b"this is no database" * 100)
    for page in ("campaigns", "campaign", "review"):
        app = open_app(page, own.path, lang="en")
        assert not app.exception
        assert app.warning[0].value == EN("review.unreadable")
        assert any("file is not a database" in text.value for text in app.text)
    assert "5 accounts shared 4 objects" in shown(open_app("campaign", own.path, lang="en"))


def test_hostile_names_and_notes_appear_as_harmless_text(open_app, own):
    note = "=cmd() \u202e**bold** @handle_401 <script>"
    for reviewer in ("<b>Ann</b> [x](javascript:alert(1)) \u202e", "=Bob()"):
        say(own, reviewer, "organic", note=note)
    table = history(open_app("review", own.path, lang="en", state="settled"))
    assert set(table["note"]) == {"'=cmd() **bold** @… <script>"}
    assert set(table["reviewer"]) == {"<b>Ann</b> [x](javascript:alert(1))", "'=Bob()"}
    app = open_app("campaign", own.path, lang="en", campaign="c-ring", section="review")
    assert cards(app).count("=cmd() **bold** @… <script>") == 2
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "warning"):
        for element in app.get(kind):
            assert not any(text in str(element.value) for text in ("<b>", "<script", "javascript:", "Bob()"))
