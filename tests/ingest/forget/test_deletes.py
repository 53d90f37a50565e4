"""Deletes that platforms send are honoured, wherever the posts are, and the counts still add up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace


def post(number: int, account: int = 11) -> dict:
    created = f"Wed May 01 10:00:{number:02} +0000 2024"
    return {"id_str": f"90{number}", "created_at": created, "user": {"id_str": str(account)}, "text": f"post {number}"}


def delete(number: int) -> dict:
    return {"delete": {"status": {"id": 900 + number, "id_str": f"90{number}", "user_id_str": "11"}}}


def lines(*records: dict) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    "files",
    [
        [[post(1), post(2), delete(1)]],
        [[delete(1), post(1), post(2)]],
        [[post(1), post(2)], [delete(1), post(3)]],
        [[delete(1), post(3)], [post(1), post(2)]],
    ],
    ids=["after it", "before it", "in a later file", "in an earlier file"],
)
def test_a_delete_removes_its_post_wherever_it_stands(
    files: list[list[dict]], workspace: Workspace, write: Callable, rows: Callable
) -> None:
    for number, records in enumerate(files):
        summary = ingest([write(f"{number}.jsonl", lines(*records))], workspace, source_format="x_v1")
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined + summary.deleted
    ids = [name for (name,) in rows("post_id")]
    assert "901" not in ids
    assert "902" in ids
    again = ingest([write("again.jsonl", lines(post(1), post(2)))], workspace)
    assert (again.kept, again.duplicates, again.deleted) == (0, 1, 1)
    assert "read 2 = kept 0 + duplicates 1 + quarantined 0 + deleted 1 (format x_v1" in str(again)


def test_what_a_stream_says_besides_is_told_and_changes_nothing(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    stream = lines(
        post(1),
        {"scrub_geo": {"user_id_str": "11", "up_to_status_id_str": "909"}},
        {"status_withheld": {"id": 901, "user_id": 11, "withheld_in_countries": ["DE"]}},
        {"user_withheld": {"id": 11, "withheld_in_countries": ["DE"]}},
        {"limit": {"track": 1234}},
        delete(7),
        {"delete": {"strange": True}},
    )
    summary = ingest([write("stream.jsonl", stream)], workspace)
    assert (summary.read, summary.kept, summary.quarantined_by) == (2, 1, {"no_post": 1})
    assert rows("post_id") == [("901",)]
    assert summary.warnings == (
        "deletes of posts and accounts, which are honoured here and in runs: 1.",
        "requests to forget where posts were made, which is not kept here: 1.",
        "notices that a post or an account is withheld in a country, which changes nothing here: 2.",
        "messages of the stream itself, such as limits and warnings: 1.",
    )


def bluesky(did: str, number: int, operation: str = "create") -> dict:
    record = {"createdAt": "2024-05-01T10:00:00Z", "text": f"post {number}"}
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": f"k{number}", "record": record}
    return {"did": did, "time_us": 1714557600000000 + number, "kind": "commit", "commit": commit}


def account(did: str, active: bool, status: str | None = None) -> dict:
    said = {"active": active, "did": did} | ({} if status is None else {"status": status})
    return {"did": did, "time_us": 1714557700000000, "kind": "account", "account": said}


def test_bluesky_posts_that_were_ingested_before_go_with_their_delete_or_account(
    workspace: Workspace, write: Callable, rows: Callable
) -> None:
    ann, bob, cid = "did:plc:ann", "did:plc:bob", "did:plc:cid"
    first = lines(bluesky(ann, 1), bluesky(ann, 2), bluesky(bob, 3), bluesky(cid, 4))
    ingest([write("1.jsonl", first)], workspace)
    later = lines(
        bluesky(ann, 1, "delete"),
        account(bob, False, "takendown"),
        account(cid, False, "desynchronized"),
        bluesky(cid, 5),
    )
    summary = ingest([write("2.jsonl", later)], workspace)
    assert summary.removed == 2
    assert "Removed, as deleted since: 2 posts that were there; the runs say so." in str(summary)
    left = [f"at://{ann}/app.bsky.feed.post/k2", *(f"at://{cid}/app.bsky.feed.post/k{n}" for n in (4, 5))]
    assert [name for (name,) in rows("post_id")] == left
    # who was taken down stays away until the network says that the account is there again
    back = ingest([write("3.jsonl", lines(bluesky(bob, 6)))], workspace)
    assert (back.kept, back.deleted) == (0, 1)
    restored = ingest([write("4.jsonl", lines(account(bob, True), bluesky(bob, 6)))], workspace)
    assert (restored.kept, restored.deleted) == (1, 0)


STREAM = st.lists(
    st.one_of(
        st.builds(lambda n: json.dumps(post(n)), st.integers(1, 5)),
        st.builds(lambda n: json.dumps(delete(n)), st.integers(1, 5)),
        st.sampled_from(['{"limit": {"track": 1}}', '{"id_str": "6"}', "broken {", '{"delete": 1}']),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(first=STREAM, second=STREAM)
def test_kept_duplicates_quarantined_and_deleted_are_what_was_read(
    first: list[str], second: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stream")
    workspace, kept, removed = Workspace.create(folder / "w"), 0, 0
    for name, stream in (("1.jsonl", first), ("2.jsonl", second)):
        path: Path = folder / name
        path.write_text("\n".join([json.dumps(post(0)), *stream]) + "\n")
        summary = ingest([path], workspace, source_format="x_v1")
        assert summary.read == summary.kept + summary.duplicates + summary.quarantined + summary.deleted
        kept, removed = kept + summary.kept, removed + summary.removed
    ids = set(pl.read_delta(str(workspace.posts))["post_id"])
    assert len(ids) == kept - removed
    said = [json.loads(line) for line in (*first, *second) if "broken" not in line]
    gone = {r["delete"]["status"]["id_str"] for r in said if isinstance(r.get("delete"), dict)}
    assert ids == {"900", *(r["id_str"] for r in said if "user" in r)} - gone
