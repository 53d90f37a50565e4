from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from claqueur.ingest.texts.keys import key64
from claqueur.ingest.texts.near_text import BANDS, band_keys, near_words, shingles
from claqueur.ingest.texts.normalise import normalise_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge opens on Sunday for all #Bridge @ann", "the bridge opens on sunday for all"),
        ("Le pont de l’Évêché rouvre dès dimanche", "le pont de l évêché rouvre dès dimanche"),
        ("Ещё раз: мост откроют в это воскресенье днём", "еще раз мост откроют в это воскресенье днем"),
        ("إنَّ الجِسرَ يُفتَحُ لِلجَمِيعِ يَومَ الأحَد صَباحًا", "ان الجسر يفتح للجميع يوم الاحد صباحا"),
        ("大桥将于星期日上午向市民开放", "大桥 桥将 将于 于星 星期 期日 日上 上午 午向 向市 市民 民开 开放"),
        ("The bridge opens on Sunday #Bridge #City #News", None),  # five words without the hashtags
        ("大桥将于星期日上午开放", None),  # eleven characters: as much as six words
    ],
)
def test_near_duplicates_are_told_by_words_or_pairs_of_characters(text: str, expected: str | None) -> None:
    assert near_words(text, normalise_text(text)) == expected


def test_shingles_are_runs_of_four_words_and_never_reach_into_the_next_text() -> None:
    found, starts = shingles(pl.Series(["a b c d e", "b c d e", "a b c d e f g"]))
    abcd, bcde, cdef, defg = found[0], found[1], found[5], found[6]
    assert found.tolist() == [abcd, bcde, bcde, abcd, bcde, cdef, defg]
    assert len({abcd, bcde, cdef, defg}) == 4
    assert starts.tolist() == [0, 2, 3]


def test_keys_are_the_same_on_every_machine() -> None:
    """Written into workspaces: a change makes old and new posts incomparable."""
    words = "the bridge opens on sunday for all"
    assert key64(words) == 9177758191908629944
    assert band_keys(pl.Series([words]))[0, :2].tolist() == [1548844176174701020, -987354660383628437]


def test_a_text_gets_the_same_bands_alone_and_among_others() -> None:
    texts = pl.Series([" ".join(f"w{i + n}" for i in range(7 + n)) for n in range(30)])
    together = band_keys(texts)
    assert together.shape == (30, BANDS)
    assert np.array_equal(together, np.concatenate([band_keys(pl.Series([text])) for text in texts]))
    assert band_keys(pl.Series([], dtype=pl.String)).shape == (0, BANDS)


@pytest.mark.parametrize(("shared", "of", "likely"), [(14, 20, 0.999), (10, 20, 0.944), (2, 20, 0.096)])
def test_texts_meet_as_often_as_their_similarity_says(shared: int, of: int, likely: float) -> None:
    """`of` shingles in all, `shared` of them in both: 1 - (1 - J^2)^10; 2,000 pairs, three standard errors."""
    n_pairs, own = 2_000, (of - shared) // 2
    both = [
        (
            [*(f"{pair}s{i}" for i in range(shared + 3)), *(f"{pair}a{i}" for i in range(own))],
            [*(f"{pair}s{i}" for i in range(shared + 3)), *(f"{pair}b{i}" for i in range(own))],
        )
        for pair in range(n_pairs)
    ]
    left, right = (band_keys(pl.Series([" ".join(pair[side]) for pair in both])) for side in (0, 1))
    met = float((left == right).any(axis=1).mean())
    assert met == pytest.approx(likely, abs=3 * (likely * (1 - likely) / n_pairs) ** 0.5 + 1e-3)
