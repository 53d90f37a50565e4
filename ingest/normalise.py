"""Texts as they are compared, and what is read out of a text: hashtags, cashtags, mentions, links.

Done once, at ingest, so that no engine's regular expressions can change a result.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MIN_CHARACTERS = 20
MIN_WORDS = 4

URL = re.compile(r"(?:https?://|\bwww\.|\bpic\.twitter\.com/|\bt\.co/)\S+", re.I)
REPOST_PREFIX = re.compile(r"^\s*(?:rt\s+@\w+\s*:?\s*)+", re.I)
REPOSTED_ACCOUNT = re.compile(r"^\s*rt\s+@(\w+)", re.I)
PLATFORM_MENTION = re.compile(r"\[(?:id|club|public)\d+\|[^\]]*\]")  # VK writes [id123|Name]
MENTION = re.compile(r"(?<![\w@])[@＠](\w[\w.]*\w|\w)")
FEDIVERSE_HOST = re.compile(r"(?<=\w)@[\w-]+(?:\.[\w-]+)+")
TRUNCATED_WORD = re.compile(r"\S*\.\.\.\s*$")
NOT_LETTERS = re.compile(r"[\W\d_]+")
MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f]")

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
    text = REPOST_PREFIX.sub("", unicodedata.normalize("NFKC", text).lower())
    text = URL.sub(" ", text)
    text = PLATFORM_MENTION.sub(" ", text)
    text = MENTION.sub(" ", FEDIVERSE_HOST.sub(" ", text))
    text = TRUNCATED_WORD.sub("", text)
    text = NOT_LETTERS.sub(" ", MARKS.sub("", text)).strip()
    counts = len(text) >= MIN_CHARACTERS and text.count(" ") + 1 >= MIN_WORDS
    return text if counts else None


def text_parts(text: str) -> TextParts:
    """Hashtags (case-folded), cashtags (upper case), mentions (case-folded) and links of a text."""
    urls = _each_once(_trim_url(url) for url in TEXT_URL.findall(text)) if "://" in text else []
    bare = URL.sub(" ", text)
    hashtags = (
        [tag.casefold() for tag in HASHTAG.findall(bare) if not tag.isdigit()] if "#" in bare or "＃" in bare else []
    )
    cashtags = [tag.upper() for tag in CASHTAG.findall(bare)] if "$" in bare else []
    mentions = [name.casefold() for name in MENTION.findall(bare)] if "@" in bare or "＠" in bare else []
    return TextParts(_each_once(hashtags), _each_once(cashtags), _each_once(mentions), urls)


def is_repost_text(text: str) -> bool:
    """Whether the text is a repost by its own words: it starts with "RT @name"."""
    return REPOSTED_ACCOUNT.match(text) is not None


def _trim_url(url: str) -> str:
    """The link without the sentence's punctuation; empty if the text cuts it off."""
    return "" if url.endswith(("…", "...")) else url.rstrip(URL_TAIL)


def _each_once(values: object) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))  # type: ignore[attr-defined]
