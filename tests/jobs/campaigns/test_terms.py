"""The words by which a campaign can be found."""

from __future__ import annotations

from claqueur.jobs.campaigns import terms
from claqueur.jobs.campaigns.terms import campaign_terms
from claqueur.schema import CAMPAIGN_MEMBERS, CAMPAIGN_TERMS, POSTS

COLUMNS = "platform account_id post_id hashtags urls lang"


def test_terms_are_counted_by_posts_and_members(frame, rows, keys):
    posts = [
        ("x", "ann", "1", ["harbour", "harbour", "vote"], ["https://e.org/1"], "en"),  # once per post
        ("x", "ann", "2", ["harbour"], [], "en"),
        ("x", "bob", "3", ["harbour"], None, "fr"),
        ("x", "dan", "4", ["music"], [], None),  # another campaign's
        ("x", "fay", "5", ["harbour"], ["https://e.org/1"], "en"),  # nobody's
    ]
    members = [("c", keys["ann"]), ("c", keys["bob"]), ("d", keys["dan"])]
    found = campaign_terms(frame(POSTS, COLUMNS, posts), frame(CAMPAIGN_MEMBERS, "campaign_id account", members))
    assert rows(found, " ".join(CAMPAIGN_TERMS.names)) == [
        ("c", "hashtag", "harbour", 3, 2),
        ("c", "hashtag", "vote", 1, 1),
        ("c", "lang", "en", 2, 1),
        ("c", "lang", "fr", 1, 1),
        ("c", "url", "https://e.org/1", 1, 1),
        ("d", "hashtag", "music", 1, 1),
    ]


def test_of_many_terms_those_of_most_members_are_kept(frame, rows, keys, monkeypatch):
    monkeypatch.setattr(terms, "TOP", 2)
    posts = [
        ("x", "ann", "1", ["b", "often"], [], None),
        ("x", "ann", "2", ["often"], [], None),
        ("x", "bob", "3", ["a", "b"], [], None),
    ]
    members = [("c", keys["ann"]), ("c", keys["bob"])]
    found = campaign_terms(frame(POSTS, COLUMNS, posts), frame(CAMPAIGN_MEMBERS, "campaign_id account", members))
    assert rows(found, "term n_posts n_accounts") == [("b", 2, 2), ("often", 2, 1)]  # not a: one post of one member
