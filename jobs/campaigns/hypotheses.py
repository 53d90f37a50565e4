"""Benign hypotheses: what else could explain a campaign. Each is a number held against a threshold.

A hypothesis fits, does not fit, or cannot be told because the data lack what it needs. None of them is proof.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

DECIMALS = 6  # the last bits depend on the order in which an engine adds
FITS, DOES_NOT_FIT, CANNOT_BE_TOLD = "fits", "does not fit", "cannot be told"

# Applications that post by schedule or feed, as lower-case parts of their names.
AUTOMATION_CLIENTS = (
    "ifttt",
    "dlvr.it",
    "twitterfeed",
    "buffer",
    "hootsuite",
    "zapier",
    "socialoomph",
    "scheduler",
    "rss",
    "wordpress",
)


@dataclass(frozen=True)
class Hypothesis:
    """One innocent explanation: the column of the campaign's numbers that speaks for it, and from where it fits.

    at_least: the number must reach the threshold; otherwise it must stay at or below it.
    """

    name: str
    value: str
    threshold: float
    at_least: bool = True

    def verdict(self) -> Column:
        """Struct name, verdict, value, threshold for a row that holds the column `value`."""
        value = F.col(self.value)
        holds = value >= self.threshold if self.at_least else value <= self.threshold
        verdict = F.when(value.isNull(), CANNOT_BE_TOLD).when(holds, FITS).otherwise(DOES_NOT_FIT)
        return F.struct(
            F.lit(self.name).alias("name"),
            verdict.alias("verdict"),
            F.round(value.cast("double"), DECIMALS).alias("value"),
            F.lit(self.threshold).cast("double").alias("threshold"),
        )


HYPOTHESES = (
    # a burst explains it: chance alone gives half of what was seen
    Hypothesis("breaking_news", "expected_share", 0.5),
    # a contest or petition: nearly all of it is one object
    Hypothesis("contest", "top_object_share", 0.8),
    # a share button or a popular quote: nearly all who acted on the objects are outsiders
    Hypothesis("share_button", "median_member_share", 0.1, at_least=False),
    # one owner's feeds: the same site's links, mostly not at the same minute (k / n_shared was .17 in newsrooms)
    Hypothesis("syndication", "syndicated_share", 0.5),
    # scheduling tools posted it
    Hypothesis("automation_client", "automated_share", 0.5),
    # the accounts say that they belong together
    Hypothesis("declared_team", "declared_share", 0.5),
    # a tribe talks among itself, a troop broadcasts
    Hypothesis("fandom", "replying_share", 0.5),
)


def verdicts() -> Column:
    """Array of one struct per hypothesis, in the order of HYPOTHESES."""
    return F.array(*[hypothesis.verdict() for hypothesis in HYPOTHESES])


def campaign_class() -> Column:
    """declared, automation/syndication, insufficient or undeclared, from the same numbers as the verdicts."""
    fits: Callable[[str], Column] = lambda name: _named(name).verdict()["verdict"] == FITS  # noqa: E731
    return (
        F.when(fits("declared_team"), "declared")
        .when(fits("automation_client") | fits("syndication"), "automation/syndication")
        .when(fits("breaking_news") | fits("contest") | fits("share_button"), "insufficient")
        .otherwise("undeclared")
    )


def _named(name: str) -> Hypothesis:
    return next(hypothesis for hypothesis in HYPOTHESES if hypothesis.name == name)


def is_automation_client(client: Column) -> Column:
    """Whether a client's name is that of a scheduling or feed application; null where the client is not known."""
    lower = F.lower(client)
    known = F.lit(False)
    for name in AUTOMATION_CLIENTS:
        known = known | lower.contains(name)
    return known
