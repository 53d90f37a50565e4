"""What a workspace keeps of lists of declared accounts."""

from __future__ import annotations

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.declared.among_posts import among_posts
from claqueur.ingest.declared.kept import declare, declared, declared_version, withdraw
from claqueur.ingest.load import ingest
from claqueur.schema import DECLARED

ANN = ("x", "18", "ann", "Harbour Party", "staff", None, "l.csv")
BOB = ("x", None, "bob", "Harbour Party", None, None, "l.csv")
CID = ("mastodon", None, "https://social.example/@cid", "Union", None, None, "l.csv")


def rows_of(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=pl.Schema(DECLARED.arrow), orient="row")


def test_the_same_list_again_changes_nothing_and_another_one_replaces(workspace):
    assert declared_version(workspace) is None
    assert declare(workspace, rows_of(ANN, BOB)).n_new == 2
    again = declare(workspace, rows_of(ANN, BOB))
    assert (again.n_new, again.changed.height, again.n_same) == (0, 0, 2)
    assert declared_version(workspace) == 0
    moved = ("x", "18", "ann", "Union", None, None, "m.csv")
    change = declare(workspace, rows_of(moved, CID))
    assert (change.n_new, change.n_same) == (1, 0)
    assert change.changed.select("account_id", "affiliation_before", "affiliation").rows() == [
        ("18", "Harbour Party", "Union")
    ]
    assert sorted(declared(workspace).rows(), key=str) == sorted([moved, BOB, CID], key=str)  # bob stays
    assert declared_version(workspace) == 1


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("18", [BOB, CID]),
        ("@Ann", [BOB, CID]),
        ("x:ann", [BOB, CID]),
        ("x:18", [BOB, CID]),
        ("@cid@social.example", [ANN, BOB]),
        ("https://social.example/@cid", [ANN, BOB]),
        ("mastodon:cid@social.example", [ANN, BOB]),
    ],
)
def test_accounts_are_taken_out_by_any_of_their_names(workspace, name, left):
    declare(workspace, rows_of(ANN, BOB, CID))
    assert withdraw(workspace, [name]).n_removed == 1
    assert sorted(declared(workspace).rows(), key=str) == sorted(left, key=str)


def test_a_name_that_is_not_declared_takes_nothing_out(workspace):
    declare(workspace, rows_of(ANN, BOB))
    with pytest.raises(UserError, match='No declared account is called "y:ann"'):
        withdraw(workspace, ["bob", "y:ann"])
    assert declared(workspace).height == 2
    assert withdraw(workspace).n_removed == 2
    assert declared(workspace).is_empty()


def test_each_is_held_against_the_posts(workspace, write):
    declare(
        workspace,
        rows_of(
            ANN,
            BOB,
            CID,
            ("x", "77", "late", "Union", None, None, "l.csv"),
            ("x", None, "two", "Union", None, None, "l.csv"),
        ),
    )
    assert among_posts(workspace)["n_accounts"].to_list() == [None] * 5  # no posts yet
    table = "platform,post_id,account_id,account_name,created_at,text\n" + "".join(
        f"{platform},{i},{account},{name},2024-05-01T10:00:0{i}Z,hello\n"
        for i, (platform, account, name) in enumerate(
            [("x", "18", "renamed"), ("x", "19", "@Bob"), ("x", "20", "LATE"), ("x", "21", "two"), ("x", "22", "Two"), ("mastodon", "https://social.example/@Cid", "cid")]
        )
    )  # fmt: skip
    ingest([write("posts.csv", table)], workspace)
    found = {row["handle"]: row["n_accounts"] for row in among_posts(workspace).iter_rows(named=True)}
    assert found == {"ann": 1, "bob": 1, "late": 1, "two": 2, "https://social.example/@cid": 1}
    declare(workspace, rows_of(("y", "18", "zoe", "Union", None, None, "l.csv")))
    assert among_posts(workspace).filter(platform="y")["n_accounts"].to_list() == [0]
