"""Keys by which near-duplicate texts find each other: MinHash over word 4-shingles, in bands (LSH).

Broder 1997 (resemblance, min-hash); Indyk & Motwani 1998 (bands). Two texts whose shingles have Jaccard similarity J
share a band with probability 1 - (1 - J^ROWS)^BANDS: .94 at .5, .99 at .6, .10 at .1; what meets is verified in the run
(jobs/traces/near_text.py). Why these numbers: docs/decisions/0012-near-text.md.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow.compute as pc
from numpy.typing import NDArray

from claqueur.ingest.texts.keys import keys64
from claqueur.ingest.texts.normalise import letters_of, without_hashtags
from claqueur.ingest.texts.scripts import spaced, words_and_letters

MIN_WORDS = 7
SHINGLE_WORDS = 4
BANDS = 10
ROWS = 2
TEXTS_AT_ONCE = 2_000  # their numbers fit into the processor's cache

Keys = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_SEEDS = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * _GOLDEN


def near_words(text: str, normalised: str | None) -> str | None:
    """What near-duplicates are told by: the words of a raw text without hashtags, by single spaces; None where under 7
    are left.

    normalised: normalise_text(text); a text that does not count has no near-duplicates either. Its key64 is the key of
    the whole text.
    """
    if normalised is None:
        return None
    bare = without_hashtags(text)
    letters = normalised if bare is text else letters_of(bare)
    return spaced(letters) if words_and_letters(letters)[0] >= MIN_WORDS else None


def shingles(texts: pl.Series) -> tuple[Keys, NDArray[np.int64]]:
    """Keys of all runs of 4 words, text after text, and where each text's begin.

    texts: as near_words gives them, 4 words at least.
    """
    by_text = texts.str.split(" ")
    lengths = by_text.list.len().to_numpy().astype(np.int64)
    words = _word_keys(by_text.explode())
    n = max(len(words) - SHINGLE_WORDS + 1, 0)
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


def band_keys(texts: pl.Series) -> NDArray[np.int64]:
    """One row per text (as near_words gives it) with its BANDS keys: near-duplicates have one of them in common."""
    found, starts = shingles(texts)
    parts = []
    for first in range(0, len(starts), TEXTS_AT_ONCE):
        own = starts[first : first + TEXTS_AT_ONCE + 1]
        end = own[-1] if len(own) > TEXTS_AT_ONCE else len(found)
        parts.append(_bands_of(found[own[0] : end], own[:TEXTS_AT_ONCE] - own[0]))
    return np.concatenate(parts) if parts else np.empty((0, BANDS), dtype=np.int64)


def _bands_of(found: Keys, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    smallest = [np.minimum.reduceat(_mixed(found ^ seed), starts) for seed in _SEEDS]
    bands = []
    for band in range(BANDS):
        key = np.full(len(starts), band, dtype=np.uint64)
        for row in smallest[band * ROWS : (band + 1) * ROWS]:
            key = _mixed(key * _GOLDEN + row)
        bands.append(key)
    return np.stack(bands, axis=1).view(np.int64)


def _word_keys(words: pl.Series) -> Keys:
    """The key64 of each word, made once for each different one."""
    encoded = pc.dictionary_encode(words.to_arrow())
    keys = keys64(encoded.dictionary.to_pylist()).view(np.uint64)
    return keys[encoded.indices.to_numpy()]


def _mixed(keys: Keys) -> Keys:
    """Each key with its bits well mixed: splitmix64 (Steele, Lea & Flood 2014)."""
    keys = keys ^ (keys >> np.uint64(30))
    keys *= np.uint64(0xBF58476D1CE4E5B9)  # in place from here on: half the time
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return keys
