"""Finding campaigns by what is in them: accounts, hashtags, links, texts; the tables are read with the filter pushed
down, nothing is kept in memory but the answer."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import streamlit as st

from claqueur.app.data.loading import CACHE_ENTRIES, TTL, Source, run_of
from claqueur.app.display.pseudonyms import LENGTH, pseudonym
from claqueur.schema import CAMPAIGN_TERMS

KINDS = ("account", "hashtag", "url", "text")
MIN_CHARACTERS = 2
LINK_LAYERS = ("url", "domain")
_LINK = re.compile(r"://|^[\w-]+(\.[\w-]+)+(/|$)")


def _accented_forms() -> dict[str, str]:
    """Letter -> a class of it and its accented forms in Latin scripts, such as [eèéêë...]."""
    forms: dict[str, str] = {}
    for code in range(0xC0, 0x250):
        apart = unicodedata.normalize("NFD", chr(code))
        if len(apart) > 1 and "a" <= apart[0] <= "z":
            forms[apart[0]] = forms.get(apart[0], apart[0]) + chr(code)
    return {base: f"[{letters}]" for base, letters in forms.items()}


_ACCENTED = _accented_forms()


def folded(query: str) -> str:
    """The query as it is compared: lower case, accents and blanks around it set aside."""
    apart = unicodedata.normalize("NFKD", query.strip())
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def kinds_of(query: str) -> tuple[str, ...]:
    """Where a query is looked for: @ names an account, # a hashtag, an address a link; anything else may be any."""
    if query.startswith("@"):
        return ("account",)
    if query.startswith("#"):
        return ("hashtag",)
    return ("url", "text") if _LINK.search(query) else KINDS


@st.cache_data(ttl=TTL, max_entries=CACHE_ENTRIES, show_spinner=False)
def found_in(source: Source, query: str, _key: bytes) -> dict[str, tuple[str, ...]]:
    """Campaign id -> in which of KINDS `query` was found; nothing for fewer than two characters.

    Texts are searched as far as the run keeps them: shared ones, their first 280 characters. _key: of the pseudonyms,
    which are accepted too.
    """
    wanted = folded(query).lstrip("@#")
    if len(wanted) < MIN_CHARACTERS:
        return {}
    looks = {"account": _by_account, "hashtag": _by_hashtag, "url": _by_url, "text": _by_text}
    found: dict[str, tuple[str, ...]] = {}
    for kind in kinds_of(query.strip()):
        for campaign_id in looks[kind](source, wanted, _key):
            found[campaign_id] = (*found.get(campaign_id, ()), kind)
    return found


def pattern(wanted: str) -> str:
    """A regular expression for a folded query: capitals do not matter, a letter stands for its accented forms too."""
    return "(?i)" + "".join(_ACCENTED.get(character) or re.escape(character) for character in wanted)


def _holds(column: str, wanted: str) -> pl.Expr:
    return pl.col(column).str.contains(pattern(wanted))


def _ids(rows: pl.LazyFrame) -> list[str]:
    return rows.select("campaign_id").unique().collect()["campaign_id"].sort().to_list()


def _by_account(source: Source, wanted: str, key: bytes) -> list[str]:
    members = run_of(source).table("accounts").filter(pl.col("campaign_id").is_not_null())
    by_name = _ids(members.filter(_holds("account_name", wanted) | (pl.col("account_id").str.to_lowercase() == wanted)))
    if len(wanted) != LENGTH or not wanted.isalnum():
        return by_name
    rows = members.select("campaign_id", "platform", "account_id").collect().iter_rows()
    called = {name for name, platform, known in rows if pseudonym(key, platform, known).casefold() == wanted}
    return sorted(called.union(by_name))


def _by_hashtag(source: Source, wanted: str, key: bytes) -> list[str]:
    terms = run_of(source).declared(CAMPAIGN_TERMS).filter(pl.col("kind") == "hashtag")
    return _ids(terms.filter(_holds("term", wanted)))


def _by_url(source: Source, wanted: str, key: bytes) -> list[str]:
    terms = run_of(source).declared(CAMPAIGN_TERMS).filter((pl.col("kind") == "url") & _holds("term", wanted))
    shared = _labels(source).filter(pl.col("layer").is_in(LINK_LAYERS) & _holds("label", wanted))
    return sorted({*_ids(terms), *_ids(shared)})


def _by_text(source: Source, wanted: str, key: bytes) -> list[str]:
    return _ids(_labels(source).filter(~pl.col("layer").is_in(LINK_LAYERS) & _holds("label", wanted)))


def _labels(source: Source) -> pl.LazyFrame:
    return run_of(source).table("campaign_objects").select("campaign_id", "layer", "label")
