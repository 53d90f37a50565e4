"""Reviewers' verdicts as labels that `claqueur train` reads: only what two of them agree on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from claqueur.app.data.verdicts import UNSURE, Verdict, by_campaign, current

# Verdict -> label and declared, as models/examples/labels.py reads them. What reviewers hold for automation is no
# campaign, and no ordinary account either: like a declared team it is a control by which no threshold is set.
LABEL_OF = {
    "undeclared": ("coordinated", False),
    "declared": ("organic", True),
    "automation": ("organic", True),
    "organic": ("organic", False),
}
SCHEMA = {
    **dict.fromkeys(("platform", "account_id", "label", "group"), pl.String),
    "declared": pl.Boolean,
    **dict.fromkeys(("campaign_id", "verdict"), pl.String),
    "n_reviewers": pl.Int64,
}


@dataclass(frozen=True)
class ReviewedLabels:
    """frame: one row per account, columns SCHEMA. The counts say what was left out: campaigns that wait for a second
    reviewer, on which reviewers disagree, of which they are unsure; accounts with two different labels."""

    frame: pl.DataFrame
    n_campaigns: int
    n_waiting: int
    n_disagreeing: int
    n_unsure: int
    n_contradicted: int


def reviewed_labels(verdicts: Iterable[Verdict], single: bool = False) -> ReviewedLabels:
    """The labels that `verdicts` (oldest first) give. single: one reviewer is enough.

    An account is labelled if every reviewer of its campaign had it among the members. Each campaign is a group of its
    own, which training holds out in turn; campaigns that share accounts, such as the parts of one that was split, are
    one group, or the held-out part would have been seen.
    """
    rows: list[tuple[object, ...]] = []
    counts = dict.fromkeys(("waiting", "disagreeing", "unsure"), 0)
    for campaign_id, given in by_campaign(verdicts).items():
        held = current(given)
        said = {verdict.verdict for verdict in held}
        if len(said) > 1:
            counts["disagreeing"] += 1
        elif len(held) < 2 and not single:
            counts["waiting"] += 1
        elif said == {UNSURE}:
            counts["unsure"] += 1
        else:
            label, declared = LABEL_OF[held[0].verdict]
            common = set.intersection(*(set(verdict.members) for verdict in held))
            rows += [
                (*account, label, "", declared, campaign_id, held[0].verdict, len(held)) for account in sorted(common)
            ]
    found = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    account = ["platform", "account_id"]
    contradicted = pl.struct("label", "declared").n_unique().over(account) > 1
    n_contradicted = found.filter(contradicted).select(account).n_unique() if rows else 0
    kept = found.filter(~contradicted)
    group = {name: f"reviewed-{first}" for name, first in _joined(kept).items()}
    frame = kept.with_columns(group=pl.col("campaign_id").replace(group)).unique(
        account, keep="first", maintain_order=True
    )
    return ReviewedLabels(
        frame=frame,
        n_campaigns=found["campaign_id"].n_unique(),
        n_waiting=counts["waiting"],
        n_disagreeing=counts["disagreeing"],
        n_unsure=counts["unsure"],
        n_contradicted=n_contradicted,
    )


def _joined(labels: pl.DataFrame) -> dict[str, str]:
    """Campaign id -> the smallest id among the campaigns to which shared accounts lead."""
    first = {name: name for name in labels["campaign_id"].unique()}
    sharing = labels.group_by("platform", "account_id").agg(pl.col("campaign_id").unique())["campaign_id"]
    for names in sharing.filter(sharing.list.len() > 1).to_list():
        roots = {first[name] for name in names}
        first = {name: min(roots) if root in roots else root for name, root in first.items()}
    return first
