from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claqueur.ingest.load import ingest
from claqueur.schema import POSTS, QUARANTINE
from claqueur.workspace import Workspace

CONTENT = """id,account,date,text,followers
1,ann,2024-05-01T10:00:01Z,The #Bridge opens on Sunday morning https://example.org/a,3
2,bob,1714566615,short,
3,,1714566615,nobody,
"""


def test_both_engines_read_what_was_ingested(engine: Any, workspace: Workspace, write: Callable) -> None:
    ingest([write("a.csv", CONTENT)], workspace)
    posts = engine.read(workspace.posts)
    assert posts.columns == POSTS.names
    rows = posts.orderBy("post_id").selectExpr(
        "post_id", "unix_timestamp(created_at) AS t", "hashtags", "size(url_keys) AS n", "text_key IS NULL AS short",
        "account_followers",
    )  # fmt: skip
    assert [tuple(row) for row in rows.collect()] == [
        ("1", 1714557601, ["bridge"], 1, False, 3),
        ("2", 1714566615, [], 0, True, None),
    ]
    quarantine = engine.read(workspace.quarantine)
    assert quarantine.columns == QUARANTINE.names
    assert [tuple(row) for row in quarantine.select("line", "reason").collect()] == [(4, "missing_account_id")]
