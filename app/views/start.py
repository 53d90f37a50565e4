"""How far an analysis is and how long it will take, in steps that a reader understands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claqueur.analysis import FINISHED, Analysis
from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.errors import MAX_NAME
from claqueur.terminal import durations

# Step -> the stages of a run that belong to it.
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
        *("closest", "company", "scores", "accounts", "explanations", "campaign_explanations", "drift", "null_runs"),
    ),
    "topics": ("topic_posts", "topics", "topic_days", "topic_campaigns", "topic_words"),
}
COLLECTING, READING = "collecting", "reading"
DONE, DOING, AHEAD = "done", "doing", "ahead"
ICONS = {DONE: ":material/check_circle:", DOING: ":material/pending:", AHEAD: ":material/radio_button_unchecked:"}
NEARLY = 0.95  # a step under way is never shown as done
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
    """All steps, the part that is done (0 to 1), seconds since the start and seconds left (an estimate)."""

    steps: tuple[Step, ...]
    share: float
    elapsed_s: float
    left_s: float


def expected_s(n_new: int, n_posts: int, pace: float) -> float:
    """About how long it takes to read `n_new` posts and to run on `n_posts`."""
    return durations.STARTING_S + pace * durations.reading_s(n_new) + sum(durations.stages_s(n_posts, pace).values())


def progress(analysis: Analysis, manifest: dict[str, Any] | None, pace: float, at: datetime) -> Progress:
    """How far the analysis is at the moment `at`; `manifest`: of its run, once there is one."""
    n_posts = (manifest or {}).get("input", {}).get("n_posts") or analysis.request.n_posts
    topics_only = analysis.request.topics_of is not None
    stages = {} if topics_only else (manifest or {}).get("stages", {})  # those of an earlier watchlist are no progress
    steps = {"topics": STEPS["topics"]} if topics_only else STEPS
    expected = durations.stages_s(n_posts, pace)
    parts = [
        _Part(
            name,
            sum(expected[stage] for stage in of_step),
            sum(expected[stage] for stage in of_step if stage in stages),
            sum(stages[stage].get("seconds", 0.0) for stage in of_step if stage in stages),
            all(stage in stages for stage in of_step) or analysis.status == FINISHED,
        )
        for name, of_step in steps.items()
    ]
    if analysis.request.files or analysis.request.query:
        parts.insert(0, _reading(analysis, pace))
    if analysis.request.query:
        parts.insert(0, _collecting(analysis, analysis.request.query))
    elapsed = _seconds_between(analysis.started_at, at)
    found = _progress(parts, elapsed, _waited(analysis, elapsed, at))
    return replace(found, left_s=found.left_s * _slowness(parts))


def _slowness(parts: list[_Part]) -> float:
    """How many times longer than expected the stages took that are done; 1 while that says little."""
    expected = sum(part.expected_of_done_s for part in parts if part.spent_s)
    return max(sum(part.spent_s for part in parts) / expected, 1.0) if expected >= ENOUGH_S else 1.0


@dataclass(frozen=True)
class _Part:
    name: str
    expected_s: float
    expected_of_done_s: float
    spent_s: float
    is_done: bool


def _reading(analysis: Analysis, pace: float) -> _Part:
    expected = durations.STARTING_S + pace * durations.reading_s(analysis.request.n_posts)
    is_done = analysis.has_read
    share = 1.0 if is_done else analysis.bytes_done / analysis.bytes_total if analysis.bytes_total else 0.0
    return _Part(READING, expected, share * expected, 0.0, is_done)


def _collecting(analysis: Analysis, query: dict[str, Any]) -> _Part:
    is_done = analysis.collected is not None or analysis.has_read
    share = 1.0 if is_done else min(analysis.n_collected / max(query["n_wanted"], 1), NEARLY)
    return _Part(COLLECTING, query["expected_s"], share * query["expected_s"], 0.0, is_done)


def _waited(analysis: Analysis, elapsed: float, at: datetime) -> float:
    """Seconds since the latest sign of progress."""
    return elapsed if analysis.stage_since is None else _seconds_between(analysis.stage_since, at)


def _progress(parts: list[_Part], elapsed: float, waited: float) -> Progress:
    steps: list[Step] = []
    done = 0.0
    for part in parts:
        is_first_open = not part.is_done and all(step.state == DONE for step in steps)
        if is_first_open:
            under_way = min(part.expected_of_done_s + waited, NEARLY * part.expected_s)
            done += max(under_way, min(part.expected_of_done_s, part.expected_s))
            steps.append(Step(part.name, DOING, part.spent_s + waited, part.expected_s))
        else:
            done += part.expected_s if part.is_done else part.expected_of_done_s
            steps.append(Step(part.name, DONE if part.is_done else AHEAD, part.spent_s, part.expected_s))
    total = sum(part.expected_s for part in parts)
    share = 1.0 if all(step.state == DONE for step in steps) else min(done / total, 0.99)
    return Progress(tuple(steps), share, elapsed, max(total - done, 0.0))


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
        elif step.state != DONE:
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
