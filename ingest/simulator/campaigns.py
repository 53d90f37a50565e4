"""The planted campaigns: accounts that are labelled coordinated, and the tactics that tie them together."""

from __future__ import annotations

import numpy as np
import polars as pl

from claqueur.ingest.simulator.grammar import VOCABULARIES, edit_lightly, render
from claqueur.ingest.simulator.groups import Group, Kind, Tactic, join, meet
from claqueur.ingest.simulator.scene import Scene

HOUR_S = 3_600
EXACT_SHARE = 0.35  # of the copies in a slow paraphrase campaign


def same_text(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Copypasta: one new text per round, posted by those who join; one in seven hangs a mention on it."""
    rounds, accounts, t = meet(scene, members, tactic)
    texts = pitch(scene, group, tactic.rounds).gather(rounds)
    at_somebody = pl.Series(scene.rng.random(len(t)) < 1 / 7)
    mention = f" @{scene.handle(group.target)}"
    scene.ledger.add(
        accounts,
        t,
        text=texts + pl.select(pl.when(at_somebody).then(pl.lit(mention)).otherwise(pl.lit(""))).to_series(),
    )


def edited_text(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Slow paraphrase: one text per round, copied over hours, two thirds of the copies lightly edited."""
    rounds, accounts, t = meet(scene, members, tactic)
    texts = pitch(scene, group, tactic.rounds).gather(rounds).to_list()
    exact = scene.rng.random(len(t)) < EXACT_SHARE
    edited = [text if exact[i] else edit_lightly(text, group.lang, scene.rng) for i, text in enumerate(texts)]
    scene.ledger.add(accounts, t, text=pl.Series(edited, dtype=pl.String))


def fast_repost(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """A ring reposts what its leaders write, within seconds, again and again."""
    repost_leaders(scene, members, tactic, scene.named(*leaders(group)))


def repost_leaders(scene: Scene, members: np.ndarray, tactic: Tactic, leader_accounts: np.ndarray) -> None:
    """Members repost up to `tactic.rounds` posts of the leaders, within tactic.spread_s of each."""
    posts = scene.ledger.posts().filter(pl.col("account").is_in(leader_accounts.tolist()))
    posts = posts[scene.rng.permutation(len(posts))[: tactic.rounds]]
    rounds, accounts, t = join(scene, members, tactic, posts["t"].to_numpy())
    scene.ledger.add(accounts, t, kind="repost", target=posts["number"].to_numpy()[rounds])


def same_hashtags(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Hashtag raid: each round has its own sequence of three hashtags, in order, under varied texts."""
    rounds, accounts, t = meet(scene, members, tactic)
    tags = VOCABULARIES[group.lang].HASHTAGS["campaign"]
    sequences = ["".join(f" #{tag}" for tag in scene.rng.permutation(tags)[:3]) for _ in range(tactic.rounds)]
    texts = pitch(scene, group, len(t)) + pl.Series(sequences).gather(rounds)
    scene.ledger.add(accounts, t, text=texts)


def same_url(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """URL pushing: each round has one page of the campaign's three sites, under varied texts."""
    rounds, accounts, t = meet(scene, members, tactic)
    stem = "".join(filter(str.isascii, group.target.split()[-1].lower()))
    sites = [f"{word}-{stem}-{scene.rng.integers(100, 999)}.example" for word in ("truth", "real", "daily")]
    pages = [f" https://{sites[i % 3]}/story/{scene.rng.integers(10_000, 99_999)}" for i in range(tactic.rounds)]
    scene.ledger.add(accounts, t, text=pitch(scene, group, len(t)) + pl.Series(pages).gather(rounds))


def pitch(scene: Scene, group: Group, n: int) -> pl.Series:
    """`n` texts that praise the group's party or attack its brand."""
    if group.kind.topic == "party":
        return render(group.lang, "pitch_party", scene.rng, n, party=(group.target,))
    return render(group.lang, "pitch_brand", scene.rng, n, brand=(group.target,))


def leaders(group: Group) -> tuple[str, ...]:
    """Whom the group promotes: its party and that party's two figures; a brand campaign uses a party's figures too."""
    vocabulary = VOCABULARIES[group.lang]
    place = (
        vocabulary.PARTIES.index(group.target) if group.kind.topic == "party" else vocabulary.BRANDS.index(group.target)
    )
    figures = vocabulary.PERSONS
    return (vocabulary.PARTIES[place], figures[place % len(figures)], figures[(place + 1) % len(figures)])


CAMPAIGN_KINDS = (
    Kind("copypasta", "coordinated", 10, (Tactic(same_text, 30, 0.6, 50),), (0.5, 0.8), age_days=(20, 90)),
    Kind("fast_repost_ring", "coordinated", 10, (Tactic(fast_repost, 35, 0.7, 25),), (0.5, 0.8), age_days=(20, 60)),
    Kind("slow_paraphrase", "coordinated", 12, (Tactic(edited_text, 24, 0.7, 6 * HOUR_S),), (0.4, 0.7), topic="brand"),
    Kind("hashtag_raid", "coordinated", 12, (Tactic(same_hashtags, 14, 0.8, 75),), (0.4, 0.7), topic="brand"),
    Kind("url_push", "coordinated", 10, (Tactic(same_url, 32, 0.6, 50),), (0.4, 0.7), age_days=(20, 400)),
    Kind(
        "hired_mix",
        "coordinated",
        12,
        (
            Tactic(same_text, 3, 0.7, 50),
            Tactic(fast_repost, 4, 0.7, 40),
            Tactic(same_hashtags, 3, 0.6, 90),
            Tactic(same_url, 3, 0.7, 50),
        ),
        (0.05, 0.18),
        topic="brand",
    ),
)
