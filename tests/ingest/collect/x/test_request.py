"""Every question that can be asked of X, in both spellings, with both kinds of token."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from werkzeug import Request, Response

from claqueur.errors import UserError
from claqueur.ingest.collect.collect import begin_x, estimate_x, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import VARIABLE, XSettings, load_settings
from claqueur.ingest.collect.tokens import XTokens, x_tokens
from claqueur.ingest.collect.x.request import XRequest
from claqueur.workspace import Workspace
from tests.platforms.fake_x import TOKEN, FakeX, refusal


def collect(workspace: Workspace, kind: str, **request: Any) -> Collection:
    collection = begin_x(workspace, XRequest(kind, **request))
    go_on(collection)
    return collection


def paths(fake_x: FakeX) -> list[str]:
    return [asked["path"].removeprefix("/2") for asked in fake_x.asked]


@pytest.mark.parametrize(
    ("request_of_x", "expected"),
    [
        ({"kind": "search", "query": "a"}, ["/tweets/search/recent"]),
        ({"kind": "archive", "query": "a", "since": "2026-05-01"}, ["/tweets/search/all"]),
        ({"kind": "quotes", "targets": ("1", "https://x.com/ann/status/2?s=20")}, ["/tweets/1/quote_tweets", "/tweets/2/quote_tweets"]),
        ({"kind": "reposts", "targets": ("1",)}, ["/tweets/1/retweets"]),
        ({"kind": "timelines", "targets": ("@ann", "123")}, ["/users/by", "/users/123/tweets", "/users/70/tweets"]),
    ],
)  # fmt: skip
def test_each_kind_asks_its_endpoint_with_all_fields_and_gives_posts(
    request_of_x: dict, expected: list[str], workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.n, fake_x.reposts = 20, True
    collection = collect(workspace, **request_of_x)
    assert paths(fake_x) == expected
    assert {"max_results", "tweet.fields", "user.fields", "expansions"} <= set(fake_x.asked[-1])
    assert ingest_collected(workspace, collection).kept == 20


@pytest.mark.parametrize("spelling", ["tweet", "post"])
def test_both_spellings_give_the_same_posts(
    spelling: str, workspace: Workspace, fake_x: FakeX, x_settings: XSettings, rows: Any
) -> None:
    path = Path(os.environ[VARIABLE])
    path.write_text(f'{path.read_text()}spelling = "{spelling}"\n')
    fake_x.n, fake_x.reposts = 1, True
    ingest_collected(workspace, collect(workspace, "search", query="a"))
    asked = fake_x.asked[0]
    assert (f"{spelling}.fields" in asked) is True
    assert f"note_{spelling},edit_history_{spelling}_ids" in asked[f"{spelling}.fields"]
    assert asked["expansions"] == f"author_id,referenced_{spelling}s.id,referenced_{spelling}s.id.author_id"
    assert rows("kind", "repost_of_post_id", "repost_of_account_id", "text", "hashtags") == [
        ("repost", "5", "0", "the whole of a long text #Bridge", ["bridge"])
    ]


def test_the_archive_is_asked_once_a_second_at_most(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    fake_x.n = 1_200
    clock, slept = [1_000.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    collection = begin_x(workspace, XRequest("archive", query="a", since="2026-05-01"))
    go_on(collection, Watch(sleep=sleep, clock=lambda: clock[0]))
    assert [asked["max_results"] for asked in fake_x.asked] == ["500", "500", "500"]
    assert slept == [1.0, 1.0]  # the server took no time by this clock


def test_members_of_a_list_and_names_become_targets_each_once(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.n, fake_x.members = 5, 4
    collection = collect(workspace, "timelines", targets=("@ann", "nobody"), list_id="https://x.com/i/lists/44")
    assert [name for _, name in collection.state.targets] == ["ANN", "member0", "member1", "member2", "member3"]
    assert collection.state.skipped == (("nobody", "not known"),)
    assert paths(fake_x)[:3] == ["/users/by", "/lists/44/members", "/lists/44/members"]
    # 5 accounts looked up; then 5 posts and 3 authors from each of five timelines
    assert collection.state.spent_usd == "0.325"


def test_a_protected_account_among_several_is_skipped_and_named(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.n = 5
    fake_x.faults.append(lambda request: refusal(403, "Not authorized to view this user"))
    collection = collect(workspace, "timelines", targets=("1", "2"))
    assert (collection.state.ended, collection.state.n_posts) == ("complete", 5)
    assert collection.state.skipped[0][0] == "1"
    with pytest.raises(UserError, match=r"X does not allow this \(403: Not authorized"):  # alone, it is an error
        fake_x.faults.append(lambda request: refusal(403, "Not authorized to view this user"))
        collect(workspace, "timelines", targets=("1",))


def test_reposters_are_kept_but_are_no_posts(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    fake_x.members = 4
    collection = collect(workspace, "reposters", targets=("1",), lean=True)
    assert collection.state.n_posts == 4  # accounts
    assert collection.state.spent_usd == "0.040"
    assert ingest_collected(workspace, collection) is None
    assert not workspace.has_posts()


def test_posts_out_of_order_and_pages_that_come_twice_make_no_difference(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, rows: Any
) -> None:
    fake_x.n = 150
    fake_x.tokens = lambda n: ["first-150", "second-50", "third-50", None][n - 1]  # the first and last page twice
    summary = ingest_collected(workspace, collect(workspace, "search", query="a"))
    assert (summary.read, summary.kept, summary.duplicates) == (300, 150, 150)
    assert len(rows("post_id")) == 150


def test_a_cap_of_the_month_is_told_and_not_waited_for(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.append(lambda request: refusal(429, "Usage cap exceeded: Monthly product cap"))
    with pytest.raises(UserError, match=r"X has no more posts for this app this month \(Usage cap exceeded"):
        collect(workspace, "search", query="a")
    assert len(fake_x.asked) == 1


def test_what_x_says_is_shown_in_one_line(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    fake_x.faults.append(lambda request: refusal(400, "Ambiguous use of AND.\n\nPut it in quotes."))
    with pytest.raises(UserError, match=r"X refuses the request \(400: Ambiguous use of AND. Put it in quotes\)"):
        collect(workspace, "search", query="a and b")


def test_nothing_is_sent_elsewhere_even_if_the_server_says_so(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    def elsewhere(request: Request) -> Response:
        return Response(status=302, headers={"Location": fake_x.server.url_for("/elsewhere")})

    fake_x.faults.append(elsewhere)
    with pytest.raises(UserError, match=r"X refuses the request \(302"):
        collect(workspace, "search", query="a")
    assert len(fake_x.server.log) == 1


def test_a_users_tokens_sign_the_request_and_are_not_sent(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN")
    for name in ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET"):
        monkeypatch.setenv(name, f"value-of-{name}")
    sent: list[str] = []

    def note(request: Request) -> Response:
        sent.append(request.headers["Authorization"])
        return refusal(401, "not here")

    fake_x.server.clear_all_handlers()
    fake_x.server.expect_request("/2/tweets/search/recent").respond_with_handler(note)
    with pytest.raises(UserError, match="X does not accept the token"):
        collect(workspace, "search", query="a")
    assert sent[0].startswith("OAuth oauth_nonce=")
    assert "value-of-X_API_SECRET" not in sent[0]
    with pytest.raises(UserError, match="X gives the archive to apps only"):
        collect(workspace, "archive", query="a", since="2026-05-01")
    found = estimate_x(XRequest("search", query="a", limit=50))  # X counts for apps only
    assert found.sentences()[0] == "Estimate: at most 50; X does not say beforehand how many there are."


class Store(KeyringBackend):
    priority = -1  # type: ignore[assignment]  # not chosen by itself

    def get_password(self, service: str, username: str) -> str | None:
        return {("claqueur", "X_BEARER_TOKEN"): TOKEN}.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def test_a_token_from_the_password_store_is_used_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(Store())
    try:
        assert x_tokens() == XTokens(bearer=TOKEN)
        assert TOKEN not in repr(x_tokens())
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("token", ["“AAAA-quoted”", "AAAA\nBBBB", "AAAA BBBB"])
def test_a_token_that_cannot_be_sent_is_told_and_not_shown(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", token)
    with pytest.raises(UserError, match="X_BEARER_TOKEN holds a space, a line break or a sign") as error:
        x_tokens()
    assert "AAAA" not in str(error.value)


def test_named_settings_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "misspelt.toml"))  # with the defaults the token would go to X
    with pytest.raises(UserError, match=r'There are no settings ".*misspelt.toml": correct or unset CLAQUEUR_SETTINGS'):
        load_settings()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ('[x]\nbase_url = "http://example.org"', "would send tokens readable by others"),
        ('[bluesky]\nstream_url = "ws://example.org"', r"it has to begin with wss:// \(or ws:// on this machine\)"),
        ('[x]\nspelling = "toot"', 'x.spelling is "toot" in the settings: write "tweet" or "post"'),
        ("[x]\npost_usd = -1", "x.post_usd is -1 in the settings .* write it like 0.005"),
        ('[x]\nread_s = "long"', "x.read_s is long in the settings .* write it like 60"),
        ("[x]\nread_s = nan", "x.read_s is NaN in the settings .* write it like 60"),
        ("[x]\ntoken = 1", r"have x.token: there are base_url, spelling"),
        ("[y]", r"have a section \[y\]: there are \[x\], \[bluesky\]"),
        ("x", "are no TOML"),
    ],
)
def test_settings_that_cannot_be_are_told(
    written: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(written)
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(UserError, match=sentence):
        load_settings()
