from __future__ import annotations

import pytest

from claqueur.ingest.normalise import TextParts, is_repost_text, normalise_text, text_parts


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
