from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claqueur.ingest.texts.near_text import near_words
from claqueur.ingest.texts.normalise import (
    TextParts,
    is_repost_text,
    letters_of,
    normalise_text,
    said,
    text_parts,
)

PIECES = [
    "RT @ann: ",
    "rt @bob ",
    "#Bridge",
    "@cid",
    "https://a.example/b ",
    "&amp;",
    "sunday",
    " ",
    "…",
    "é",
    "\u0301",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge opens on Sunday morning!", "the bridge opens on sunday morning"),
        ("RT @ann: The bridge opens on Sunday morning", "the bridge opens on sunday morning"),
        ("RT @ann: RT @bob_2: The bridge opens on Sunday", "the bridge opens on sunday"),
        ("The bridge opens @ann on Sunday https://t.co/aB1 morning", "the bridge opens on sunday morning"),
        ("The bridge opens on Sunday morn… https://t.co/aB1", "the bridge opens on sunday"),
        ("The bridge opens on Sunday morn...", "the bridge opens on sunday"),
        ("The bridge opens HTTP://EXAMPLE.ORG/A on Sunday", "the bridge opens on sunday"),
        ("See www.example.org/x and pic.twitter.com/abc for all of it today", "see and for all of it today"),
        ("[id12|Ann Lee], the bridge opens on Sunday", "the bridge opens on sunday"),
        ("@ann@social.example the bridge opens on Sunday", "the bridge opens on sunday"),
        ("Le pont de l'Évêché rouvre — enfin — dimanche", "le pont de l évêché rouvre enfin dimanche"),
        ("Ｔｈｅ ｂｒｉｄｇｅ opens on ﬁrst Sunday", "the bridge opens on first sunday"),
        ("#Bridge opens in 2024 for everybody_here", "bridge opens in for everybody here"),
        ("पुल रविवार को खुलेगा सभी के लिए", "पल रववर क खलग सभ क लए"),
        ("The bridge &amp; the road open on Sunday", "the bridge the road open on sunday"),
        ("The bri\u00addge o\u200bpens on Sunday morning", "the bridge opens on sunday morning"),  # cannot be seen
        ("Ещё раз: мост откроют в воскресенье", "еще раз мост откроют в воскресенье"),
        # the same sentence with and without vowel signs, a stretched word and another form of alef and yeh
        ("إنَّ الجِسرَ يُفتَحُ لِلجَمِيعِ يَومَ الأحَد", "ان الجسر يفتح للجميع يوم الاحد"),
        ("ان الجســـر يفتح للجمیع يوم الاحد", "ان الجسر يفتح للجميع يوم الاحد"),
        ("大桥将于星期日上午开放！", "大桥将于星期日上午开放"),  # eleven characters: as much as six words
        ("你好@ann大桥将于星期日开放https://t.co/aB1大家来", "你好 大桥将于星期日开放 大家来"),
        ("大桥将于星期日上午开放…", "大桥将于星期日上午开放"),  # no word of it can be told to be cut off
        ("橋は日曜日の朝に開通します", "橋は日曜日の朝に開通します"),
        ("สะพานจะเปิดในวันอาทิตย์", "สะพานจะเปดในวนอาทตย"),
        (
            "[id1:bp-2_3|Ann Lee], *club12 (The City) @id3 (Bob): мост откроют в воскресенье",
            "мост откроют в воскресенье",
        ),
        ("The bridge opens on Sunday https://t.co/aB1 via @citynews", "the bridge opens on sunday"),
        ("I voted for the bridge on Sunday", "i voted for the bridge on sunday"),  # a person may say so
        ("I liked a @YouTube video from @ann https://t.co/aB1 The bridge opens", None),  # a button's words
        ("J’ai ajouté une vidéo à une playlist @YouTube https://t.co/aB1 Le pont rouvre", None),
        ("أعجبني فيديو @YouTube https://t.co/aB1 الجسر يفتح يوم الأحد", None),
        ("🌉🎉👍🏽 🇫🇷❤️ 1️⃣ 👨‍👩‍👧 🆗 ✅✅✅ 🌉🎉👍🏽 🇫🇷❤️", None),  # pictures alone
        ("大桥星期日开", None),  # six characters: as much as three words
        ("The bridge opens", None),  # three words
        ("a b c d e f", None),  # eleven characters
        ("@ann @bob @cid @dan https://t.co/aB1", None),
        ("", None),
    ],
)
def test_a_text_is_compared_without_what_differs_between_copies(text: str, expected: str | None) -> None:
    assert normalise_text(text) == expected


def test_what_a_text_holds_is_read_in_order_and_once() -> None:
    text = "#Vote with @Ann for $ACME and #vote #Été2022 (https://example.org/a). @ann $brk.b #2022 mail@host.org https://t.co/x…"
    assert text_parts(text) == TextParts(
        hashtags=["vote", "été2022"],  # not 2022: digits alone are no hashtag
        cashtags=["ACME", "BRK.B"],
        mentions=["ann"],  # not host.org: that is a mail address
        urls=["https://example.org/a"],  # not the link that is cut off
    )


def test_tags_and_handles_end_where_another_script_begins() -> None:
    text = "#हिन्दी में #大桥开放 谢谢@ann你好 @人民日报 http://example.org/a你好"
    assert text_parts(text) == TextParts(["हिन्दी", "大桥开放"], [], ["ann", "人民日报"], ["http://example.org/a"])


def test_tags_inside_links_are_none() -> None:
    assert text_parts("https://example.org/page#part and https://social.example/@ann") == TextParts(
        [], [], [], ["https://example.org/page#part", "https://social.example/@ann"]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("RT @ann: hello", True), ("rt @ann hello", True), ("hello RT @ann: hello", False), ("RT if you like", False)],
)
def test_a_repost_says_so_at_its_start(text: str, expected: bool) -> None:
    assert is_repost_text(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @ann_1: The bridge", "The bridge"),
        ("RT @ann: RT @bob: The bridge", "RT @bob: The bridge"),
        ("RT @ann The bridge", "RT @ann The bridge"),
        ("RT @ann: «The bridge»", "RT @ann: «The bridge»"),  # what follows could join with the space before it
    ],
)
def test_what_a_repost_says_stands_behind_a_plain_prefix(text: str, expected: str) -> None:
    assert what_is_said(text) == expected


def what_is_said(text: str) -> str:
    return pl.select(said(pl.lit(text))).item()


@given(TEXTS.map("RT @ann: The {}".format))
def test_what_a_repost_says_is_compared_as_the_repost_is(text: str) -> None:
    bare = what_is_said(text)
    assert bare != text
    assert normalise_text(bare) == normalise_text(text)
    assert near_words(bare, normalise_text(bare)) == near_words(text, normalise_text(text))


@given(st.text(st.characters(max_codepoint=255, exclude_characters="&@.")))
@example("".join(chr(i) for i in range(256) if chr(i) not in "&@."))
def test_latin_letters_are_told_as_those_beside_others_are(text: str) -> None:
    assert letters_of(f"{text} ñ") == letters_of(f"{text} ñ 大").removesuffix(" 大")
