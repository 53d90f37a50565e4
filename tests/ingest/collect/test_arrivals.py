from __future__ import annotations

from pathlib import Path

from claqueur.ingest.collect.arrivals import KEEP_EVERY, Arrivals
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.collect.patience import Watch
from claqueur.workspace import Workspace


def test_events_are_kept_once_with_the_posts_they_bring_and_how_far_the_stream_was_read(tmp_path: Path) -> None:
    collection = Collection.create(Workspace.create(tmp_path / "w"), {"platform": "mastodon"})
    arrivals = Arrivals(collection, Watch(clock=lambda: 0.0), lambda event: event["n"])
    for n in (1, 0, 2):
        arrivals.add({"n": n})
    assert arrivals.n_posts() == 3
    arrivals.keep_if_due("a")
    assert (collection.state.n_posts, collection.state.cursor) == (0, None)  # neither many nor old
    arrivals.keep("b")
    arrivals.keep("c")
    assert [event["n"] for event in collection.pages()] == [1, 0, 2]
    assert (collection.state.n_posts, collection.state.n_pages, collection.state.cursor) == (3, 1, "c")
    for _ in range(KEEP_EVERY):
        arrivals.add({"n": 1})
        arrivals.keep_if_due("d")
    assert (collection.state.n_posts, collection.state.cursor) == (3 + KEEP_EVERY, "d")


def test_what_was_kept_when_ctrl_c_came_is_not_kept_again(tmp_path: Path) -> None:
    collection = Collection.create(Workspace.create(tmp_path / "w"), {"platform": "mastodon"})
    arrivals = Arrivals(collection, Watch(clock=lambda: 0.0), lambda event: 1)
    arrivals.add({"n": 1})
    collection.append({"n": 1}, n_posts=1)  # the write was done, what comes after it was not
    arrivals.keep("a")
    assert list(collection.pages()) == [{"n": 1}]
    assert (collection.state.n_posts, collection.state.cursor) == (1, "a")
