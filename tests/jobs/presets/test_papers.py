"""Nizzoli, Pacheco and Luceri: what each takes from posts, on hand-made cases."""

from __future__ import annotations

import pytest

from claqueur.errors import UserError
from claqueur.jobs.graph.centrality import eigenvector_centrality
from claqueur.jobs.presets import luceri, nizzoli, pacheco
from claqueur.schema import FUSED_EDGES, POSTS, SHARES

HELD = "trace account object_id n"
SHARE = " ".join(SHARES.names)
EDGES = "account_a string, account_b string, weight double"


def test_nizzoli_compares_the_accounts_that_repost_most(frame, rows):
    shares = [(f"o{i}", "ann", f"a{i}", 0.0) for i in range(4)] + [("o0", "ann", "a9", 9.0)]
    shares += [(f"o{i}", "bob", f"b{i}", 0.0) for i in range(3)]
    shares += [("o0", "cat", "c0", 0.0), ("o1", "dan", "d1", 0.0)]
    # totals 5, 3, 1, 1: the quantile .5 is 2
    counts = [("repost", "ann", f"o{i}", 1 + (i == 0)) for i in range(4)] + [
        ("repost", "bob", f"o{i}", 1) for i in range(3)
    ]
    assert rows(nizzoli.superspreader_counts(frame(SHARES, SHARE, shares), 0.5), HELD) == counts


def test_pacheco_takes_a_days_hashtags_as_one_sequence(frame, rows, at):
    day = 86_400
    posts = [
        ("ann", "p2", at(20), "post", ["c", "a"]),  # the order is that of time, then of the post id
        ("ann", "p1", at(10), "post", ["a", "b"]),
        ("bob", "p3", at(30), "reply", ["a", "b", "c"]),
        ("bob", "p4", at(30), "post", ["a"]),
        ("bob", "p5", at(40), "post", []),  # without hashtags
        ("cat", "p6", at(day + 10), "post", ["a", "b"]),  # the same sequence on another day
        ("cat", "p7", at(day + 20), "post", ["c", "a"]),
        ("dan", "p8", at(10), "post", ["a", "b", "c", "a"]),  # one post only
        ("eve", "p9", at(10), "post", ["a", "b"]),
        ("eve", "q1", at(11), "post", ["a"]),  # two different hashtags only
        ("fay", "q2", at(10), "repost", ["a", "b"]),
        ("fay", "q3", at(11), "repost", ["c", "a"]),
    ]
    posts = frame(POSTS, "account_id post_id created_at kind hashtags", posts)
    sequences = pacheco.day_sequences(posts, min_posts=2, min_hashtags=3)
    assert rows(sequences, "account object_id") == [("ann", "0 a b c a"), ("bob", "0 a b c a"), ("cat", "1 a b c a")]
    alike = pacheco.NETWORKS["hashtag_sequence"].similarity(sequences)
    assert rows(alike, "account_a account_b weight") == [("ann", "bob", 1.0)]


def test_pacheco_leaves_out_reposts_of_oneself_and_rare_reposters(frame, rows, at):
    posts = [
        ("x", "ann", "r1", "repost", "p1", "zoe"),
        ("x", "ann", "r2", "repost", "p1", "zoe"),
        ("x", "ann", "r3", "repost", "p2", None),  # an author that the source does not name is somebody else
        ("x", "bob", "r4", "repost", "p3", "bob"),  # of himself
        ("x", "bob", "r5", "repost", "p1", "zoe"),
        ("x", "bob", "r6", "repost", "p2", "zoe"),
    ]
    posts = [(*post, at(0)) for post in posts]
    columns = "platform account_id post_id kind repost_of_post_id repost_of_account_id created_at"
    counts = pacheco.repost_counts(frame(POSTS, columns, posts), min_reposts=3)
    assert sorted(row[:2] for row in rows(counts, "account n")) == [("ann", 1), ("ann", 2)]


def test_pacheco_takes_images_of_original_posts(frame, rows, at):
    posts = [
        ("x", "ann", "p1", "post", ["i1", "i2"], at(0)),
        ("x", "ann", "p2", "quote", ["i2"], at(0)),
        ("x", "bob", "p3", "post", ["i1"], at(0)),  # one image is too few
        ("x", "cat", "p4", "repost", ["i1", "i2", "i3"], at(0)),
        ("x", "dan", "p5", "post", [], at(0)),
    ]
    columns = "platform account_id post_id kind media_hashes created_at"
    held = pacheco.image_holdings(frame(POSTS, columns, posts), min_images=2)
    assert sorted(rows(held, "account n")) == [("ann", 1), ("ann", 2)]


def test_luceri_counts_reposts_within_the_window_of_the_original(frame, rows, at):
    id_at_100_s = str((100_000 + 1_000_000_000_000 - luceri.SNOWFLAKE_EPOCH_MS + 600_000_000_000) << 22)
    epoch = 1_600_000_100  # what that id says
    posts = [
        ("x", "zoe", "p1", "post", None, None, at(0)),
        ("x", "ann", "r1", "repost", "p1", "zoe", at(10)),  # 10 s: within
        ("x", "ann", "r2", "repost", id_at_100_s, "zoe", at(epoch + 3)),  # the original is not there, its id tells
        ("x", "bob", "r3", "repost", "p1", None, at(1)),  # the author is known from the original
        ("x", "bob", "r4", "repost", "p1", "zoe", at(11)),  # too late, so once only
        ("x", "cat", "r5", "repost", "p9", "zoe", at(1)),
        ("x", "cat", "r6", "repost", "p9", "zoe", at(2)),  # nobody knows when p9 was
        ("y", "dan", "r7", "repost", id_at_100_s, "zoe", at(epoch + 1)),
        ("y", "dan", "r8", "repost", id_at_100_s, "zoe", at(epoch + 1)),  # another platform's ids hold no time
    ]
    columns = "platform account_id post_id kind repost_of_post_id repost_of_account_id created_at"
    fast = luceri.fast_reposts(frame(POSTS, columns, posts), 10)
    assert rows(fast, HELD) == [("fast_retweet", "ann", "zoe", 2)]


def test_luceri_takes_an_object_once_if_others_have_it_too(frame, rows, at):
    columns = "platform account_id post_id kind created_at url_keys hashtags repost_of_post_id text_key"
    tags = ["a", "b", "c"]
    posts = [
        ("x", "ann", "p1", "post", at(0), [1, 2], tags, None, None),
        ("x", "ann", "p2", "post", at(9), [1], ["a", "b"], None, None),  # the link again; a short sequence
        ("x", "bob", "p3", "post", at(5), [1], tags, None, None),
        ("x", "ann", "r1", "repost", at(7), [1], tags, "q1", None),
        ("x", "ann", "r2", "repost", at(8), [], [], "q2", None),
        ("x", "bob", "r3", "repost", at(9), [], [], "q1", None),
        ("x", "bob", "r4", "repost", at(9), [], [], "q1", None),
        ("x", "cat", "r5", "repost", at(9), [], [], "q2", None),  # one repost is too few
    ]
    found = luceri.traces(frame(POSTS, columns, posts), luceri.LuceriParameters(min_reposts=2, min_hashtags=3))
    both = [(trace, name, 1) for trace in ("co_retweet", "co_url", "hashtag_sequence") for name in ("ann", "bob")]
    assert rows(found, "trace account n") == both


def test_luceri_fuses_traces_and_prunes_by_centrality(engine, rows):
    similarities = [
        ("co_url", "ann", "bob", 0.4),
        ("co_retweet", "ann", "bob", 0.9),
        ("co_url", "ann", "cat", 0.9),
        ("co_url", "bob", "cat", 0.9),
        ("co_url", "cat", "dan", 0.1),
    ]
    network = luceri.fused(engine.session.createDataFrame(similarities, f"trace string, {EDGES}"))
    assert rows(network, "account_a account_b weight traces") == [
        ("ann", "bob", 0.9, "co_retweet|co_url"),
        ("ann", "cat", 0.9, "co_url"),
        ("bob", "cat", 0.9, "co_url"),
        ("cat", "dan", 0.1, "co_url"),
    ]
    centralities = [("ann", 0.9), ("bob", 0.9), ("cat", 1.0), ("dan", 0.1)]  # the quantile .25 is .7
    centralities = engine.session.createDataFrame(centralities, "account string, centrality double")
    assert rows(luceri.pruned(network, centralities, 0.25), " ".join(FUSED_EDGES.names)) == [
        ("ann", "bob", 0.9, "co_retweet|co_url", 0.9, 0.9),
        ("ann", "cat", 0.9, "co_url", 0.9, 1.0),
        ("bob", "cat", 0.9, "co_url", 0.9, 1.0),
    ]


def test_eigenvector_centrality_is_that_of_numpy(engine, rows):
    import numpy as np

    edges = [("a", "b", 1.0), ("b", "c", 2.0), ("c", "a", 0.5), ("c", "d", 1.5), ("y", "z", 0.1)]
    names = sorted({end for edge in edges for end in edge[:2]})
    matrix = np.zeros((len(names), len(names)))
    for a, b, weight in edges:
        matrix[names.index(a), names.index(b)] = matrix[names.index(b), names.index(a)] = weight
    first = np.abs(np.linalg.eigh(matrix)[1][:, -1])
    expected = [(name, pytest.approx(value, abs=1e-6)) for name, value in zip(names, first / first.max(), strict=True)]
    found = eigenvector_centrality(engine.session.createDataFrame(edges, EDGES))
    assert rows(found, "account centrality") == expected  # y and z are in another component: 0


@pytest.mark.parametrize(
    ("parameters", "given", "sentence"),
    [
        (nizzoli.NizzoliParameters, {"superspreader_share": 0}, "superspreader_share is 0: give a share above 0"),
        (nizzoli.NizzoliParameters, {"alpha": 2}, "alpha is 2: give a level above 0"),
        (pacheco.PachecoParameters, {"network": "handles"}, "give one of hashtag_sequence, co_retweet, image"),
        (pacheco.PachecoParameters, {"min_images": 0}, "min_images is 0: give 1 or more"),
        (pacheco.PachecoParameters, {"edge_share": 5}, "edge_share is 5: give a share above 0"),
        (luceri.LuceriParameters, {"time_window": -1}, "time_window is -1: give 0 seconds or more"),
        (luceri.LuceriParameters, {"min_hashtags": 0}, "min_hashtags is 0: give 1 or more"),
        (luceri.LuceriParameters, {"centrality_quantile": 1}, "centrality_quantile is 1: give 0 or more and less"),
    ],
)
def test_choices_that_mean_nothing_are_refused(parameters, given, sentence):
    with pytest.raises(UserError, match=sentence):
        parameters(**given)
