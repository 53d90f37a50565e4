"""From what was written to the tables that are handed out: posts as a platform would export them, and labels."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from claqueur.ingest.drafts import FIELDS
from claqueur.ingest.simulator.scene import KINDS, SimulationParameters
from claqueur.schema import POSTS

PLATFORM = "simulated"
SOURCE_SCHEMA = pa.schema(
    [(column.name, column.type) for column in POSTS.columns if column.name in (*FIELDS, "time_precision")]
)
LABEL_COLUMNS = ["platform", "account_id", "label", "group", "campaign_kind", "declared"]
OTHER_CLIENT_SHARE = 0.1  # of posts that come from the browser though the account has an app
REPOST, REPLY, QUOTE = KINDS.index("repost"), KINDS.index("reply"), KINDS.index("quote")


def posts_table(
    written: pl.DataFrame, cast: pl.DataFrame, parameters: SimulationParameters, rng: np.random.Generator
) -> pa.Table:
    """The posts in order of time, with the columns SOURCE_SCHEMA.

    written: see Ledger.posts. Posts after the end are left out, as are second reposts of one post by one account.
    """
    written = _in_time(written, parameters)
    ids = pl.Series(np.arange(len(written)) + 10_000_000_000).cast(pl.String)
    posts = cast[written["account"]].hstack([written["t"], pl.Series(KINDS).gather(written["kind"]).rename("kind")])
    posts = posts.with_columns(
        platform=pl.lit(PLATFORM),
        post_id=ids,
        time_precision=pl.lit("second"),
        text=_texts(written, cast),
        created_at=_moment("t", parameters),
        account_created_at=_moment("account_created_s", parameters),
        cashtags=pl.lit([], dtype=pl.List(pl.String)),
        media_hashes=pl.lit([], dtype=pl.List(pl.String)),
        client=_clients(posts["client"], rng),
        **_references(written, cast, ids),
        **_reactions(written, posts, rng),
    )
    posts = posts.with_columns(
        urls=pl.col("text").str.extract_all(r"https?://\S+"),
        hashtags=pl.col("text").str.extract_all(r"#\w+").list.eval(pl.element().str.slice(1).str.to_lowercase()),
        mentions=pl.col("text").str.extract_all(r"@\w+").list.eval(pl.element().str.slice(1).str.to_lowercase()),
        account_post_count=pl.col("earlier_posts") + pl.len().over("account_id"),
    )
    return posts.select(SOURCE_SCHEMA.names).to_arrow().cast(SOURCE_SCHEMA)


def labels_table(posts: pa.Table, cast: pl.DataFrame) -> pl.DataFrame:
    """One row per account that posted, with the columns LABEL_COLUMNS, ordered by account_id."""
    posted = pl.DataFrame(posts.select(["account_id"])).unique()
    labels = cast.join(posted, on="account_id", how="semi").with_columns(platform=pl.lit(PLATFORM))
    return labels.select(LABEL_COLUMNS).sort("account_id")


def _in_time(written: pl.DataFrame, parameters: SimulationParameters) -> pl.DataFrame:
    """The posts before the end, by time, each repost once, with `target_row` (-1: none): the target's row here."""
    written = written.filter(pl.col("t") < parameters.end_s).sort("t", "number")
    reposts = pl.col("kind") == REPOST
    again = reposts & ~pl.struct("account", "target", "kind").is_first_distinct()
    written = written.filter(~again)
    row_of = np.full(written["number"].to_numpy().max() + 2, -1, dtype=np.int64)  # the last place serves target -1
    row_of[written["number"].to_numpy()] = np.arange(len(written))
    return written.with_columns(target_row=pl.Series(row_of[written["target"].to_numpy()]))


def _texts(written: pl.DataFrame, cast: pl.DataFrame) -> pl.Series:
    """Each post's text; a repost shows its target's after the author's handle."""
    reposts = np.flatnonzero((written["kind"] == REPOST).to_numpy())
    targets = written["target_row"].gather(reposts)
    handles = cast["account_name"].gather(written["account"].gather(targets))
    shown = "RT @" + handles + ": " + written["text"].gather(targets)
    return written["text"].scatter(reposts, shown)


def _references(written: pl.DataFrame, cast: pl.DataFrame, ids: pl.Series) -> dict[str, pl.Series]:
    """Ids of the post and account that a post refers to, by kind, and of the first post of its thread."""
    kinds, rows = written["kind"].to_numpy(), written["target_row"].to_numpy()
    accounts = cast["account_id"].gather(written["account"])
    nothing = pl.repeat(None, len(written), dtype=pl.String, eager=True)

    def of_target(values: pl.Series, kind: int) -> pl.Series:
        return values.gather(np.maximum(rows, 0)).zip_with(pl.Series(kinds == kind), nothing)

    first = np.where(kinds == REPLY, rows, np.arange(len(written)))
    return {
        "repost_of_post_id": of_target(ids, REPOST),
        "repost_of_account_id": of_target(accounts, REPOST),
        "reply_to_post_id": of_target(ids, REPLY),
        "reply_to_account_id": of_target(accounts, REPLY),
        "quote_of_post_id": of_target(ids, QUOTE),
        "conversation_id": ids.gather(first[first]),  # a thread has at most two levels of replies
    }


def _reactions(written: pl.DataFrame, posts: pl.DataFrame, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Counts as they stood at the end: reposts and replies of this data, likes and views drawn to go with them."""
    kinds, rows, n = written["kind"].to_numpy(), written["target_row"].to_numpy(), len(written)
    reposts = np.bincount(rows[kinds == REPOST], minlength=n)
    replies = np.bincount(rows[kinds == REPLY], minlength=n)
    likes = rng.poisson(2.5 * reposts + replies + rng.pareto(1.5, n))
    views = likes * rng.integers(20, 60, n) + (posts["account_followers"].to_numpy() * rng.beta(1, 9, n)).astype(
        np.int64
    )
    counts = {"repost_count": reposts, "reply_count": replies, "like_count": likes, "view_count": views}
    return {name: pl.Series(values) for name, values in counts.items()}


def _clients(main: pl.Series, rng: np.random.Generator) -> pl.Series:
    """The client of each post: the account's own, or now and then the browser; scheduled posts stay scheduled."""
    keeps = (main == "Scheduler") | pl.Series(rng.random(len(main)) >= OTHER_CLIENT_SHARE)
    return main.zip_with(keeps, pl.repeat("Web", len(main), dtype=pl.String, eager=True))


def _moment(seconds: str, parameters: SimulationParameters) -> pl.Expr:
    """The UTC time that lies so many seconds after the start."""
    return pl.lit(parameters.start).dt.cast_time_unit("us") + pl.duration(seconds=pl.col(seconds), time_unit="us")
