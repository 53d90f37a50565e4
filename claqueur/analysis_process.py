"""The process of an analysis: `python -m claqueur.analysis_process WORKSPACE` carries out what analysis.json asks for.

Started by claqueur/analysis.py. What it prints goes to logs/analysis.log of the workspace.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from claqueur.analysis import FAILED, FINISHED, LOOKING, READING, Analysis, load, now, save
from claqueur.terminal import exits
from claqueur.workspace import Workspace

if TYPE_CHECKING:
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


def carry_out(report: Report) -> None:
    """Read the files, unless that was done, and run every stage that is missing; or find topics in a run."""
    if report.analysis.request.topics_of is not None:
        _find_topics(report, report.analysis.request.topics_of)
        return
    if report.analysis.request.files and not report.analysis.has_read:
        _read(report)
    _look(report)


def _read(report: Report) -> None:
    from claqueur.ingest.load import ingest

    request = report.analysis.request
    report.say(step=READING)
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


def _counts(summary: IngestSummary) -> dict[str, Any]:
    counts = {name: getattr(summary, name) for name in ("kept", "duplicates", "quarantined", "quarantined_by")}
    return counts | {"notes": list(summary.warnings)}


def _look(report: Report) -> None:
    from claqueur.jobs.pipeline import run

    report.say(step=LOOKING)
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
