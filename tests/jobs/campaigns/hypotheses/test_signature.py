"""One owner who signs: the same link in most posts of most members."""

from __future__ import annotations

import pytest

from claqueur.jobs.campaigns.hypotheses.signature import signing_share
from claqueur.schema import CAMPAIGN_MEMBERS, POSTS

COLUMNS = "platform account_id kind url_keys"


def test_members_sign_who_carry_the_same_link_in_half_of_their_own_posts(frame, rows, keys):
    members = [("c", keys[name]) for name in ("ann", "bob", "cat")] + [("d", keys["dan"]), ("d", keys["eve"])]
    posts = [
        ("x", "ann", "post", [7]),
        ("x", "ann", "post", [8, 7, 7]),  # once, beside another
        ("x", "bob", "post", [7, None]),
        ("x", "bob", "reply", []),  # one of two: half
        ("x", "bob", "repost", [9]),  # not bob's own words
        ("x", "cat", "post", [7]),
        ("x", "cat", "post", [8]),
        ("x", "cat", "post", [9]),  # one of three each
        ("x", "dan", "post", [5]),
        ("x", "eve", "post", [6]),  # signs otherwise
        ("x", "fay", "post", [7]),  # an outsider
    ]
    of = frame(CAMPAIGN_MEMBERS, "campaign_id account", members)
    found = signing_share(of, frame(POSTS, COLUMNS, posts))
    assert rows(found, "campaign_id signing_share") == [("c", pytest.approx(2 / 3)), ("d", 0.5)]
    nowhere = signing_share(of, frame(POSTS, COLUMNS, [("x", "ann", "post", []), ("x", "bob", "post", None)]))
    assert rows(nowhere, "campaign_id signing_share") == [("c", None), ("d", None)]
