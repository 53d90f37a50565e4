"""Texts as they are compared, and what is read out of a text: hashtags, cashtags, mentions, links.

Done once, at ingest, so that no engine's regular expressions can change a result.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from claqueur.ingest.texts.boilerplate import is_boilerplate
from claqueur.ingest.texts.scripts import MARK, MARKS, UNSPACED, folded, words_and_letters

MIN_CHARACTERS = 20
MIN_WORDS = 4

# Python finds a pattern several times faster if it begins with a plain character or a set of them, in one case: so what
# must stand before a sign is looked for once the sign is found.
# Chinese, Japanese or Thai words may follow a link or a handle without a space.
LINK = re.compile(rf"https?://[^\s{UNSPACED}]+")  # of texts in lower case
BARE_LINK = re.compile(r"\b(?:www\.|pic\.twitter\.com/|t\.co/)\S+", re.I)
REPOST_PREFIX = re.compile(r"\s*(?:rt\s+@\w+\s*:?\s*)+", re.I)
PLAIN_REPOST = "^RT @[A-Za-z0-9_]+: ([A-Za-z0-9#@])"
REPOSTED_ACCOUNT = re.compile(r"^\s*rt\s+@(\w+)", re.I)
# VK writes [id123|Name], [club1|Name], [id1:bp-2_3|Name], *id123 (Name) and @id123 (Name).
_VK_ID = r"(?:id|club|public|event|app|group)\d[\w:-]*"
PLATFORM_MENTION = re.compile(rf"\[{_VK_ID}\|[^\]]*\]|[*@]{_VK_ID} \([^)]*\)", re.I)
_SPACED_LETTER = rf"[^\W{UNSPACED}]"
MENTION = re.compile(
    rf"[@＠](?:(?<![\w@].)|(?<=[{UNSPACED}].))({_SPACED_LETTER}(?:(?:{_SPACED_LETTER}|\.)*{_SPACED_LETTER})?|\w+)"
)
FEDIVERSE_HOST = re.compile(r"@(?<=\w@)[\w-]+(?:\.[\w-]+)+")
TRUNCATED_WORD = re.compile(rf"[^\s{UNSPACED}]*\.\.\.\s*$")
NOT_LETTERS = re.compile(r"[\W\d_]+")
# The same for Latin-1, which most texts in Latin letters can be written in: byte by byte it takes a fifth of the time.
LATIN_1 = bytes(range(256)).decode("latin-1")
LATIN_LETTERS = "".join(" " if NOT_LETTERS.match(sign) else sign for sign in LATIN_1).encode("latin-1")
LATIN_MARKS = "".join(MARK.findall(LATIN_1)).encode("latin-1")
VIA = " via"  # what a share button's "via @site" leaves

# In this order; each is tried only where its sign occurs.
STRIPPED = (
    ("http", LINK),
    ("www.", BARE_LINK),
    (".co", BARE_LINK),
    ("|", PLATFORM_MENTION),
    (" (", PLATFORM_MENTION),
    ("@", FEDIVERSE_HOST),
    ("@", MENTION),
)

HASHTAG = re.compile(rf"[#＃](?<![\w&/].)([\w{MARKS}]+)")
CASHTAG = re.compile(r"\$(?<![\w$].)([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)\b")
TEXT_URL = re.compile(rf"[Hh][Tt][Tt][Pp][Ssſ]?://[^\s<>\"“”«»{UNSPACED}]+")
TEXT_LINK = re.compile(rf"[Hh][Tt][Tt][Pp][Ssſ]?://[^\s{UNSPACED}]+")
URL_TAIL = ".,;:!?'’)]}…*"


class TextParts(NamedTuple):
    """What one text holds, in order, each once."""

    hashtags: list[str]
    cashtags: list[str]
    mentions: list[str]
    urls: list[str]


def normalise_text(text: str) -> str | None:
    """The text as compared, or None if it does not count: under 20 letters or 4 words, or share-button boilerplate.

    See letters_of(); two characters of a script without spaces count as a word.
    """
    text = letters_of(text)
    words, letters = words_and_letters(text)
    counts = words >= MIN_WORDS and letters >= MIN_CHARACTERS and not is_boilerplate(text)
    return text if counts else None


def letters_of(text: str) -> str:
    """The words of a text: lower-case NFKC, letters alone, separated by single spaces.

    Without repost prefix, links, mentions, platform mention markup and a truncated last word; marks and variants of
    letters are folded (see scripts.py), so that they split no word.
    """
    if "&" in text:
        text = html.unescape(text)  # X's API writes &amp;
    text = unicodedata.normalize("NFKC", text).lower()
    if prefix := REPOST_PREFIX.match(text):
        text = text[prefix.end() :]
    for sign, pattern in STRIPPED:
        if sign in text:  # most texts lack most signs, and looking is ten times faster than matching
            text = pattern.sub(" ", text)
    if text.rstrip().endswith("..."):
        text = TRUNCATED_WORD.sub(" ", text)
    return _letters_alone(text).removesuffix(VIA)


def _letters_alone(text: str) -> str:
    """Folded, everything between letters a single space."""
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        return NOT_LETTERS.sub(" ", folded(text)).strip()
    return " ".join(latin.translate(LATIN_LETTERS, LATIN_MARKS).decode("latin-1").split())


def said(text: pl.Expr) -> pl.Expr:
    """`text` without a plain "RT @name: ": normalise_text and near_words give the same for both."""
    return text.str.replace(PLAIN_REPOST, "$1")


def without_hashtags(text: str) -> str:
    """The raw text with its hashtags taken out."""
    return HASHTAG.sub(" ", text) if "#" in text or "＃" in text else text


def text_parts(text: str) -> TextParts:
    """Hashtags (lower case), cashtags (upper case), mentions (lower case) and links of a text."""
    urls: list[str] = []
    if "/" in text:
        urls = _each_once(map(_trim_url, TEXT_URL.findall(text)))
        text = TEXT_LINK.sub(" ", text)
    hashtags = HASHTAG.findall(text) if "#" in text or "＃" in text else []
    cashtags = CASHTAG.findall(text) if "$" in text else []
    mentions = MENTION.findall(text) if "@" in text or "＠" in text else []
    return TextParts(
        _each_once([tag.lower() for tag in hashtags if not tag.isdigit()]) if hashtags else [],
        _each_once([tag.upper() for tag in cashtags]) if cashtags else [],
        _each_once([name.lower() for name in mentions]) if mentions else [],
        urls,
    )


def is_repost_text(text: str) -> bool:
    """Whether the text is a repost by its own words: it starts with "RT @name"."""
    return REPOSTED_ACCOUNT.match(text) is not None


def _trim_url(url: str) -> str:
    """The link without the sentence's punctuation; empty if the text cuts it off."""
    return "" if url.endswith(("…", "...")) else url.rstrip(URL_TAIL)


def _each_once(values: Iterable[str]) -> list[str]:
    return list(filter(None, dict.fromkeys(values)))
