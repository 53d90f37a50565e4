"""The tables of a run without those that are gone. Its counts, in the manifest and in tables of campaigns, stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from claqueur.ingest.forget.gone import ACCOUNT, Gone
from claqueur.ingest.forget.references import Hidden
from claqueur.ingest.rewriting import is_table, n_rows, rewrite
from claqueur.results import Run
from claqueur.schema import ACCOUNT_KEYS, ACTIVITY, GROUP_KEYS, POST_IDS

LABEL_LENGTH = 280
OBJECT = ("layer", "object_id")
TEXT_LAYERS = ("text", "near_text")
TARGET_LAYERS = ("reply_target", "quote_target")
UNTOUCHED = ("campaign_id", "layer", "platform", "account_id", *POST_IDS)  # text columns that need no look


@dataclass(frozen=True)
class Change:
    """One table: rows that go, and rows in which something is hidden."""

    name: str
    n_removed: int
    n_changed: int


@dataclass(frozen=True)
class GoneOfRun:
    """Of one run: 64-bit keys of accounts (column account), and posts with them (account, post_id)."""

    accounts: pl.DataFrame
    posts: pl.DataFrame


def of_run(run: Run, gone: Gone) -> GoneOfRun:
    """Those that are gone, by the keys that they have in the run; nothing for a run that was killed before it had
    any."""
    if not is_table(run.path / ACTIVITY.name):
        keys = pl.DataFrame(schema={**ACCOUNT, "account": pl.Int64})
    else:
        keys = run.table(ACTIVITY.name).select(*ACCOUNT, "account").collect()
    accounts = keys.join(gone.accounts, on=list(ACCOUNT), how="semi").select("account")
    posts = gone.posts.join(keys, on=list(ACCOUNT), how="inner").select("account", "post_id")
    return GoneOfRun(accounts, posts)


def names(run: Run) -> list[str]:
    """The run's tables, that of the keys last: whoever begins anew after a kill needs it."""
    found = sorted(path.name for path in run.path.iterdir() if is_table(path))
    return sorted(found, key=lambda name: name == ACTIVITY.name)


def change(run: Run, name: str, gone: GoneOfRun, hide: Hidden, *, write: bool) -> Change:
    """What happens to a table; it does with `write`."""
    before = run.table(name)
    columns = before.collect_schema().names()
    after = _without(before, columns, gone)
    special = SPECIAL.get(name)
    shown = after if special is None else special(after, run, gone, hide)
    types = before.collect_schema()
    texts = [name for name in columns if types[name] == pl.String and name not in UNTOUCHED]
    shown = _without_ids(shown, texts, hide)
    n_removed = n_rows(before) - n_rows(shown)
    # Of most tables, the large ones among them, only whole rows go
    n_changed = _n_changed(before, shown, columns) if special or (texts and hide.patterns) else 0
    if write and n_removed + n_changed:
        rewrite(run.path / name, shown)
    return Change(name, n_removed, n_changed)


def _without(rows: pl.LazyFrame, columns: list[str], gone: GoneOfRun) -> pl.LazyFrame:
    """The rows that name nobody who is gone."""
    for column in (name for name in ACCOUNT_KEYS if name in columns):
        rows = rows.join(gone.accounts.lazy(), left_on=column, right_on="account", how="anti")
    for column, account in POST_IDS.items():
        if column in columns:
            rows = rows.join(gone.posts.lazy(), left_on=[account, column], right_on=["account", "post_id"], how="anti")
    return rows


def _without_ids(rows: pl.LazyFrame, texts: list[str], hide: Hidden) -> pl.LazyFrame:
    """The rows with their ids in labels and links, columns `texts`, hidden."""
    for pattern, shown_as in hide.patterns if texts else ():
        rows = rows.with_columns(pl.col(texts).str.replace_all(pattern, shown_as))
    return rows


def _n_changed(before: pl.LazyFrame, after: pl.LazyFrame, columns: list[str]) -> int:
    """Rows of `after` that are not in `before`."""
    flat = [name for name in columns if not before.collect_schema()[name].is_nested()]
    return n_rows(after.join(before.select(flat), on=flat, how="anti", nulls_equal=True))


def _groups(rows: pl.LazyFrame, run: Run, gone: GoneOfRun, hide: Hidden) -> pl.LazyFrame:
    """Groups called after an account that is gone get the name of their smallest account that is left."""
    columns = [name for name in GROUP_KEYS if name in rows.collect_schema().names()]
    is_gone = {name: pl.col(name).is_in(gone.accounts["account"].implode()) for name in columns}
    return rows.with_columns(
        pl.when(is_gone[name]).then(pl.col("account").min().over(name)).otherwise(pl.col(name)).alias(name)
        for name in columns
    )


def _objects(rows: pl.LazyFrame, run: Run, gone: GoneOfRun, hide: Hidden) -> pl.LazyFrame:
    """Shared objects: where the example is gone, another member's post is; without one left the object goes.

    The label of a text is that of its example; a target that is gone is hidden, and so are the words of a repost of it.
    """
    example = ["example_account", "example_post_id"]
    as_example = gone.posts.rename(dict(zip(("account", "post_id"), example, strict=True))).lazy()
    lost = rows.filter(pl.col("example_account").is_in(gone.accounts["account"].implode()))
    lost = pl.concat([lost, rows.join(as_example, on=example, how="semi")]).unique(["campaign_id", *OBJECT])
    members = run.table("campaign_members").select("campaign_id", "account")
    acts = _without(run.table("actions"), ["account", "post_id"], gone).join(members, on="account", how="inner")
    first = acts.sort("t", "post_id", "account").unique(["campaign_id", *OBJECT], keep="first", maintain_order=True)
    other = first.select("campaign_id", *OBJECT, example_account="account", example_post_id="post_id")
    found = lost.drop(example).join(other, on=["campaign_id", *OBJECT], how="inner")
    texts = run.posts().select(example_post_id="post_id", words=pl.col("text").str.slice(0, LABEL_LENGTH))
    found = found.join(texts.unique("example_post_id"), on="example_post_id", how="left")
    is_text = pl.col("layer").is_in(TEXT_LAYERS)
    found = found.with_columns(label=pl.when(is_text).then("words").otherwise("label"))
    kept = rows.join(lost, on=["campaign_id", *OBJECT], how="anti")
    return _hidden_labels(pl.concat([kept, found.select(rows.collect_schema().names())]), run, hide)


def _hidden_labels(rows: pl.LazyFrame, run: Run, hide: Hidden) -> pl.LazyFrame:
    targets = {name: shown for of in hide.posts.values() for name, shown in of.items()}
    if not targets:
        return rows
    reposts = run.posts().filter(pl.col("repost_of_post_id").is_in(list(targets))).select(pl.col("post_id").unique())
    wordless = pl.col("example_post_id").is_in(reposts.collect()["post_id"].implode()) & (pl.col("layer") == "repost")
    return rows.with_columns(
        label=pl.when(pl.col("layer").is_in(TARGET_LAYERS))
        .then(pl.col("label").replace(targets))
        .when(wordless)
        .then(pl.lit(None))
        .otherwise("label")
    )


def _most_reposted(rows: pl.LazyFrame, run: Run, gone: GoneOfRun, hide: Hidden) -> pl.LazyFrame:
    """The accounts that are reposted most, written platform:id."""
    shown = {
        f"{platform}:{name}": f"{platform}:{other}"
        for platform, of in hide.accounts.items()
        for name, other in of.items()
    }
    item = pl.when(pl.col("kind") == "account").then(pl.col("item").replace(shown)).otherwise("item")
    return rows.with_columns(item=item)


SPECIAL: dict[str, Callable[[pl.LazyFrame, Run, GoneOfRun, Hidden], pl.LazyFrame]] = {
    "components": _groups,
    "communities": _groups,
    "link_components": _groups,
    "campaign_objects": _objects,
    "without": _most_reposted,
}
