"""Near-duplicate texts: candidates, verified pairs, groups."""

from __future__ import annotations

import polars as pl
import pytest

from claqueur.ingest.texts.keys import key64
from claqueur.ingest.texts.near_text import band_keys, near_words
from claqueur.ingest.texts.normalise import normalise_text
from claqueur.jobs.traces import near_text
from claqueur.jobs.traces.near_text import near_bands, near_pairs, near_texts
from claqueur.schema import NEAR_BANDS, NEAR_PAIRS, POSTS

COLUMNS = "post_id kind text text_key near_text_key near_text_bands"
# one changed word in the middle of 14 words spoils 4 of 11 shingles: Jaccard 7 / 15
# at the end it spoils one: 10 / 12
TEXTS = {
    "en": "The old bridge across the river opens again on Sunday morning for everybody here",
    "en_end": "The old bridge across the river opens again on Sunday morning for everybody today",
    "en_middle": "The old bridge across the river stays shut again on Sunday morning for everybody here",
    "fr": "Le vieux pont sur la rivière rouvre enfin dimanche matin pour tous les habitants",
    "fr_end": "Le vieux pont sur la rivière rouvre enfin dimanche matin pour tous les voisins !",
    "ru": "Старый мост через реку снова откроют в воскресенье утром для всех жителей города",
    "ru_end": "Старый мост через реку снова откроют в воскресенье утром для всех жителей страны",
    "zh": "横跨大河的老桥将于星期日上午重新向全体市民开放",
    "zh_end": "横跨大河的老桥将于星期日上午重新向全体市民关闭",
    "ar": "يفتح الجسر القديم على النهر من جديد صباح يوم الأحد لجميع سكان المدينة",
    "ar_marks": "يَفتَحُ الجِسرُ القديم على النهر من جديد صباح يوم الاحد لجميع سكان المدينة",  # an exact copy
    "ar_end": "يفتح الجسر القديم على النهر من جديد صباح يوم الأحد لجميع سكان البلاد",
    "other": "Nobody in this town has ever said a word about any of that before today",
}
SIMILAR = [("ar", "ar_end"), ("en", "en_end"), ("fr", "fr_end"), ("ru", "ru_end"), ("zh", "zh_end")]


def key(text: str) -> int:
    words = near_words(text, normalise_text(text))
    assert words is not None
    return key64(words)


def post(post_id: str, text: str, kind: str = "post") -> tuple:
    normalised = normalise_text(text)
    words = near_words(text, normalised)
    assert normalised is not None and words is not None
    return post_id, kind, text, key64(normalised), key64(words), band_keys(pl.Series([words]))[0].tolist()


def test_lightly_edited_copies_are_found_in_five_languages_and_other_texts_are_not(engine, frame, rows):
    posts = [post(name, text) for name, text in TEXTS.items()]
    posts += [post("en again", TEXTS["en"]), post("en tagged", f"#News {TEXTS['en']} #Bridge")]  # not other texts
    posts += [post("reposted", "Nobody in this town has ever said a word about any of that before now", "repost")]
    posts += [("short", "post", "Too short to be compared here", 5, None, None)]
    posts = frame(POSTS, COLUMNS, posts)
    pairs = near_pairs(near_bands(posts), posts)
    names = {key(text): name for name, text in TEXTS.items() if name != "ar_marks"}
    found = {tuple(sorted((names[a], names[b]))): jaccard for a, b, jaccard in rows(pairs, "a b jaccard")}
    assert sorted(found) == SIMILAR
    assert found["en", "en_end"] == pytest.approx(10 / 12)
    assert found["zh", "zh_end"] == pytest.approx(17 / 21)  # 19 five-character shingles, the last 2 differ
    groups = rows(
        near_texts(frame(NEAR_PAIRS, "a b", rows(pairs, "a b")), posts, engine.graph), "near_text_key object_id"
    )
    together: dict[int, set[str]] = {}
    for near_text_key_, group in groups:
        together.setdefault(group, set()).add(names[near_text_key_])
    assert sorted(tuple(sorted(group)) for group in together.values()) == SIMILAR


def test_texts_of_a_full_band_are_compared_with_its_first_only(frame, rows, monkeypatch):
    monkeypatch.setattr(near_text, "MAX_TEXTS_IN_BAND", 2)
    start = TEXTS["en"].rpartition(" ")[0]
    texts = [f"{start} {end}" for end in ("here", "today", "there")]
    posts = frame(POSTS, COLUMNS, [post(end, end) for end in texts])
    band = [(7, near, 3, place) for place, near in enumerate(sorted(map(key, texts)), start=1)]
    first, second, third = (near for _, near, _, _ in band)
    found = near_pairs(frame(NEAR_BANDS, "band near_text_key n_texts place", band), posts)
    assert rows(found, "a b") == [(first, second), (first, third)]


def test_a_chain_of_small_changes_does_not_end_in_another_text(engine, frame, rows):
    # a - b - c - d - e, and b has a leaf more: it leads, then d
    chain = [(1, 2), (2, 3), (3, 4), (4, 5), (2, 9)]
    texts = [("p", "post", "", 10 + n, n, None) for n in (1, 2, 3, 4, 5, 9)]
    texts += [("q", "post", "", 11, 7, None)]  # text 11 once with other hashtags: it goes by the smaller key
    texts += [("r", "post", "", 20, 6, None), ("r", "post", "", 20, 8, None)]  # nobody is near, but it has two keys
    texts += [("s", "post", "", 21, 12, None)]  # nobody is near and one key: no row
    found = near_texts(frame(NEAR_PAIRS, "a b", chain), frame(POSTS, COLUMNS, texts), engine.graph)
    assert rows(found, "text_key near_text_key object_id") == [
        (11, 1, 2), (12, 2, 2), (13, 3, 2), (14, 4, 4), (15, 5, 4), (19, 9, 2), (20, 6, 6)
    ]  # fmt: skip


def test_without_posts_there_is_nothing(engine, frame, rows):
    posts = frame(POSTS, COLUMNS, [])
    bands = near_bands(posts)
    assert rows(bands, "band") == []
    assert rows(near_pairs(bands, posts), "a b") == []
    assert rows(near_texts(frame(NEAR_PAIRS, "a b", []), posts, engine.graph), "text_key") == []
