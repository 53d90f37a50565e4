"""Posts as rows for the screen: who, when, what; made harmless."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from claqueur.app.display.formats import Formats, as_utc
from claqueur.app.display.safe_text import safe_line, safe_text
from claqueur.app.texts import Words

COMPARED_LAYERS = frozenset({"text", "near_text"})  # where the texts themselves are the trace


@dataclass(frozen=True)
class ShownPost:
    """One post, ready for elements that interpret neither Markdown nor HTML."""

    account: int
    post_id: str
    name: str
    t: int
    moment: str
    after: str
    kind: str
    text: str


def shown_posts(
    acts: pl.DataFrame, accounts: pl.DataFrame, posts: pl.DataFrame, words: Words, formats: Formats, reveal: bool
) -> list[ShownPost]:
    """The posts behind `acts`, in order of time.

    acts: account, t, post_id. accounts: account, platform, account_id, name. posts: columns POST_COLUMNS of loading.py;
    a post that is no longer there is shown as missing, never left out.
    """
    found = acts.join(accounts.select("account", "platform", "account_id", "name"), on="account", how="left").join(
        posts.drop("account_name"), on=["platform", "account_id", "post_id"], how="left"
    )
    first_t = found["t"].min() if found.height else 0
    return [
        ShownPost(
            account=row["account"],
            post_id=row["post_id"],
            name=row["name"] or "–",
            t=row["t"],
            moment=formats.moment(row["t"], row["time_precision"] or "second"),
            after=formats.gap(row["t"] - first_t, row["time_precision"] or "second"),
            kind=words(f"kind.{row['kind']}") if row["kind"] else "–",
            text=post_text(row, words, reveal),
        )
        for row in found.sort("t", "account", "post_id").iter_rows(named=True)
    ]


def meetings(evidence: pl.DataFrame) -> pl.DataFrame:
    """One row per two posts that agree in something: what they agree in (layers), first seen first.

    evidence: columns EVIDENCE, one row per shared object; the same two posts may share a text and a link.
    """
    return evidence.group_by("u", "v", "post_u", "post_v", maintain_order=True).agg(
        pl.col("gap_s").first(), layers=pl.col("layer").unique(maintain_order=True)
    )


def post_text(row: dict, words: Words, reveal: bool) -> str:
    """The text of a post; its links below it where the text does not hold them."""
    if row["kind"] is None:
        return words("posts.missing")
    text = safe_text(row["text"], hide_handles=not reveal)
    links = [
        safe_line(url, 200, hide_handles=not reveal)
        for url in row["urls"] or []
        if url and url not in (row["text"] or "")
    ]
    written = "\n".join([text, *links]).strip()
    if not written and row["repost_of_post_id"]:
        return words("posts.repost_of", post=safe_line(row["repost_of_post_id"], 60))
    return written or words("posts.empty")


def posts_table(shown: list[ShownPost], words: Words) -> pl.DataFrame:
    """One row per post: when, after the first, who, kind, text."""
    return pl.DataFrame(
        {
            words("columns.when"): [post.moment for post in shown],
            words("columns.after"): [f"+\u00a0{post.after}" for post in shown],
            words("columns.account"): [post.name for post in shown],
            words("columns.kind"): [post.kind for post in shown],
            words("columns.text"): [safe_line(post.text, hide_handles=False) for post in shown],
        },
    )


def own_posts_table(
    posts: pl.DataFrame, evidence_ids: set[str], words: Words, formats: Formats, reveal: bool
) -> pl.DataFrame:
    """One row per post of one account: when, whether it is evidence, kind, text; in the given order."""
    rows = list(posts.iter_rows(named=True))
    return pl.DataFrame(
        {
            words("columns.when"): [formats.moment(as_utc(row["created_at"]), row["time_precision"]) for row in rows],
            words("columns.evidence"): [words("words.yes") if row["post_id"] in evidence_ids else "" for row in rows],
            words("columns.kind"): [words(f"kind.{row['kind']}") for row in rows],
            words("columns.text"): [safe_line(post_text(row, words, reveal), hide_handles=False) for row in rows],
        }
    )
