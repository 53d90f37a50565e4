"""Texts of common letters and signs, many at once: what normalise.py and near_text.py say of each, in less time.

Common are Latin letters without further marks, Cyrillic ones, the usual signs and pictures, and no sign at a place
where what stands before it would have to be looked at. Of these no version of Unicode and no engine of regular
expressions has an idea of its own; all other texts are looked at one by one in Python, and so are these in the tests.
"""

from __future__ import annotations

import re

import polars as pl

from claqueur.ingest.texts.boilerplate import BEGINNINGS
from claqueur.ingest.texts.near_text import MIN_WORDS as MIN_NEAR_WORDS
from claqueur.ingest.texts.normalise import MIN_CHARACTERS, MIN_WORDS, URL_TAIL, VIA

NO_BREAK_SPACES = "\u00a0\u202f"
# No character that NFKC changes, but these spaces and "…"; no mark; no "&", as that may begin an entity.
COMMON = (
    rf"\t\n\r -%'-~{NO_BREAK_SPACES}¡£§©«®°»¿À-ÖØ-öø-ÿŒœЁА-яё–—‘’“”„•…€"
    r"\u2190-\u21ff\u2600-\u2775\u2794-\u27bf\ufffd\x{1f300}-\x{1faff}"
)
UNCOMMON = "|".join(
    (
        f"[^{COMMON}]",
        r"[\w@]@",  # a mail address, a handle with its host
        r"[\w/]#",  # part of a link
        r"[\w$.]\$",
        r"(?i:[\[*@](?:id|club|public|event|app|group)\d)",  # VK's mentions
    )
)
LETTERS = "a-zß-öø-ÿœа-я"
REPOST_PREFIX = r"^\s*(?:rt\s+@\w+\s*:?\s*)+"
LINK = r"https?://\S+"
BARE_LINK = r"\b(?:www\.|pic\.twitter\.com/|t\.co/)\S+"
MENTION = r"@\w(?:[\w.]*\w)?"
TRUNCATED_WORD = r"\S*\.\.\.\s*$"
HASHTAG = r"#\w+"
CASHTAG = r"\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?\b"
TEXT_URL = r"(?i:http)[Ss]?://[^\s<>\"“”«»]+"
TEXT_LINK = r"(?i:http)[Ss]?://\S+"
BOILERPLATE = f"^(?:{'|'.join(map(re.escape, BEGINNINGS))})"


def is_common(text: pl.Expr) -> pl.Expr:
    """Whether the functions of this module may be asked about a text."""
    return ~text.str.contains(UNCOMMON)


def letters_of(text: pl.Expr) -> pl.Expr:
    """normalise.letters_of of common texts."""
    text = text.str.replace_all(f"[{NO_BREAK_SPACES}]", " ").str.replace_all("…", "...", literal=True)
    text = text.str.to_lowercase().str.replace(REPOST_PREFIX, "")
    for pattern in (LINK, BARE_LINK, MENTION):
        text = text.str.replace_all(pattern, " ")
    text = text.str.replace(TRUNCATED_WORD, " ").str.replace_all("ё", "е", literal=True)
    # single spaces, which are most of what is between letters, are let alone: half the time
    text = text.str.replace_all(f"[^{LETTERS} ]+", " ").str.replace_all("  +", " ")
    return text.str.strip_chars(" ").str.strip_suffix(VIA)


def compared(texts: pl.DataFrame) -> pl.DataFrame:
    """said (the texts, common ones), text_normalised, near_words: normalise_text and near_words of each."""
    marked = pl.when(pl.col("said").str.contains("#", literal=True)).then(pl.col("said"))
    found = texts.with_columns(
        letters=letters_of(pl.col("said")),
        others=letters_of(marked.str.replace_all(HASHTAG, " ")),
    )
    letters = pl.col("letters")
    counts = _has_words(letters, MIN_WORDS) & (letters.str.len_chars() >= MIN_CHARACTERS)
    found = found.with_columns(text_normalised=pl.when(counts & ~letters.str.contains(BOILERPLATE)).then(letters))
    near = pl.coalesce("others", "text_normalised")
    has_near = pl.col("text_normalised").is_not_null() & _has_words(near, MIN_NEAR_WORDS)
    return found.select("said", "text_normalised", near_words=pl.when(has_near).then(near))


def parts(texts: pl.DataFrame) -> pl.DataFrame:
    """text (common ones), hashtags, cashtags, mentions, urls: normalise.text_parts of each."""
    found = texts.with_columns(bare=pl.col("text").str.replace_all(TEXT_LINK, " "))
    return found.select(
        "text",
        hashtags=_each(pl.col("bare").str.extract_all(HASHTAG), _tag()),
        cashtags=_each(pl.col("bare").str.extract_all(CASHTAG), _without_sign().str.to_uppercase()),
        mentions=_each(pl.col("bare").str.extract_all(MENTION), _without_sign().str.to_lowercase()),
        urls=_each(pl.col("text").str.extract_all(TEXT_URL), _trimmed()),
    )


def _has_words(letters: pl.Expr, count: int) -> pl.Expr:
    return letters.str.count_matches(" ", literal=True) + 1 >= count


def _each(found: pl.Expr, as_kept: pl.Expr) -> pl.Expr:
    """Each of the values once, in order, without those that `as_kept` makes empty."""
    return found.list.eval(as_kept.drop_nulls().unique(maintain_order=True))


def _without_sign() -> pl.Expr:
    return pl.element().str.slice(1)


def _tag() -> pl.Expr:
    tag = _without_sign().str.to_lowercase()
    return pl.when(~tag.str.contains(r"^\d+$")).then(tag)


def _trimmed() -> pl.Expr:
    trimmed = pl.element().str.strip_chars_end(URL_TAIL)
    return pl.when(~pl.element().str.contains(r"(?:…|\.\.\.)$") & (trimmed != "")).then(trimmed)
