"""The sections of the account page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from claqueur.app.context import Context
from claqueur.app.data import loading, loading_evidence
from claqueur.app.sections.chart_data import draw_data
from claqueur.app.sections.columns import partner_columns
from claqueur.app.sections.elements import chosen_row, draw_drift, draw_facts, draw_pair, draw_plot, named_accounts
from claqueur.app.sections.fragment import fragment
from claqueur.app.sections.open_section import open_section
from claqueur.app.views import account as view
from claqueur.app.views import chart_data
from claqueur.app.views.posts import own_posts_table
from claqueur.app.views.reasons import account_reasons
from claqueur.app.views.strips import strips_plot

OWN_POSTS = 200
TIMES_SHOWN = 20_000
POST_CHOICES = ("all", "evidence", "ordinary")


def draw_standing(context: Context, account: dict[str, Any]) -> None:
    """Member, in contact or neither; level and what raised it; activity."""
    words, formats = context.words, context.formats
    contacts = None if account["campaign_id"] else contacts_of(context, account)
    kind, sentence = view.standing(account, _campaign_class(context, account["campaign_id"]), contacts, words)
    st.header(f"{context.names.plain(account['platform'], account['account_id'])}")
    if context.reveal:
        st.text(account["name"])
    st.markdown(sentence)
    if kind == "member":
        st.page_link(
            "app_pages/campaign.py",
            label=words("account.to_campaign"),
            icon=":material/hub:",
            query_params={"campaign": account["campaign_id"], "run": context.run_id, "lang": context.lang},
        )
    left, right = st.columns(2, gap="large")
    with left:
        st.header(words("account.why"))
        st.markdown("\n".join(f"- {line}" for line in view.reasons(account, context.manifest, words, formats)))
    with right:
        st.header(words("account.activity"))
        draw_facts(view.facts(account, words, formats))


def draw_reasons(context: Context, account: dict[str, Any]) -> None:
    """What raises its score most, where the model looked at it."""
    words, formats = context.words, context.formats
    rows = loading.explanations(context.source, account["account"])
    st.header(words("reason.title"))
    if account["score"] is None or not rows:
        st.markdown(words("account.no_reasons"))
        return
    draw_drift(context)
    st.markdown("\n".join(f"- {line}" for line in account_reasons(rows, words, formats)))
    st.caption(words("reason.caption"))


@fragment
def draw_partners(context: Context, account: dict[str, Any]) -> None:
    """Accounts it acted together with beyond chance; the posts behind the chosen one."""
    words, formats = context.words, context.formats
    st.header(words("account.partners"))
    edges = loading_evidence.edges_of(context.source, account["account"])
    if edges.is_empty():
        st.markdown(words("account.no_partners"))
        return
    seen_from = view.partners(account["account"], edges)
    names = dict(named_accounts(context, seen_from["partner"].to_list()).select("account", "name").iter_rows())
    st.caption(words("account.partners_caption"))
    place = chosen_row(
        view.partners_table(seen_from, names, words, formats),
        partner_columns(words),
        formats,
        key=f"account.partners.{account['account']}",
        is_required=True,
    )
    draw_pair(
        context,
        seen_from.row(place or 0, named=True),
        key="account.pair_posts",
    )


def contacts_of(context: Context, account: dict[str, Any]) -> pl.DataFrame:
    """ACCOUNTS rows of the accounts that shared objects with it and are no partners, with short and name."""
    edges = loading_evidence.edges_of(context.source, account["account"])
    partners = set(edges["u"]) | set(edges["v"])
    touched = loading_evidence.contacts_of(context.source, account["account"])
    return named_accounts(context, [other for other in touched if other not in partners])


def draw_contacts(context: Context, account: dict[str, Any]) -> None:
    """Accounts that shared objects with it although chance explains as much."""
    st.header(context.words("account.contacts"))
    contacts = contacts_of(context, account)
    if contacts.is_empty():
        st.markdown(context.words("account.no_contacts"))
    else:
        st.caption(context.words("account.contacts_caption"))
        st.dataframe(view.contact_table(contacts, context.words), hide_index=True, key="account.contacts")


def draw_activity(context: Context, account: dict[str, Any]) -> None:
    """When it posted, the evidence standing out, and in what it agrees with others."""
    words, formats = context.words, context.formats
    times = loading.times_of(context.source, (account["account_id"],), TIMES_SHOWN)
    times = times.filter(pl.col("platform") == account["platform"])
    st.header(words("account.when"))
    if times.is_empty():
        st.markdown(words("account.no_times"))
        return
    ids = list(loading_evidence.evidence_ids(context.source, account["account"]))
    evidence = times.filter(pl.col("post_id").is_in(ids)).select(
        "post_id", pl.lit(account["account"]).alias("account"), pl.col("created_at").dt.epoch("s").alias("t")
    )
    shown = pl.DataFrame([account]).select("account", "platform", "account_id", "name")
    caption = words(
        "account.when_caption",
        evidence=words.counted("posts", evidence.height),
        posts=formats.number(times.height),
    )
    draw_plot(strips_plot(shown, evidence, times, words, formats), caption)
    st.caption(caption)
    draw_data(context, words("account.when"), lambda: chart_data.acts(shown, evidence, times), "strip")
    layers = loading_evidence.evidence_layers(context.source, account["account"])
    if layers:
        st.markdown(view.layers_sentence(layers, words))


@fragment
def draw_own_posts(context: Context, account: dict[str, Any]) -> None:
    """Its latest posts, evidence and ordinary ones alike, or one of the two."""
    words, formats = context.words, context.formats
    st.header(words("account.posts"))
    posts = loading.posts_of(context.source, account["platform"], account["account_id"], OWN_POSTS)
    evidence = loading_evidence.evidence_ids(context.source, account["account"])
    chosen = st.segmented_control(
        words("account.which_posts"),
        POST_CHOICES,
        default=POST_CHOICES[0],
        required=True,
        format_func=lambda choice: words(f"account.choice.{choice}"),
        key=context.key("account.which_posts"),
    )
    shown = view.chosen_posts(posts, evidence, chosen or POST_CHOICES[0])
    st.caption(
        words(
            "account.posts_caption",
            shown=words.counted("posts", shown.height),
            posts=formats.number(account["n_posts"]),
        )
    )
    st.dataframe(own_posts_table(shown, evidence, words, formats, context.reveal), hide_index=True, key="account.posts")


# Section, as the link names it -> what is drawn in it. What it is shown for comes first.
SECTIONS: dict[str, Callable[[Context, dict[str, Any]], None]] = {
    "partners": draw_partners,
    "times": draw_activity,
    "reasons": draw_reasons,
    "contacts": draw_contacts,
    "posts": draw_own_posts,
}


@fragment
def draw_sections(context: Context, account: dict[str, Any]) -> None:
    """The choice of a section and the one that is open."""
    SECTIONS[open_section(context, "account", list(SECTIONS))](context, account)


def _campaign_class(context: Context, campaign_id: str | None) -> str | None:
    classes = dict(loading.campaigns(context.source).select("campaign_id", "class").iter_rows())
    return classes.get(campaign_id)
