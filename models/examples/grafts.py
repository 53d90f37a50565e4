"""Hard negatives: ordinary accounts that touch a campaign without belonging to it.

A corpus that holds only campaigns makes every partner a campaign member, and a model trained on it flags whoever once
reposted one. A *graft* is an account of 10 to 200 posts, a share of which repeats posts of one campaign as they are (a
repost is reposted, an original copied); the rest is its own and matches nobody. Grafts are inserted alone: pairs of two
grafts are deleted by the caller, and the features of every other account come from the corpus without grafts.
The held-out kind `host`, for which a real account lends its posts, is in host_grafts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from claqueur.errors import UserError

SHARES_PCT = (2, 5, 20, 50)
MIN_POSTS, MAX_POSTS = 10, 200
REPOST_SHARE = 0.9
MEDIAN_DELAY_S, DELAY_SIGMA = 1_800.0, 1.5
FRAMED_LEAD_S = (60, 600)
FAN_DELAY_S = (60, 300)
N_IDOLS = 3
MAX_CIRCLE = 10
POPULAR_SHARE = 0.01
# What jobs read of a post: posts of a training corpus have these columns only.
COLUMNS = (
    "platform",
    "post_id",
    "account_id",
    "created_at",
    "kind",
    "repost_of_post_id",
    "text",
    "text_key",
    "near_text_key",
    "near_text_bands",
    "url_keys",
    "hashtags",
)


@dataclass(frozen=True)
class Contact:
    """Which posts of the campaign are repeated (row numbers) and how much later (seconds; before: negative)."""

    rows: np.ndarray
    delay_s: np.ndarray


@dataclass(frozen=True)
class CampaignPosts:
    """Posts of one campaign as arrays, in order of time: what a kind of graft chooses from."""

    is_repost: np.ndarray
    day: np.ndarray
    account: np.ndarray
    n_sharers: np.ndarray

    def __len__(self) -> int:
        return len(self.is_repost)


ContactKind = Callable[[np.random.Generator, CampaignPosts, int], Contact]


def _delays(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.lognormal(np.log(MEDIAN_DELAY_S), DELAY_SIGMA, n)


def _some(rng: np.random.Generator, among: np.ndarray, n: int) -> np.ndarray:
    """n of the given rows, each once as long as they last."""
    return rng.choice(among, size=n, replace=n > len(among))


def _mostly_reposts(rng: np.random.Generator, posts: CampaignPosts, among: np.ndarray, n: int) -> np.ndarray:
    reposts, originals = among[posts.is_repost[among]], among[~posts.is_repost[among]]
    if not len(reposts) or not len(originals):
        return _some(rng, among, n)
    n_reposts = int(rng.binomial(n, REPOST_SHARE))
    return np.concatenate([_some(rng, reposts, n_reposts), _some(rng, originals, n - n_reposts)])


def random_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Repeats any posts, nine of ten reposts, half of them within 30 minutes."""
    return Contact(_mostly_reposts(rng, posts, np.arange(len(posts)), n), _delays(rng, n))


def originals_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Copies texts and hashtags of original posts."""
    originals = np.flatnonzero(~posts.is_repost)
    return Contact(_some(rng, originals if len(originals) else np.arange(len(posts)), n), _delays(rng, n))


def one_day_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Meets the campaign on one day only: a busy one if it has that many posts on any."""
    days, counts = np.unique(posts.day, return_counts=True)
    busy = days[counts >= min(n, counts.max())]
    among = np.flatnonzero(posts.day == rng.choice(busy))
    return Contact(_mostly_reposts(rng, posts, among, n), _delays(rng, n))


def framed_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Is copied by the campaign: its post comes 1 to 10 minutes before."""
    rows = _mostly_reposts(rng, posts, np.arange(len(posts)), n)
    return Contact(rows, -rng.uniform(*FRAMED_LEAD_S, n))


def circle_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Reads one to ten members and repeats what they post, half of it within 30 minutes."""
    members = np.unique(posts.account)
    read = rng.choice(members, size=min(int(rng.integers(1, MAX_CIRCLE + 1)), len(members)), replace=False)
    among = np.flatnonzero(np.isin(posts.account, read))
    return Contact(_some(rng, among, n), _delays(rng, n))


def popular_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Repeats only what most members shared."""
    at_least = np.quantile(posts.n_sharers, 1 - POPULAR_SHARE)
    return Contact(_some(rng, np.flatnonzero(posts.n_sharers >= at_least), n), _delays(rng, n))


def fan_contact(rng: np.random.Generator, posts: CampaignPosts, n: int) -> Contact:
    """Follows three members closely: repeats them 1 to 5 minutes later."""
    members, counts = np.unique(posts.account, return_counts=True)
    idols = rng.choice(members, size=min(N_IDOLS, len(members)), replace=False, p=counts / counts.sum())
    rows = _some(rng, np.flatnonzero(np.isin(posts.account, idols)), n)
    return Contact(rows, rng.uniform(*FAN_DELAY_S, n))


TRAINING_KINDS: dict[str, ContactKind] = {
    "random": random_contact,
    "originals": originals_contact,
    "one_day": one_day_contact,
    "framed": framed_contact,
    "circle": circle_contact,
}
HELD_OUT_KINDS: dict[str, ContactKind] = {
    "popular": popular_contact,
    "fan": fan_contact,
}
KINDS = TRAINING_KINDS | HELD_OUT_KINDS


def grafts(
    posts: pl.DataFrame,
    campaign: str,
    *,
    kinds: Sequence[str] = tuple(TRAINING_KINDS),
    shares_pct: Sequence[int] = SHARES_PCT,
    per_cell: int = 10,
    seed: int = 1,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts and list of `per_cell` grafts for every kind and share of contact with one campaign.

    posts: the campaign's posts, COLUMNS at least; grafts live on the platform that holds most of them. Returns (posts
    in COLUMNS, grafts with columns platform, account_id, campaign, kind, share_pct). The same seed gives the same
    grafts; another seed other ones.
    """
    source = on_home_platform(posts, campaign)
    arrays = post_arrays(source)
    made, listed = [], []
    for kind in kinds:
        for share_pct in shares_pct:
            for number in range(per_cell):
                rng = np.random.default_rng([seed, *map(ord, f"{campaign}/{kind}/{share_pct}/{number}")])
                account_id = f"graft {seed} {campaign} {kind} {share_pct} {number}"
                n_contact, n_own = _sizes(rng, share_pct)
                repeated = repeated_posts(source, KINDS[kind](rng, arrays, n_contact))
                posts_of_graft = pl.concat([repeated, own_posts(rng, source, n_own)])
                made.append(signed(posts_of_graft, account_id))
                listed.append((source["platform"][0], account_id, campaign, kind, share_pct))
    columns = ["platform", "account_id", "campaign", "kind", "share_pct"]
    return pl.concat(made), pl.DataFrame(listed, schema=columns, orient="row")


def on_home_platform(posts: pl.DataFrame, campaign: str) -> pl.DataFrame:
    """The campaign's posts on the platform that holds most of them, COLUMNS in order of time.

    Raises UserError if there are none.
    """
    if posts.is_empty():
        raise UserError(f'Campaign "{campaign}" has no posts, so nobody can be grafted onto it: check the labels.')
    home = posts["platform"].value_counts().sort("count", "platform", descending=True)["platform"][0]
    return posts.select(COLUMNS).filter(pl.col("platform") == home).sort("created_at", "post_id")


def post_arrays(source: pl.DataFrame) -> CampaignPosts:
    """What kinds of contact choose from, row by row of `source`."""
    shared = pl.coalesce("repost_of_post_id", pl.col("text_key").cast(pl.String), "post_id")
    n_sharers = source.select(pl.col("account_id").n_unique().over(shared).alias("n"))["n"]
    return CampaignPosts(
        is_repost=(source["kind"] == "repost").to_numpy(),
        day=source["created_at"].dt.date().cast(pl.Int32).to_numpy(),
        account=source["account_id"].to_numpy(),
        n_sharers=n_sharers.to_numpy(),
    )


def fewest_posts(share_pct: int) -> int:
    """Posts that an account needs for this share of them to be one post: 2% needs 50."""
    return max(MIN_POSTS, int(np.ceil(100 / share_pct)))


def _sizes(rng: np.random.Generator, share_pct: int) -> tuple[int, int]:
    """Posts that repeat the campaign's, and posts of its own; small accounts are as likely as on a log scale."""
    n_posts = int(np.exp(rng.uniform(np.log(fewest_posts(share_pct)), np.log(MAX_POSTS + 1))))
    n_contact = round(n_posts * share_pct / 100)
    return n_contact, n_posts - n_contact


def repeated_posts(source: pl.DataFrame, contact: Contact) -> pl.DataFrame:
    """The rows of `source` that the contact repeats, at the times it repeats them."""
    delay = pl.Series(np.round(contact.delay_s * 1e6).astype("int64")).cast(pl.Duration("us"))
    return source[contact.rows].with_columns(created_at=pl.col("created_at") + delay)


def own_posts(rng: np.random.Generator, source: pl.DataFrame, n: int) -> pl.DataFrame:
    """n posts that match nobody's, spread over the time of `source` (in order of time); post and account not named."""
    first_us, last_us = source["created_at"].cast(pl.Int64)[[0, -1]]
    moments = pl.Series(rng.integers(first_us, last_us + 1, n)).cast(source.schema["created_at"])
    return source.clear(n).with_columns(platform=pl.lit(source["platform"][0]), kind=pl.lit("post"), created_at=moments)


def signed(posts: pl.DataFrame, account_id: str) -> pl.DataFrame:
    """The posts under another account, COLUMNS; their ids are numbered."""
    numbered = pl.format("{} {}", pl.lit(account_id), pl.int_range(pl.len()))
    return posts.with_columns(post_id=numbered, account_id=pl.lit(account_id)).select(COLUMNS)
