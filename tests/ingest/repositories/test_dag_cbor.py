from __future__ import annotations

import pytest

from claqueur.ingest.repositories.dag_cbor import decode
from tests.platforms.bluesky_repository import encoded, id_text, link_to

LINKED = link_to(b"a block")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        # from RFC 8949, appendix A
        ("00", 0),
        ("1903e8", 1000),
        ("1bffffffffffffffff", 18446744073709551615),
        ("3903e7", -1000),
        ("fb3ff199999999999a", 1.1),
        ("f4", False),
        ("f6", None),
        ("64f0908591", "\U00010151"),
        ("83010203", [1, 2, 3]),
        ("a26161016162820203", {"a": 1, "b": [2, 3]}),
        ("4401020304", {"$bytes": "AQIDBA"}),
    ],
)
def test_values_are_read_as_the_json_of_bluesky(content: str, value: object) -> None:
    assert decode(bytes.fromhex(content)) == (value, len(content) // 2)


def test_a_link_is_the_id_of_a_block() -> None:
    assert decode(encoded({"ref": LINKED}))[0] == {"ref": {"$link": id_text(LINKED)}}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("64f09085", "a text that is cut off"),
        ("1903", "a number that is cut off"),
        ("fb3ff1", "a fraction that is cut off"),
        ("83", "a list that is cut off"),
        ("a10102", "a key that is no text"),
        ("9f01ff", "a list of a length that is not told"),
        ("c11a514b67b0", "a tag that is no link"),
        ("f97e00", "half a number"),
        ("", "nothing"),
    ],
)
def test_what_is_no_value_is_refused(content: str, why: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        decode(bytes.fromhex(content))
