from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from claqueur.errors import UserError
from claqueur.ingest.repositories import car as car_file
from claqueur.ingest.repositories.car import records_of
from claqueur.ingest.tables.look import look_at
from tests.platforms.bluesky_repository import ID_KIND, Encoded, Link, car, encoded, id_text, link_to

ANN = "did:plc:ann"
POSTS = {
    f"app.bsky.feed.post/3k{number:02}": {"text": f"Post {number} \U0001f44f", "langs": ["en"], "size": 2**40 + number}
    for number in range(40)
}
LIKE = {"app.bsky.feed.like/3k00": {"subject": {"uri": "at://x"}}}


@pytest.fixture
def found(write: Callable) -> Callable[..., list[dict[str, Any]]]:
    """The posts in a CAR file."""

    def read(content: bytes, name: str = "ann.car") -> list[dict[str, Any]]:
        return list(records_of(look_at(write(name, content)), ("app.bsky.feed.post",)))

    return read


@pytest.mark.parametrize("a_node", [1, 2, 7, 100])
def test_each_record_comes_with_its_address_whatever_the_tree(a_node: int, found: Callable) -> None:
    records = found(car(ANN, POSTS | LIKE, a_node=a_node))
    assert [(record["uri"], record["value"]) for record in records] == [
        (f"at://{ANN}/{key}", value) for key, value in POSTS.items()
    ]  # in the order of the keys, and no like


def test_records_are_as_the_json_of_bluesky(found: Callable) -> None:
    image = b"\x01\x55\x12\x20" + hashlib.sha256(b"an image").digest()
    written = {"image": {"ref": Link(image)}, "root": [Link(ID_KIND + image[4:])], "salt": b"\x01\x02\x03\x04"}
    [record] = found(car(ANN, {"app.bsky.feed.post/3k00": written}))
    assert record == {
        "uri": f"at://{ANN}/app.bsky.feed.post/3k00",
        "cid": id_text(link_to(encoded(written))),
        "value": {
            "image": {"ref": {"$link": id_text(image)}},
            "root": [{"$link": id_text(ID_KIND + image[4:])}],
            "salt": {"$bytes": "AQIDBA"},
        },
    }


def test_a_packed_one_is_read_too(found: Callable) -> None:
    assert len(found(gzip.compress(car(ANN, POSTS)), "ann.car.gz")) == 40


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(car(ANN, POSTS)[:-9], id="cut off"),
        pytest.param(car(ANN, POSTS).replace(b"Post 7", b"Post 8"), id="altered"),
        pytest.param(car(ANN, POSTS)[:59], id="without its root"),
        pytest.param(car(ANN, {}), id="without a tree"),
    ],
)
def test_what_is_no_whole_export_is_one_sentence(content: bytes, found: Callable) -> None:
    with pytest.raises(UserError, match=r"^ann\.car (is no whole export|holds only part)"):
        found(content)


def test_part_of_a_repository_is_told(found: Callable) -> None:
    content = car(ANN, POSTS, without="app.bsky.feed.post/3k07")
    with pytest.raises(UserError, match=r"^ann\.car holds only part of a repository: export it whole"):
        found(content)


def test_what_is_too_large_to_be_held_is_told(found: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(car_file, "MOST_BYTES", 999)
    with pytest.raises(UserError, match=r"unpack it \(goat repo unpack\) and give the folder"):
        found(car(ANN, POSTS))


def test_a_record_that_cannot_be_read_is_none(found: Callable) -> None:
    broken = car(ANN, POSTS | {"app.bsky.feed.post/3k07": Encoded(b"\x9f")})
    assert [record["value"] is None for record in found(broken)] == [number == 7 for number in range(40)]
