"""`claqueur collect`: what is said before it starts, the way to the workspace, a kill, and no token anywhere."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from claqueur.ingest.collect.settings import BlueskySettings, XSettings
from claqueur.workspace import Workspace
from tests.platforms.fake_bluesky import PASSWORD, FakeJetstream, FakeSearch, commit
from tests.platforms.fake_x import TOKEN, FakeX, fails


def test_a_search_says_what_it_will_cost_then_collects_and_ingests(
    claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    ended = claqueur("collect", "x", "search", "#bridge", "-w", tmp_path / "w", "--yes", "--dataset", "bridge")
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert lines[0] == "Estimate: about 250 posts match."
    assert lines[1].startswith("Cost: $1.26 for the posts alone, up to $11.26 with all authors")
    assert lines[2] == "Time: about 1 min, 3 requests."
    assert "X has no more: 250 were collected." in lines
    assert "read 250 = kept 250 + duplicates 0 + quarantined 0 (format x_v2" in ended.out
    assert pl.read_delta(str(tmp_path / "w" / "posts"))["dataset"].unique().to_list() == ["bridge"]
    listed = claqueur("collect", "list", "-w", tmp_path / "w", "--format", "csv").out
    assert ",x,search #bridge,250,3,1.345,complete" in listed  # 250 posts, 3 accounts a page, and the counts


def test_nothing_is_collected_without_a_yes(
    claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    ended = claqueur("collect", "x", "search", "#bridge", "-w", tmp_path / "w")
    assert (ended.code, ended.out.splitlines()[0]) == (1, "Estimate: about 250 posts match.")
    assert ended.err == "claqueur: Nothing was collected. To start without being asked, add --yes.\n"
    assert fake_x.pages_asked == []
    assert not (tmp_path / "w").exists()


def test_counts_are_printed_per_day(claqueur: Callable, fake_x: FakeX, x_settings: XSettings) -> None:
    ended = claqueur("collect", "x", "counts", "#bridge", "--format", "csv")
    assert (ended.code, ended.out) == (0, "from_utc,n_posts\n2026-05-01T00:00,250\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["search", " "], "The query is empty"),
        (["search", "a", "--limit", "0"], "The limit is 0"),
        (["search", "a", "--budget-usd", "much"], 'The budget is "much"'),
        (["search", "a", "--since", "1 May"], '"1 May" is no date'),
        (["search", "a", "--since", "0001-01-01T00:00+05:00"], '"0001-01-01T00:00+05:00" is no date'),
        (["search", "a", "--archive"], "The archive begins in 2006: say from when"),
        (["timelines"], "No account was named"),
        (["timelines", "@two words"], '"@two words" is not an account of X'),
        (["timelines", "--list", "https://example.org"], '"https://example.org" is not a list on X'),
        (["quotes", "12", "the last one"], '"the last one" is not a post: write its id or its link.'),
        (["search", "a", "--budget-usd", "0.001"], "The budget of $0.001 does not even allow to count"),
    ],
)
def test_mistakes_are_told_in_a_sentence_and_nothing_is_asked(
    arguments: list[str], sentence: str, claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    ended = claqueur("collect", "x", *arguments, "-w", tmp_path / "w", "--yes")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"claqueur: {sentence}")
    assert fake_x.asked == []


def test_a_file_that_is_no_text_is_told(
    claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    (tmp_path / "accounts.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    ended = claqueur("collect", "x", "timelines", "--file", tmp_path / "accounts.xls", "-w", tmp_path / "w", "--yes")
    assert ended.code == 1
    assert ended.err.endswith("is no text in UTF-8: give a file with a name or id in each line.\n")


def test_a_stream_longer_than_the_calendar_is_told(claqueur: Callable, tmp_path: Path) -> None:
    ended = claqueur("collect", "bluesky", "stream", "#bridge", "-w", tmp_path / "w", "--for", "999999999h")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "claqueur: 3,599,999,996,400 seconds lie beyond the end of the calendar: give a shorter time.\n"
    assert not (tmp_path / "w").exists()


def test_without_a_token_the_sentence_says_where_to_put_one(
    claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN")
    ended = claqueur("collect", "x", "search", "#bridge", "-w", tmp_path / "w", "--yes")
    assert ended.err.startswith("claqueur: There is no token for X: set X_BEARER_TOKEN in the environment")
    assert ended.code == 1


def test_a_collection_that_is_killed_continues_where_it_was_and_no_output_holds_the_token(
    start: Callable, claqueur: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    fake_x.n = 2_000
    fake_x.faults.extend([None] * 5 + [fails(503)] * 50)  # the sixth page is asked for again and again
    place = tmp_path / "w"
    killed = start("collect", "x", "search", "#bridge", "-w", place, "--yes")
    state = "*/state.json"
    while killed.process.poll() is None and not any(
        '"n_pages": 5' in path.read_text() for path in (place / "collections").glob(state)
    ):
        time.sleep(0.01)
    killed.process.kill()
    ended = killed.ended()
    assert ended.code == -9
    fake_x.faults.clear()
    collection = next((place / "collections").iterdir()).name
    assert f"claqueur collect resume {collection} -w" in ended.out
    again = claqueur("collect", "resume", collection, "-w", place)
    assert (again.code, again.err) == (0, "")
    assert "read 2,000 = kept 2,000 + duplicates 0 + quarantined 0" in again.out
    assert len(pl.read_delta(str(Workspace.open(place).posts))) == 2_000
    assert TOKEN not in ended.out + ended.err + again.out + again.err
    assert not any(TOKEN.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_stream_ends_at_ctrl_c_and_what_came_becomes_posts(
    start: Callable, jetstream: FakeJetstream, bluesky_settings: BlueskySettings, tmp_path: Path
) -> None:
    jetstream.events = [commit(n) for n in range(10)]
    place = tmp_path / "w"
    streaming = start("collect", "bluesky", "stream", "#bridge", "-w", place, "--for", "2h")
    until = time.monotonic() + 60
    states = (place / "collections").glob
    while time.monotonic() < until and not any('"n_posts": 10' in path.read_text() for path in states("*/state.json")):
        time.sleep(0.05)
    streaming.process.send_signal(signal.SIGINT)
    ended = streaming.ended()
    assert ended.code == 0
    assert "10 posts and reposts were collected." in ended.out
    assert "read 10 = kept 10 + duplicates 0 + quarantined 0 (format bluesky" in ended.out


def test_a_search_of_bluesky_says_how_many_there_are_and_collects_them(
    claqueur: Callable, bluesky_search: FakeSearch, bluesky_settings: BlueskySettings, tmp_path: Path
) -> None:
    ended = claqueur("collect", "bluesky", "search", "#bridge", "-w", tmp_path / "w")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Estimate: about 250 posts match; Bluesky charges nothing.\n")
    assert "read 250 = kept 250" in ended.out
    assert PASSWORD not in ended.out


def test_ctrl_c_says_how_to_go_on_without_paying_again(
    start: Callable, fake_x: FakeX, x_settings: XSettings, tmp_path: Path
) -> None:
    fake_x.faults.extend([None, *[fails(503)] * 50])
    waiting = start("collect", "x", "search", "#bridge", "-w", tmp_path / "w", "--yes", "--budget-usd", "5")
    until = time.monotonic() + 60
    while time.monotonic() < until and len(fake_x.pages_asked) < 3:
        time.sleep(0.02)
    waiting.process.send_signal(signal.SIGINT)
    ended = waiting.ended()
    collection = next((tmp_path / "w" / "collections").iterdir()).name
    assert ended.code == 1
    assert "The budget of $5 may end it earlier; it is not exceeded." in ended.out
    assert f"claqueur: Stopped. What came is kept; to continue: claqueur collect resume {collection} -w" in ended.err
