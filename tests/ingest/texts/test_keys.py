from __future__ import annotations

from claqueur.ingest.texts.keys import key64, keys64, made_post_id


def test_a_key_is_the_same_on_every_machine() -> None:
    assert key64("the bridge opens on sunday") == KEY_OF_BRIDGE
    assert key64("the bridge opens on monday") != KEY_OF_BRIDGE
    assert -(2**63) <= key64("") < 2**63
    assert keys64(["the bridge opens on sunday", ""]).tolist() == [KEY_OF_BRIDGE, key64("")]
    assert keys64([]).tolist() == []


# BLAKE2b, 8 bytes, little-endian, signed: b2sum -l 64 gives the same bytes
KEY_OF_BRIDGE = int.from_bytes(bytes.fromhex("dd0bcfc4d21084eb"), "little", signed=True)


def test_a_made_id_changes_with_every_part() -> None:
    made = made_post_id("ann", "2024-05-01T10:00:00", "hello")
    assert made == made_post_id("ann", "2024-05-01T10:00:00", "hello")
    assert made.startswith("made-")
    others = [
        ("annh", "2024-05-01T10:00:00", "ello"),
        ("ann", None, "hello"),
        ("ann", "", "hello"),
        ("ann", "2024-05-01T10:00:00"),
    ]
    assert made not in {made_post_id(*parts) for parts in others}
    assert made_post_id("ann", None) != made_post_id("ann", "")
