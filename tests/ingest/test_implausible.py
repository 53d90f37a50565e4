"""Posts that can hardly be as written are kept, counted and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claqueur.ingest.load import ingest
from claqueur.workspace import Workspace

HEADER = "id,user_id,date,text,retweet_id,retweeted_user_id,account_created_at\n"
FIRST_ID = 1380242611781386245
EXACT = [FIRST_ID + 4_194_304 * i for i in range(150)]
SEQUENCE_0 = [id_ - id_ % 4096 for id_ in EXACT[:110]] + EXACT[110:]  # most ids of X are multiples of 64 by themselves


def test_codes_are_counted_and_told(workspace: Workspace, write: Callable, rows: Callable) -> None:
    content = (
        HEADER
        + "1,ann,2024-05-01T10:00:00Z,fine,,,2020-01-01\n"
        + "2,ann,2024-05-01T10:00:01Z,RT @ann: fine,1,ann,2020-01-01\n"
        + "3,bob,2024-05-01T10:00:02Z,RT @ann: fine,1,ann,2024-05-02\n"  # the account's day begins hours later: no matter
        + "4,cid,2024-05-01T10:00:03Z,early,,,2024-05-03\n"
    )
    [summary] = ingest([write("posts.csv", content)], workspace).files
    assert (summary.kept, summary.implausible) == (4, {"own_repost": 1, "before_account": 1})
    assert any(
        warning.startswith("reposts of an account's own posts: 1; a few are usual") for warning in summary.warnings
    )
    assert any(warning.startswith("posts from more than a day before their acc") for warning in summary.warnings)


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (EXACT, None),
        (SEQUENCE_0, None),
        ([id_ // 100 * 100 for id_ in EXACT], 150),  # as JavaScript writes them
        ([int(float(id_)) for id_ in EXACT], 150),
        ([id_ // 100 * 100 for id_ in EXACT[:90]], None),  # too few to tell
        (list(range(1000, 16000, 100)), None),  # short ids lose nothing
        (list(range(9_999_999_999_999_900_000, 10**19, 100))[:150], 150),  # beyond 2^63
    ],
    ids=["exact", "sequence 0", "decimal", "binary", "few", "short", "beyond 2^63"],
)
def test_ids_that_a_program_has_rounded_are_told(
    ids: list[int], told: int | None, workspace: Workspace, write: Callable
) -> None:
    content = "id,user,date\n" + "".join(f"{id_},ann,{1_714_557_600 + i}\n" for i, id_ in enumerate(ids))
    [summary] = ingest([write("posts.csv", content)], workspace).files
    assert summary.implausible.get("rounded_id") == told
    assert any("long ids that all end as rounded numbers do" in warning for warning in summary.warnings) == bool(told)
