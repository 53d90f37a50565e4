from __future__ import annotations

from pathlib import Path

import pytest

from claqueur.errors import UserError
from claqueur.ingest.tables.mapping import SourceMapping, load_mapping, resolve_columns
from claqueur.ingest.times import TimeRule

PROFILE = """
description = "for people"
[columns]
account_id = "author"
post_id = ""
[values.kind]
1 = "repost"
[constants]
platform = "x"
[time]
zone = "Europe/Paris"
precision = "minute"
[lists]
separator = "|"
"""


def test_a_profile_says_all_and_map_overrides_it(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    pairs = {"account_id": "who", "time.zone": "UTC", "values.kind.2": "quote"}
    assert load_mapping(profile, pairs) == SourceMapping(
        columns={"account_id": "who", "post_id": ""},
        values={"kind": {"1": "repost", "2": "quote"}},
        constants={"platform": "x"},
        time=TimeRule(zone="UTC", precision="minute"),
        separator="|",
    )


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (
            {"acount_id": "a"},
            r'"acount_id" is not a field \(nearest: "account_id"\): columns can hold platform, post_id',
        ),
        ({"tme.zone": "UTC"}, r'A mapping has no part \[tme\]: it has .* \(nearest: "time"\)'),
        ({"time.zone": "Mars"}, r'"Mars" is not a time zone: give a name such as UTC'),
        ({"time.precision": "hour"}, r'The time precision "hour" is not known: give second, minute, day'),
        ({"time.order": "us"}, r'The time order "us" is not known: give day-first or month-first'),
        (
            {"values.kind.1": "retweet"},
            r'\[values.kind\] translates to "retweet": allowed are post, repost, reply, quote',
        ),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(pairs: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        load_mapping(None, pairs)


def test_a_profile_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'There is no profile ".*none.toml": check the path'):
        load_mapping(tmp_path / "none.toml", None)
    (tmp_path / "bad.toml").write_text("[columns\n")
    with pytest.raises(UserError, match=r'The profile "bad.toml" cannot be read: '):
        load_mapping(tmp_path / "bad.toml", None)
    (tmp_path / "flat.toml").write_text("columns = 3\n")
    with pytest.raises(UserError, match=r"\[columns\] in the profile is not a table of names and values"):
        load_mapping(tmp_path / "flat.toml", None)


def test_columns_are_guessed_from_their_names() -> None:
    present = ["Tweet ID", "user.screen_name", "UserID", "createdAt", "Full Text", "colour"]
    assert resolve_columns(SourceMapping(), present, "posts.csv") == {
        "post_id": "Tweet ID",
        "account_id": "UserID",
        "account_name": "user.screen_name",
        "created_at": "createdAt",
        "text": "Full Text",
    }


def test_what_the_user_says_is_not_guessed() -> None:
    mapping = SourceMapping(columns={"post_id": "", "text": "colour"}, constants={"lang": "fr"})
    chosen = resolve_columns(mapping, ["id", "user_id", "date", "text", "lang", "colour"], "posts.csv")
    assert chosen == {"account_id": "user_id", "created_at": "date", "text": "colour"}


def test_a_missing_mapped_column_names_those_present_and_the_nearest() -> None:
    mapping = SourceMapping(columns={"text": "contnt"})
    with pytest.raises(
        UserError,
        match=r'Column "contnt" \(mapped to text\) is missing from posts.csv \(nearest: "content"\); '
        r"its columns are: author, content, date\.",
    ):
        resolve_columns(mapping, ["author", "content", "date"], "posts.csv")


def test_without_an_account_or_a_time_nothing_can_be_read() -> None:
    with pytest.raises(
        UserError, match=r"posts.csv has no column that is known to hold created_at: add --map created_at=COLUMN; its"
    ):
        resolve_columns(SourceMapping(), ["author", "content", "when"], "posts.csv")
