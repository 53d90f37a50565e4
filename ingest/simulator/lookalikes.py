"""The benign look-alikes: groups that act alike for an innocent reason. All are labelled organic."""

from __future__ import annotations

import numpy as np
import polars as pl

from claqueur.ingest.simulator.campaigns import HOUR_S, leaders, repost_leaders
from claqueur.ingest.simulator.grammar import VOCABULARIES, render
from claqueur.ingest.simulator.groups import Group, Kind, Tactic, meet
from claqueur.ingest.simulator.scene import Scene


def repost_idol(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Fans repost their idol soon, each at their own moment: log-normal delays, median 8 minutes."""
    idol = scene.named(VOCABULARIES[group.lang].IDOL)
    posts = scene.ledger.posts().filter(pl.col("account").is_in(idol.tolist())).head(tactic.rounds)
    rounds, places = np.nonzero(scene.rng.random((len(posts), len(members))) < tactic.participation)
    delays = scene.rng.lognormal(np.log(480), 1.2, len(rounds)).astype(np.int64) + 1
    numbers, t = posts["number"].to_numpy()[rounds], posts["t"].to_numpy()[rounds] + delays
    scene.ledger.add(members[places], t, kind="repost", target=numbers)


def reply_among_fans(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Fans write to each other: posts of their own words, and replies to them from others of the fandom."""
    rng = scene.rng
    authors = rng.choice(members, len(members) * tactic.rounds // 4)
    posted = scene.times(authors)
    numbers = scene.ledger.add(authors, posted, text=render(group.lang, "fan", rng, len(authors)))
    n_replies = round(len(members) * tactic.rounds * tactic.participation)
    answered, repliers = rng.integers(0, len(authors), n_replies), rng.choice(members, n_replies)
    answered, repliers = answered[authors[answered] != repliers], repliers[authors[answered] != repliers]
    t = posted[answered] + rng.lognormal(np.log(600), 1.3, len(answered)).astype(np.int64) + 5
    handles = scene.cast["account_name"].gather(authors[answered])
    texts = "@" + handles + " " + render(group.lang, "fan_reply", rng, len(answered))
    scene.ledger.add(repliers, t, kind="reply", text=texts, target=numbers[answered])


def post_toolkit(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """Union members post the shared texts of a toolkit, which say so, at their own time of the day of action."""
    rounds, accounts, t = meet(scene, members, tactic)
    scene.ledger.add(accounts, t, text=render(group.lang, "toolkit", scene.rng, tactic.rounds).gather(rounds))


def syndicate(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """A newsroom's accounts post one headline with its URL, each round, from a scheduling client."""
    rounds, accounts, t = meet(scene, members, tactic)
    site = VOCABULARIES[group.lang].PUBLISHER_SITE
    links = [f" https://{site}.example/news/{i + 1000}" for i in scene.rng.permutation(9_000)[: tactic.rounds]]
    headlines = render(group.lang, "headline", scene.rng, tactic.rounds) + pl.Series(links)
    scene.ledger.add(accounts, t, text=headlines.gather(rounds))


def enter_contest(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """People who share nothing else post a contest's entry text over two days each."""
    rounds, accounts, t = meet(scene, members, tactic)
    prizes = scene.rng.permutation(VOCABULARIES[group.lang].SLOTS["prize"])[: tactic.rounds]
    entries = [
        render(group.lang, "contest", scene.rng, 1, prize=(str(prize),), brand=(group.target,), tag=(f"win{i + 1}",))
        for i, prize in enumerate(prizes)
    ]
    scene.ledger.add(accounts, t, text=pl.concat(entries).gather(rounds))


def press_share_button(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """People sign petitions over the whole period; the site's button writes the text for them."""
    vocabulary = VOCABULARIES[group.lang]
    titles = vocabulary.SLOTS["petition"][: tactic.rounds]
    texts = [
        render(group.lang, "petition", scene.rng, 1, petition=(title,), slug=(str(4_200 + i),))
        for i, title in enumerate(titles)
    ]
    rounds, places = np.nonzero(scene.rng.random((len(titles), len(members))) < tactic.participation)
    scene.ledger.add(members[places], scene.times(members[places]), text=pl.concat(texts).gather(rounds))


def repost_own_leader(scene: Scene, group: Group, members: np.ndarray, tactic: Tactic) -> None:
    """A party's declared team reposts the party and its figures within a minute or two."""
    repost_leaders(scene, members, tactic, scene.named(*leaders(group)))


LOOKALIKE_KINDS = (
    Kind("fandom", "organic", 30, (Tactic(repost_idol, 15, 0.5, 0), Tactic(reply_among_fans, 8, 1.0, 0)), (0.4, 0.7)),
    Kind("union_toolkit", "organic", 40, (Tactic(post_toolkit, 5, 0.4, 24 * HOUR_S),), (0.2, 0.5), belongs_to="UNION"),
    Kind(
        "newsroom",
        "organic",
        6,
        (Tactic(syndicate, 60, 0.95, 90),),
        (1.0, 1.0),
        belongs_to="PUBLISHER",
        client="Scheduler",
    ),
    Kind("contest", "organic", 80, (Tactic(enter_contest, 3, 0.5, 48 * HOUR_S),), (0.2, 0.6), topic="brand"),
    Kind("declared_team", "organic", 10, (Tactic(repost_own_leader, 25, 0.6, 90),), (0.3, 0.6), belongs_to="party"),
    Kind("share_button", "organic", 80, (Tactic(press_share_button, 6, 0.25, 0),), (0.1, 0.5)),
)
