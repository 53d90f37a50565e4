from __future__ import annotations

import json
from collections.abc import Callable

from claqueur.ingest.readers import READERS


def test_every_format_is_listed_in_the_order_in_which_it_is_tried(claqueur: Callable) -> None:
    found = [json.loads(line) for line in claqueur("formats", "--format", "json").out.splitlines()]
    assert [row["name"] for row in found] == [reader.name for reader in READERS]
    assert all(row["title"] and row["recognised_by"] for row in found)


def test_a_format_is_shown_with_its_fields_and_a_sample(claqueur: Callable) -> None:
    shown = claqueur("formats", "coortweet").out
    assert "Recognised by the columns object_id, account_id, content_id and timestamp_share; read from csv," in shown
    assert "Fields: post_id, account_id, created_at, kind, repost_of_post_id.\n" in shown
    assert shown.endswith("700,bob,902,1714566615\n")


def test_an_unknown_format_names_the_nearest(claqueur: Callable) -> None:
    found = claqueur("formats", "twarc")
    assert found.code != 0
    assert 'There is no format "twarc" (nearest: "twarc_csv")' in found.err
