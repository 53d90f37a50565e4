from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from claqueur.ingest.drafts import FIELDS
from claqueur.ingest.formats_page import formats_page
from claqueur.ingest.readers import READERS
from claqueur.ingest.tables.column_names import NAMES
from claqueur.ingest.tables.mapping import load_mapping

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "formats.md").read_text(encoding="utf-8") == formats_page(), (
        "run: python -m claqueur.ingest.formats_page > docs/formats.md"
    )


def test_every_reader_is_on_the_page_and_no_other() -> None:
    table = formats_page().split("|---|---|---|---|\n")[1].split("\n\n")[0]
    assert [line.split("`")[1] for line in table.splitlines()] == [reader.name for reader in READERS]


def test_the_example_of_the_page_is_a_profile(tmp_path: Path) -> None:
    example = formats_page().split("```toml\n")[1].split("```")[0]
    (tmp_path / "example.toml").write_text(example, encoding="utf-8")
    assert load_mapping(tmp_path / "example.toml", None).constants == {"platform": "x"}


def test_usual_names_are_those_of_fields() -> None:
    assert set(NAMES) <= set(FIELDS)


@pytest.mark.parametrize("profile", sorted((DOCS / "profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_the_profiles_can_be_read(profile: Path) -> None:
    assert load_mapping(profile, None).columns["account_id"]
    assert tomllib.loads(profile.read_text(encoding="utf-8"))["description"]
