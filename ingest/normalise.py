"""Texts as they are compared, and what is read out of a text: hashtags, cashtags, mentions, links.

Done once, at ingest, so that no engine's regular expressions can change a result.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MIN_CHARACTERS = 20
MIN_WORDS = 4

LINK = re.compile(r"https?://\S+", re.I)
BARE_LINK = re.compile(r"\b(?:www\.|pic\.twitter\.com/|t\.co/)\S+", re.I)
REPOST_PREFIX = re.compile(r"^\s*(?:rt\s+@\w+\s*:?\s*)+", re.I)
REPOSTED_ACCOUNT = re.compile(r"^\s*rt\s+@(\w+)", re.I)
PLATFORM_MENTION = re.compile(r"\[(?:id|club|public)\d+\|[^\]]*\]")  # VK writes [id123|Name]
MENTION = re.compile(r"(?<![\w@])[@＠](\w[\w.]*\w|\w)")
FEDIVERSE_HOST = re.compile(r"(?<=\w)@[\w-]+(?:\.[\w-]+)+")
TRUNCATED_WORD = re.compile(r"\S*\.\.\.\s*$")
NOT_LETTERS = re.compile(r"[\W\d_]+")
ASCII_NOT_LETTERS = "".join(chr(i) if chr(i).isalpha() else " " for i in range(128))
MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f]")

# In this order; each is tried only where its sign occurs.
STRIPPED = (
    ("http", LINK),
    ("www.", BARE_LINK),
    (".co", BARE_LINK),
    ("|", PLATFORM_MENTION),
    ("@", FEDIVERSE_HOST),
    ("@", MENTION),
    ("...", TRUNCATED_WORD),
)

HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w+)")
CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)\b")
TEXT_URL = re.compile(r"https?://[^\s<>\"“”«»]+", re.I)
URL_TAIL = ".,;:!?'’)]}…*"


@dataclass(frozen=True, slots=True)
class TextParts:
    """What one text holds, in order, each once."""

    hashtags: list[str]
    cashtags: list[str]
    mentions: list[str]
    urls: list[str]


def normalise_text(text: str) -> str | None:
    """The text as compared, or None if it is too short to count (under 20 characters or 4 words).

    Lower-case NFKC without repost prefix, links, mentions, platform mention markup and a truncated last word; whatever
    is no letter becomes one space. Vowel signs of Indic and Arabic scripts are dropped, so that they split no word.
    """
    if "&" in text:
        text = html.unescape(text)  # X's API writes &amp;
    text = REPOST_PREFIX.sub("", unicodedata.normalize("NFKC", text).lower())
    for sign, pattern in STRIPPED:
        if sign in text:  # most texts lack most signs, and looking is ten times faster than matching
            text = pattern.sub(" ", text)
    if text.isascii():
        text = " ".join(text.translate(ASCII_NOT_LETTERS).split())
    else:
        text = NOT_LETTERS.sub(" ", MARKS.sub("", text)).strip()
    counts = len(text) >= MIN_CHARACTERS and text.count(" ") + 1 >= MIN_WORDS
    return text if counts else None


def text_parts(text: str) -> TextParts:
    """Hashtags (lower case), cashtags (upper case), mentions (lower case) and links of a text."""
    urls: list[str] = []
    if "/" in text:
        urls = _each_once(map(_trim_url, TEXT_URL.findall(text)))
        text = LINK.sub(" ", text)
    hashtags = HASHTAG.findall(text) if "#" in text or "＃" in text else []
    cashtags = CASHTAG.findall(text) if "$" in text else []
    mentions = MENTION.findall(text) if "@" in text or "＠" in text else []
    return TextParts(
        _each_once(tag.lower() for tag in hashtags if not tag.isdigit()),
        _each_once(map(str.upper, cashtags)),
        _each_once(map(str.lower, mentions)),
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
