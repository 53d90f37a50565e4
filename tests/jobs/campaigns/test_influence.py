"""Influence: who acts on whose posts, and the ranks without what the campaign did."""

from __future__ import annotations

from pyspark.sql import functions as F

from claqueur.jobs.campaigns.influence import influence, interactions
from claqueur.schema import CAMPAIGN_MEMBERS, INTERACTIONS, POSTS


class ShareOfLinks:
    """A graph whose rank is the share of links that lead to an account: easy to work out by hand."""

    def pagerank(self, edges):
        ends = edges.select(F.col("dst").alias("account"), F.lit(1.0).alias("n")).unionByName(
            edges.select(F.col("src").alias("account"), F.lit(0.0).alias("n"))
        )
        total = edges.agg(F.count(F.lit(1)).alias("total"))
        summed = ends.groupBy("account").agg(F.sum("n").alias("n")).crossJoin(total)
        return summed.select("account", (F.col("n") / F.col("total")).alias("rank"))


def test_reposts_and_replies_to_others_are_interactions(frame, rows, keys):
    posts = [
        ("x", "ann", "bob", None),
        ("x", "ann", "bob", None),  # again: counts again
        ("x", "bob", None, "ann"),
        ("x", "cat", "ann", "bob"),  # a repost that is also a reply is both
        ("x", "dan", "dan", "dan"),  # nobody counts for themselves
        ("x", "dan", None, None),
    ]
    found = interactions(frame(POSTS, "platform account_id repost_of_account_id reply_to_account_id", posts))
    ann, bob, cat = keys["ann"], keys["bob"], keys["cat"]
    assert rows(found, "src dst") == [(cat, ann), (cat, bob), (ann, bob), (ann, bob), (bob, ann)]


def test_influence_is_ranked_with_and_without_what_members_did(frame, rows):
    links = [(1, 2), (1, 2), (3, 2), (3, 4)]
    members = [("c", 1), ("d", 1)]  # listed twice: its links are still taken out once
    found = influence(
        frame(INTERACTIONS, "src dst", links), frame(CAMPAIGN_MEMBERS, "campaign_id account", members), ShareOfLinks()
    )
    assert rows(found, "account influence influence_without") == [
        (1, 0.0, 0.0),  # only acted, as a member: nothing left
        (2, 0.75, 0.5),
        (3, 0.0, 0.0),
        (4, 0.25, 0.5),
    ]
