"""What the account classifier looks at: every feature declared once, computed by one function for training and runs.

A *partner* of an account is an account it has a pair with; strengths of a pair are summed over its collapsed layers.
Left out on purpose: number of posts and partners, handles, text, language, dates, client. Names in brackets are those
of the method page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from claqueur.models.features.collapsed_pairs import COLLAPSED_PAIRS, collapsed_pairs, from_both_sides, place_by
from claqueur.models.features.company import COMPANY
from claqueur.models.features.neighbourhood import GRAPHS
from claqueur.schema import CLASSIFIER_LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

REPEATED_K = 2  # co-actions within 60 min that make a partner a repeated one
BEST_PARTNERS = 3
FEWEST_POSTS = 5  # proportions of fewer posts say little
NEIGHBOUR_CAP = 50.0  # one overwhelming neighbour must not decide
DECIMALS = 6  # sums of floats differ in the last bits with the order in which an engine adds


@dataclass(frozen=True)
class Feature:
    """One feature: name, meaning, group, and whether the score may only rise with it (1) or go either way (0)."""

    name: str
    meaning: str
    group: str
    monotone: int


STRENGTH, NEIGHBOURHOOD, DOSE, ORIGINALS, BREADTH, PRECEDENCE, SYNCHRONY = (
    "pair strength",
    "neighbourhood",
    "dose",
    "copied originals",
    "breadth",
    "reciprocity of precedence",
    "synchrony",
)

FEATURES: tuple[Feature, ...] = (
    Feature("best_s", "largest strength s_60m over partners (s1)", STRENGTH, 1),
    Feature("best_s_repeated", "largest s_60m over partners with k_60m >= 2 (s2)", STRENGTH, 1),
    Feature("third_s", "third largest s_60m (s3rd)", STRENGTH, 1),
    Feature("fifth_s", "fifth largest s_60m (s5th)", STRENGTH, 1),
    Feature("sum_3_s", "sum of the three largest s_60m (stop3)", STRENGTH, 1),
    Feature("sum_5_s", "sum of the five largest s_60m (stop5)", STRENGTH, 1),
    Feature("best_s_24h", "largest strength within 24 h on objects that few accounts share", STRENGTH, 1),
    Feature("sum_5_s_24h", "sum of the five largest of these", STRENGTH, 1),
    Feature("best_s_rare", "largest strength on rare objects (srmax)", STRENGTH, 1),
    Feature("best_s_original", "largest s_60m in the layer of copied originals", STRENGTH, 1),
    Feature("sum_3_s_original", "sum of the three largest of these", STRENGTH, 1),
    Feature("max_k_original", "log(1 + most originals copied with one partner within 60 min)", STRENGTH, 1),
    Feature("max_k_10m", "log(1 + most co-actions with one partner within 10 min)", STRENGTH, 1),
    Feature("max_k_60m", "log(1 + most co-actions with one partner within 60 min)", STRENGTH, 1),
    Feature("max_k_24h", "log(1 + most co-actions with one partner within 24 h on objects few share)", STRENGTH, 1),
    Feature("h_index", "log(1 + largest h with h partners of k_60m >= h) (hk)", STRENGTH, 1),
    Feature("partners_3_in_10m", "log(1 + partners with k_10m >= 3)", STRENGTH, 1),
    Feature("partners_in_two_layers", "log(1 + partners matched within 60 min in two collapsed layers)", STRENGTH, 1),
    Feature("share_in_10m", "co-actions within 10 min over those within 60 min, all partners", STRENGTH, 0),
    Feature("unevenness", "coefficient of variation of k_60m over partners: 0 where all are alike", STRENGTH, 0),
    Feature("best_3_share", "co-actions with the three partners of most over those with all", STRENGTH, 0),
    Feature("repeated_partner_share", "repeated partners over partners within 60 min", STRENGTH, 0),
    Feature(
        "neighbour_s", "mean over the three best partners of their sum_3_s, at most 50 each (nb3)", NEIGHBOURHOOD, 1
    ),
    *(Feature(f"core_{g.name}", f"log(1 + core number) in the graph of {g.meaning}", NEIGHBOURHOOD, 1) for g in GRAPHS),
    *(
        Feature(f"clustering_{g.name}", f"local clustering in the graph of {g.meaning}", NEIGHBOURHOOD, 0)
        for g in GRAPHS
    ),
    Feature("contact_share", "contacts over posts (ds60)", DOSE, 1),
    Feature("contact_share_10m", "contacts within 10 min over posts (ds10)", DOSE, 1),
    Feature("repeated_share", "posts that met a repeated partner over posts (dsrep)", DOSE, 1),
    Feature("repeated_share_3", "the same with partners of three co-actions (dsrep3)", DOSE, 1),
    Feature("repeated_share_10m", "posts that met a repeated partner within 10 min over posts (dsrep10)", DOSE, 1),
    Feature("rarity_share", "sum over contacts of 1 / ln(1 + accounts on the object) over posts (dsidf)", DOSE, 1),
    Feature("original_share", "contacts that are copied originals over (originals + 5) (dsO)", ORIGINALS, 1),
    Feature("breadth", "log(1 + the smaller of partners and contacts) (br)", BREADTH, 1),
    Feature(
        "breadth_rare", "log(1 + the smaller of partners on rare objects and contacts on these) (br10)", BREADTH, 1
    ),
    Feature("contacts_few", "log(1 + contacts on objects of at most 10 accounts) (kpd10)", BREADTH, 1),
    Feature("few_share", "contacts on objects of at most 10 accounts over posts (dsd10)", BREADTH, 1),
    Feature("both_orders", "log(1 + the smaller of contacts before and after others) (bothmin)", PRECEDENCE, 1),
    Feature("both_orders_share", "the same over contacts (bothsh)", PRECEDENCE, 1),
    Feature("both_orders_dose", "the same over posts (bothdose)", PRECEDENCE, 1),
    Feature("mutual_partners", "log(1 + repeated partners met in both orders) (nrec)", PRECEDENCE, 1),
    Feature("mutual_share", "the same over repeated partners (recsh)", PRECEDENCE, 1),
    Feature("led_and_followed", "log(1 + the smaller of partners led and followed) (minfl)", PRECEDENCE, 1),
    Feature("best_mutual", "log(1 + most exchanges with one partner) (rec1)", PRECEDENCE, 1),
    Feature("sum_3_mutual", "log(1 + exchanges with the three best partners) (rec3)", PRECEDENCE, 1),
    Feature("log_gap", "mean log(1 + seconds to the nearest act of another) (medg)", SYNCHRONY, 0),
    Feature("share_1m", "contacts within one minute over contacts (sh1)", SYNCHRONY, 0),
    Feature("quickness", "mean share of an object's acts that are farther from their neighbours (rk)", SYNCHRONY, 0),
    Feature(COMPANY, "mean first margin of the three best among the twelve closest partners, -4 to 4", COMPANY, 1),
)

FEATURE_NAMES = tuple(feature.name for feature in FEATURES)
OWN_FEATURES = FEATURE_NAMES[:-1]  # all but the company, which needs a model's margins
MONOTONE = tuple(feature.monotone for feature in FEATURES)


def features(
    pairs: DataFrame,
    neighbourhood: DataFrame,
    contacts: DataFrame,
    turn_taking: DataFrame,
    activity: DataFrame,
    layers: Sequence[str] = CLASSIFIER_LAYERS,
    bystanders: DataFrame | None = None,
) -> DataFrame:
    """One row per account with at least one pair: account, n_posts (for the gate, no feature) and OWN_FEATURES.

    `bystanders` are nobody's partners; who has no others has no row.

    pairs: columns PAIRS. neighbourhood, contacts, turn_taking: what these functions give for the same pairs, acts and
    layers. activity: account, n_posts, n_reposts at least. Counts are log(1 + n); what an account lacks is 0.
    """
    partners = ranked_partners(collapsed_pairs(pairs, layers), bystanders)
    strength = pair_strength(partners)
    table = (
        strength.join(neighbour_strength(partners, strength), on="account", how="left")  # 1:1, as all of these
        .join(neighbourhood, on="account", how="left")
        .join(contacts, on="account", how="left")
        .join(turn_taking, on="account", how="left")
        .join(activity.select("account", "n_posts", "n_reposts"), on="account", how="inner")
    )
    derived = _of_posts() | {f"core_{graph.name}": F.log1p(f"core_{graph.name}") for graph in GRAPHS}
    columns = [_finished(derived.get(name, F.col(name))).alias(name) for name in OWN_FEATURES]
    return table.select("account", "n_posts", *columns)


def _of_posts() -> dict[str, Column]:
    """The features that are counts of contacts(), turn_taking() or partners put into proportion."""
    contacts, posts = F.col("n_contacts"), F.greatest(F.col("n_posts"), F.lit(FEWEST_POSTS))
    both = F.least(F.col("n_contacts_first"), contacts - F.col("n_contacts_first"))
    return {
        "contact_share": contacts / posts,
        "contact_share_10m": F.col("n_contacts_10m") / posts,
        "repeated_share": F.col("n_repeated") / posts,
        "repeated_share_3": F.col("n_repeated_3") / posts,
        "repeated_share_10m": F.col("n_repeated_10m") / posts,
        "rarity_share": F.col("rarity") / posts,
        "original_share": F.col("n_contacts_original") / (F.col("n_posts") - F.col("n_reposts") + FEWEST_POSTS),
        "breadth": F.log1p(F.least("n_partners", "n_contacts")),
        "breadth_rare": F.log1p(F.least("n_rare_partners", "n_contacts_few")),
        "contacts_few": F.log1p("n_contacts_few"),
        "few_share": F.col("n_contacts_few") / posts,
        "both_orders": F.log1p(both),
        "both_orders_share": both / contacts,
        "both_orders_dose": both / posts,
        "mutual_partners": F.log1p("n_mutual"),
        "mutual_share": F.col("n_mutual") / F.greatest(F.col("n_repeated_partners"), F.lit(1)),
        "led_and_followed": F.log1p(F.least("n_leads", "n_follows")),
        "best_mutual": F.log1p("best_mutual"),
        "sum_3_mutual": F.log1p("sum_3_mutual"),
        "share_1m": F.col("n_contacts_1m") / contacts,
    }


def ranked_partners(pairs: DataFrame, bystanders: DataFrame | None = None) -> DataFrame:
    """Two rows per pair, one from each side: account, partner, the pair's columns and its place among the partners.

    `bystanders` are nobody's partners.
    place, place_24h, place_original, place_k: 1 for the partner with the largest s_60m, s_24h, s_original, k_60m.
    """
    values = [name for name in COLLAPSED_PAIRS if name not in ("u", "v")]
    sides = from_both_sides(pairs.select("u", "v", *values))
    if bystanders is not None:
        sides = sides.join(bystanders.select(F.col("account").alias("partner")), "partner", how="left_anti")
    return sides.select(
        "*",
        place_by("s_60m").alias("place"),
        place_by("s_24h").alias("place_24h"),
        place_by("s_original").alias("place_original"),
        place_by("k_60m").alias("place_k"),
    )


def pair_strength(partners: DataFrame) -> DataFrame:
    """One row per account: the features of the group "pair strength". partners: from ranked_partners."""
    k = F.col("k_60m")
    co_actions = F.greatest(F.sum(k), F.lit(1))
    return partners.groupBy("account").agg(
        F.max("s_60m").alias("best_s"),
        F.max(F.when(k >= REPEATED_K, F.col("s_60m")).otherwise(0.0)).alias("best_s_repeated"),
        F.max(F.when(F.col("place") == 3, F.col("s_60m")).otherwise(0.0)).alias("third_s"),
        F.max(F.when(F.col("place") == 5, F.col("s_60m")).otherwise(0.0)).alias("fifth_s"),
        _sum_of_best(3, "s_60m", "place").alias("sum_3_s"),
        _sum_of_best(5, "s_60m", "place").alias("sum_5_s"),
        F.max("s_24h").alias("best_s_24h"),
        _sum_of_best(5, "s_24h", "place_24h").alias("sum_5_s_24h"),
        F.max("s_rare").alias("best_s_rare"),
        F.max("s_original").alias("best_s_original"),
        _sum_of_best(3, "s_original", "place_original").alias("sum_3_s_original"),
        F.log1p(F.max("k_original")).alias("max_k_original"),
        F.log1p(F.max("k_10m")).alias("max_k_10m"),
        F.log1p(F.max("k_60m")).alias("max_k_60m"),
        F.log1p(F.max("k_24h")).alias("max_k_24h"),
        F.log1p(F.max(F.least("place_k", "k_60m"))).alias("h_index"),
        F.log1p(_count(F.col("k_10m") >= 3)).alias("partners_3_in_10m"),
        F.log1p(_count(F.col("n_layers") >= 2)).alias("partners_in_two_layers"),
        _count(k >= 1).alias("n_partners"),
        _count(F.col("s_rare") > 0).alias("n_rare_partners"),
        (F.sum("k_10m") / co_actions).alias("share_in_10m"),
        F.sqrt(F.greatest(_count(k >= 1) * F.sum(k * k) / co_actions**2 - 1, F.lit(0.0))).alias("unevenness"),
        (_sum_of_best(BEST_PARTNERS, "k_60m", "place_k") / co_actions).alias("best_3_share"),
        (_count(k >= REPEATED_K) / F.greatest(_count(k >= 1), F.lit(1))).alias("repeated_partner_share"),
    )


def neighbour_strength(partners: DataFrame, strength: DataFrame) -> DataFrame:
    """One row per account: account, neighbour_s. A missing second or third partner counts as 0."""
    best = partners.filter(F.col("place") <= BEST_PARTNERS).select("account", "partner")
    own = strength.select(
        F.col("account").alias("partner"), F.least(F.col("sum_3_s"), F.lit(NEIGHBOUR_CAP)).alias("capped")
    )
    matched = best.join(own, on="partner", how="inner")  # every partner has a row: n:1
    return matched.groupBy("account").agg((F.sum("capped") / F.lit(BEST_PARTNERS)).alias("neighbour_s"))


def _sum_of_best(n: int, value: str, place: str) -> Column:
    return F.sum(F.when(F.col(place) <= n, F.col(value)).otherwise(0.0))


def _count(condition: Column) -> Column:
    return F.sum(condition.cast("int"))


def _finished(value: Column) -> Column:
    return F.round(F.coalesce(value.cast("double"), F.lit(0.0)), DECIMALS)
