"""A made-up finished run of any size, written straight as the Delta tables that the app's pages read.

Nothing is found here: campaigns are stated, and posts, evidence, edges and accounts agree with them. Rows of evidence
and pairs lie in no order, as a run leaves them; posts lie in the order of time, as exports do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from deltalake import WriterProperties, write_deltalake

from claqueur.ingest.drafts import BATCH_ROWS
from claqueur.schema import LAYERS, POSTS, STAGE_TABLES, Table
from claqueur.workspace import Workspace

RUN_ID = "20260301-000000-abcdef"
START = datetime(2026, 2, 1, tzinfo=UTC)
DAYS = 14
POSTS_OF_AN_ACCOUNT = 7
PAIRS_FOR_A_POST = 3  # pairs with two shared objects, most of them by chance
OBJECTS = 20  # shared by a campaign
BLOCK = 250_000  # rows written at once
AS_INGEST_WRITES = WriterProperties(compression="ZSTD", max_row_group_size=BATCH_ROWS)
LARGEST, SMALLEST = 100, 3  # members of a campaign
WORDS = (
    *("council", "harbour", "tax", "school", "bridge", "train", "water", "vote"),
    *("budget", "street", "family", "reform", "night", "plan", "cost", "rent"),
)


@dataclass(frozen=True)
class MadeUp:
    """What the tables agree on: who is in which campaign, who shares what when."""

    n_posts: int
    n_campaigns: int

    @cached_property
    def rng(self) -> np.random.Generator:
        """The source of all chance."""
        return np.random.default_rng(1)

    @cached_property
    def keys(self) -> np.ndarray:
        """64-bit keys of all accounts."""
        return self.rng.integers(-(2**62), 2**62, self.n_posts // POSTS_OF_AN_ACCOUNT)

    @cached_property
    def members(self) -> pl.DataFrame:
        """campaign_id, account (its key), place (of the account among all), rank (within the campaign)."""
        sizes = np.clip(self.rng.geometric(0.12, self.n_campaigns) + 2, SMALLEST, LARGEST)
        sizes[0] = LARGEST
        place = np.arange(sizes.sum())
        campaign = np.repeat(np.arange(self.n_campaigns), sizes)
        rank = place - np.repeat(np.cumsum(sizes) - sizes, sizes)
        # told apart by their first eight characters, as ids made of hashes are
        named = pl.Series("campaign_id", [f"{number:08x}{0:08x}" for number in range(self.n_campaigns)])[campaign]
        return pl.DataFrame({"campaign_id": named, "account": self.keys[place], "place": place, "rank": rank})

    @cached_property
    def acts(self) -> pl.DataFrame:
        """campaign_id, account, rank, place, object_id, t, post_id: each member acts on each object within a minute."""
        objects = pl.DataFrame({"number": np.arange(OBJECTS)})
        named = self.members.select("campaign_id").unique(maintain_order=True).join(objects, how="cross")
        first = pl.Series("first_t", self.rng.integers(0, DAYS * 86_400 - 60, named.height) + int(START.timestamp()))
        identity = pl.Series("object_id", self.rng.integers(-(2**62), 2**62, named.height))
        acts = named.with_columns(first, identity).join(self.members, on="campaign_id")
        return acts.with_columns(
            t=pl.col("first_t") + pl.col("rank") * 60 // LARGEST,
            post_id=pl.format("c{}-{}", "place", "object_id"),
        )

    @cached_property
    def tied(self) -> pl.DataFrame:
        """Each pair of members of a campaign, u < v: campaign_id, u, v."""
        one = self.members.select("campaign_id", u="account")
        return one.join(one.rename({"u": "v"}), on="campaign_id").filter(pl.col("u") < pl.col("v"))


def write_run(folder: Path, n_posts: int, n_campaigns: int) -> Workspace:
    """A workspace with about `n_posts` posts and one finished run of `n_campaigns` campaigns on them."""
    made, workspace = MadeUp(n_posts, n_campaigns), Workspace.create(folder)
    _write(workspace.posts, POSTS, _posts(made))
    tables: dict[str, Iterable[pl.DataFrame]] = {
        "accounts": [_accounts(made)],
        "campaigns": [_campaigns(made)],
        "campaign_members": [_members(made)],
        "campaign_objects": [_objects(made)],
        "edges": [_edges(made)],
        "evidence": _shuffled_blocks(_evidence(made)),
        "pairs": _pairs(made),
        "timeline": [_timeline(made)],
        "precedence": [_precedence(made)],
        "conduct": [_conduct(made)],
        "without": [_without(made)],
    }
    run = workspace.run_path(RUN_ID)
    for table in STAGE_TABLES:
        _write(run / table.name, table, tables.get(table.name, ()))
    (run / "manifest.json").write_text(json.dumps(_manifest(made)), encoding="utf-8")
    return workspace


def _write(path: Path, table: Table, blocks: Iterable[pl.DataFrame]) -> None:
    """Blocks as a Delta table of the declared schema; columns that a block leaves out are empty."""
    write_deltalake(str(path), table.arrow.empty_table())
    for block in blocks:
        given = block.to_arrow()
        columns = [
            given.column(field.name).cast(field.type)
            if field.name in given.column_names
            else pa.nulls(len(given), field.type)
            for field in table.arrow
        ]
        rows = pa.table(columns, schema=table.arrow)
        write_deltalake(str(path), rows, mode="append", writer_properties=AS_INGEST_WRITES)


def _posts(made: MadeUp) -> Iterator[pl.DataFrame]:
    """Posts in the order of time: those of the campaigns among ordinary ones."""
    n_blocks = -(-made.n_posts // BLOCK)
    bounds = np.linspace(0, DAYS * 86_400, n_blocks + 1).astype(int) + int(START.timestamp())
    for number, (first, end) in enumerate(pairwise(bounds)):
        own = made.acts.filter(pl.col("t").is_between(first, end, closed="left"))
        n = made.n_posts // n_blocks
        ordinary = pl.DataFrame(
            {
                "place": made.rng.integers(0, len(made.keys), n),
                "t": np.sort(made.rng.integers(first, end, n)),
                "post_id": [f"p{number}-{place}" for place in range(n)],
                "text": _texts(made.rng, n),
            }
        )
        shared = own.select(
            "place",
            "t",
            "post_id",
            text=pl.format("The {} plan costs every family dearly, ask the council", "object_id"),
        )
        yield (
            pl.concat([ordinary, shared])
            .sort("t", "post_id")
            .select(
                "post_id",
                "text",
                platform=pl.lit("simulated"),
                account_id=pl.format("id{}", "place"),
                account_name=pl.format("handle_{}", "place"),
                created_at=pl.from_epoch("t").dt.cast_time_unit("us").dt.replace_time_zone("UTC"),
                time_precision=pl.lit("second"),
                kind=pl.lit("post"),
                lang=pl.lit("en"),
                dataset=pl.lit("made-up"),
                urls=pl.lit([], dtype=pl.List(pl.String)),
                hashtags=pl.lit([], dtype=pl.List(pl.String)),
            )
        )


def _texts(rng: np.random.Generator, n: int) -> pl.Series:
    """Sentences of twelve words."""
    words = pl.Series(WORDS)
    columns = {str(place): words[rng.integers(0, len(WORDS), n)] for place in range(12)}
    return pl.DataFrame(columns).select(text=pl.concat_str(pl.all(), separator=" ")).to_series()


def _accounts(made: MadeUp) -> pl.DataFrame:
    sizes = made.members.group_by("campaign_id").len("size")
    member = made.members.join(sizes, on="campaign_id").select("account", "campaign_id", n_partners=pl.col("size") - 1)
    everyone = pl.DataFrame({"account": made.keys, "place": np.arange(len(made.keys))})
    is_member = pl.col("campaign_id").is_not_null()
    return everyone.join(member, on="account", how="left").select(
        "account",
        "campaign_id",
        platform=pl.lit("simulated"),
        account_id=pl.format("id{}", "place"),
        account_name=pl.format("handle_{}", "place"),
        level=pl.when(is_member).then(pl.lit("flag")).otherwise(pl.lit("none")),
        flagged_by=pl.when(is_member).then(pl.lit(["pair_test"])).otherwise(pl.lit([], dtype=pl.List(pl.String))),
        n_partners=pl.col("n_partners").fill_null(0),
        n_posts=pl.lit(POSTS_OF_AN_ACCOUNT) + pl.when(is_member).then(OBJECTS).otherwise(0),
        n_reposts=pl.lit(0),
        n_replies=pl.lit(0),
        n_uncompared=pl.lit(0),
        influence=pl.lit(0.1),
        first_at=pl.lit(START),
        last_at=pl.lit(START + timedelta(days=DAYS)),
    )


def _campaigns(made: MadeUp) -> pl.DataFrame:
    size, pairs = pl.col("size"), pl.col("size") * (pl.col("size") - 1) // 2
    spans = made.acts.group_by("campaign_id").agg(first_t=pl.col("t").min(), last_t=pl.col("t").max())
    return (
        made.members.group_by("campaign_id")
        .len("size")
        .with_columns(pl.col("size").cast(pl.Int64))
        .join(spans, on="campaign_id")
        .sort("campaign_id")
        .select(
            *("campaign_id", "size", "first_t", "last_t"),
            n_edges=pairs,
            density_pct=pl.lit(100.0),
            layers=pl.lit(["text"]),
            n_objects=pl.lit(OBJECTS),
            n_posts=size * OBJECTS,
            seen=pairs * OBJECTS,
            expected=pairs * 0.01,
            median_gap_s=pl.lit(9.0),
            coordination=pl.lit(1.0),
            reach=pl.lit(0.01),
            stability=pl.lit(0.9),
            **{"class": pl.lit("undeclared")},
        )
    )


def _members(made: MadeUp) -> pl.DataFrame:
    size = pl.len().over("campaign_id")
    return made.members.select(
        "campaign_id",
        "account",
        n_partners=size - 1,
        n_objects=pl.lit(OBJECTS),
        first_share_pct=100.0 * (size - 1 - pl.col("rank")) / (size - 1),
        stability=pl.lit(0.9),
    )


def _objects(made: MadeUp) -> pl.DataFrame:
    counted = made.acts.group_by("campaign_id", "object_id").agg(
        n_members=pl.len(),
        first_t=pl.col("t").min(),
        last_t=pl.col("t").max(),
        example_post_id=pl.col("post_id").first(),
        example_account=pl.col("account").first(),
    )
    return counted.with_columns(
        layer=pl.lit("text"),
        n_accounts=pl.col("n_members"),
        n_before=pl.lit(0),
        n_co_actions=pl.col("n_members") * (pl.col("n_members") - 1) // 2,
        label=pl.format("The {} plan costs every family dearly", "object_id"),
    )


def _edges(made: MadeUp) -> pl.DataFrame:
    return made.tied.sample(fraction=1, shuffle=True, seed=1).select(
        "u",
        "v",
        layers=pl.lit(["text"]),
        q=pl.lit(1e-9),
        s_max=pl.lit(30.0),
        s_sum=pl.lit(30.0),
        k=pl.lit(OBJECTS),
        expected=pl.lit(0.01),
        n_shared=pl.lit(OBJECTS),
        median_gap_s=pl.lit(9.0),
        u_first=pl.lit(OBJECTS),
        v_first=pl.lit(0),
        first_t=pl.lit(int(START.timestamp())),
        last_t=pl.lit(int(START.timestamp()) + DAYS * 86_400),
    )


def _evidence(made: MadeUp) -> pl.DataFrame:
    act = made.acts.select("campaign_id", "object_id", "account", "t", "post_id")
    size = pl.len().over("object_id")
    one, other = ({name: f"{name}_{side}" for name in ("account", "t", "post_id")} for side in "uv")
    both = act.with_columns(n_accounts=size).rename(one).join(act.rename(other), on=["campaign_id", "object_id"])
    return both.filter(pl.col("account_u") < pl.col("account_v")).select(
        *("object_id", "n_accounts", "t_u", "t_v"),
        u="account_u",
        v="account_v",
        layer=pl.lit("text"),
        gap_s=(pl.col("t_u") - pl.col("t_v")).abs(),
        lead=pl.lit(1),
        post_u="post_id_u",
        post_v="post_id_v",
    )


def _shuffled_blocks(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return frame.sample(fraction=1, shuffle=True, seed=1).iter_slices(BLOCK * 4)


def _pairs(made: MadeUp) -> Iterator[pl.DataFrame]:
    """The pairs of members, then pairs of anybody."""
    yield _tested(made.tied.select("u", "v"))
    left = made.n_posts * PAIRS_FOR_A_POST
    while left > 0:
        n = min(left, BLOCK * 4)
        ends = np.sort(made.rng.choice(made.keys, (n, 2)), axis=1)
        yield _tested(pl.DataFrame({"u": ends[:, 0], "v": ends[:, 1]}))
        left -= n


def _tested(pairs: pl.DataFrame) -> pl.DataFrame:
    windows = ("test", "10m", "60m", "24h", "rare")
    return pairs.select(
        "u",
        "v",
        layer=pl.lit("text"),
        median_gap_s=pl.lit(9.0),
        **{f"k_{window}": pl.lit(2) for window in windows},
        **{f"{name}_{window}": pl.lit(0.5) for name in ("lambda", "s") for window in windows},
    )


def _timeline(made: MadeUp) -> pl.DataFrame:
    hour = (pl.col("t") // 3_600) * 3_600
    own = made.acts.group_by("campaign_id", hour=hour).agg(n_posts=pl.len(), n_accounts=pl.col("account").n_unique())
    hours = np.arange(DAYS * 24) * 3_600 + int(START.timestamp())
    n = made.n_posts // len(hours)
    counts = {"n_posts": n, "n_coordinated": n // 10, "n_accounts": n // 2}
    every = pl.DataFrame({"hour": hours}).select(
        "hour", campaign_id=pl.lit(""), **{k: pl.lit(v) for k, v in counts.items()}
    )
    columns = ("campaign_id", *(pl.col(name).cast(pl.Int64) for name in ("hour", *counts)))
    return pl.concat([part.select(columns) for part in (own.with_columns(n_coordinated="n_posts"), every)])


def _precedence(made: MadeUp) -> pl.DataFrame:
    counts = {"n_started": 1, "n_first": OBJECTS, "n_followed": OBJECTS, "n_same": 0}
    return made.members.select(
        "campaign_id", "account", layer=pl.lit("text"), **{name: pl.lit(count) for name, count in counts.items()}
    )


def _conduct(made: MadeUp) -> pl.DataFrame:
    of_week = np.bincount(np.arange(OBJECTS) * 8, minlength=168).tolist()
    return _campaigns(made).select(
        *("campaign_id", "n_posts"),
        hours=pl.lit(of_week),
        week_entropy=pl.lit(0.4),
        gap_entropy=pl.lit(0.5),
        replies_inside=pl.lit(0.0),
        replies_outside=pl.lit(0.1),
        replying_share=pl.lit(0.1),
    )


def _without(made: MadeUp) -> pl.DataFrame:
    items = pl.DataFrame({"rank": np.arange(1, 61)})
    return (
        _campaigns(made)
        .select("campaign_id")
        .join(items, how="cross")
        .select(
            "campaign_id",
            kind=pl.lit("hashtag"),
            item=pl.format("tag{}", "rank"),
            n_with=1_000 - pl.col("rank"),
            n_without=990 - pl.col("rank"),
            place_with="rank",
            place_without="rank",
        )
    )


def _manifest(made: MadeUp) -> dict[str, Any]:
    last = START + timedelta(days=DAYS)
    return {
        "run_id": RUN_ID,
        "status": "finished",
        "created_at": last.isoformat(),
        "finished_at": last.isoformat(),
        "engine": {"name": "sail", "version": "0.7.2", "why": "made up"},
        "claqueur_version": "0.1.0",
        "parameters": {"window_s": 60, "layers": list(LAYERS[:6]), "fdr": 0.01, "datasets": []},
        "input": {
            "posts_version": -(-made.n_posts // BLOCK),
            "n_posts": made.n_posts + made.acts.height,
            "n_accounts": len(made.keys),
            "first_at": f"{START:%Y-%m-%d %H:%M:%S}",
            "last_at": f"{last:%Y-%m-%d %H:%M:%S}",
            "time_precision": "second",
            "datasets": ["made-up"],
            "platforms": ["simulated"],
            "layers": {"text": made.acts.height},
        },
        "losses": {"hot_objects": 0, "never_compared": 0, "pairs_skipped": 0},
        "model": None,
        "stages": {table.name: {"rows": 1, "seconds": 1.0} for table in STAGE_TABLES},
    }
