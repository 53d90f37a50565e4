"""The accounts of a simulation: public figures, ordinary people, and the members of the groups."""

from __future__ import annotations

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.simulator.grammar import VOCABULARIES, draw
from claqueur.ingest.simulator.groups import Group
from claqueur.ingest.simulator.rhythm import DAY_S
from claqueur.ingest.simulator.scene import LANGUAGES, SimulationParameters

CLIENTS = ("Android", "iPhone", "Web")
CLIENT_SHARES = (0.42, 0.36, 0.22)
# UTC offsets (hours) at which people of each language live, and their shares.
HOMES = {"en": ((0, 0.65), (-5, 0.35)), "fr": ((1, 0.8), (-5, 0.2))}
CAMPS = 4  # circles of people per language who mostly react to each other
_SYLLABLES = (
    ("bra", "cal", "do", "fen", "gri", "hol", "ju", "ka", "lin", "mo", "nel", "or", "pip", "ra", "sol", "tam", "vi"),
    ("bo", "dane", "fi", "gus", "la", "mir", "no", "pen", "ro", "sha", "tin", "va", "wyn", "zo"),
)  # fmt: skip


def assemble_cast(parameters: SimulationParameters, groups: list[Group], rng: np.random.Generator) -> pl.DataFrame:
    """All accounts, one row each; an account's place in the table is its number. Public figures come first.

    Columns: display_name (public figures only), account_name, account_id, lang, camp, utc_offset_h, activity (members:
    posts expected beside those for the group; ordinary people: a weight until `settle_activity`), fame (relative chance
    that a post of it is reacted to), client, account_affiliation, age_days, account_created_s (seconds after the start,
    so negative), account_followers, account_following, earlier_posts (before the start), label, group, campaign_kind,
    declared.
    """
    n_french = round(parameters.n_ordinary_accounts * parameters.french_share)
    n_ordinary = {"en": parameters.n_ordinary_accounts - n_french, "fr": n_french}
    public = [_public_figures(lang, rng) for lang in LANGUAGES]
    people = [_people(lang, n, rng) for lang, n in n_ordinary.items()]
    members = [_members(group, rng) for group in groups]
    cast = pl.concat([*public, *people, *members], how="diagonal")
    return _with_profile(cast, rng)


def settle_activity(cast: pl.DataFrame, parameters: SimulationParameters, n_left: int) -> pl.DataFrame:
    """The cast with ordinary people's weights scaled to posts, so that all activity adds up to `n_left` posts.

    Raises UserError if the groups and their cover leave less than a fifth of all posts to ordinary people.
    """
    ordinary = pl.col("group") == "ordinary"
    left = n_left - cast.filter(~ordinary)["activity"].to_numpy().sum()
    taken = parameters.n_posts - left
    if left < parameters.n_posts / 5:
        raise UserError(
            f"Groups, public figures and news would write {taken:,.0f} of {parameters.n_posts:,} posts: "
            f"give n_posts of {1.5 * taken:,.0f} or more, or lower campaign_scale and lookalike_scale."
        )
    scaled = pl.col("activity") * (left / cast.filter(ordinary)["activity"].to_numpy().sum())
    return cast.with_columns(activity=pl.when(ordinary).then(scaled).otherwise("activity"))


def member_places(cast: pl.DataFrame, group: Group) -> np.ndarray:
    """Places of a group's members in the cast."""
    return np.flatnonzero((cast["group"] == group.name).to_numpy())


def _public_figures(lang: str, rng: np.random.Generator) -> pl.DataFrame:
    """Parties, persons, brands, outlets, an idol and a union: one account each, with an affiliation."""
    vocabulary = VOCABULARIES[lang]
    parties, figures = vocabulary.PARTIES, vocabulary.PERSONS
    institutions = (*vocabulary.BRANDS, *vocabulary.OUTLETS, vocabulary.IDOL, vocabulary.UNION)
    names = (*parties, *figures, *institutions)
    affiliations = (*parties, *(parties[i % len(parties)] for i in range(len(figures))), *institutions)
    return _accounts(lang, len(names), "ordinary", rng).with_columns(
        display_name=pl.Series(names),
        account_affiliation=pl.Series(affiliations),
        account_name=pl.Series(names).str.replace_all(r"\W", ""),
        client=pl.Series("Scheduler" if name in vocabulary.OUTLETS else "Web" for name in names),
        activity=pl.lit(0.0),  # what they write is planned, see discourse.py
    )


def _people(lang: str, n: int, rng: np.random.Generator) -> pl.DataFrame:
    """Ordinary people; activity is a weight here, heavy-tailed: most write once or twice, a few hundreds of times."""
    weight = np.minimum(0.35 + rng.pareto(1.05, n), 300)
    return _accounts(lang, n, "ordinary", rng).with_columns(activity=pl.Series(weight))


def _members(group: Group, rng: np.random.Generator) -> pl.DataFrame:
    """Members of a group; activity is the number of cover posts that gives each its dose."""
    kind = group.kind
    dose = rng.uniform(*kind.dose, group.members)
    age_days = rng.integers(*kind.age_days, group.members)
    accounts = _accounts(group.lang, group.members, group.name, rng).with_columns(
        activity=pl.Series(group.posts_per_member * (1 / dose - 1)),
        account_affiliation=pl.lit(group.affiliation, dtype=pl.String),
        label=pl.lit(kind.label),
        campaign_kind=pl.lit(kind.name),
        age_days=pl.Series(age_days),
    )
    return accounts.with_columns(client=pl.lit(kind.client)) if kind.client is not None else accounts


def _accounts(lang: str, n: int, group: str, rng: np.random.Generator) -> pl.DataFrame:
    """`n` accounts of one language with what every account has."""
    offsets, shares = zip(*HOMES[lang], strict=True)
    columns = {
        "lang": pl.repeat(lang, n, eager=True),
        "camp": rng.integers(0, CAMPS, n) + CAMPS * LANGUAGES.index(lang),
        "utc_offset_h": rng.choice(offsets, n, p=shares),
        "fame": rng.pareto(1.3, n) + 0.05,
        "client": pl.Series(CLIENTS).gather(rng.choice(len(CLIENTS), n, p=CLIENT_SHARES)),
        "age_days": rng.integers(30, 5_000, n),
        "label": pl.repeat("organic", n, eager=True),
        "group": pl.repeat(group, n, eager=True),
        "campaign_kind": pl.repeat("none", n, eager=True),
    }
    return pl.DataFrame(columns)


def _with_profile(cast: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The cast with ids, names and what a profile shows."""
    n = len(cast)
    numbers = pl.Series(rng.permutation(n) + 100_000).cast(pl.String)
    handles = draw(rng, _SYLLABLES[0], n) + draw(rng, _SYLLABLES[1], n) + draw(rng, ("", "_"), n) + numbers
    followers = rng.lognormal(4.6, 1.2, n) * (1 + cast["fame"].to_numpy())
    return cast.with_columns(
        account_id=numbers,
        account_name=pl.coalesce("account_name", handles),
        account_created_s=-(pl.col("age_days").cast(pl.Int64) * DAY_S) + pl.Series(rng.integers(0, DAY_S, n)),
        account_followers=pl.when(pl.col("display_name").is_not_null())
        .then(pl.Series(rng.integers(20_000, 900_000, n)))
        .otherwise(pl.Series(followers.astype(np.int64))),
        account_following=pl.Series(rng.lognormal(5.2, 0.9, n).astype(np.int64)),
        earlier_posts=pl.Series((rng.lognormal(4.5, 1.6, n)).astype(np.int64)),
        declared=pl.col("account_affiliation").is_not_null(),
    )
