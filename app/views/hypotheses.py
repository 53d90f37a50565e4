"""Benign hypotheses in words: what else could explain a campaign, and what the numbers say to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claqueur.app.formats import Formats
from claqueur.app.safe_text import safe_line
from claqueur.app.texts import Words

VERDICTS = {"fits": "fits", "does not fit": "does_not_fit", "cannot be told": "cannot_be_told"}
ICONS = {"fits": ":material/check_circle:", "does_not_fit": ":material/cancel:", "cannot_be_told": ":material/help:"}
AT_MOST = frozenset({"share_button"})  # fits where the number is low; every number is a share
VERDICT_ORDER = ("fits", "cannot_be_told", "does_not_fit")


@dataclass(frozen=True)
class ShownHypothesis:
    """One hypothesis, ready to draw; icon and word say the same, neither relies on colour."""

    verdict: str
    icon: str
    title: str
    verdict_word: str
    reason: str


def shown_hypotheses(hypotheses: list[dict[str, Any]] | None, words: Words, formats: Formats) -> list[ShownHypothesis]:
    """Those that fit first, then those that cannot be told, then those that do not fit."""
    shown = [_shown(hypothesis, words, formats) for hypothesis in hypotheses or []]
    return sorted(shown, key=lambda hypothesis: VERDICT_ORDER.index(hypothesis.verdict))


def _shown(hypothesis: dict[str, Any], words: Words, formats: Formats) -> ShownHypothesis:
    name = hypothesis["name"]
    verdict = VERDICTS.get(hypothesis["verdict"], "cannot_be_told")
    known = words.has(f"hypothesis.{name}.title")
    return ShownHypothesis(
        verdict=verdict,
        icon=ICONS[verdict],
        title=words(f"hypothesis.{name}.title") if known else safe_line(name.replace("_", " "), 60),
        verdict_word=words(f"verdict.{verdict}"),
        reason=_reason(hypothesis, name if known else "other", words, formats),
    )


def _reason(hypothesis: dict[str, Any], name: str, words: Words, formats: Formats) -> str:
    """The number behind the verdict and what it was held against."""
    value, threshold = hypothesis["value"], hypothesis["threshold"]
    if value is None:
        return words("hypothesis.no_number", measure=words(f"hypothesis.{name}.measure"))
    limit = words(f"hypothesis.{'at_most' if name in AT_MOST else 'at_least'}", threshold=formats.percent(threshold))
    measure = words(f"hypothesis.{name}.measure")
    return words("hypothesis.number", measure=measure, value=formats.percent(value), limit=limit)
