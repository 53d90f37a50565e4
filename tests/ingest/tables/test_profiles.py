"""Profiles that are written down: what is read with one is what was read without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claqueur.errors import UserError
from claqueur.ingest.tables.mapping import load_mapping
from claqueur.ingest.tables.profiles import profile_of, profile_text, save_profile

TABLE = 'wer,wann,art,was\nann,8/7/2015 10:00,"weiter ""RT""",hello\n'


def test_a_profile_says_what_the_mapping_said(write: Callable, tmp_path) -> None:
    said = {
        "account_id": "wer",
        "created_at": "wann",
        "kind": "art",
        'values.kind.weiter "RT"': "repost",
        "constants.platform": "x",
        "time.zone": "Europe/Paris",
        "time.order": "day-first",
        "lists.separator": " | ",
    }
    path = tmp_path / "mine.toml"
    save_profile(path, profile_of(write("posts.csv", TABLE), said))
    assert load_mapping(path, None) == load_mapping(None, said)
    save_profile(path, profile_of(write("posts.csv", TABLE), None, path))  # the same again
    assert profile_text(load_mapping(path, None)) == path.read_text()


def test_columns_that_were_guessed_are_written_down_too(write: Callable) -> None:
    assert profile_of(write("posts.csv", "id,author,date,text\n1,a,2024-05-01,t\n"), {"post_id": ""}) == (
        '[columns]\naccount_id = "author"\ncreated_at = "date"\ntext = "text"\n'
    )


def test_another_profile_is_not_written_over(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text("[columns]\n")
    with pytest.raises(UserError, match="is there already and is another one"):
        save_profile(tmp_path / "mine.toml", "[time]\n")
    with pytest.raises(UserError, match="cannot be written"):
        save_profile(tmp_path / "nowhere" / "mine.toml", "[time]\n")
