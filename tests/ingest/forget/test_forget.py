"""Accounts and posts that are to go: what is removed, what others said of them, and kills in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import orjson
import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.collect.collect import ingest_collected
from claqueur.ingest.collect.collection import Collection
from claqueur.ingest.declared.kept import declare, declared
from claqueur.ingest.forget import forget as forgetting
from claqueur.ingest.forget.compliance import to_delete
from claqueur.ingest.forget.forget import forget, removal, unfinished
from claqueur.ingest.forget.gone import Request
from claqueur.ingest.load import ingest
from claqueur.schema import DECLARED
from claqueur.workspace import Workspace

ANN, BOB = "1000000011", "1000000012"
POSTS = [
    # id, account, handle, date, text, reposted post, its account, answered post, its account, links
    ("2000000001", ANN, "ann", "2024-05-01T10:00:01Z", "my own words", "", "", "", "", ""),
    ("2000000002", BOB, "bob", "2024-05-01T10:00:02Z", "my own words", "2000000001", ANN, "", "", ""),
    ("2000000003", BOB, "bob", "2024-05-02T10:00:03Z", "no, @Ann, see", "", "", "2000000001", ANN, ""),
    ("2000000004", BOB, "bob", "2024-05-03T10:00:04Z", "look", "", "", "", "", f"https://x.com/i/status/2000000001?u={ANN}"),
    ("2000000005", BOB, "bob", "2024-05-04T10:00:05Z", "12000000001 is a number", "", "", "", "", ""),
    ("2000000006", BOB, "bob", "2024-05-05T10:00:06Z", "their words", "2000000099", ANN, "", "", ""),
]  # fmt: skip
COLUMNS = (
    *("post_id", "account_id", "account_name", "created_at", "text", "repost_of_post_id", "repost_of_account_id"),
    *("reply_to_post_id", "reply_to_account_id", "urls"),
)


@pytest.fixture
def filled(workspace: Workspace, write: Callable) -> Workspace:
    table = pl.DataFrame(POSTS, schema=list(COLUMNS), orient="row").with_columns(platform=pl.lit("x"))
    ingest([write("posts.csv", table.write_csv())], workspace)
    ingest([write("bad.csv", f"id,author,date\n1,{ANN},soon\n2,{BOB},soon\n3,,2024-05-01T10:00:00Z\n")], workspace)
    return workspace


def everything(workspace: Workspace) -> str:
    """All that the workspace holds, unpacked."""
    found = []
    for path in sorted(workspace.path.rglob("*")):
        if path.suffix == ".parquet":
            found.append(str(pl.read_parquet(path).to_dicts()))
        elif path.is_file():
            found.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(found)


def test_an_account_goes_and_what_others_said_of_it_is_hidden(filled: Workspace, rows: Callable) -> None:
    told = removal(filled, Request(accounts=(ANN,)))
    assert told.table.rows() == [("quarantine", 1, 0), ("posts", 1, 4)]
    assert ANN in everything(filled)  # nothing was done
    assert forget(filled, Request(accounts=(ANN,))).table.equals(told.table)
    left = {row[0]: row[1:] for row in rows("post_id", "kind", "text", "repost_of_post_id", "reply_to_post_id", "urls")}
    assert "2000000001" not in left
    kind, text, reposted, _, _ = left["2000000002"]
    assert (kind, text) == ("repost", None)  # the words were those of the account
    assert reposted.startswith("forgotten-")
    assert reposted != left["2000000006"][2]  # two posts are still two: reposts of them can be compared
    assert left["2000000003"][1] == "no, @forgotten, see"
    assert left["2000000003"][3] == reposted
    assert left["2000000004"][4] == ["https://x.com/i/status/forgotten?u=forgotten"]
    assert left["2000000005"][1] == "12000000001 is a number"
    assert rows("line", table="quarantine") == [(3,), (4,)]
    assert all(name not in everything(filled) for name in (ANN, "2000000099", "@Ann"))
    assert removal(filled, Request(accounts=(ANN,))).is_empty


def test_a_post_goes_alone_and_does_not_come_back(filled: Workspace, write: Callable, rows: Callable) -> None:
    forget(filled, Request(posts=("2000000003",)))
    assert len(rows("post_id")) == 5
    table = pl.DataFrame(POSTS, schema=list(COLUMNS), orient="row").with_columns(platform=pl.lit("x"))
    again = ingest([write("posts.csv", table.write_csv())], filled)
    assert (again.read, again.kept, again.duplicates, again.deleted) == (6, 0, 5, 1)
    assert "2000000003" not in everything(filled)
    assert pl.read_delta(str(filled.forgotten)).select("platform", "kind", "reason").rows() == [("x", "post", "asked")]


def test_old_posts_go_and_may_come_back(filled: Workspace, write: Callable, rows: Callable) -> None:
    filled.uploads.mkdir()
    (filled.uploads / "a").write_text(f"id,author\n2000000001,{ANN}\n")
    (filled.uploads / "b").write_text(f"id,author\n2000000003,{BOB}\n")
    told = forget(filled, Request(older_than=datetime(2024, 5, 2, 10, tzinfo=UTC)))
    assert (told.n_accounts, told.n_posts) == (1, 2)  # nothing is left of ann
    assert told.table["where"].to_list() == ["kept files", "posts"]
    assert [path.name for path in filled.uploads.iterdir()] == ["b"]
    assert len(rows("line", table="quarantine")) == 3  # they came in today
    assert rows("post_id", "reply_to_post_id")[0] == ("2000000003", "2000000001")  # what younger posts say stays
    table = pl.DataFrame(POSTS, schema=list(COLUMNS), orient="row").with_columns(platform=pl.lit("x"))
    assert ingest([write("posts.csv", table.write_csv())], filled).kept == 2


def test_collected_pages_and_kept_files_lose_them(filled: Workspace) -> None:
    request = {"platform": "x", "dataset": None, "x": {"kind": "timelines", "targets": [ANN, BOB]}}
    collection = Collection.create(filled, request)
    users = [{"id": ANN, "username": "ann"}, {"id": BOB, "username": "bob"}]
    posts = [
        {"id": "2000000001", "author_id": ANN, "text": "my own words"},
        {"id": "2000000002", "author_id": BOB, "referenced_tweets": [{"type": "retweeted", "id": "2000000001"}]},
        {"id": "2000000003", "author_id": BOB, "in_reply_to_user_id": ANN, "text": "no, @ann"},
    ]
    with collection.held():
        collection.append({"data": posts, "includes": {"users": users}, "meta": {"oldest_id": "2000000001"}})
    filled.uploads.mkdir()
    (filled.uploads / "a").write_text(f"id,author\n2000000001,{ANN}\n")
    (filled.uploads / "b").write_text(f"id,author\n2000000002,{BOB}\n")
    told = forget(filled, Request(accounts=(ANN,)))
    assert {("collections", 0, 1), ("kept files", 1, 0)} <= set(told.table.rows())
    opened = Collection.open(filled, collection.id)
    (page,) = opened.pages()
    assert [entry["id"] for entry in page["data"]] == ["2000000003"]
    assert page["includes"]["users"] == users[1:]
    assert opened.request["x"]["targets"] == ["forgotten", BOB]
    assert [path.name for path in filled.uploads.iterdir()] == ["b"]
    assert ANN not in everything(filled) + orjson.dumps(page).decode()


@pytest.mark.parametrize("step", range(6))
def test_a_removal_that_is_killed_is_repeated_to_its_end(
    step: int, filled: Workspace, rows: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the n-th time that something is written or cleaned."""
    calls = 0

    def killed(name: str) -> Callable:
        really = getattr(forgetting, name)

        def call(*given: object) -> object:
            nonlocal calls
            calls += 1
            if calls > step:
                raise KeyboardInterrupt
            return really(*given)

        return call

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        for name in ("rewrite", "clean", "tie", "_log"):
            patch.setattr(forgetting, name, killed(name))
        forget(filled, Request(accounts=(ANN,)))
    assert unfinished(filled)
    forget(filled, Request(accounts=(ANN,), platform="x"))
    assert not unfinished(filled)
    assert ANN not in everything(filled)
    assert [name for (name,) in rows("post_id")] == [f"200000000{n}" for n in range(2, 7)]
    assert len(rows("line", table="quarantine")) == 2


def test_a_short_id_is_hidden_only_where_it_is_one(workspace: Workspace, write: Callable, rows: Callable) -> None:
    table = "post_id,account_id,created_at,text,repost_of_post_id\n1,7,2024-05-01,7 days,\n2,8,2024-05-01,7 days,1\n"
    ingest([write("a.csv", table + "3,8,2024-05-01,at 7 o'clock,\n")], workspace)
    forget(workspace, Request(accounts=("7",)))
    assert [(post_id, text) for post_id, text in rows("post_id", "text")] == [("2", None), ("3", "at 7 o'clock")]


def test_handles_and_platforms_have_to_be_clear(filled: Workspace, write: Callable) -> None:
    ingest(
        [write("b.csv", f"platform,post_id,account_id,account_name,created_at\nvk,1,{ANN},ann,2024-05-01\n")], filled
    )
    with pytest.raises(UserError, match=r"2 accounts have the handle \"@Ann\" \(vk 1000000011, x 1000000011\)"):
        removal(filled, Request(accounts=("@Ann",)))
    with pytest.raises(UserError, match=rf'The platform of "{ANN}" cannot be told \(there are: vk, x\)'):
        removal(filled, Request(accounts=(ANN,)))
    with pytest.raises(UserError, match='No account has the handle "@nobody"'):
        removal(filled, Request(accounts=("@nobody",)))
    assert forget(filled, Request(accounts=("@ann",), platform="vk")).n_posts == 1
    assert removal(filled, Request(accounts=(ANN,))).n_posts == 1  # the other one is still there


def test_a_compliance_file_names_what_is_to_be_deleted(write: Callable) -> None:
    results = [
        {"id": "1", "action": "delete", "created_at": "2024-05-01T10:00:00Z", "reason": "deleted"},
        {"id": "2", "action": "scrub_geo", "reason": "scrub_geo"},
        {"id": "3", "action": "delete", "reason": "suspended"},
        {"id": "1", "action": "delete", "reason": "deleted"},
    ]
    assert to_delete(write("results.jsonl", "\n".join(map(json.dumps, results)))) == ("1", "3")
    with pytest.raises(UserError, match=r"Line 1 of posts.csv is no result of a compliance job"):
        to_delete(write("posts.csv", "id,action\n1,delete\n"))
    with pytest.raises(UserError, match=r"Line 2 of odd.jsonl is no result of a compliance job"):
        to_delete(write("odd.jsonl", '{"id": "1", "action": "delete"}\n{"id": 1}\n'))


def test_the_user_s_lists_lose_them_by_id_and_by_handle(filled: Workspace) -> None:
    listed = [
        ("x", ANN, None, "Harbour"),
        ("x", None, "ann", "Harbour"),
        ("x", BOB, "ann", "Harbour"),  # another account that the list calls so
        ("y", None, "ann", "Harbour"),  # another platform
    ]
    rows = [(platform, account, handle, of, None, None, "l.csv") for platform, account, handle, of in listed]
    declare(filled, pl.DataFrame(rows, schema=pl.Schema(DECLARED.arrow), orient="row"))
    told = forget(filled, Request(accounts=(ANN,)))
    assert ("declared", 2, 0) in told.table.rows()
    assert declared(filled).select("platform", "account_id").rows() == [("x", BOB), ("y", None)]


def test_pages_from_mastodon_lose_them(workspace: Workspace) -> None:
    one, two = ({"acct": name, "username": name, "url": f"https://one.example/@{name}"} for name in ("annabel", "bob"))
    posts = [
        {"id": "1", "uri": "https://one.example/users/annabel/1", "account": one, "content": "<p>mine</p>"},
        {
            "id": "2",
            "uri": "https://one.example/users/bob/2",
            "account": two,
            "content": "<p>hm</p>",
            "mentions": [one | {"id": "11"}],
        },
    ]
    times = [post | {"created_at": "2024-05-01T10:00:00Z"} for post in posts]
    collection = Collection.create(workspace, {"platform": "mastodon", "dataset": None, "mastodon": {"kind": "stream"}})
    with collection.held():
        collection.append(*({"statuses": [post]} for post in times), n_posts=2)
    assert ingest_collected(workspace, collection).kept == 2
    forget(workspace, Request(accounts=("https://one.example/@annabel",)))
    assert [status["id"] for page in collection.pages() for status in page["statuses"]] == ["2"]
    assert "annabel" not in orjson.dumps(list(collection.pages())).decode()
