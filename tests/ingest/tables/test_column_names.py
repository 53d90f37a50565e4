from __future__ import annotations

from claqueur.ingest.tables.column_names import guess_columns


def test_columns_are_told_by_their_names_whatever_the_case_accents_and_punctuation() -> None:
    columns = ["Author ID", "créated.at", "TEXT", "téxt", "whatever"]
    assert guess_columns(columns) == {"account_id": "Author ID", "created_at": "créated.at", "text": "TEXT"}
