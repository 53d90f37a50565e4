"""The process of an analysis: `python -m claqueur.analysis_process WORKSPACE` carries out what analysis.json asks for.

Started by claqueur/analysis.py. What it prints goes to logs/analysis.log of the workspace.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from claqueur.analysis import COLLECTING, FAILED, FINISHED, LOOKING, READING, Analysis, load, now, save
from claqueur.errors import UserError
from claqueur.terminal import exits
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.ingest.collect.collection import State
    from claqueur.ingest.summary import IngestSummary

BETWEEN_WRITES_S = 0.5


class Report:
    """The state of the analysis, written down whenever it changes."""

    def __init__(self, workspace: Workspace, analysis: Analysis):
        self.workspace = workspace
        self.analysis = analysis
        self._written = 0.0

    def say(self, **changes: Any) -> None:
        """Change the state and write it."""
        self.analysis = replace(self.analysis, **changes)
        save(self.workspace, self.analysis)
        self._written = time.monotonic()

    def bytes_read(self, done: int, total: int) -> None:
        """Note how far the files are read; written twice a second at most."""
        if time.monotonic() - self._written >= BETWEEN_WRITES_S:
            self.say(bytes_done=done, bytes_total=total)

    def page_came(self, state: State) -> None:
        """Note how many posts are collected; written twice a second at most."""
        if time.monotonic() - self._written >= BETWEEN_WRITES_S:
            self.say(n_collected=state.n_posts)

    def wait(self, left: float, what: str) -> None:
        """Note that the platform lets it wait, and until when; written when a wait begins and ends."""
        if left <= 0:
            self.say(waits_for=None, waits_until=None)
        elif self.analysis.waits_for is None:
            until = datetime.now(UTC) + timedelta(seconds=left)
            self.say(waits_for=what, waits_until=until.isoformat(timespec="seconds"))


def carry_out(report: Report) -> None:
    """Collect or read the posts, unless that was done, and run every stage that is missing.

    Or, if that is asked for, find topics in a run, or read quarantined records again, and no more.
    """
    if report.analysis.request.retry is not None:
        _read_again(report, report.analysis.request.retry)
        return
    if report.analysis.request.topics_of is not None:
        _find_topics(report, report.analysis.request.topics_of)
        return
    if not report.analysis.has_read:
        if report.analysis.request.query is not None:
            _collect(report)
        elif report.analysis.request.files:
            _read(report)
    _look(report)


def _collect(report: Report) -> None:
    from claqueur.ingest.collect.collect import begin, go_on, ingest_collected
    from claqueur.ingest.collect.collection import Collection
    from claqueur.ingest.collect.patience import Watch

    analysis = report.analysis
    report.say(step=COLLECTING, stage_since=now())
    if analysis.collection is None:
        collection = begin(report.workspace, analysis.request.query or {}, analysis.request.dataset)
        report.say(collection=collection.id)
    else:
        collection = Collection.open(report.workspace, analysis.collection)
    if analysis.collected is None:
        state = go_on(collection, Watch(on_page=report.page_came, on_wait=report.wait))
        print(state.sentence, flush=True)
        report.say(n_collected=state.n_posts, collected=state.ended)
    summary = ingest_collected(report.workspace, collection, report.bytes_read)
    if summary is None:
        raise UserError("No post was found: write the query otherwise, or choose more days.", "nothing_found")
    print(summary, flush=True)
    report.say(read=_counts(summary))
    summary.require_posts()


def _read(report: Report) -> None:
    from claqueur.ingest.load import ingest

    request = report.analysis.request
    report.say(step=READING, stage_since=now())
    summary = ingest(
        request.files,
        report.workspace,
        dataset=request.dataset,
        mapping=request.mapping or None,
        progress=report.bytes_read,
    )
    print(summary, flush=True)
    report.say(read=_counts(summary))
    summary.require_posts()


def _read_again(report: Report, which: dict[str, str]) -> None:
    from claqueur.ingest.quarantine.retry import retry

    report.say(step=READING, stage_since=now())
    done = retry(report.workspace, **which, mapping=report.analysis.request.mapping or None)
    print("\n".join(done.sentences()), flush=True)
    counts = {"kept": done.n_posts, "duplicates": done.duplicates, "quarantined": done.quarantined}
    report.say(read=counts | {"quarantined_by": {}, "notes": []}, status=FINISHED, ended_at=now())


def _counts(summary: IngestSummary) -> dict[str, Any]:
    counts = {name: getattr(summary, name) for name in ("kept", "duplicates", "quarantined", "quarantined_by")}
    return counts | {"notes": list(summary.warnings)}


def _look(report: Report) -> None:
    from claqueur.jobs.pipeline import run

    report.say(step=LOOKING, stage_since=now())
    finished = run(
        report.workspace,
        report.analysis.request.parameters(),
        on_start=lambda manifest: report.say(run_id=manifest["run_id"], stage_since=now()),
        on_stage=lambda stage: report.say(stage_since=now()),
    )
    report.say(status=FINISHED, run_id=finished.run_id, ended_at=now())


def _find_topics(report: Report, run_id: str) -> None:
    from claqueur.jobs.topics.afterwards import find_topics
    from claqueur.results import open_run
    from claqueur.watchlist import kept

    report.say(step=LOOKING, run_id=run_id, stage_since=now())
    found = kept(report.workspace)
    find_topics(open_run(report.workspace, run_id), found, on_stage=lambda stage: report.say(stage_since=now()))
    report.say(status=FINISHED, ended_at=now())


def main() -> None:
    """Carry out the analysis of the workspace and write down how it ended."""
    workspace = Workspace.open(sys.argv[1])
    analysis = load(workspace)
    if analysis is None:
        return  # put aside before this process began
    report = Report(workspace, analysis)
    report.say(pid=os.getpid())
    try:
        carry_out(report)
    except Exception as error:
        said = exits.sentence(error)
        if said is None:
            traceback.print_exc()
        found = {name: str(value) for name, value in getattr(error, "found", {}).items()}
        report.say(
            status=FAILED,
            ended_at=now(),
            error=said or type(error).__name__,
            error_kind=getattr(error, "kind", None),
            error_found=found,
            is_bug=said is None,
        )


if __name__ == "__main__":
    main()
