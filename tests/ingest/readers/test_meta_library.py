from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

TABLE = """id,creation_time,text,lang,shared_post_id,post_owner.id,post_owner.name,link_attachment.link,\
statistics.like_count,statistics.share_count,statistics.views
1,2024-05-01T10:00:00+00:00,"Open, all",en,,11,Ann,https://example.org/a,3,2,90
2,2024-05-01T10:00:05+00:00,Look,en,1,12,Bob,,0,0,5
2,2024-05-01T10:00:05+00:00,Look,en,1,12,Bob,,0,0,5
3,2024-05-01T10:00:05+00:00,Nobody,en,,,,,0,0,5
"""
OWNERS = [(1, 11, "Ann", None), (2, 12, "Bob", 1), (2, 12, "Bob", 1), (3, None, None, None)]
PAGES = "".join(
    json.dumps(
        {
            "id": number,
            "creation_time": f"2024-05-01T10:00:0{5 * (number > 1)}+00:00",
            "text": {1: "Open, all", 2: "Look", 3: "Nobody"}[number],
            "shared_post_id": shared,
            "post_owner": {"id": owner, "name": name},
            "link_attachment": {"link": "https://example.org/a" if number == 1 else None},
            "statistics": {"like_count": 3 if number == 1 else 0, "views": 90 if number == 1 else 5},
        }
    )
    + "\n"
    for number, owner, name, shared in OWNERS
)


@pytest.mark.parametrize("content", [TABLE, PAGES], ids=["table", "interface"])
def test_the_librarys_posts_are_read(content: str, workspace: Workspace, write: Callable, rows: Callable) -> None:
    summary = ingest([write("posts", content)], workspace)
    assert summary.files[0].source_format == "meta_library"
    assert (summary.read, summary.kept, summary.duplicates) == (4, 2, 1)
    assert summary.quarantined_by == {"missing_account_id": 1}
    assert rows("platform", "post_id", "account_id", "account_name", "kind", "repost_of_post_id", "text", "urls") == [
        ("meta", "1", "11", "Ann", "post", None, "Open, all", ["https://example.org/a"]),
        ("meta", "2", "12", "Bob", "repost", "1", "Look", []),
    ]
    assert rows("like_count", "view_count") == [(3, 90), (0, 5)]
