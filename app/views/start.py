"""How far an analysis is and how long it will take, in steps that a reader understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claqueur.analysis import FINISHED, RUNNING, Analysis, Request
from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.errors import MAX_NAME
from claqueur.terminal import durations

# Step -> the stages of a run that belong to it, in the order in which they are carried out.
STEPS = {
    "traces": (
        *("activity", "coverage", "near_bands", "near_pairs", "near_texts"),
        *("actions", "participation", "rhythm", "objects"),
    ),
    "pairs": ("exposures", "candidates", "co_actions", "pairs", "edges", "evidence"),
    "groups": ("components", "communities", "campaign_members", "campaign_objects"),
    "campaigns": (
        *("interactions", "influence", "conduct", "campaigns", "timeline", "precedence"),
        *("campaign_windows", "campaign_terms", "without"),
    ),
    "accounts": (
        *("links", "link_components", "neighbourhood", "contacts", "matched_posts", "turn_taking", "features"),
        *("closest", "company", "scores", "drift", "accounts", "explanations", "campaign_explanations"),
    ),
    "topics": ("topic_posts", "topics", "topic_days", "topic_campaigns", "topic_words"),
    "shuffled": ("null_runs",),
}
SHUFFLED = "shuffled"  # a step only where it is asked for
COLLECTING, READING, RETRYING = "collecting", "reading", "retrying"
DONE, DOING, AHEAD = "done", "doing", "ahead"
ICONS = {DONE: ":material/check_circle:", DOING: ":material/pending:", AHEAD: ":material/radio_button_unchecked:"}
NEARLY = 0.95  # what is counted while it is under way is never all of a step
GRACE_S = 10.0  # a stage is called late only so long after its time: estimates are rough, an engine has to start
ENOUGH_S = 3.0  # stages that should take so long together tell how slow this machine is
MOMENTS_S = 3.0  # below this no number is said
UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True)
class Step:
    """One step: done, doing or ahead; seconds spent on it and expected for all of it."""

    name: str
    state: str
    spent_s: float
    expected_s: float


@dataclass(frozen=True)
class Progress:
    """All steps, the part that is done (0 to 1), seconds since the start and seconds left (an estimate).

    is_late: what is under way takes longer than expected; left_s is then what comes after it.
    """

    steps: tuple[Step, ...]
    share: float
    elapsed_s: float
    left_s: float
    is_late: bool


def expected_s(n_new: int, request: Request, pace: float) -> float:
    """About how long it takes to read `n_new` posts and to run as asked on `request.n_posts`."""
    stages = durations.stages_s(request.n_posts, pace, request.null_runs)
    return durations.STARTING_S + pace * durations.reading_s(n_new) + sum(stages.values())


def progress(analysis: Analysis, manifest: dict[str, Any] | None, pace: float, at: datetime) -> Progress:
    """How far the analysis is at the moment `at`; `manifest`: of its run, once there is one."""
    n_posts = (manifest or {}).get("input", {}).get("n_posts") or analysis.request.n_posts
    expected = durations.stages_s(n_posts, pace, analysis.request.null_runs)
    elapsed = _seconds_between(analysis.started_at, at)
    if analysis.request.topics_of is not None:  # stages are there already, of an earlier watchlist: no progress
        of_topics = sum(expected[stage] for stage in STEPS["topics"])
        return _progress([_counted("topics", of_topics, 0.0, 0.0, analysis.status == FINISHED)], elapsed, elapsed)
    if analysis.request.retry is not None:
        again_s = durations.STARTING_S + pace * durations.reading_s(n_posts)
        return _progress([_counted(RETRYING, again_s, 0.0, 0.0, analysis.status == FINISHED)], elapsed, elapsed)
    # What was stopped begins anew: the time since then is nobody's work.
    waited = _waited(analysis, elapsed, at) if analysis.status == RUNNING else 0.0
    stages = (manifest or {}).get("stages", {})
    asked = [name for name in STEPS if name != SHUFFLED or analysis.request.null_runs]
    parts = [_of_stages(name, STEPS[name], stages, expected, analysis.status) for name in asked]
    if analysis.request.files or analysis.request.query:
        parts.insert(0, _reading(analysis, pace, waited))
    if analysis.request.query:
        parts.insert(0, _collecting(analysis, analysis.request.query, waited))
    return _progress(parts, elapsed, waited)


@dataclass(frozen=True)
class _Part:
    """A step: seconds expected for all of it, for what is done of it (which took spent_s), and for what comes next."""

    name: str
    expected_s: float
    done_s: float
    spent_s: float
    next_s: float
    is_done: bool


def _of_stages(
    name: str, of_step: tuple[str, ...], stages: dict[str, Any], expected: dict[str, float], status: str
) -> _Part:
    done = [stage for stage in of_step if stage in stages]
    ahead = [stage for stage in of_step if stage not in stages]
    return _Part(
        name,
        sum(expected[stage] for stage in of_step),
        sum(expected[stage] for stage in done),
        sum(stages[stage].get("seconds", 0.0) for stage in done),
        expected[ahead[0]] if ahead else 0.0,
        not ahead or status == FINISHED,
    )


def _reading(analysis: Analysis, pace: float, waited: float) -> _Part:
    expected = durations.STARTING_S + pace * durations.reading_s(analysis.request.n_posts)
    share = analysis.bytes_done / analysis.bytes_total if analysis.bytes_total else 0.0
    return _counted(READING, expected, share, waited, analysis.has_read)


def _collecting(analysis: Analysis, query: dict[str, Any], waited: float) -> _Part:
    share = analysis.n_collected / max(query["n_wanted"], 1)
    return _counted(COLLECTING, query["expected_s"], share, waited, analysis.collected is not None or analysis.has_read)


def _counted(name: str, expected: float, share: float, waited: float, is_done: bool) -> _Part:
    """A step that tells which share of it is done; as long as it tells nothing, all of it comes next."""
    if is_done:
        return _Part(name, expected, expected, 0.0, 0.0, is_done)
    if not share:
        return _Part(name, expected, 0.0, 0.0, expected, is_done)
    return _Part(name, expected, min(share, NEARLY) * expected, waited, 0.0, is_done)


def _waited(analysis: Analysis, elapsed: float, at: datetime) -> float:
    """Seconds since the latest sign of progress."""
    return elapsed if analysis.stage_since is None else _seconds_between(analysis.stage_since, at)


def _progress(parts: list[_Part], elapsed: float, waited: float) -> Progress:
    now = next((place for place, part in enumerate(parts) if not part.is_done), len(parts))
    next_s = parts[now].next_s if now < len(parts) else 0.0
    waited = waited if next_s else 0.0  # where something is counted, it is in that step's time already
    usual, slowness = _slowness(parts, 0.0, 0.0), _slowness(parts, next_s, waited)
    total = sum(part.expected_s for part in parts)
    done = sum(part.expected_s if part.is_done else part.done_s for part in parts)
    steps = [
        Step(
            part.name,
            DONE if part.is_done else DOING if place == now else AHEAD,
            part.spent_s + (waited if place == now else 0.0),
            part.expected_s,
        )
        for place, part in enumerate(parts)
    ]
    return Progress(
        tuple(steps),
        1.0 if now == len(parts) else min((done + min(waited / slowness, next_s)) / total, 0.99),
        elapsed,
        slowness * max(total - done - next_s, 0.0) + max(slowness * next_s - waited, 0.0),
        waited > usual * next_s + GRACE_S,
    )


def _slowness(parts: list[_Part], next_s: float, waited: float) -> float:
    """How many times longer than expected the work takes, 1 while that cannot be told.

    It is told by what is done, and by what is under way (`waited` seconds of `next_s`) once that takes even longer.
    """
    expected = sum(part.done_s for part in parts if part.spent_s)
    spent = sum(part.spent_s for part in parts)
    usual = max(spent / expected, 1.0) if expected >= ENOUGH_S else 1.0
    if waited <= usual * next_s or expected + next_s < ENOUGH_S:
        return usual
    return max((spent + waited) / (expected + next_s), usual)


def times(found: Progress, words: Words) -> str:
    """How long it took so far and how long it will take, or that this cannot be told as something takes too long."""
    key = "start.running.times_late" if found.is_late else "start.running.times"
    elapsed = Formats(words.lang).span(round(found.elapsed_s))
    return words(key, elapsed=elapsed, left=about(found.left_s, words))


def step_lines(found: Progress, analysis: Analysis, manifest: dict[str, Any] | None, words: Words) -> list[str]:
    """One line of Markdown per step: its state in words, what it counted, its time."""
    formats = Formats(words.lang)
    lines = []
    for step in found.steps:
        said = words(f"start.step_line.{step.state}", step=words(f"start.step.{step.name}.name"))
        line = f"{ICONS[step.state]} {said}"
        counted = step_count(step.name, analysis, (manifest or {}).get("stages", {}), words)
        parts = [counted] if counted and step.state != AHEAD else []
        if step.state == DONE and step.spent_s:
            parts.append(formats.span(round(step.spent_s, 1)))
        elif step.state == DOING:
            spent, expected = formats.span(round(step.spent_s)), about(step.expected_s, words)
            parts.append(words("start.step_time", spent=spent, expected=expected))
        elif step.state == AHEAD:
            parts.append(about(step.expected_s, words))
        lines.append(f"{line} · {' · '.join(parts)}" if parts else line)
    return lines


def step_count(name: str, analysis: Analysis, stages: dict[str, Any], words: Words) -> str:
    """What a step has counted so far; empty if nothing yet."""
    formats = Formats(words.lang)
    if name == COLLECTING:
        return words.counted("posts", analysis.n_collected) if analysis.n_collected else ""
    if name == READING:
        if analysis.read is not None:
            return words.counted("posts", analysis.read["kept"] + analysis.read["duplicates"])
        if analysis.bytes_total:
            done, total = size(analysis.bytes_done, formats), size(analysis.bytes_total, formats)
            return words("start.step.reading.count", done=done, total=total)
        return ""
    counted = {"traces": "actions", "pairs": "edges", "groups": "campaign_members", "campaigns": "campaigns"}
    stage = counted.get(name, name)
    rows = stages.get(stage, {}).get("rows")
    return "" if rows is None else words(f"start.step.{name}.count", n=formats.number(rows))


def about(seconds: float, words: Words) -> str:
    """Such as "about 5 s", no finer than an estimate is: seconds by 5, half minutes, minutes, quarters of an hour."""
    if seconds < MOMENTS_S:
        return words("start.moments")
    scale = ((30, 5), (120, 10), (600, 30), (3_600, 60), (6 * 3_600, 900), (float("inf"), 3_600))
    unit = next(unit for limit, unit in scale if seconds <= limit)
    return words("start.about", span=Formats(words.lang).span(max(unit, round(seconds / unit) * unit)))


def size(n_bytes: float, formats: Formats) -> str:
    """A number of bytes such as 12.5 MB."""
    units = ("o", "ko", "Mo", "Go") if formats.lang == "fr" else UNITS
    place = 0
    while n_bytes >= 1000 and place < len(units) - 1:
        n_bytes, place = n_bytes / 1000, place + 1
    return f"{formats.decimal(n_bytes, 1 if place > 1 else 0)}\u00a0{units[place]}"


def dataset_name(file_name: str) -> str:
    """A name for the posts of a file: its own without endings, harmless on a screen and in a shell."""
    stem = Path(file_name.replace("\\", "/")).name.split(".")[0]
    return safe_line(stem, MAX_NAME).lstrip("'").strip(" .") or "posts"


def _seconds_between(since: str, at: datetime) -> float:
    return max((at - moment(since)).total_seconds(), 0.0) if since else 0.0


def moment(written: str) -> datetime:
    """A moment as the analysis writes it."""
    return datetime.fromisoformat(written)


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
