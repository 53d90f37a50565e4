"""The Start page with a query: nothing is sent before the reader asks, the estimate is shown, the request is right."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from claqueur import analysis as analyses
from claqueur.analysis import Analysis, Request
from claqueur.app.texts import Words
from claqueur.app.views import start as view
from claqueur.app.views.query import Expected, expected_lines
from claqueur.ingest.collect.settings import BlueskySettings, XSettings
from claqueur.workspace import Workspace
from tests.app.conftest import shown
from tests.platforms.fake_bluesky import FakeJetstream, FakeSearch
from tests.platforms.fake_mastodon import FakeMastodon
from tests.platforms.fake_x import TOKEN, FakeX, limited

EN = Words("en")


def at_query(open_app, workspace: Workspace, platform: str = "x", lang: str = "en"):
    app = open_app("start", at_workspace=workspace.path, lang=lang)
    app.main.segmented_control[0].set_value("query").run()
    if platform != "x":
        app.main.segmented_control[1].set_value(platform).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_query_to_x_is_estimated_when_asked_and_then_started(
    open_app, empty, started, fake_x: FakeX, x_settings: XSettings, lang
):
    app = at_query(open_app, empty, lang=lang)
    app.main.text_input(key="start.query.x.text").set_value("#bridge").run()
    app.main.number_input(key="start.query.limit").set_value(200).run()
    assert fake_x.asked == []  # the reader has not asked yet
    assert [button.key for button in app.main.button] == ["start.query.ask"]
    app.main.button(key="start.query.ask").click().run()
    assert [asked["path"] for asked in fake_x.asked] == ["/2/tweets/counts/recent"]
    lines = expected_lines(Expected(250, False, 200, 2.0, 1.005, 9.005), Words(lang))
    assert len(lines) == 2
    assert all(line in shown(app) for line in lines)
    app.main.button(key="start.start").click().run()
    (request,) = started
    assert request.dataset == "#bridge"
    assert request.n_posts == 200
    assert {name: request.query[name] for name in ("platform", "n_wanted", "spent_usd")} == {
        "platform": "x",
        "n_wanted": 200,
        "spent_usd": "0.005",
    }
    asked = {name: request.query["asked"][name] for name in ("kind", "query", "limit", "budget_usd", "lean")}
    assert asked == {"kind": "search", "query": "#bridge", "limit": 200, "budget_usd": "20", "lean": False}
    assert len(fake_x.asked) == 1  # collecting is the work of the other process
    assert TOKEN not in shown(app) + str(request)


def test_an_estimate_holds_for_its_own_query_only(open_app, empty, fake_x: FakeX, x_settings: XSettings):
    app = at_query(open_app, empty)
    app.main.text_input(key="start.query.x.text").set_value("#bridge").run()
    app.main.button(key="start.query.ask").click().run()
    assert any(button.key == "start.start" for button in app.main.button)
    app.main.text_input(key="start.query.x.text").set_value("#tunnel").run()
    assert all(button.key != "start.start" for button in app.main.button)
    assert len(fake_x.asked) == 1


def test_other_days_need_a_first_day_and_the_last_is_included(
    open_app, empty, started, fake_x: FakeX, x_settings: XSettings
):
    app = at_query(open_app, empty)
    app.main.text_input(key="start.query.x.text").set_value("#bridge").run()
    app.main.segmented_control[2].set_value("archive").run()
    assert all(button.key != "start.query.ask" for button in app.main.button)
    app.main.date_input(key="start.query.from").set_value(date(2026, 5, 1)).run()
    app.main.date_input(key="start.query.to").set_value(date(2026, 5, 3)).run()
    app.main.button(key="start.query.ask").click().run()
    assert fake_x.asked[0]["path"] == "/2/tweets/counts/all"
    assert (fake_x.asked[0]["start_time"], fake_x.asked[0]["end_time"]) == (
        "2026-05-01T00:00:00Z",
        "2026-05-04T00:00:00Z",
    )


def test_without_a_token_the_page_says_where_to_put_one(
    open_app, empty, fake_x: FakeX, x_settings: XSettings, monkeypatch
):
    monkeypatch.delenv("X_BEARER_TOKEN")
    app = at_query(open_app, empty)
    assert EN("error.no_x_token") in shown(app)
    assert len(app.main.button) == 0


def test_a_page_does_not_wait_for_a_rate_limit(open_app, empty, fake_x: FakeX, x_settings: XSettings):
    def limit(request):
        return limited(600)(request)

    fake_x.count_faults.append(limit)
    app = at_query(open_app, empty)
    app.main.text_input(key="start.query.x.text").set_value("#bridge").run()
    app.main.button(key="start.query.ask").click().run()
    assert EN("error.long_wait", minutes="11", what="rate limit") in shown(app)


def test_a_query_that_finds_nothing_cannot_be_started(open_app, empty, fake_x: FakeX, x_settings: XSettings):
    fake_x.n = 0
    app = at_query(open_app, empty)
    app.main.text_input(key="start.query.x.text").set_value("#bridge").run()
    app.main.button(key="start.query.ask").click().run()
    assert EN("start.query.none") in shown(app)
    assert all(button.key != "start.start" for button in app.main.button)


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        (
            Expected(2_500, False, 1_000, 10.0, 5.005, 45.005, "0.005", 20.0),
            [
                "About 2,500 posts match; the newest **1,000 posts** are collected.",
                "Cost: **$5.00** for the posts alone, up to **$45.00** with all authors and posts that they refer to. It "
                "is not known for certain that X charges for these; claqueur reckons that it does.",
                "The budget of $20.00 may end it earlier; it is not exceeded.",
            ],
        ),
        (
            Expected(10, False, 10, 1.0, 0.055, 0.055, "0.005", 20.0),
            ["About **10 posts** match.", "Cost: **$0.06**."],
        ),
        (
            Expected(None, True, 500, 6.0),
            [
                "At most **500 posts**; the platform does not say how many there are.",
                "Nothing is charged.",
            ],
        ),
        (
            Expected.of_timeline(140, 1_000),
            [
                "At most **1,000 posts**; the platform does not say how many there are.",
                "The server counts about 140 posts with these hashtags in the last seven days.",
                "Nothing is charged.",
            ],
        ),
        (
            Expected(0, False, 0, 1.0, 0.005, 0.005),
            ["No post matches. Write the query otherwise, or choose other days."],
        ),
    ],
)
def test_an_estimate_in_words(expected: Expected, lines: list[str]):
    assert expected_lines(expected, EN) == lines


def test_a_search_of_bluesky_is_estimated_and_started(
    open_app, empty, started, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings
):
    app = at_query(open_app, empty, "bluesky")
    app.main.text_input(key="start.query.bluesky.text").set_value("#bridge").run()
    assert bluesky_search.n_sessions == 0
    app.main.button(key="start.query.ask").click().run()
    assert EN("start.query.all", wanted="250 posts") in shown(app)
    assert EN("start.query.free") in shown(app)
    app.main.button(key="start.start").click().run()
    assert started[0].query["asked"]["kind"] == "search"


def test_the_stream_is_started_without_asking_anything(
    open_app, empty, started, jetstream: FakeJetstream, bluesky_settings: BlueskySettings, monkeypatch
):
    monkeypatch.delenv("BLUESKY_APP_PASSWORD")  # the stream needs none
    app = at_query(open_app, empty, "live")
    app.main.text_area(key="start.query.words").set_value("#bridge\n\n our harbour ").run()
    app.main.number_input(key="start.query.minutes").set_value(30).run()
    app.main.button(key="start.start").click().run()
    (request,) = started
    assert request.query["asked"]["words"] == ("#bridge", "our harbour")
    assert (request.query["for_s"], request.query["platform"]) == (1_800, "bluesky")
    assert jetstream.asked == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_timeline_of_mastodon_is_estimated_when_asked_and_then_started(
    open_app, empty, started, mastodon: FakeMastodon, lang
):
    app = at_query(open_app, empty, "mastodon", lang)
    assert app.main.text_input(key="start.query.server").value == mastodon.url  # as the environment says
    app.main.text_input(key="start.query.tags").set_value("#bridge, harbour").run()
    app.main.date_input(key="start.query.from").set_value(date(2026, 5, 1)).run()
    app.main.number_input(key="start.query.limit").set_value(500).run()
    assert mastodon.asked == []
    app.main.button(key="start.query.ask").click().run()
    assert [path for path, _ in mastodon.asked] == ["/api/v1/tags/bridge", "/api/v1/tags/harbour"]
    lines = expected_lines(Expected.of_timeline(280, 500), Words(lang))
    assert len(lines) == 3
    assert all(line in shown(app) for line in lines)
    app.main.button(key="start.start").click().run()
    (request,) = started
    assert (request.dataset, request.query["platform"], request.n_posts) == ("#bridge #harbour", "mastodon", 500)
    asked = request.query["asked"]
    assert {name: asked[name] for name in ("kind", "server", "tags", "since", "limit", "local")} == {
        "kind": "timeline",
        "server": mastodon.url,
        "tags": ("bridge", "harbour"),
        "since": "2026-05-01",
        "limit": 500,
        "local": False,
    }
    assert len(mastodon.asked) == 2  # collecting is the work of the other process


def test_of_all_public_posts_a_server_of_mastodon_is_not_even_asked_how_many_there_are(
    open_app, empty, started, mastodon: FakeMastodon
):
    app = at_query(open_app, empty, "mastodon")
    app.main.toggle(key="start.query.local").set_value(True).run()
    app.main.button(key="start.query.ask").click().run()
    assert EN("start.query.at_most", wanted="1,000 posts") in shown(app)
    app.main.button(key="start.start").click().run()
    assert (started[0].query["asked"]["tags"], started[0].query["asked"]["local"]) == ((), True)
    assert mastodon.asked == []


def test_the_stream_of_mastodon_is_started_without_asking_anything(open_app, empty, started, mastodon: FakeMastodon):
    app = at_query(open_app, empty, "mastodon_live")
    app.main.text_input(key="start.query.tag").set_value("#bridge").run()
    app.main.number_input(key="start.query.minutes").set_value(30).run()
    app.main.button(key="start.start").click().run()
    query = started[0].query
    assert (query["platform"], query["for_s"]) == ("mastodon", 1_800)
    assert (query["asked"]["kind"], query["asked"]["tags"]) == ("stream", ("bridge",))
    assert mastodon.asked == []


@pytest.mark.parametrize(
    ("platform", "field", "written", "sentence"),
    [
        ("mastodon", "server", "mastodon", EN("error.no_such_server", name="mastodon")),
        ("mastodon", "tags", "#our-party", EN("error.no_hashtag", name="our-party")),
        ("mastodon_live", "tag", "#bridge #harbour", EN("error.one_hashtag")),
    ],
)
def test_what_a_server_of_mastodon_does_not_take_is_said_before_it_is_asked(
    open_app, empty, mastodon: FakeMastodon, platform, field, written, sentence
):
    app = at_query(open_app, empty, platform)
    app.main.text_input(key=f"start.query.{field}").set_value(written).run()
    assert sentence in shown(app)
    assert len(app.main.button) == 0
    assert mastodon.asked == []


def test_without_a_server_nothing_can_be_asked(open_app, empty, mastodon: FakeMastodon, monkeypatch):
    monkeypatch.delenv("MASTODON_SERVER")
    app = at_query(open_app, empty, "mastodon")
    assert app.main.text_input(key="start.query.server").value == ""
    assert len(app.main.button) == 0


def test_the_steps_begin_with_collecting_and_say_how_many_there_are():
    query = {"platform": "x", "n_wanted": 1_000, "expected_s": 60.0}
    began = datetime(2026, 5, 1, tzinfo=UTC)
    state = Analysis(Request(query=query, n_posts=1_000), started_at=began.isoformat(), n_collected=500)
    found = view.progress(state, None, 1.0, began)
    assert [step.name for step in found.steps][:3] == ["collecting", "reading", "traces"]
    assert "500 posts" in view.step_lines(found, state, None, EN)[0]
    done = view.progress(Analysis(**vars(state) | {"collected": "limit"}), None, 1.0, began)
    assert (done.steps[0].state, done.steps[1].state) == ("done", "doing")
    assert done.share > found.share > 0


def test_a_wait_and_the_way_it_ended_are_shown(open_app, empty):
    query = {"platform": "x", "asked": {}, "n_wanted": 1_000, "expected_s": 60.0}
    waiting = {"waits_for": "rate limit", "waits_until": "2026-05-01T10:15:00+00:00", "n_collected": 300}
    request = Request(query=query, names=("#bridge",), n_posts=1_000)
    state = Analysis(request, started_at=analyses.now(), **waiting)
    analyses.save(empty, state)
    with analyses._lock(empty):  # as a process under way would
        app = open_app("start", at_workspace=empty.path, lang="en")
        assert "it goes on at 1 May 2026, 10:15:00 (UTC)" in shown(app)
    failed = {"status": analyses.FAILED, "error": "x", "error_kind": "platform_silent", "collected": "budget"}
    found = {"error_found": {"name": "X", "attempts": "8", "what": "X answers 503"}, "ended_at": analyses.now()}
    analyses.save(empty, Analysis(request, started_at=analyses.now(), n_collected=300, **failed, **found))
    app = open_app("start", at_workspace=empty.path, lang="en")
    assert "X was asked 8 times and did not answer (X answers 503)" in shown(app)
    assert "300 posts were collected; the budget allows no further page." in shown(app)
