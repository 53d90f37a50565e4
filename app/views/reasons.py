"""The reasons for a score as sentences with their numbers; shared by the pages and the command line."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable
from typing import Any

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words

# What a text says of its value, by its placeholder; of count and span log(1 + n) is stored, of span n in seconds.
UNITS = ("strength", "count", "share", "number", "span")


def account_reasons(rows: Iterable[dict[str, Any]], words: Words, formats: Formats) -> list[str]:
    """One sentence per row of EXPLANATIONS of one account, strongest first."""
    ordered = sorted(rows, key=lambda row: row["rank"])
    return [
        words("reason.account", reason=_reason(row, words, formats), ordinary=_ordinary(row, words, formats))
        for row in ordered
    ]


def campaign_reasons(rows: Iterable[dict[str, Any]], words: Words, formats: Formats) -> list[str]:
    """One sentence per row of CAMPAIGN_EXPLANATIONS of one campaign, strongest first."""
    ordered = sorted(rows, key=lambda row: row["rank"])
    return [
        words(
            "reason.campaign",
            reason=_reason(row, words, formats),
            ordinary=_ordinary(row, words, formats),
            members=words.counted("accounts", row["n_members"]),
        )
        for row in ordered
    ]


def unit_of(text: str) -> str:
    """The unit that a feature's text asks for: the name of its placeholder."""
    return next(name for _, name, _, _ in string.Formatter().parse(text) if name in UNITS)


def _reason(row: dict[str, Any], words: Words, formats: Formats) -> str:
    key = f"reason.feature.{row['feature']}"
    if not words.has(key):  # of a run by another version of claqueur
        return words("reason.unknown", feature=row["feature"], number=formats.decimal(row["value"]))
    unit = unit_of(words(key))
    return words(key, **{unit: _written(row["value"], unit, formats)})


def _ordinary(row: dict[str, Any], words: Words, formats: Formats) -> str:
    key = f"reason.feature.{row['feature']}"
    unit = unit_of(words(key)) if words.has(key) else "number"
    usual = _written(row["usual"], unit, formats)
    if row["usual_p95"] is None:
        return words("reason.typical", usual=usual)
    return words("reason.usual", usual=usual, high=_written(row["usual_p95"], unit, formats))


def _written(value: float, unit: str, formats: Formats) -> str:
    if unit == "count":
        return formats.decimal(math.expm1(value), 1)
    if unit == "share":
        return formats.percent(value)
    if unit == "span":
        return formats.span(math.expm1(value))
    return formats.decimal(value, 1 if unit == "strength" else 2)
