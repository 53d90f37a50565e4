"""Hostile posts become harmless text."""

import pytest

from claqueur.app.display.safe_text import MAX_CHARACTERS, safe_line, safe_text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain, stays: é ñ 日本 #tag 😀", "plain, stays: é ñ 日本 #tag 😀"),
        ("pay \u202etxt.exe\u202c now", "pay txt.exe now"),  # right-to-left override
        ("in\u200bvis\u200dible\ufeff", "invisible"),  # zero-width
        ("👩\u200d🚒 works", "👩\u200d🚒 works"),  # the joiner that makes one emoji of two
        ("a\x00b\x07c\x1b[31m", "abc[31m"),  # control
        ("one\r\n\n\n\n\ntwo", "one\n\ntwo"),
        ("tag\U000e0041\U000e0042", "tag"),  # invisible tag characters
        ("z\u0301\u0302\u0303\u0304\u0305\u0306", "\u017a\u0302\u0303\u0304"),  # marks piled up
        ("<b>bold</b> [x](javascript:1)", "<b>bold</b> [x](javascript:1)"),  # left as written: never interpreted
        (None, ""),
    ],
)
def test_unsafe_characters_go_and_the_rest_stays(written, shown):
    assert safe_text(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("RT @Some_One: hello", "RT @…: hello"),
        ("ask @a.bsky.social, now", "ask @…, now"),
        ("mail me@example.org", "mail me@example.org"),  # not a handle
        ("see https://x.com/Some_One/status/1", "see https://x.com/…/status/…"),
        ("see https://example.org/Some_One", "see https://example.org/Some_One"),
    ],
)
def test_handles_are_hidden_unless_asked_for(written, shown):
    assert safe_text(written) == shown
    assert safe_text(written, hide_handles=False) == written


def test_a_text_of_100_kb_is_cut_and_a_short_one_is_not():
    assert safe_text("spam " * 20_000) == ("spam " * 20_000)[:MAX_CHARACTERS].rstrip() + "…"
    assert safe_text("\u200b" * 100_000 + "end") == "…"  # all that was looked at is invisible
    assert safe_text("a" * MAX_CHARACTERS) == "a" * MAX_CHARACTERS


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_cell_never_starts_a_spreadsheet_formula(formula):
    assert safe_line(formula, hide_handles=False) == f"'{formula}"
    assert safe_line("1 = 1") == "1 = 1"
