"""The rows that a model learns from and is judged on: members, controls, grafts and permuted accounts with features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.errors import UserError
from claqueur.models.examples.communities import communities
from claqueur.models.examples.corpus import (
    CorpusParameters,
    account_features,
    capped,
    content_hash,
    corpus_posts,
)
from claqueur.models.examples.grafts import COLUMNS, KINDS, TRAINING_KINDS, grafts
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.examples.permutation import permute_accounts

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

    from claqueur.jobs.engines.engine import Engine

ACCOUNT = ("platform", "account_id")
# Grafts and permuted accounts to learn from, to set the threshold by, and to judge by: never the same ones.
PURPOSES = ("train", "threshold", "test")
SIMULATED = "simulated communities"  # the group of all that touch one: too many for a group of each
LARGE_CAMPAIGN = 100  # accounts
DEALINGS = 2  # of the posts of simulated communities among their fans
ROUNDS_APART, PURPOSES_APART = 100, 1_000  # of seeds, so that no two rounds or purposes get the same lots
# What is known of an example beside its features; kind and share_pct are those of a graft, else empty.
ABOUT: dict[str, PolarsDataType] = {
    "source": pl.Int64,  # none: simulated
    "platform": pl.String,
    "account_id": pl.String,
    "role": pl.String,  # member, control, graft, permuted or community
    "group": pl.String,  # campaign (of a graft: the one it touches, or SIMULATED), control set or simulated community
    "kind": pl.String,
    "share_pct": pl.Int64,
    "purpose": pl.String,  # of a graft, permuted account or community: one of PURPOSES
    # a control that neither posts by an automation client, nor declares its team, nor is in a ring
    "is_audited": pl.Boolean,
    "is_in_ring": pl.Boolean,  # the pair test finds it, so a run flags it whatever the model says
    "n_posts": pl.Int64,
    "has_pairs": pl.Boolean,
    "corpus": pl.String,  # the posts among which it met its partners, without grafts
    "account": pl.Int64,  # its key there, and those of the partners closest to it
    "closest": pl.List(pl.Int64),
}


@dataclass(frozen=True)
class Examples:
    """rows: ABOUT and OWN_FEATURES (0 without pairs); data: per source, what it is (versions, hashes, counts)."""

    rows: pl.DataFrame
    data: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class HardNegatives:
    """How many hard negatives of each family are made.

    grafts_per_cell: grafts per kind and share of contact in a round, over all campaigns. learning_rounds: of grafts and
    of posts dealt anew, to learn from. judging_rounds: the same to set the threshold by, and to judge by. One round
    says little: 1% of it are four grafts, and permuted accounts keep each other company, so they stand or fall
    together. n_communities: simulated communities to learn from; half as many are made for each other purpose.
    """

    grafts_per_cell: int = 60
    learning_rounds: int = 6
    judging_rounds: int = 3
    n_communities: int = 40

    def rounds(self) -> list[str]:
        """The purpose of each round, those to learn from first."""
        rounds = dict(zip(PURPOSES, (self.learning_rounds, self.judging_rounds, self.judging_rounds), strict=True))
        return [purpose for purpose, n in rounds.items() for _ in range(n)]


@dataclass(frozen=True)
class Maker:
    """What turns sources into examples: engine, scratch folder, how posts become features, seed, hard negatives."""

    engine: Engine
    folder: Path
    corpus: CorpusParameters
    seed: int
    negatives: HardNegatives
    progress: Callable[[str], None] = field(default=lambda line: None)

    def features(self, name: str, posts: pl.DataFrame, listed: pl.DataFrame | None = None) -> pl.DataFrame:
        """Features of the accounts of `posts`; `name` is the corpus' scratch folder."""
        self.progress(f"features of {name}: {len(posts):,} posts")
        found = account_features(self.engine, posts, self.folder / name, self.corpus, listed)
        return found.with_columns(corpus=pl.lit(name))


def examples(sources: Sequence[LabelledWorkspace], maker: Maker) -> Examples:
    """Every labelled account, graft and permuted account of the sources, and fans of simulated communities.

    Raises UserError if the labels name fewer than two campaigns or no controls: nothing could be held out.
    """
    labels = [source.read_labels() for source in sources]
    _check_campaigns(labels)
    rows, data = [], []
    for number, (source, known) in enumerate(zip(sources, labels, strict=True)):
        made, about = _of_source(source, known, number, maker)
        rows.append(made)
        data.append(about)
    rows += [made for purpose in PURPOSES for made in _communities(purpose, maker)]
    return Examples(pl.concat(rows), tuple(data))


def _check_campaigns(labels: Sequence[pl.DataFrame]) -> None:
    known = pl.concat(labels)
    campaigns = known.filter(pl.col("label") == "coordinated")["group"].unique()
    if len(campaigns) < 2:
        raise UserError(
            f"The labels name {len(campaigns)} campaign{'' if len(campaigns) == 1 else 's'}: give two or more, so that "
            "each can be held out in turn."
        )
    if known.filter(pl.col("label") == "organic").is_empty():
        raise UserError("The labels name no organic accounts: add controls, or false alarms cannot be counted.")


def _of_source(
    source: LabelledWorkspace, labels: pl.DataFrame, number: int, maker: Maker
) -> tuple[pl.DataFrame, dict[str, Any]]:
    posts = corpus_posts(source.workspace, maker.corpus.max_posts, maker.seed)
    found = labels.join(_volumes(posts), on=ACCOUNT, how="inner")
    if found.is_empty():
        raise UserError(
            f"None of the {len(labels)} accounts of {source.labels.name} has posts in the workspace "
            f'"{source.workspace.path.name}": check platform and account_id.'
        )
    rows = [_labelled(found, posts, f"source-{number}", maker)]
    labelled = posts.join(found.select(*ACCOUNT, "label", "group"), on=ACCOUNT)
    if (found["label"] == "coordinated").any():
        rows += _hard_negatives(labelled, posts, f"source-{number}", maker)
    about = {
        "workspace": source.workspace.path.name,
        "posts_version": _delta_version(source.workspace.posts),
        "posts_sha256": content_hash(posts),
        "labels_sha256": _sha256(source.labels),
        "n_posts": len(posts),
        "n_members": int((found["label"] == "coordinated").sum()),
        "n_controls": int((found["label"] == "organic").sum()),
    }
    return pl.concat(rows).with_columns(source=pl.lit(number, pl.Int64)), about


def _hard_negatives(labelled: pl.DataFrame, posts: pl.DataFrame, name: str, maker: Maker) -> list[pl.DataFrame]:
    members = labelled.filter(pl.col("label") == "coordinated")
    made = []
    for number, purpose in enumerate(maker.negatives.rounds()):
        seed = maker.seed * ROUNDS_APART + number
        kinds = tuple(TRAINING_KINDS if purpose == "train" else KINDS)
        grafted = _grafted(members, posts, f"{name}-grafts-{number}", seed, kinds, maker)
        made.append(grafted.with_columns(purpose=pl.lit(purpose), corpus=pl.lit(name)))
        permuted = _permuted(labelled, posts, f"{name}-permuted-{number}", seed, maker)
        made.append(permuted.with_columns(purpose=pl.lit(purpose)))
    return made


def _labelled(found: pl.DataFrame, posts: pl.DataFrame, name: str, maker: Maker) -> pl.DataFrame:
    is_control = pl.col("label") == "organic"
    about = found.with_columns(
        role=pl.when(is_control).then(pl.lit("control")).otherwise(pl.lit("member")),
        is_audited=is_control & ~pl.col("is_automated") & ~pl.col("declared"),
    )
    in_ring = pl.col("is_in_ring")
    return with_features(about, maker.features(name, posts)).with_columns(is_audited=pl.col("is_audited") & ~in_ring)


def _grafted(
    members: pl.DataFrame, posts: pl.DataFrame, name: str, seed: int, kinds: Sequence[str], maker: Maker
) -> pl.DataFrame:
    """Grafts of the given kinds on every group of `members`: a campaign or a simulated community."""
    campaigns = members.partition_by("group", as_dict=True)
    per_cell = max(1, round(maker.negatives.grafts_per_cell / len(campaigns)))
    made = [
        grafts(of_campaign, campaign, kinds=kinds, per_cell=per_cell, seed=seed)
        for (campaign,), of_campaign in sorted(campaigns.items())
    ]
    grafted = capped(pl.concat(posted for posted, _ in made), maker.corpus.max_posts, seed)
    about = pl.concat(accounts for _, accounts in made)
    features = maker.features(name, pl.concat([posts.select(COLUMNS), grafted]), about)
    counts = grafted.group_by(ACCOUNT).agg(n_posts=pl.len().cast(pl.Int64))
    about = about.join(counts, on=ACCOUNT, how="inner")
    return with_features(about.with_columns(pl.col("campaign").alias("group"), role=pl.lit("graft")), features)


def _permuted(labelled: pl.DataFrame, posts: pl.DataFrame, name: str, seed: int, maker: Maker) -> pl.DataFrame:
    """The members of campaigns after posts were dealt anew.

    A large campaign's posts are dealt among its own accounts. Those of a small one would come back to the same few
    hands and still be shared by them: they are dealt among all small campaigns and controls.
    """
    is_member = pl.col("label") == "coordinated"
    members = labelled.filter(is_member).select(*ACCOUNT, "group").unique()
    large = members.group_by("group").len().filter(pl.col("len") >= LARGE_CAMPAIGN)["group"].to_list()
    pool = pl.when(is_member & pl.col("group").is_in(large)).then("group").otherwise(pl.lit(""))
    dealt = permute_accounts(labelled.with_columns(group=pool), seed)
    others = posts.join(labelled.select(ACCOUNT).unique(), on=ACCOUNT, how="anti")
    return _in_other_hands(members, dealt, others, name, maker)


def _in_other_hands(
    accounts: pl.DataFrame, dealt: pl.DataFrame, others: pl.DataFrame, name: str, maker: Maker
) -> pl.DataFrame:
    """`accounts` (platform, account_id, group) as they are with the posts dealt to them, among the posts of others."""
    features = maker.features(name, pl.concat([others.select(COLUMNS), dealt.select(COLUMNS)]))
    counts = dealt.group_by(ACCOUNT).agg(n_posts=pl.len().cast(pl.Int64))
    return with_features(accounts.join(counts, on=ACCOUNT).with_columns(role=pl.lit("permuted")), features)


def _communities(purpose: str, maker: Maker) -> list[pl.DataFrame]:
    """Fans of simulated communities, organic accounts of no source; to learn from also what is made of these.

    That is grafts on them, and fans among whom the community's posts were dealt anew: who passes on a little of what a
    dense group shares meets many of it at once. Whether a labelled campaign is that dense is chance, and the campaign
    held out may be the only one.
    """
    n = maker.negatives.n_communities
    n = n if purpose == "train" else max(1, n // 2)
    seed = maker.seed + PURPOSES_APART * PURPOSES.index(purpose)
    posts = capped(communities(n, seed), maker.corpus.max_posts, maker.seed)
    name = f"communities-{purpose}"
    about = (
        posts.group_by(*ACCOUNT, "group").agg(n_posts=pl.len().cast(pl.Int64)).with_columns(role=pl.lit("community"))
    )
    made = [with_features(about, maker.features(name, posts))]
    if purpose == "train":
        grafted = _grafted(posts, posts, f"{name}-grafts", seed, tuple(TRAINING_KINDS), maker)
        made.append(grafted.with_columns(group=pl.lit(SIMULATED), corpus=pl.lit(name)))
        fans = about.with_columns(group=pl.lit(SIMULATED)).drop("n_posts")
        for number in range(DEALINGS):
            dealt = permute_accounts(posts, seed * ROUNDS_APART + number)
            made.append(_in_other_hands(fans, dealt, posts.clear(), f"{name}-permuted-{number}", maker))
    return [rows.with_columns(purpose=pl.lit(purpose), source=pl.lit(None, pl.Int64)) for rows in made]


def with_features(about: pl.DataFrame, features: pl.DataFrame) -> pl.DataFrame:
    """`about` with its features, in the columns ABOUT and OWN_FEATURES; features: from account_features()."""
    from claqueur.models.features.account_features import OWN_FEATURES

    of_corpus = [name for name in ("corpus", "account", "closest") if name in features.columns]
    known = features.select(*ACCOUNT, "is_in_ring", *of_corpus, *OWN_FEATURES, has_pairs=pl.lit(True))
    rows = about.drop("account", strict=False).join(known, on=ACCOUNT, how="left").sort(ACCOUNT)
    absent = [pl.lit(None, kind).alias(name) for name, kind in ABOUT.items() if name not in rows.columns]
    rows = rows.with_columns(*absent)
    flags = [name for name, kind in ABOUT.items() if kind == pl.Boolean]
    filled = rows.with_columns(pl.col(flags).fill_null(False), pl.col(OWN_FEATURES).fill_null(0.0))
    return filled.select(*(pl.col(name).cast(kind) for name, kind in ABOUT.items()), *OWN_FEATURES)


def _volumes(posts: pl.DataFrame) -> pl.DataFrame:
    """platform, account_id, n_posts, is_automated: at least half of its posts come from an automation client."""
    from claqueur.jobs.campaigns.hypotheses.automation_client import AUTOMATION_CLIENTS

    automated = pl.col("client").str.to_lowercase().str.contains_any(list(AUTOMATION_CLIENTS)).fill_null(False)
    return posts.group_by(ACCOUNT).agg(n_posts=pl.len().cast(pl.Int64), is_automated=automated.mean() >= 0.5)


def _delta_version(path: Path) -> int:
    from deltalake import DeltaTable

    return DeltaTable(str(path)).version()


def _sha256(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()
