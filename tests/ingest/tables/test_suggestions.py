"""What columns could be by their values, as a suggestion."""

from __future__ import annotations

import pytest

from claqueur.ingest.tables.suggestions import suggestions

FIELDS = ("account_id", "created_at", "text")
TIMES = ["01.05.2024 10:00:05", "02.05.2024 10:00:05", "", "2024-05-03"]
NAMES = ["ann", "bob", "ann", "cid"]
SENTENCES = ["The bridge opens", "Come, all of you", "", "ok"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"n": ["1", "2", "3", "4"], "w": TIMES, "x": NAMES, "y": SENTENCES}, {"created_at": "w", "account_id": "x", "text": "y"}),
        ({"id": ["123456", "123457", "123458", "123459"], "who": ["223456", "223456", "2", "223457"]}, {"account_id": "id"}),  # who: a quarter are counters
        ({"id": ["123456", "123457", "123458", "123459"], "who": ["223456", "223456", "223456", "223457"]}, {"account_id": "who"}),  # it comes back
        ({"unix": ["1714557600", "1714557601"], "likes": ["12", "99"]}, {"created_at": "unix"}),
        ({"link": ["https://a.example"], "flag": ["true"], "empty": [""]}, {}),
    ],
)  # fmt: skip
def test_values_speak_for_a_field(columns: dict, expected: dict) -> None:
    assert suggestions(columns, FIELDS) == expected


def test_only_what_is_asked_for_is_suggested() -> None:
    assert suggestions({"w": TIMES, "x": NAMES}, ["created_at"]) == {"created_at": "w"}
