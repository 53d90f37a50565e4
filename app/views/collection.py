"""Signs of how the posts were collected: silences, missing originals, single posts, a limit that was reached."""

from __future__ import annotations

from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words

HOUR_S, DAY_S = 3_600, 86_400
FEW_FOUND = 0.5  # below this share of originals among the posts they look like a sample
MANY_SINGLE = 0.5
LIMIT_POSTS, LIMIT_ACCOUNTS = 50, 3  # so many accounts with one and the same largest number, and not a small one


def collection(
    covered: dict[str, Any] | None, timeline: pl.DataFrame, words: Words, formats: Formats
) -> list[tuple[str, str]]:
    """(label, sentence) pairs. covered: the row of COVERAGE, None for older runs; timeline: of all posts."""
    lines = [(words("coverage.gaps.label"), gaps(timeline, words, formats))] if timeline.height else []
    if covered is None:
        return lines
    for kind in ("repost", "reply"):
        n, found = covered[f"n_{kind}_targets"], covered[f"n_{kind}_targets_found"]
        if n:
            told = {"share": formats.percent(found / n), "n": formats.number(n)}
            text = "few" if found / n < FEW_FOUND else "most"
            lines.append((words(f"coverage.{kind}_targets.label"), words(f"coverage.{kind}_targets.{text}", **told)))
    single = covered["n_single"] / covered["n_accounts"] if covered["n_accounts"] else 0
    if single:
        text = "many" if single >= MANY_SINGLE else "few"
        lines.append((words("coverage.single.label"), words(f"coverage.single.{text}", share=formats.percent(single))))
    if covered["n_at_most"] >= LIMIT_ACCOUNTS and covered["most_posts"] >= LIMIT_POSTS:
        accounts = words.counted("accounts", covered["n_at_most"])
        posts = words.counted("posts", covered["most_posts"])
        lines.append((words("coverage.limit.label"), words("coverage.limit.text", accounts=accounts, posts=posts)))
    return lines


def silent_days(timeline: pl.DataFrame) -> tuple[int, int]:
    """Days (UTC) without a post, and all days, from the first post to the last."""
    days = (timeline["hour"] // DAY_S).unique().sort()
    n_days = days[-1] - days[0] + 1
    return n_days - len(days), n_days


def longest_silence(timeline: pl.DataFrame) -> tuple[int, int]:
    """Whole hours without a post in a row, in seconds, and when they begin (seconds since 1970); 0 and 0 if none."""
    hours = timeline["hour"].unique().sort()
    between = hours.diff().drop_nulls() - HOUR_S
    if between.is_empty() or not between.max():
        return 0, 0
    place = int(between.arg_max())  # type: ignore[arg-type]
    return int(between[place]), int(hours[place]) + HOUR_S


def gaps(timeline: pl.DataFrame, words: Words, formats: Formats) -> str:
    """One sentence on when nothing was posted, or nothing collected: the data cannot tell which."""
    silent, days = silent_days(timeline)
    longest, begins = longest_silence(timeline)
    if not longest:
        return words("coverage.gaps.none")
    told = {"span": formats.span(longest), "at": formats.moment(begins, "minute")}
    if not silent:
        return words("coverage.gaps.hours", **told)
    return words("coverage.gaps.days", n=formats.number(silent), days=formats.number(days), **told)
