"""Keys by which near-duplicate texts find each other: MinHash over word 4-shingles, in bands (LSH).

Broder 1997 (resemblance, min-hash); Indyk & Motwani 1998 (bands). Two texts whose shingles have Jaccard similarity J
share a band with probability 1 - (1 - J^ROWS)^BANDS: .94 at .5, .99 at .6, .10 at .1; what meets is verified in the run
(jobs/traces/near_text.py). Why these numbers: docs/decisions/0012-near-text.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from claqueur.ingest.texts.keys import key64
from claqueur.ingest.texts.normalise import letters_of, without_hashtags
from claqueur.ingest.texts.scripts import tokens, words_and_letters

MIN_WORDS = 7
SHINGLE_WORDS = 4
BANDS = 10
ROWS = 2
TEXTS_AT_ONCE = 2_000  # their numbers fit into the processor's cache

Keys = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_SEEDS = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * _GOLDEN


def near_tokens(text: str, normalised: str | None) -> list[str] | None:
    """What near-duplicates are told by: the words of a raw text without hashtags; None where under 7 are left.

    normalised: normalise_text(text); a text that does not count has no near-duplicates either.
    """
    if normalised is None:
        return None
    bare = without_hashtags(text)
    letters = normalised if bare is text else letters_of(bare)
    return tokens(letters) if words_and_letters(letters)[0] >= MIN_WORDS else None


def near_text_key(words: Sequence[str]) -> int:
    """64-bit key of the whole text that these tokens make."""
    return key64(" ".join(words))


def shingles(texts: Sequence[Sequence[str]]) -> tuple[Keys, NDArray[np.int64]]:
    """Keys of all runs of 4 tokens, text after text, and where each text's begin. Every text needs 4 tokens."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    words = np.fromiter(map(_word_key, chain.from_iterable(texts)), np.uint64, int(lengths.sum()))
    n = len(words) - SHINGLE_WORDS + 1
    mixed = words[:n]
    for step in range(1, SHINGLE_WORDS):
        mixed = _mixed(mixed) + words[step : n + step]
    ends = np.cumsum(lengths)
    # a run that would reach into the next text is none
    inside = np.ones(n, dtype=bool)
    for step in range(1, SHINGLE_WORDS):
        inside[(ends - step)[ends - step < n]] = False
    starts = ends - lengths - (SHINGLE_WORDS - 1) * np.arange(len(texts))
    return _mixed(mixed[inside]), starts


def band_keys(texts: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """One row per text (its tokens, 4 at least) with its BANDS keys: near-duplicates have one of them in common."""
    parts = [_band_keys(texts[i : i + TEXTS_AT_ONCE]) for i in range(0, len(texts), TEXTS_AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty((0, BANDS), dtype=np.int64)


def _band_keys(texts: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    found, starts = shingles(texts)
    smallest = [np.minimum.reduceat(_mixed(found ^ seed), starts) for seed in _SEEDS]
    bands = []
    for band in range(BANDS):
        key = np.full(len(texts), band, dtype=np.uint64)
        for row in smallest[band * ROWS : (band + 1) * ROWS]:
            key = _mixed(key * _GOLDEN + row)
        bands.append(key)
    return np.stack(bands, axis=1).view(np.int64)


@lru_cache(maxsize=200_000)
def _word_key(word: str) -> int:
    return key64(word) % 2**64


def _mixed(keys: Keys) -> Keys:
    """Each key with its bits well mixed: splitmix64 (Steele, Lea & Flood 2014)."""
    keys = keys ^ (keys >> np.uint64(30))
    keys *= np.uint64(0xBF58476D1CE4E5B9)  # in place from here on: half the time
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return keys
