"""Collecting from X: nothing twice, nothing missing, nothing dearer than allowed, whatever the server does."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.collect import collection as module
from claqueur.ingest.collect.collect import amend, begin_x, estimate_x, go_on, ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.patience import Watch
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.tokens import x_tokens
from claqueur.ingest.collect.x.collector import collect_x
from claqueur.ingest.collect.x.request import XRequest
from claqueur.workspace import Workspace
from tests.platforms.fake_x import TOKEN, FakeX, cut_mid_page, fails, limited, post, refusal, silent

ALL = [post(number)["id"] for number in range(249, -1, -1)]  # 250 posts, newest first
EVERY_POST_ITS_OWN = Decimal("0.045")  # a post, two that it refers to, and the three authors


def collect(workspace: Workspace, watch: Watch | None = None, **request: Any) -> Collection:
    collection = begin_x(workspace, XRequest("search", query="#bridge", **request))
    go_on(collection, watch)
    return collection


def collected(collection: Collection) -> list[str]:
    return [item["id"] for page in collection.pages() for item in page.get("data", [])]


def test_a_search_is_kept_page_by_page_and_becomes_posts(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, rows: Any
) -> None:
    collection = collect(workspace)
    assert collected(collection) == ALL
    assert [len(page["data"]) for page in collection.pages()] == [100, 100, 50]
    assert collection.state.ended == "complete"
    summary = ingest_collected(workspace, collection)
    assert (summary.read, summary.kept, summary.duplicates) == (250, 250, 0)
    assert rows("platform", "account_name", "text")[0] == ("x", "user0", "post number 0")
    assert ingest_collected(workspace, collection).kept == 0  # again changes nothing


def test_every_field_is_asked_for_that_a_post_is_made_of(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    collect(workspace, limit=10, since="2026-05-01", until="2026-05-02T00:00+02:00")
    (asked,) = fake_x.asked
    assert {"note_tweet", "referenced_tweets", "entities", "edit_history_tweet_ids"} < set(
        asked["tweet.fields"].split(",")
    )
    assert asked["expansions"] == "author_id,referenced_tweets.id,referenced_tweets.id.author_id"
    assert (asked["start_time"], asked["end_time"]) == ("2026-05-01T00:00:00Z", "2026-05-01T22:00:00Z")
    assert asked["max_results"] == "10"


@pytest.mark.parametrize(
    ("faults", "lost"),
    [
        pytest.param([limited(1)], 0, id="rate limit"),
        pytest.param([fails(503), fails(500), fails(502)], 0, id="the server fails"),
        pytest.param([None, cut_mid_page], 1, id="the connection breaks in the middle of a page"),
        pytest.param([None, fails(503), cut_mid_page, None, limited(1)], 1, id="one after the other"),
    ],
)
def test_what_passes_is_waited_out_and_nothing_is_lost_or_doubled(
    faults: list, lost: int, workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.extend(faults)
    collection = collect(workspace)
    assert collected(collection) == ALL
    # 250 posts, and three accounts with each of three pages; a lost answer may have been charged at worst
    assert Decimal(collection.state.spent_usd) == Decimal("1.34") + lost * 100 * EVERY_POST_ITS_OWN


def test_a_server_that_is_silent_is_not_waited_for_for_ever(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.extend([None, silent])
    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    collect_x(collection, replace(x_settings, read_s=0.4), x_tokens())
    assert collected(collection) == ALL
    assert Decimal(collection.state.spent_usd) >= Decimal("1.34") + 100 * EVERY_POST_ITS_OWN  # it may have been charged


def test_a_wait_is_counted_down_to_the_moment_that_x_names(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    clock, told = [1_000_000.0], []

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    watch = Watch(lambda state: None, lambda left, what: told.append((left, what)), sleep, lambda: clock[0])
    fake_x.faults.append(limited(5, now=clock[0]))
    collect(workspace, watch, limit=10)
    assert told == [(left, "rate limit") for left in (6, 5, 4, 3, 2, 1, 0)]  # one more, for X's clock


def test_a_server_that_never_recovers_ends_in_a_sentence_and_the_collection_continues_later(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.extend([None, *[fails(503)] * 4])
    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    with pytest.raises(UserError, match=r"X was asked 4 times and did not answer \(X answers 503\): what came so far"):
        go_on(collection)
    assert collected(collection) == ALL[:100]
    assert go_on(collection).ended == "complete"
    assert collected(collection) == ALL


def test_an_expired_token_ends_in_a_sentence_and_a_new_one_continues(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_x.faults.extend([None, lambda request: refusal(401, "Unauthorized")])
    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    with pytest.raises(UserError, match=r"X does not accept the token \(401: Unauthorized\)"):
        go_on(collection)
    go_on(Collection.open(workspace, collection.id))
    assert collected(collection) == ALL


def test_a_page_token_that_is_too_old_is_replaced_by_the_time_of_the_oldest_post(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, rows: Any
) -> None:
    collection = collect(workspace, limit=100)
    fake_x.has_old_tokens = True
    amend(collection, 10_000, None)
    go_on(collection)
    assert fake_x.asked[2]["end_time"] == "2026-05-01T12:02:31Z"  # a second after the oldest, which comes once more
    assert collected(collection) == [*ALL[:100], *ALL[99:]]
    assert ingest_collected(workspace, collection).kept == 250
    assert len(rows("post_id")) == 250


def test_a_token_that_repeats_ends_the_collection(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    fake_x.tokens = lambda n: "round-150"
    collection = collect(workspace)
    assert (collection.state.ended, len(fake_x.asked)) == ("repeats", 2)
    assert "gave a page token that it had given before, a circle" in collection.state.sentence
    assert collected(collection) == [*ALL[:100], *ALL[100:200]]  # what came is kept


def test_tokens_without_end_and_without_anything_new_end_the_collection(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.n = 50
    fake_x.tokens = lambda n: f"{n}-50"  # always another token, always the same page
    collection = collect(workspace)
    assert (collection.state.ended, len(fake_x.asked)) == ("endless", 6)
    assert "5 pages in a row with nothing new" in collection.state.sentence
    assert ingest_collected(workspace, collection).kept == 50


def test_a_limit_ends_it_and_a_higher_one_continues(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    collection = collect(workspace, limit=115)
    assert collection.state.ended == "limit"
    assert collected(collection) == ALL[:115]
    amend(collection, 130, None)
    assert go_on(collection).n_posts == 130
    assert collected(collection) == ALL[:130]


def test_a_budget_is_never_exceeded_even_at_worst(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    collection = collect(workspace, budget_usd="1.00")
    sizes = [int(asked["max_results"]) for asked in fake_x.asked]
    # 1.00 pays for 22 posts at worst (0.045 each), though they cost 0.14; what is left then pays for 19, and so on
    assert sizes[:3] == [22, 19, 16]
    assert collection.state.ended == "budget"
    assert all(spent + size * EVERY_POST_ITS_OWN <= 1 for spent, size in zip(_spent_before(sizes), sizes, strict=True))
    assert Decimal(collection.state.spent_usd) == _spent_before([*sizes, 0])[-1] <= 1
    assert "The budget of $1.00 allows no further page" in collection.state.sentence


def _spent_before(sizes: list[int]) -> list[Decimal]:
    """What was spent before each page of such a size: a post costs 0.005, the three accounts of each page 0.03."""
    spent = [Decimal(0)]
    for size in sizes[:-1]:
        spent.append(spent[-1] + size * Decimal("0.005") + Decimal("0.03"))
    return spent


def test_answers_that_are_lost_count_as_paid_and_never_break_the_budget(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.extend([cut_mid_page] * 3)
    collection = collect(workspace, budget_usd="1.00")
    # 22 at worst cost 0.99: nothing is left for a second try
    assert [asked["max_results"] for asked in fake_x.asked] == ["22"]
    assert (collection.state.ended, collection.state.spent_usd) == ("budget", "0.990")


def test_a_lean_search_asks_for_no_accounts_and_the_same_budget_brings_more(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    collect(workspace, budget_usd="0.40", lean=True)
    assert "expansions" not in fake_x.asked[0]
    assert fake_x.asked[0]["max_results"] == "80"


def test_a_killed_collection_continues_without_a_gap_or_a_double(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    class Killed(BaseException):
        pass

    def kill(state: Any) -> None:
        raise Killed

    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    for _ in range(3):
        with pytest.raises(Killed):
            go_on(Collection.open(workspace, collection.id), Watch(on_page=kill))
        with collection.file.open("ab") as torn:
            torn.write(b"\x1f\x8b half a page")  # what a kill in the middle of writing leaves
    assert go_on(Collection.open(workspace, collection.id)).ended == "complete"
    assert collected(collection) == ALL


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("place", ["_write", "packed"])
def test_killed_at_any_of_its_writes_it_continues_without_a_gap_or_a_double(
    place: str,
    after: bool,
    workspace: Workspace,
    fake_x: FakeX,
    x_settings: XSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    write = getattr(module, place)
    kills = 0
    for number in range(40):  # the write at which it is killed
        collection = begin_x(workspace, XRequest("search", query="#bridge", budget_usd="20"))
        left = [number]

        def killed(*arguments: Any, left: list[int] = left) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                return write(*arguments)
            if after:
                write(*arguments)
            raise Killed

        monkeypatch.setattr(module, place, killed)
        try:
            go_on(Collection.open(workspace, collection.id))
        except Killed:
            kills += 1
        monkeypatch.setattr(module, place, write)
        resumed = Collection.open(workspace, collection.id)
        assert go_on(resumed).ended == "complete"
        assert collected(resumed) == ALL
        # what was paid for and lost in the kill may be paid again, and is counted
        assert Decimal("1.34") <= Decimal(resumed.state.spent_usd) <= 20
        if left[0] >= 0:
            break
    assert kills >= 3


def test_two_processes_do_not_collect_the_same(workspace: Workspace, fake_x: FakeX, x_settings: XSettings) -> None:
    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    with collection.held(), pytest.raises(UserError, match=r"is under way in another process"):
        go_on(Collection.open(workspace, collection.id))


def test_the_token_is_in_no_log_and_in_no_file(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake_x.faults.extend([None, cut_mid_page, lambda request: refusal(403, "no")])
    collection = begin_x(workspace, XRequest("search", query="#bridge"))
    with pytest.raises(UserError) as error:
        go_on(collection)
    ingest_collected(workspace, collection)
    written = [path.read_bytes() for path in workspace.path.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert not any(TOKEN.encode() in content for content in written)
    assert "urllib3" in caplog.text  # something was logged
    assert TOKEN not in caplog.text + str(error.value) + repr(error.value.__context__)


def test_an_estimate_counts_and_prices_before_anything_is_collected(fake_x: FakeX, x_settings: XSettings) -> None:
    found = estimate_x(XRequest("search", query="#bridge", limit=200))
    assert [asked["path"] for asked in fake_x.asked] == ["/2/tweets/counts/recent"]
    assert (found.n_posts, found.n_wanted, found.n_requests) == (250, 200, 2)
    # 200 posts at 0.005, at most 0.045; and 0.005 for counting
    assert (found.least_usd, found.most_usd) == (Decimal("1.005"), Decimal("9.005"))
    assert found.sentences()[0] == "Estimate: about 250 posts match, the newest 200 of them are collected."


def test_more_than_x_gives_in_a_month_is_refused_before_it_starts(fake_x: FakeX, x_settings: XSettings) -> None:
    fake_x.n = 3_000_000
    with pytest.raises(UserError, match=r"3,000,000 posts are more than the 2,000,000 that X gives in a month"):
        estimate_x(XRequest("search", query="#bridge", limit=5_000_000))
