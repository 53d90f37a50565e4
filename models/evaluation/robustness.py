"""What a campaign could do to hide: its members' posts changed, to see how much of the recall is left.

Change the posts of one held-out campaign's members, compute the features of the whole corpus anew and score them with
the model and the threshold that were there before. Paraphrase is the worst case of its kind: what is rewritten matches
nothing any more, not even as a near-duplicate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.models.examples.grafts import COLUMNS, own_posts, popular_contact, post_arrays, repeated_posts

ACCOUNT = ("platform", "account_id")
# Who posted what kind of post when: stays as it is when a post gets other words. Every other column is content.
ABOUT_POST = (*ACCOUNT, "post_id", "created_at", "kind", "client")

Change = Callable[[np.random.Generator, pl.DataFrame, float, pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Disguise:
    """A way to hide. meaning: what a level is. levels: those to report. change: posts to posts; see disguised()."""

    meaning: str
    levels: tuple[float, ...]
    change: Change


def disguised(posts: pl.DataFrame, name: str, level: float, *, organic: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The posts of a campaign's members after the disguise ROBUSTNESS[name], ordered by (platform, post_id).

    posts, organic: grafts.COLUMNS at least; other columns of `posts` stay, empty where words are new. organic: posts
    of control accounts, read by camouflage only. The same seed gives the same posts, in any order of rows. Added posts
    can pass a cap on the posts of an account: cap again where a run would, or it is another disguise.
    Raises UserError if camouflage finds no organic posts on a member's platform.
    """
    rng = np.random.default_rng([seed, *map(ord, name), round(level * 1000)])
    ordered = posts.sort("platform", "post_id")
    return ROBUSTNESS[name].change(rng, ordered, level, organic).sort("platform", "post_id")


def jitter(rng: np.random.Generator, posts: pl.DataFrame, minutes: float, _: pl.DataFrame) -> pl.DataFrame:
    """Every post is moved by up to so many minutes, earlier or later, each on its own."""
    moved_us = (rng.uniform(-minutes, minutes, len(posts)) * 60e6).astype("int64")
    return posts.with_columns(created_at=pl.col("created_at") + pl.Series(moved_us).cast(pl.Duration("us")))


def paraphrase(rng: np.random.Generator, posts: pl.DataFrame, share: float, _: pl.DataFrame) -> pl.DataFrame:
    """A share of the posts is put in other words without hashtags; links stay.

    Nobody can paraphrase a repost: those drawn repost something that no one else does.
    """
    is_drawn = np.zeros(len(posts), dtype=bool)
    is_drawn[rng.permutation(len(posts))[: round(share * len(posts))]] = True
    drawn = pl.lit(pl.Series(is_drawn))
    lone = drawn & (pl.col("kind") == "repost")
    words = [name for name in posts.columns if name not in (*ABOUT_POST, "url_keys")]
    new_keys = pl.Series(rng.integers(np.iinfo("int64").min, np.iinfo("int64").max, len(posts)))
    emptied = posts.with_columns(
        *(pl.when(~drawn).then(pl.col(name)).alias(name) for name in words),
        pl.when(~lone).then("url_keys").alias("url_keys"),
    )
    return emptied.with_columns(
        text_key=pl.when(drawn).then(new_keys).otherwise("text_key"),
        repost_of_post_id=pl.when(lone).then(pl.format("lone {}", "post_id")).otherwise("repost_of_post_id"),
    )


def dilution(rng: np.random.Generator, posts: pl.DataFrame, per_post: float, _: pl.DataFrame) -> pl.DataFrame:
    """Every account also writes so many posts per post that match nobody's, spread over the time it was active."""
    return _with_more(posts, "diluted", lambda own: own_posts(rng, own, round(per_post * len(own))))


def camouflage(rng: np.random.Generator, posts: pl.DataFrame, per_post: float, organic: pl.DataFrame) -> pl.DataFrame:
    """Every account also repeats so many organic posts per post, of the most shared 1%, half of them within 30 minutes.

    This ties members to ordinary accounts and to each other, and raises what chance is expected to give.
    """
    crowds = {name: organic.filter(pl.col("platform") == name).select(COLUMNS) for name in posts["platform"].unique()}
    for platform, crowd in crowds.items():
        if crowd.is_empty():
            raise UserError(
                f"Camouflage needs organic posts on {platform}, and there are none: add controls from there."
            )
    crowds = {name: crowd.sort("created_at", "post_id") for name, crowd in crowds.items()}
    arrays = {name: post_arrays(crowd) for name, crowd in crowds.items()}

    def repeated(own: pl.DataFrame) -> pl.DataFrame:
        platform = own["platform"][0]
        contact = popular_contact(rng, arrays[platform], round(per_post * len(own)))
        return repeated_posts(crowds[platform], contact)

    return _with_more(posts, "camouflaged", repeated)


def _with_more(posts: pl.DataFrame, name: str, more: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """`posts` and what `more` makes of each account's posts (in order of time), under the account."""
    by_account = posts.sort(*ACCOUNT, "created_at", "post_id").partition_by(ACCOUNT, as_dict=True, maintain_order=True)
    made = [
        more(own).with_columns(
            platform=pl.lit(platform),
            account_id=pl.lit(account_id),
            post_id=pl.format(f"{{}} {name} {{}}", pl.lit(account_id), pl.int_range(pl.len())),
        )
        for (platform, account_id), own in by_account.items()
    ]
    return pl.concat([posts, *made], how="diagonal")


ROBUSTNESS: dict[str, Disguise] = {
    "jitter": Disguise("each post moved by up to so many minutes", (1, 5, 15, 30), jitter),
    "paraphrase": Disguise("share of posts in other words", (0.2, 0.5, 0.8), paraphrase),
    "dilution": Disguise("ordinary posts added per post", (1, 3), dilution),
    "camouflage": Disguise("popular organic posts repeated per post", (0.2, 1), camouflage),
}
