"""Posts are written by strangers, some of them hostile: what of a post may reach the screen.

Nothing here makes text safe as Markdown or HTML: the app shows posts only through elements that interpret neither
(`st.text`, `st.dataframe`), or as HTML in which markupsafe escapes every word (cards.py, differences.py, plot.py).
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 1_000
MAX_COMBINING = 3  # marks on one letter; more is "zalgo" that paints over its neighbours
HIDDEN = "@…"

# Control (Cc), format (Cf: bidi overrides, zero-width, tags), surrogate, private use, unassigned, separators.
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEPT = {"\n", "\t"}
_JOINERS = {"\u200d"}  # joins emoji; kept only between two symbols
_MENTION = re.compile(r"(?<![\w@])@\w{1,50}(?:\.\w+)*")
_PROFILE_LINK = re.compile(r"(?i)((?:twitter|x|t|bsky)\.(?:com|me|app)/(?:profile/)?)(?!i/|search|hashtag)[\w.\-]+")
# The number of a post leads to its account as the handle does; profile links have lost theirs before.
_POST_LINK = re.compile(r"(?i)((?:twitter|x)\.com/[^/\s]+/status(?:es)?/|bsky\.app/profile/[^/\s]+/post/|t\.me/…/)\w+")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def safe_text(text: str | None, max_characters: int = MAX_CHARACTERS, hide_handles: bool = True) -> str:
    """`text` without control, bidi-override and zero-width characters, cut at `max_characters`, handles hidden.

    Line breaks stay. Missing text gives the empty string.
    """
    if not text:
        return ""
    # Cut first: a text of 100 kB must not cost its full length in every step below.
    cut = text[: max_characters * 4]
    shown = _without_unsafe(unicodedata.normalize("NFC", cut))
    shown = _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", shown)).strip()
    if hide_handles:
        shown = _PROFILE_LINK.sub(rf"\1{HIDDEN[1:]}", _MENTION.sub(HIDDEN, shown))
        shown = _POST_LINK.sub(rf"\1{HIDDEN[1:]}", shown)
    was_cut = len(shown) > max_characters or len(text) > len(cut)
    return shown[:max_characters].rstrip() + "…" if was_cut else shown


def safe_line(text: str | None, max_characters: int = 280, hide_handles: bool = True) -> str:
    """`safe_text` on one line, for cells and options.

    A leading = + - or @ gets an apostrophe before it: a table opened in a spreadsheet then runs no formula.
    """
    line = " ".join(safe_text(text, max_characters, hide_handles).split())
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) and not line.startswith(HIDDEN) else line


def _without_unsafe(text: str) -> str:
    kept: list[str] = []
    combining = 0
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        combining = combining + 1 if category in ("Mn", "Me") else 0
        if combining > MAX_COMBINING:
            continue
        if (
            character in _KEPT
            or category not in _UNSAFE_CATEGORIES
            or (character in _JOINERS and _joins_symbols(text, position))
        ):
            kept.append(character)
        elif category in ("Zl", "Zp") or character == "\r":
            kept.append("\n")
    return "".join(kept)


def _joins_symbols(text: str, position: int) -> bool:
    """Whether the joiner at `position` stands between two emoji (possibly with a variation or skin mark before it)."""
    if position == 0 or position + 1 >= len(text):
        return False
    return (
        unicodedata.category(text[position - 1]) in ("So", "Sk", "Mn")
        and unicodedata.category(text[position + 1]) == "So"
    )
