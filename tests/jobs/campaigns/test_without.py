"""The conversation with and without a campaign."""

from __future__ import annotations

from claqueur.jobs.campaigns.without import TOP, without
from claqueur.schema import CAMPAIGN_MEMBERS, POSTS, WITHOUT

POST = "platform account_id post_id hashtags urls repost_of_account_id"


def test_what_only_the_campaign_used_falls_behind(frame, rows, keys):
    posts = [
        ("x", "ann", "1", ["vote", "vote"], ["u1"], None),  # a hashtag twice in a post counts once
        ("x", "ann", "2", ["vote"], [], "eve"),
        ("x", "bob", "3", ["vote"], [], "eve"),
        ("x", "fay", "4", ["music"], [], "dan"),
        ("x", "dan", "5", ["music", "vote"], [], None),
    ]
    members = [("c", keys["ann"]), ("c", keys["bob"]), ("d", keys["eve"])]  # eve has no posts of her own
    found = without(frame(POSTS, POST, posts), frame(CAMPAIGN_MEMBERS, "campaign_id account", members))
    # with, without, place with, place without
    of_c = [row[1:] for row in rows(found, " ".join(WITHOUT.names)) if row[0] == "c"]
    assert of_c == [
        ("account", "x:dan", 1, 1, 2, 1),
        ("account", "x:eve", 2, 0, 1, 2),
        ("hashtag", "music", 2, 2, 2, 1),
        ("hashtag", "vote", 4, 1, 1, 2),
        ("posts", "", 5, 2, 1, 1),
        ("url", "u1", 1, 0, 1, 1),
    ]
    of_d = [row[2:] for row in rows(found, " ".join(WITHOUT.names)) if row[0] == "d"]
    assert all(n_with == n_without and before == after for _, n_with, n_without, before, after in of_d)


def test_only_the_first_of_each_kind_are_kept_and_who_moves_up_is_among_them(frame, rows, keys):
    posts = [("x", "ann", f"a{n}", [f"own{n:02}"], [], None) for n in range(TOP) for _ in range(2)]
    posts = [(x, account, f"{post}-{place}", *rest) for place, (x, account, post, *rest) in enumerate(posts)]
    posts += [("x", "fay", f"f{n}", [f"zoo{n:02}"], [], None) for n in range(TOP + 5)]
    found = without(frame(POSTS, POST, posts), frame(CAMPAIGN_MEMBERS, "campaign_id account", [("c", keys["ann"])]))
    tags = [row for row in rows(found, "kind item place_with place_without") if row[0] == "hashtag"]
    assert [item for _, item, before, _ in tags if before <= TOP] == [f"own{n:02}" for n in range(TOP)]
    assert [item for _, item, _, after in tags if after <= TOP] == [f"zoo{n:02}" for n in range(TOP)]
    assert len(tags) == 2 * TOP
