"""Lists of declared accounts: how they are read, and what is wrong with them."""

from __future__ import annotations

import pytest

from claqueur.errors import UserError
from claqueur.ingest.declared.lists import read_list

SHOWN = ("platform", "account_id", "handle", "affiliation", "role", "source", "list")


def test_a_list_is_read_with_its_own_words_for_the_columns(write):
    path = write(
        "équipe.csv",
        "Plateforme;Compte;Parti;Fonction;Preuve\n"
        "Twitter;@Ann_P;Parti du Port;attachée de presse;https://port.example/equipe\n"
        "\n"
        ";;;;\n"
        "mastodon;@Cid@social.example;Parti du Port;;\n"
        "bluesky;https://bsky.app/profile/dan.example;Parti du Port;;nan\n"
        "x;ann_p;Parti du Port;attachée;\n",  # ann again: once is enough
    )
    assert read_list(path).rows() == [
        ("x", None, "ann_p", "Parti du Port", "attachée de presse", "https://port.example/equipe", "équipe.csv"),
        ("mastodon", None, "https://social.example/@cid", "Parti du Port", None, None, "équipe.csv"),
        ("bluesky", None, "dan.example", "Parti du Port", None, None, "équipe.csv"),
    ]


def test_columns_and_platform_can_be_said(write):
    path = write("l.csv", "who~team\n18~Harbour\n")
    found = read_list(path, "x", {"account_id": "who", "affiliation": "team", "table.delimiter": "~"})
    assert found.select("platform", "account_id", "affiliation").rows() == [("x", "18", "Harbour")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "l.csv has no column account_id or handle: add --map account_id=COLUMN; its columns are: a, b."),
        ("handle,b\n1,2\n", "l.csv has no column affiliation: add --map affiliation=COLUMN; its columns are: handle, b."),
        ("handle,brand\n1,2\n", "l.csv has no column platform: give --platform x; its columns are: handle, brand."),
        ("platform,id,brand\nx,1,A\nx,,B\n", "l.csv, line 3, names no account: write its id or its handle; nothing was declared."),
        ("platform,id,brand\n,1,A\n", "l.csv, line 2, names no platform: write one, such as x, or give --platform for such rows; nothing was declared."),
        ("platform,id,brand\nx,1,\n", "l.csv, line 2, does not say what the account belongs to: write its affiliation or take the row out; nothing was declared."),
        ("platform,id,brand\nx,1.5E+17,A\n", 'l.csv, line 2, has the id "1.5E+17", which a spreadsheet has rounded: take it from the original; nothing was declared.'),
        ("platform,id,brand\nx,1,A\nx,2,A\nx,1,B\n", 'l.csv declares x:1 twice: line 2 says "A", line 4 says "B"; keep one of them.'),
        ("platform,id,brand\n,,\n", "l.csv declares no account: write a row for each, below the names of the columns."),
        ("platform,id,brand\nx,1\n", "l.csv, line 2, cannot be read: The line has 2 fields, the header 3. Mend it and repeat."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(write, text, said):
    with pytest.raises(UserError) as error:
        read_list(write("l.csv", text))
    assert str(error.value) == said


def test_a_column_that_is_not_there_is_told(write):
    with pytest.raises(UserError, match='Column "teem" is missing from'):
        read_list(write("l.csv", "id,team\n1,A\n"), "x", {"affiliation": "teem"})
    with pytest.raises(UserError, match='"party" is not of a list of accounts: --map can say platform, account_id'):
        read_list(write("l.csv", "id,team\n1,A\n"), "x", {"party": "team"})
