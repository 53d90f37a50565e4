"""Posts to actions: what counts as an act on which object."""

from __future__ import annotations

import pytest
from pyspark.sql import functions as F

from claqueur.jobs.traces.actions import account_key, actions
from claqueur.schema import NEAR_TEXTS, POSTS

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
    found = actions(frame(POSTS, columns, posts), ("repost", "text", "url", "hashtag_sequence"))
    assert rows(found, "layer object_id account t post_id") == sorted(
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


def test_near_texts_act_on_their_group_and_texts_without_one_on_themselves(frame, rows, at, keys):
    posts = [
        ("x", "ann", "p1", at(1), "post", 11, 101),
        ("x", "bob", "p2", at(2), "post", 12, 102),  # near-duplicate of text 11
        ("x", "cat", "p3", at(3), "reply", 13, 103),
        ("x", "dan", "p4", at(4), "quote", 14, 103),  # the same without hashtags
        ("x", "eve", "p5", at(5), "post", 15, None),  # too short to be compared
        ("x", "fay", "p6", at(6), "repost", 11, 101),
        ("x", "fay", "p7", at(7), "post", 16, 106),  # nobody else
    ]
    posts = frame(POSTS, "platform account_id post_id created_at kind text_key near_text_key", posts)
    groups = frame(NEAR_TEXTS, "text_key near_text_key object_id", [(11, 101, 102), (12, 102, 102)])
    assert rows(actions(posts, ("near_text",), near_texts=groups), "layer object_id account post_id") == sorted(
        [
            ("near_text", 102, keys["ann"], "p1"),
            ("near_text", 102, keys["bob"], "p2"),
            ("near_text", 103, keys["cat"], "p3"),
            ("near_text", 103, keys["dan"], "p4"),
        ]
    )


def test_near_text_without_its_table_is_an_error(frame):
    with pytest.raises(ValueError, match="needs the table near_texts"):
        actions(frame(POSTS, "post_id", []), ("near_text",))


def test_targets_images_sites_and_names_are_objects_of_their_own_layers(frame, rows, at):
    columns = (
        "platform account_id post_id created_at kind reply_to_post_id quote_of_post_id media_hashes domains mentions"
    )
    posts = [
        ("x", "ann", "1", at(1), "reply", "p1", None, ["m", "m", None], ["a.example"], ["p1"]),
        ("x", "bob", "2", at(2), "quote", None, "p1", [], ["a.example", "b.example"], ["p2"]),
        ("x", "cat", "3", at(3), "reply", "p1", "p1", ["m"], [], ["p1", "p2"]),
        ("y", "dan", "4", at(4), "reply", "p1", "p1", ["m"], ["b.example"], ["p1"]),  # another platform's post, name
        ("x", "eve", "5", at(5), "repost", "p1", "p1", ["m"], ["a.example"], ["p1"]),  # a repost acts in its own layer
        ("x", "fay", "6", at(6), "post", None, None, None, None, None),
    ]
    found = actions(frame(POSTS, columns, posts), ("reply_target", "quote_target", "media", "domain", "mention"))
    objects = found.groupBy("layer", "object_id").agg(F.array_sort(F.collect_list("post_id")).alias("posts"))
    assert rows(objects, "layer posts") == [
        ("domain", ("1", "2")),
        ("domain", ("2", "4")),
        ("media", ("1", "3", "4")),  # images are the same on every platform
        ("mention", ("1", "3")),
        ("mention", ("2", "3")),
        ("quote_target", ("2", "3")),
        ("reply_target", ("1", "3")),
    ]
    assert REPOSTED in {row[0] for row in rows(found, "object_id")}  # the post that reposts of it are keyed by


def test_hashtag_sequences_can_be_asked_to_be_longer(frame, rows, at):
    posts = [
        ("x", name, name, at(1), "post", tags) for name in ("ann", "bob") for tags in (["a", "b"], ["a", "b", "c"])
    ]
    posts = frame(POSTS, "platform account_id post_id created_at kind hashtags", posts)
    assert len(rows(actions(posts, ("hashtag_sequence",)), "post_id")) == 4
    assert len(rows(actions(posts, ("hashtag_sequence",), min_hashtags=3), "post_id")) == 2
