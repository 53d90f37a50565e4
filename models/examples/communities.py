"""Organic communities as hard negatives: fans of the same sources who repost the same posts because they read them.

Nobody coordinates here, yet two fans share far more than two accounts drawn by their activity would: what they have in
common is taste, and the hours at which they look. A model that has seen campaigns and strangers only takes such a
community for a campaign.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from claqueur.models.examples.grafts import COLUMNS

DAY_S = 86_400
START = 1_500_000_000
MIN_POSTS, MAX_POSTS = 5, 200
READING_S = 300.0  # mean time between opening the application and passing a post on
NOTIFIED_SIGMA = 1.2  # of the logarithm of the delay after a notification


@dataclass(frozen=True)
class Community:
    """One community: how many fans follow how many sources, how often these post, how eagerly and fast fans repost."""

    n_fans: int
    n_sources: int
    n_days: int
    posts_a_day: float
    sessions_a_day: float
    eagerness: float  # mean share of a followed source's posts that a fan passes on
    notified: float  # share of these that a notification brings up at once, not the next look
    notice_s: float  # median time from a post to its repost by somebody notified


def communities(n: int, seed: int) -> pl.DataFrame:
    """Posts of n simulated communities, columns COLUMNS and group; the same seed gives the same posts.

    Every fan follows some of the sources, looks at them a few times a day at its own hours, and passes on a part of
    what it finds, a few minutes after it opened the application. Of some posts a notification tells it: these it
    passes on minutes after they appeared. A fan has 5 to 200 posts, a part of them its own.
    """
    made = []
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        made.append(_posts_of(rng, _drawn(rng), f"community {seed}-{number}"))
    return pl.concat(made)


def _drawn(rng: np.random.Generator) -> Community:
    return Community(
        n_fans=int(np.exp(rng.uniform(np.log(30), np.log(300)))),
        n_sources=int(rng.integers(3, 31)),
        n_days=int(rng.integers(5, 61)),
        posts_a_day=float(np.exp(rng.uniform(np.log(0.5), np.log(20)))),
        sessions_a_day=float(rng.uniform(1, 8)),
        eagerness=float(np.exp(rng.uniform(np.log(0.005), np.log(0.4)))),
        notified=float(rng.uniform(0, 0.5)),
        notice_s=float(np.exp(rng.uniform(np.log(300), np.log(3_600)))),
    )


def _posts_of(rng: np.random.Generator, community: Community, name: str) -> pl.DataFrame:
    """The fans' posts, in order of fan and time."""
    length_s = community.n_days * DAY_S
    n_posts = max(community.n_sources, int(community.posts_a_day * community.n_days * community.n_sources))
    posted_s = np.sort(rng.uniform(0, length_s, n_posts))
    source = rng.integers(community.n_sources, size=n_posts)
    rows = [
        _posts_of_fan(rng, community, posted_s, source, f"{name} fan {number}") for number in range(community.n_fans)
    ]
    return (
        pl.concat(rows)
        .with_columns(
            platform=pl.lit("x"),
            repost_of_post_id=pl.when(pl.col("of") >= 0).then(pl.format("{} post {}", pl.lit(name), "of")),
            kind=pl.when(pl.col("of") >= 0).then(pl.lit("repost")).otherwise(pl.lit("post")),
            created_at=pl.from_epoch((START + pl.col("t_s")).cast(pl.Int64))
            .dt.replace_time_zone("UTC")
            .cast(pl.Datetime("us", "UTC")),
            text=pl.lit(None, pl.String),
            text_key=pl.lit(None, pl.Int64),
            near_text_key=pl.lit(None, pl.Int64),
            near_text_bands=pl.lit([], pl.List(pl.Int64)),
            url_keys=pl.lit([], pl.List(pl.Int64)),
            hashtags=pl.lit([], pl.List(pl.String)),
        )
        .select(*COLUMNS, group=pl.lit(name))
    )


def _posts_of_fan(
    rng: np.random.Generator, community: Community, posted_s: NDArray, source: NDArray, account_id: str
) -> pl.DataFrame:
    """One fan's reposts (of: number of the reposted post) and own posts (of: -1)."""
    eagerness = min(1.0, community.eagerness * rng.lognormal(0, 0.7))
    followed = rng.random(community.n_sources) < rng.uniform(0.2, 1.0)
    liked = np.flatnonzero(followed[source] & (rng.random(len(source)) < eagerness))
    if len(liked) > MAX_POSTS:
        liked = np.sort(rng.choice(liked, MAX_POSTS, replace=False))
    sessions_s = _sessions(rng, community)
    liked, reposted_s = _reposted(rng, community, posted_s, liked, sessions_s)
    n_own = max(MIN_POSTS - len(liked), int(rng.uniform(0, 0.5) * len(liked)))
    own_s = rng.choice(sessions_s, n_own) + rng.exponential(READING_S, n_own)
    of = np.concatenate([liked, np.full(n_own, -1)])
    t_s = np.concatenate([reposted_s, own_s])
    numbered = [f"{account_id} {number}" for number in range(len(of))]
    return pl.DataFrame({"account_id": account_id, "post_id": numbered, "of": of, "t_s": t_s})


def _reposted(
    rng: np.random.Generator, community: Community, posted_s: NDArray, liked: NDArray, sessions_s: NDArray
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which of the liked posts are passed on, and when: after a notification, or in the first session after them."""
    is_notified = rng.random(len(liked)) < community.notified
    session = np.searchsorted(sessions_s, posted_s[liked])
    is_seen = is_notified | (session < len(sessions_s))
    noticed_s = posted_s[liked] + rng.lognormal(np.log(community.notice_s), NOTIFIED_SIGMA, len(liked))
    opened_s = sessions_s[np.minimum(session, len(sessions_s) - 1)]
    read_s = opened_s + rng.exponential(READING_S, len(liked))
    return liked[is_seen], np.where(is_notified, noticed_s, read_s)[is_seen]


def _sessions(rng: np.random.Generator, community: Community) -> NDArray[np.float64]:
    """When a fan opens the application: its own hours around a habit that all share, since they live alike."""
    habits_h = np.concatenate([rng.normal(8, 1.5, 1), rng.normal(13, 2, 1), rng.normal(21, 2, 1)])
    n = max(1, rng.poisson(community.sessions_a_day * community.n_days))
    day = rng.integers(community.n_days, size=n)
    hour = rng.choice(habits_h, n) + rng.normal(0, 1.0, n)
    return np.sort(np.clip(day * DAY_S + hour * 3_600, 0, community.n_days * DAY_S))
