"""The company an account keeps: how far its closest partners stand out themselves.

Scores that look at one account at a time leave out what an analyst looks at next: whom it acts with. So accounts are
scored twice, as in iterative classification (Neville and Jensen 2000): first each alone, then with the margins that
its partners got. One step is taken, never more: margins that feed on each other would lift whole neighbourhoods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from claqueur.models.features.collapsed_pairs import from_both_sides, place_by

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COMPANY = "company"
CLOSEST = 12  # partners looked at, by strength: an account with many would else always have some that stand out
BEST = 3
LIMIT = 4.0  # one overwhelming partner must not decide, and an unknown one counts like the most ordinary
ALONE = -LIMIT
DECIMALS = 6  # the last bits of a sum depend on the order in which an engine adds


def closest(pairs: DataFrame) -> DataFrame:
    """One row per account and each of its CLOSEST partners with a co-action within 60 min: account, partner.

    pairs: from collapsed_pairs.
    """
    sides = from_both_sides(pairs.select("u", "v", "k_60m", "s_60m")).withColumn("place", place_by("s_60m"))
    return sides.filter((F.col("place") <= CLOSEST) & (F.col("k_60m") > 0)).select("account", "partner")


def company(closest: DataFrame, margins: DataFrame) -> DataFrame:
    """One row per account with a partner that has a margin: account, company.

    company: mean over the BEST partners with the largest margins, each kept within LIMIT; a missing one counts ALONE.
    margins: account, margin. Who is not listed has the company ALONE.
    """
    limited = F.greatest(F.least(F.col("margin"), F.lit(LIMIT)), F.lit(-LIMIT))
    known = closest.join(margins.select(F.col("account").alias("partner"), limited.alias("m")), "partner")  # n:1
    place = F.row_number().over(Window.partitionBy("account").orderBy(F.desc("m"), "partner"))
    best = known.withColumn("place", place).filter(F.col("place") <= BEST)
    above = F.sum(F.col("m") - F.lit(ALONE))
    return best.groupBy("account").agg(F.round(above / F.lit(BEST) + F.lit(ALONE), DECIMALS).alias(COMPANY))


def with_company(features: DataFrame, company: DataFrame) -> DataFrame:
    """`features`, a row per account, with the column company. company: from company()."""
    known = features.join(company, on="account", how="left")  # 1:1
    return known.withColumn(COMPANY, F.coalesce(COMPANY, F.lit(ALONE)))
