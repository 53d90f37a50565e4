"""The benign hypotheses of every campaign, and the class that follows from them. None of them is proof."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from claqueur.jobs.campaigns.hypotheses.automation_client import AUTOMATION_CLIENT
from claqueur.jobs.campaigns.hypotheses.breaking_news import BREAKING_NEWS
from claqueur.jobs.campaigns.hypotheses.contest import CONTEST
from claqueur.jobs.campaigns.hypotheses.declared_team import DECLARED_TEAM
from claqueur.jobs.campaigns.hypotheses.fandom import FANDOM
from claqueur.jobs.campaigns.hypotheses.share_button import SHARE_BUTTON
from claqueur.jobs.campaigns.hypotheses.signature import SIGNATURE
from claqueur.jobs.campaigns.hypotheses.syndication import SYNDICATION

HYPOTHESES = (BREAKING_NEWS, CONTEST, SHARE_BUTTON, SYNDICATION, SIGNATURE, AUTOMATION_CLIENT, DECLARED_TEAM, FANDOM)


def verdicts() -> Column:
    """Array of one struct per hypothesis, in the order of HYPOTHESES, for a row that holds all their numbers."""
    return F.array(*[hypothesis.verdict() for hypothesis in HYPOTHESES])


def campaign_class() -> Column:
    """declared, automation/syndication, insufficient or undeclared, from the same numbers as the verdicts.

    What cannot be told excuses nobody. Two that fit are shown and change nothing: a tribe can act together too, and a
    campaign that pushes one link looks like an owner who signs.
    """
    return (
        F.when(DECLARED_TEAM.fits(), "declared")
        .when(AUTOMATION_CLIENT.fits(), "automation/syndication")
        .when(SYNDICATION.fits(), "automation/syndication")
        .when(BREAKING_NEWS.fits(), "insufficient")
        .when(CONTEST.fits(), "insufficient")
        .when(SHARE_BUTTON.fits(), "insufficient")
        .otherwise("undeclared")
    )
