from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claqueur.ingest.texts import common_texts
from claqueur.ingest.texts.boilerplate import BEGINNINGS
from claqueur.ingest.texts.near_text import near_words
from claqueur.ingest.texts.normalise import letters_of, normalise_text, text_parts

ALL = re.compile(f"[{common_texts.COMMON}]".replace(r"\x{1f300}", "\U0001f300").replace(r"\x{1faff}", "\U0001faff"))
CHARACTERS = [chr(i) for i in range(0x20000) if ALL.match(chr(i))]
PIECES = [
    *("RT @ann: ", "rt @bob ", "@cid", "@d.e.", "#Bridge", "#2024", "# ", "$ACME", "$brk.b ", "@@x", "a@b.example"),
    *("https://a.example/b ", "HTTP://A.example/É…", "https://a.example/#c", "www.a.example ", "t.co/x", "http"),
    *(
        "[id1|Ann]",
        "*club2 (The City)",
        "via @x",
        " via",
        "…",
        "...",
        ".",
        "_",
        "é",
        "Ёж",
        "Œuvre",
        "👏",
        "’",
        "\u00a0",
    ),
    *("sunday", "the bridge", " ", " ", "\n", "1", "!", "/", '"', "»", "|", "ß", "\t"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(CHARACTERS), max_size=14).map("".join)


def common(texts: list[str]) -> pl.DataFrame:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return frame.filter(common_texts.is_common(pl.col("text")))


def assert_as_one_by_one(texts: list[str]) -> None:
    """What is said of the texts together is what is said of each alone."""
    frame = common(texts)
    letters = frame.select(common_texts.letters_of(pl.col("text")))["text"].to_list()
    assert letters == [letters_of(text) for text in frame["text"]]
    normalised = [normalise_text(text) for text in frame["text"]]
    near = [near_words(text, plain) for text, plain in zip(frame["text"], normalised, strict=True)]
    compared = common_texts.compared(frame.select(said="text"))
    assert compared.rows() == list(zip(frame["text"], normalised, near, strict=True))
    parts = common_texts.parts(frame)
    assert parts.rows() == [(text, *text_parts(text)) for text in frame["text"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @ann: Le pont de l’Évêché rouvre… https://t.co/aB1 #Pont @bob 👏", True),
        ("«\u00a0Мост откроют в воскресенье\u00a0» – Ёж", True),
        ("The bridge &amp; the road", False),  # has an entity
        ("大桥将于星期日开放", False),  # no spaces between words
        ("The bri\u00addge", False),  # has a mark that cannot be seen
        ("ﬁrst", False),  # NFKC writes it otherwise
        ("write to ann@host.example", False),  # no handle
        ("https://example.org/page#part", False),  # no hashtag
        ("*club12 (The City) opens", False),  # VK's mention
    ],
)
def test_common_are_texts_of_which_no_engine_has_an_idea_of_its_own(text: str, expected: bool) -> None:
    assert common([text]).height == expected


@pytest.mark.parametrize(
    "around", ["a{}b", "@a{}b c", "#a{}b c", "$a{}b", "{0}@a {0}#a {0}$a", "http://a{}b c", "a ...{}"]
)
def test_each_common_character_is_told_as_alone(around: str) -> None:
    assert len(CHARACTERS) > 2_000
    assert_as_one_by_one([around.format(character) for character in CHARACTERS])


def test_an_applications_words_are_told_as_alone() -> None:
    texts = [f"{beginning} the bridge opens on Sunday" for beginning in BEGINNINGS]
    assert common(texts).height > 40
    assert_as_one_by_one([*texts, *(f"Well, {text}" for text in texts)])


@given(st.lists(TEXTS, max_size=20))
@settings(max_examples=200)
def test_texts_are_told_together_as_alone(texts: list[str]) -> None:
    assert_as_one_by_one([*texts, *(f"{text} the bridge opens on sunday for all of us" for text in texts)])
