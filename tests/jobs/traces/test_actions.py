"""Posts to actions: what counts as an act on which object."""

from __future__ import annotations

from claqueur.jobs.traces.actions import account_key, actions
from claqueur.schema import LAYERS, POSTS

# xxhash64("x", "p1"), xxhash64("a b") and xxhash64("y", "ann")
REPOSTED, TAGS, ANN_ON_Y = 2655034929059738994, -855244039985217676, -2006045682382275856


def test_acts_on_objects_of_two_accounts_come_through_layer_by_layer(frame, rows, at, keys):
    columns = "platform account_id post_id created_at kind text_key url_keys hashtags repost_of_post_id"
    posts = [
        ("x", "ann", "p1", at(100), "post", 11, [7, None, 8, 7], ["a", "b"], None),  # a link twice is one act
        ("x", "bob", "p2", at(130), "reply", 11, [8], ["b", "a"], None),  # other order: another sequence
        ("x", "cat", "p3", at(140), "quote", 12, [], ["a", "b"], None),  # nobody else has text 12
        ("x", "cat", "p4", at(150), "post", 12, [9], ["c"], None),  # cat again: still one account
        ("x", "dan", "p5", at(160), "post", None, [], ["c"], None),  # text too short; one hashtag is no sequence
        ("x", "ann", "r1", at(170), "repost", 11, [7], ["a", "b"], "p1"),  # a repost acts in its own layer only
        ("x", "bob", "r2", at(180), "repost", 11, [7], ["a", "b"], "p1"),
        ("y", "dan", "r3", at(190), "repost", None, [], [], "p1"),  # the same id on another platform
        ("x", "cat", "r4", at(200), "repost", 50, [], [], None),  # no id in the source: the text stands for it
        ("x", "dan", "r5", at(210), "repost", 50, [], [], None),
        ("x", "dan", "r6", at(220), "repost", None, [], [], None),  # neither id nor text
        ("y", "ann", "p6", at(230), "post", None, [7], [], None),  # links are the same on every platform
    ]
    ann, bob, cat, dan = keys["ann"], keys["bob"], keys["cat"], keys["dan"]
    assert rows(actions(frame(POSTS, columns, posts), LAYERS), "layer object_id account t post_id") == sorted(
        [
            ("hashtag_sequence", TAGS, ann, 100, "p1"),
            ("hashtag_sequence", TAGS, cat, 140, "p3"),
            ("repost", 50, cat, 200, "r4"),
            ("repost", 50, dan, 210, "r5"),
            ("repost", REPOSTED, ann, 170, "r1"),
            ("repost", REPOSTED, bob, 180, "r2"),
            ("text", 11, ann, 100, "p1"),
            ("text", 11, bob, 130, "p2"),
            ("url", 7, ann, 100, "p1"),
            ("url", 7, ANN_ON_Y, 230, "p6"),
            ("url", 8, ann, 100, "p1"),
            ("url", 8, bob, 130, "p2"),
        ]
    )


def test_times_are_floored_to_the_coarsest_precision_and_other_layers_stay_out(frame, rows, at, keys):
    posts = [
        ("x", "ann", "p1", at(119), "post", 11, [7]),
        ("x", "bob", "p2", at(120), "post", 11, [7]),
        ("x", "cat", "p3", at(-1), "post", 11, [7]),  # before 1970
        *(("x", name, f"p-{name}", at(300), "post", 11, [7]) for name in ("dan", "eve", "fay")),
    ]
    posts = frame(POSTS, "platform account_id post_id created_at kind text_key url_keys", posts)
    assert rows(actions(posts, ("text",), precision_s=60), "t post_id layer") == [
        (-60, "p3", "text"),
        (60, "p1", "text"),
        (120, "p2", "text"),
        *((300, f"p-{name}", "text") for name in ("dan", "eve", "fay")),
    ]
    named = rows(posts.withColumn("key", account_key()), "account_id key")
    assert dict(named) == keys
