"""An analysis that begins with a query: it collects, goes on after a kill, and says what is wrong."""

from __future__ import annotations

import dataclasses
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from claqueur import analysis as analyses
from claqueur import analysis_process
from claqueur.analysis import Analysis, Request
from claqueur.errors import UserError
from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.collect.collect import begin
from claqueur.ingest.collect.collection import ids
from claqueur.ingest.collect.mastodon.request import MastodonRequest
from claqueur.ingest.collect.platform_request import PlatformRequest
from claqueur.ingest.collect.settings import XSettings
from claqueur.ingest.collect.x.request import XRequest
from claqueur.results import posts_by_dataset
from claqueur.workspace import Workspace
from tests.claqueur.test_analysis import carried_out, waited_for
from tests.platforms.fake_mastodon import FakeMastodon, status
from tests.platforms.fake_x import TOKEN, FakeX, fails, limited, refusal


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "w")


def query(**more: Any) -> dict[str, Any]:
    asked = dataclasses.asdict(XRequest("search", query="#bridge", budget_usd="20"))
    return {"platform": "x", "asked": asked, "n_wanted": 250, "expected_s": 3.0, "spent_usd": "0.005"} | more


def test_it_is_killed_while_it_collects_and_goes_on_to_the_end(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings
) -> None:
    fake_x.faults.extend([None, None, *[fails(503)] * 50])  # the third page does not come
    analyses.start(workspace, Request(query=query(), dataset="bridge", n_posts=250))
    collecting = waited_for(workspace, lambda found: found.waits_for == "X answers 503")
    assert (collecting.step, collecting.status) == (analyses.COLLECTING, analyses.RUNNING)
    os.killpg(collecting.pid, signal.SIGKILL)
    assert waited_for(workspace, lambda found: False).status == analyses.STOPPED
    fake_x.faults.clear()

    analyses.resume(workspace)
    finished = waited_for(workspace, lambda found: False)
    assert (finished.status, finished.error) == (analyses.FINISHED, None)
    assert (finished.collected, finished.n_collected, finished.read["kept"]) == ("complete", 250, 250)
    assert finished.waits_for is None
    assert ids(workspace) == [finished.collection]  # no second collection was begun
    assert posts_by_dataset(workspace) == {"bridge": 250}
    assert not any(TOKEN.encode() in path.read_bytes() for path in workspace.path.rglob("*") if path.is_file())


def test_what_x_refuses_is_told_and_what_came_is_kept(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_x.faults.extend([None, lambda request: refusal(401, "Unauthorized")])
    failed = carried_out(workspace, Request(query=query()), monkeypatch)
    assert (failed.status, failed.error_kind, failed.error_found) == ("failed", "x_token", {"said": "Unauthorized"})
    assert failed.collection == ids(workspace)[0]

    looked: list[Analysis] = []
    monkeypatch.setattr(analysis_process, "_look", lambda report: looked.append(report.analysis))
    analyses.save(workspace, dataclasses.replace(failed, status=analyses.RUNNING))
    analysis_process.main()
    assert [analysis.read["kept"] for analysis in looked] == [250]
    assert [asked.get("next_token") for asked in fake_x.pages_asked] == [None, "after-150", "after-150", "after-50"]


def test_a_wait_is_written_down_with_its_end(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_x.faults.append(limited(2))
    states: list[Analysis] = []
    monkeypatch.setattr(analysis_process, "save", lambda workspace, analysis: states.append(analysis))
    monkeypatch.setattr(analysis_process, "_look", lambda report: None)
    carried_out(workspace, Request(query=query()), monkeypatch)
    waits = [(state.waits_for, state.waits_until is not None) for state in states]
    assert ("rate limit", True) in waits
    assert waits[-1] == (None, False)


def test_a_query_without_a_post_fails_with_what_to_do(
    workspace: Workspace, fake_x: FakeX, x_settings: XSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_x.n = 0
    failed = carried_out(workspace, Request(query=query()), monkeypatch)
    assert (failed.status, failed.error_kind) == ("failed", "nothing_found")


@pytest.mark.parametrize(
    "asked",
    [
        BlueskyRequest("stream", words=("#bridge",)),
        MastodonRequest("stream", server="https://one.example", tags=("bridge",)),
    ],
)
def test_a_stream_ends_as_long_after_its_beginning_as_was_asked(asked: PlatformRequest, workspace: Workspace) -> None:
    query = {"platform": asked.platform, "asked": dataclasses.asdict(asked), "for_s": 60}
    request = begin(workspace, query, "live").request
    begun = type(asked).of(request[request["platform"]])
    assert begun.until is not None
    assert dataclasses.replace(begun, until=None) == asked


def test_a_timeline_of_mastodon_is_collected_and_read(
    workspace: Workspace, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    mastodon.statuses = [status(number) for number in range(45)]
    asked = dataclasses.asdict(MastodonRequest("timeline", server=mastodon.url, tags=("bridge",), limit=42))
    looked: list[Analysis] = []
    monkeypatch.setattr(analysis_process, "_look", lambda report: looked.append(report.analysis))
    request = Request(
        query={"platform": "mastodon", "asked": asked, "n_wanted": 42, "expected_s": 2.0}, dataset="#bridge"
    )
    carried_out(workspace, request, monkeypatch)
    assert [(analysis.collected, analysis.read["kept"]) for analysis in looked] == [("limit", 42)]
    assert posts_by_dataset(workspace) == {"#bridge": 42}


def test_an_empty_workspace_needs_files_or_a_query(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="There are no posts here yet"):
        analyses.start(workspace, Request())
