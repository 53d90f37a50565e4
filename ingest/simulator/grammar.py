"""Sentences from the invented vocabularies, by the column: n texts at a time, never a loop per post."""

from __future__ import annotations

import re
from types import ModuleType

import numpy as np
import polars as pl

from claqueur.ingest.simulator import english, french

VOCABULARIES: dict[str, ModuleType] = {"en": english, "fr": french}
_SLOT = re.compile(r"\{(\w+)\}")


def draw(rng: np.random.Generator, options: tuple[str, ...] | list[str], n: int) -> pl.Series:
    """`n` of the options, each equally likely, as a column of strings."""
    return pl.Series(options, dtype=pl.String).gather(rng.integers(0, len(options), n))


def render(lang: str, topic: str, rng: np.random.Generator, n: int, **bound: tuple[str, ...]) -> pl.Series:
    """`n` texts in `lang` on `topic` (a key of PATTERNS), each slot filled at random.

    bound: fillings that replace a slot's own, such as party=("Civic Meadow",). Raises KeyError for an unknown topic.
    """
    vocabulary = VOCABULARIES[lang]
    patterns = vocabulary.PATTERNS[topic]
    slots = {**vocabulary.SLOTS, **bound}
    chosen = rng.integers(0, len(patterns), n)
    blocks = [_fill(pattern, slots, rng, int((chosen == i).sum())) for i, pattern in enumerate(patterns)]
    # The blocks follow pattern by pattern: put each text back to where its pattern was drawn.
    return _polish(pl.concat(blocks).gather(np.argsort(np.argsort(chosen, kind="stable"))), vocabulary.REPAIRS)


def edit_lightly(text: str, lang: str, rng: np.random.Generator) -> str:
    """The text with one or two small edits: another place or call, an adverb more, or a letter lost."""
    slots = VOCABULARIES[lang].SLOTS
    for edit in rng.choice(["place", "rally", "adverb", "letter"], int(rng.integers(1, 3)), replace=False):
        match str(edit):
            case "adverb":
                text = text.replace(".", f", {rng.choice(slots['adverb'])}.", 1)
            case "letter":
                at = int(rng.integers(len(text) // 3, len(text) - 1))
                text = text[:at] + text[at + 1 :]
            case slot:
                found = [phrase for phrase in slots[slot] if phrase in text]
                text = text.replace(found[0], str(rng.choice(slots[slot]))) if found else text
    return text


def _fill(pattern: str, slots: dict[str, tuple[str, ...]], rng: np.random.Generator, n: int) -> pl.Series:
    """`n` fillings of one pattern."""
    pieces = _SLOT.split(pattern)  # literal, slot, literal, slot, ..., literal
    columns = [draw(rng, slots[piece] if i % 2 else (piece,), n).alias(str(i)) for i, piece in enumerate(pieces)]
    return pl.DataFrame(columns).select(pl.concat_str(pl.all())).to_series().rename("text")


def _polish(texts: pl.Series, repairs: tuple[tuple[str, str], ...]) -> pl.Series:
    """The texts with contractions made and a capital at the start of each sentence's first word."""
    for found, mended in repairs:
        texts = texts.str.replace_all(found, mended, literal=True)
    return texts.str.slice(0, 1).str.to_uppercase() + texts.str.slice(1)
