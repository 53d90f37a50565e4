"""Pieces that several pages draw: charts, posts side by side, pairs of facts, a pair's evidence."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st
from markupsafe import Markup

from claqueur.app.context import Context
from claqueur.app.data import loading, loading_evidence
from claqueur.app.display.cards import facts_html, post_html, posts_html
from claqueur.app.display.differences import differ, marked, own_words
from claqueur.app.display.formats import Formats
from claqueur.app.display.plot import Plot, plot_html
from claqueur.app.sections.columns import localised
from claqueur.app.views.account import pair_sentence
from claqueur.app.views.drift import drift_sentence, drift_to_heed
from claqueur.app.views.manifest import precision, window_s
from claqueur.app.views.posts import COMPARED_LAYERS, ShownPost, meetings, posts_table, shown_posts

SIDE_BY_SIDE = 6
EVIDENCE_SHOWN = 50


def draw_plot(plot: Plot, alt: str) -> None:
    """A chart to look at, with its description for readers who cannot see it."""
    st.html(plot_html(plot, alt))


def draw_chart(option: dict[str, Any], key: str, alt: str, height: int, **options: Any) -> Any:
    """A chart of ECharts whose marks can be chosen, with its description for readers who cannot see it."""
    return st.echarts_chart(option, key=key, theme=None, alt=alt, height=height, **options)


def chosen_row(
    table: pl.DataFrame, columns: dict[str, Any], formats: Formats, *, key: str, is_required: bool = False
) -> int | None:
    """Draw a table of which one row can be chosen; the chosen row's place. columns: how each column is shown."""
    event = st.dataframe(
        localised(table, formats),
        hide_index=True,
        key=key,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row-required" if is_required else "single-row",
        column_config=columns,
    )
    return event.selection.rows[0] if event.selection.rows else None


def draw_facts(facts: list[tuple[str, str]]) -> None:
    """Labels and values as a quiet list of two columns."""
    st.html(facts_html(facts))


def draw_drift(context: Context) -> None:
    """A warning where the model's scores should be read with care, or not at all."""
    if drift_to_heed(context.manifest):
        sentence = drift_sentence(context.manifest, context.words, context.formats)
        st.warning(sentence, icon=":material/warning:")


def framed(post: ShownPost, heading: str, other: ShownPost | None = None) -> Markup:
    """One post in a frame; with `other`, the words that it lacks are marked."""
    if other is None or not differ(post.text, other.text):
        return post_html(heading, post.text)
    return post_html(heading, marked(own_words(post.text, other.text)))


def draw_posts(shown: list[ShownPost], context: Context, key: str, layer: str) -> None:
    """The first posts side by side, in texts what differs from the first; all in a table below if there are more."""
    words = context.words
    beside = shown[:SIDE_BY_SIDE]
    first = beside[0] if beside and layer in COMPARED_LAYERS else None
    frames = [
        framed(post, f"{post.name} · {post.moment} · +{post.after}", first if post is not first else None)
        for post in beside
    ]
    st.html(posts_html(frames))
    if first is not None and any(differ(post.text, first.text) for post in beside):
        st.caption(words("posts.marked_first"))
    if len(shown) > SIDE_BY_SIDE:
        st.caption(words("posts.all_below", posts=words.counted("posts", len(shown))))
        st.dataframe(posts_table(shown, words), hide_index=True, key=key)


def named_accounts(context: Context, keys: list[int]) -> pl.DataFrame:
    """ACCOUNTS rows of the keys, with short and name."""
    return context.names.added(loading.accounts(context.source, sorted(set(keys))))


def posts_of_acts(context: Context, acts: pl.DataFrame, accounts: pl.DataFrame) -> list[ShownPost]:
    """The posts behind acts (account, t, post_id), ready for the screen."""
    if acts.is_empty():
        return []
    ids = tuple(acts["post_id"].unique().sort())
    posts = loading.posts_by_id(context.source, ids, tuple(acts["t"].unique().sort()))
    return shown_posts(acts, accounts, posts, context.words, context.formats, context.reveal)


def acts_of(evidence: pl.DataFrame) -> pl.DataFrame:
    """Both sides of evidence rows as acts (account, t, post_id), each post once."""
    sides = [
        evidence.select(account=pl.col(side), t=pl.col(f"t_{side}"), post_id=pl.col(f"post_{side}"))
        for side in ("u", "v")
    ]
    return pl.concat(sides).unique(["account", "post_id"], keep="first", maintain_order=True)


def draw_pair(context: Context, edge: dict[str, Any], key: str) -> None:
    """What ties two accounts together: the sentence, then both posts of each meeting, closest in time first."""
    words, formats = context.words, context.formats
    accounts = named_accounts(context, [edge["u"], edge["v"]])
    short = dict(accounts.select("account", "short").iter_rows())
    window = formats.span(window_s(context.manifest))
    st.markdown(pair_sentence(edge, short.get(edge["u"], "–"), short.get(edge["v"], "–"), window, words, formats))
    evidence = loading_evidence.evidence_of_pair(context.source, edge["u"], edge["v"], EVIDENCE_SHOWN)
    if evidence.is_empty():
        st.info(words("pair.no_evidence"))
        return
    posts = posts_of_acts(context, acts_of(evidence), accounts)
    by_post = {(post.account, post.post_id): post for post in posts}
    any_marked, pairs, met = False, [], meetings(evidence)
    for row in met.head(SIDE_BY_SIDE).iter_rows(named=True):
        sides = [by_post.get((row["u"], row["post_u"])), by_post.get((row["v"], row["post_v"]))]
        found = sorted((post for post in sides if post is not None), key=lambda post: post.t)
        gap = formats.gap(row["gap_s"], precision(context.manifest))
        compared = found if len(found) == 2 and not COMPARED_LAYERS.isdisjoint(row["layers"]) else []
        any_marked = any_marked or (bool(compared) and differ(found[0].text, found[1].text))
        frames = [
            framed(post, f"{post.name} · {post.moment}", compared[1 - place] if compared else None)
            for place, post in enumerate(found)
        ]
        layers = words.listed([words(f"layer.{layer}") for layer in row["layers"]])
        pairs.append(posts_html(frames, words("pair.gap", layers=layers, gap=gap)))
    st.html(Markup("").join(pairs))
    if met.height > SIDE_BY_SIDE:
        st.caption(words("posts.all_below", posts=words.counted("posts", len(posts))))
        st.dataframe(posts_table(posts, words), hide_index=True, key=key)
    if any_marked:
        st.caption(words("posts.marked_pair"))
