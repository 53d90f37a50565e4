from __future__ import annotations

from collections.abc import Callable

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

CONTENT = """object_id,account_id,content_id,timestamp_share
o1,ann,c1,1714566615.0
o1,bob,c2,1714566616
o2,bob,c2,1714566616
o2,cid,c3,never
"""


def test_each_row_is_a_repost_of_its_object(workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("shares.csv", CONTENT)], workspace)
    assert summary.files[0].source_format == "coortweet"
    assert (summary.read, summary.kept, summary.duplicates, summary.quarantined) == (4, 2, 1, 1)
    assert rows("post_id", "account_id", "kind", "repost_of_post_id", "text") == [
        ("c1", "ann", "repost", "o1", None),
        ("c2", "bob", "repost", "o1", None),  # a post reposts one object; the second one is told, not kept
    ]
    assert any(warning.startswith("duplicates that carry the id of a different post") for warning in summary.warnings)


def test_ids_made_from_the_object_keep_both_rows(workspace: Workspace, write: Callable, rows: Callable) -> None:
    assert ingest([write("shares.csv", CONTENT)], workspace, mapping={"post_id": ""}).kept == 3
