"""Benign hypotheses in words: what else could explain a campaign, and what the numbers say to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words

VERDICTS = {"fits": "fits", "does not fit": "does_not_fit", "cannot be told": "cannot_be_told"}
ICONS = {"fits": ":material/check_circle:", "does_not_fit": ":material/cancel:", "cannot_be_told": ":material/help:"}
VERDICT_ORDER = ("fits", "cannot_be_told", "does_not_fit")


@dataclass(frozen=True)
class ShownHypothesis:
    """One hypothesis, ready to draw; icon and word say the same, neither relies on colour. A reason per number."""

    verdict: str
    icon: str
    title: str
    verdict_word: str
    reasons: tuple[str, ...]


def shown_hypotheses(hypotheses: list[dict[str, Any]] | None, words: Words, formats: Formats) -> list[ShownHypothesis]:
    """Those that fit first, then those that cannot be told, then those that do not fit."""
    shown = [_shown(hypothesis, words, formats) for hypothesis in hypotheses or []]
    return sorted(shown, key=lambda hypothesis: VERDICT_ORDER.index(hypothesis.verdict))


def tally(shown: list[ShownHypothesis], words: Words) -> str:
    """One sentence: which innocent explanations fit, and how many cannot be told or do not fit."""
    if not shown:
        return words("campaign.no_hypotheses")
    fits = [hypothesis.title for hypothesis in shown if hypothesis.verdict == "fits"]
    counted = {
        verdict: str(sum(hypothesis.verdict == verdict for hypothesis in shown)) for verdict in VERDICT_ORDER[1:]
    }
    named = words("tally.fits", names=words.listed(fits)) if fits else words("tally.none_fits")
    return f"{named} {words('tally.others', **counted)}"


def _shown(hypothesis: dict[str, Any], words: Words, formats: Formats) -> ShownHypothesis:
    name = hypothesis["name"]
    verdict = VERDICTS.get(hypothesis["verdict"], "cannot_be_told")
    known = words.has(f"hypothesis.{name}")
    return ShownHypothesis(
        verdict=verdict,
        icon=ICONS[verdict],
        title=words(f"hypothesis.{name}") if known else _plain(name),
        verdict_word=words(f"verdict.{verdict}"),
        # runs older than these numbers have none
        reasons=tuple(_reason(number, words, formats) for number in hypothesis.get("numbers") or []),
    )


def _reason(number: dict[str, Any], words: Words, formats: Formats) -> str:
    """One number behind the verdict and what it was held against; every number is a share."""
    name = number["measure"]
    measure = words(f"measure.{name}") if words.has(f"measure.{name}") else _plain(name)
    if number["value"] is None:
        return words("verdict.no_number", measure=measure)
    side = "at_least" if number["at_least"] else "at_most"
    limit = words(f"verdict.{side}", threshold=formats.percent(number["threshold"]))
    return words("verdict.number", measure=measure, value=formats.percent(number["value"]), limit=limit)


def _plain(name: str) -> str:
    return safe_line(name.replace("_", " "), 60)
