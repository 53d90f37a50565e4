"""What a watchlist may look for: each kind of term checked and written as it is compared with posts."""

from __future__ import annotations

import re
import unicodedata

from claqueur.errors import UserError

HANDLE = re.compile(r"[\w.\-:]+(?:@[\w.\-]+)?")
HASHTAG = re.compile(r"\w+")
TICKER = re.compile(r"[A-Z]{1,6}(?:[._][A-Z]{1,2})?")
DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+")
SHOWN = 100


def name(term: str, topic: str) -> str:
    """Its words without accents."""
    from claqueur.ingest.texts.plain_words import plain_words

    words = plain_words(term).strip()
    if len(words.replace(" ", "")) < 2:
        raise wrong(
            "short_name",
            '"{term}" in names of topic "{topic}" has fewer than two letters or digits, which would be found '
            "everywhere: give a longer name, a hashtag, a handle or a regex.",
            term=term,
            topic=topic,
        )
    return words


def handle(term: str, topic: str) -> str:
    """Without @, lower case."""
    from claqueur.ingest.texts.plain_words import without_accents

    return _fitting(HANDLE, without_accents(term.strip().lstrip("@＠")), term, topic, "handles", "@peridoux")


def hashtag(term: str, topic: str) -> str:
    """Without #, lower case, without accents."""
    from claqueur.ingest.texts.plain_words import without_accents

    return _fitting(HASHTAG, without_accents(term.strip().lstrip("#＃")), term, topic, "hashtags", "#Peridoux")


def domain(term: str, topic: str) -> str:
    """The host alone, without www."""
    host = re.sub(r"^https?://", "", term.strip().lower()).removeprefix("www.").rstrip("/")
    return _fitting(DOMAIN, host, term, topic, "domains", "peridoux.example")


def ticker(term: str, topic: str) -> str:
    """Without $, upper case."""
    return _fitting(TICKER, term.strip().lstrip("$").upper(), term, topic, "tickers", "$PRDX")


def regex(term: str, topic: str) -> str:
    """As it is; tried on the engine that will use it, whose time grows with the text alone, whatever the pattern."""
    import polars as pl

    try:
        fits_all = pl.Series([""]).str.contains(case_ignored(term))[0]
    except pl.exceptions.ComputeError as error:
        said = str(error).split("This error occurred")[0].strip().splitlines()[-1].split("error: ")[-1].rstrip(".")
        raise wrong(
            "regex",
            'The regex "{term}" of topic "{topic}" cannot be used ({said}): write it in the syntax of Rust, without '
            "look-around and back-references.",
            term=term,
            topic=topic,
            said=said,
        ) from None
    if fits_all:
        raise wrong(
            "regex_fits_all",
            'The regex "{term}" of topic "{topic}" fits every post, even an empty one: make it narrower.',
            term=term,
            topic=topic,
        )
    return term


def case_ignored(pattern: str) -> str:
    """A pattern of a watchlist as the engine takes it."""
    return f"(?i){pattern}"


CHECKS = {"names": name, "handles": handle, "hashtags": hashtag, "domains": domain, "tickers": ticker, "regex": regex}


def _fitting(form: re.Pattern[str], term: str, given: str, topic: str, field: str, example: str) -> str:
    """`term`, if it has the form of its field. Raises UserError if not."""
    if form.fullmatch(term):
        return term
    sentence = '"{term}" cannot be among the {field} of topic "{topic}": write it like {example}.'
    raise wrong("form", sentence, term=given, field=field, topic=topic, example=example)


def wrong(kind: str, sentence: str, **found: object) -> UserError:
    """The error to raise: `sentence` with what was found, short and on one line; the app knows it as watchlist_KIND."""
    shown = {key: value if isinstance(value, int) else _cut(value) for key, value in found.items()}
    return UserError(sentence.format(**shown), f"watchlist_{kind}", **shown)


def _cut(found: object) -> str:
    plain = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in str(found))
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"
