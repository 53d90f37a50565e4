"""Search and filters above the list of campaigns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context, link, linked, unlink
from claqueur.app.data import loading
from claqueur.app.data.search import KINDS, MIN_CHARACTERS, found_in
from claqueur.app.data.verdicts import STATES, Verdict, state
from claqueur.app.display.formats import as_utc
from claqueur.app.display.safe_text import safe_line
from claqueur.app.views import campaigns as view
from claqueur.app.views.terms import hashtags_offered, language_name, of_most_members, with_hashtags
from claqueur.schema import CAMPAIGN_CLASSES, LAYERS

HASHTAGS_OFFERED = 300
MAX_QUERY = 200
LEAST = 2  # accounts of the smallest group
LISTS = ("class", "layer", "review", "language", "hashtag")  # filters by any of several values
CLEARED = "campaigns.cleared"
Days = tuple[date, date]
DAY_FORMATS = {"en": "YYYY-MM-DD", "fr": "DD/MM/YYYY"}


def draw_search(context: Context, every: pl.DataFrame) -> pl.DataFrame:
    """The campaigns in which the words were found; all of them as long as nothing is asked."""
    words = context.words

    def ask() -> None:
        asked = st.session_state["campaigns.find"].strip()
        if asked:
            link("find", asked)
        else:
            unlink("find")

    st.session_state.setdefault("campaigns.find", (linked("find") or "")[:MAX_QUERY])
    query = st.text_input(
        words("campaigns.search"),
        key="campaigns.find",
        max_chars=MAX_QUERY,
        placeholder=words("campaigns.search_example"),
        help=words("campaigns.search_help"),
        icon=":material/search:",
        on_change=ask,
    )
    query = (query or "").strip()
    if len(query.lstrip("@#")) < MIN_CHARACTERS:
        return every
    found = found_in(context.source, query, context.names.key)
    where = {kind: sum(kind in kinds for kinds in found.values()) for kind in KINDS}
    places = words.listed([words(f"campaigns.found.{kind}", n=str(n)) for kind, n in where.items() if n])
    said = words("campaigns.found_in", campaigns=words.counted("campaigns", len(found)), places=places)
    st.caption(said if found else words("campaigns.found_nowhere"))
    return every.filter(pl.col("campaign_id").is_in(list(found)))


def draw_filters(context: Context, every: pl.DataFrame, given: dict[str, list[Verdict]]) -> pl.DataFrame:
    """The campaigns that fit the filters, which are folded away. given: verdicts by campaign."""
    words, formats = context.words, context.formats
    spread = _spread(every)
    n_active = _n_active(context, spread)
    label = words("campaigns.filters_active", n=formats.number(n_active)) if n_active else words("campaigns.filters")
    folded = st.expander(label, icon=":material/tune:", key="campaigns.filters")
    cells = folded.columns([3, 3, 3, 2])
    classes = _choice(context, cells[0], "class", _found(CAMPAIGN_CLASSES, every["class"]), _class_name(context))
    layers = _choice(
        context, cells[1], "layer", _found(LAYERS, every["layers"].explode()), lambda layer: words(f"layer.{layer}")
    )
    review = _choice(context, cells[2], "review", list(STATES), lambda name: words(f"review.state.{name}.short"))
    size = words("campaigns.filter_size")
    min_size = cells[3].number_input(size, min_value=LEAST, value=LEAST, key=_key(context, "size"))
    spoken = of_most_members(loading.used_by_campaigns(context.source, "lang"), every)
    tags = loading.used_by_campaigns(context.source, "hashtag")
    cells = folded.columns([3, 3, 5])
    known = sorted({code for codes in spoken.values() for code in codes})
    chosen = _choice(context, cells[0], "language", known, lambda code: language_name(code, formats))
    hashtags = _choice(
        context, cells[1], "hashtag", hashtags_offered(tags, HASHTAGS_OFFERED), lambda tag: safe_line(f"#{tag}", 60)
    )
    first, last = _period(context, cells[2], spread)
    if n_active:
        folded.button(
            words("campaigns.filters_clear"),
            key="campaigns.filters.clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=_clear,
        )
    shown = view.filtered(every, classes, layers, int(min_size), first, last)
    ids = shown["campaign_id"].to_list()
    kept = set(ids)
    if review:
        kept &= {name for name in ids if state(given.get(name, ())) in review}
    if chosen:
        kept &= {name for name in ids if set(chosen) & set(spoken.get(name, ()))}
    if hashtags:
        kept &= with_hashtags(tags, hashtags)
    return shown.filter(pl.col("campaign_id").is_in(list(kept)))


def _choice(context: Context, cell: Any, name: str, options: list[str], named: Any) -> list[str]:
    return cell.multiselect(
        context.words(f"campaigns.filter_{name}"),
        options,
        key=_key(context, name),
        placeholder=context.words("campaigns.any"),
        format_func=named,
    )


def _class_name(context: Context) -> Any:
    return lambda name: view.class_name(name, context.words)


def _found(declared: tuple[str, ...], values: pl.Series) -> list[str]:
    return [name for name in declared if name in set(values)]


def _spread(every: pl.DataFrame) -> Days:
    """The first and the last day on which any campaign was active."""
    earliest, latest = (as_utc(int(t)).date() for t in (every["first_t"].min(), every["last_t"].max()))  # type: ignore[arg-type]
    return earliest, latest


def _n_active(context: Context, spread: Days) -> int:
    """How many filters keep something out."""
    unset: dict[str, Any] = {**{name: [] for name in LISTS}, "size": LEAST, "period": spread}
    return sum(st.session_state.get(_key(context, name), value) != value for name, value in unset.items())


def _key(context: Context, name: str) -> str:
    """Key of a filter; another one each time that all are taken away, so that they begin anew."""
    return context.key(f"campaigns.{name}", context.run_id, st.session_state.get(CLEARED, 0))


def _clear() -> None:
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def _period(context: Context, cell: Any, spread: Days) -> tuple[int | None, int | None]:
    """First and last second of the days chosen; None where the reader has chosen nothing, or the whole."""
    days = cell.date_input(
        context.words("campaigns.filter_period"),
        spread,
        min_value=spread[0],
        max_value=spread[1],
        format=DAY_FORMATS[context.lang],
        key=_key(context, "period"),
    )
    if not isinstance(days, tuple) or len(days) != 2 or days == spread:
        return None, None
    return _second(days[0]), _second(days[1]) + 86_399


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
