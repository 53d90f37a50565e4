"""How long the search on the page of campaigns takes: prints a line per query (groups found, seconds).

    .venv/bin/python -m benchmarks.campaign_search [--campaigns 500] [--objects 400]

Made-up tables: of each campaign so many shared texts of 30 words, 200 hashtags and links, 50 accounts among 200,000.
Every query is asked once, nothing is cached.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from claqueur.app.data.loading import source_of
from claqueur.app.data.search import found_in
from claqueur.schema import ACCOUNTS, CAMPAIGN_OBJECTS, CAMPAIGN_TERMS, Table
from claqueur.workspace import Workspace

RUN_ID = "20260101-120000-0a1b2c"
TERMS, MEMBERS, ACCOUNTS_IN_ALL = 200, 50, 200_000
KEY = b"k" * 32


def main() -> None:
    """Make the tables in a folder of their own, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--objects", type=int, default=400)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(f"{folder}/w")
        words = _write(workspace, asked.campaigns, asked.objects)
        queries = (
            "peridoux",
            "Forêt",
            "nowhere to be found",
            f"@{words[3]}",
            f"#{words[9]}",
            "example.org/1",
            "ABC123",
        )
        for query in queries:
            started = time.monotonic()
            found = found_in.__wrapped__(source_of(workspace, RUN_ID), query, KEY)  # type: ignore[attr-defined]
            print(f"{query:>20} {len(found):>5} groups {time.monotonic() - started:6.2f} s")


def _write(workspace: Workspace, n_campaigns: int, n_objects: int) -> list[str]:
    """The three tables that the search reads; the words that they are made of."""
    chance = random.Random(1)  # noqa: S311 - made-up words
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(5_000)]
    words += ["Péridoux", "forêt"]
    run_path = workspace.run_path(RUN_ID)

    def write(table: Table, rows: list[dict[str, Any]]) -> None:
        full = [{name: row.get(name) for name in table.names} for row in rows]
        write_deltalake(str(run_path / table.name), pa.Table.from_pylist(full, schema=table.arrow))

    def campaign(n: int) -> str:
        return f"c{n % n_campaigns:05d}"

    texts = [" ".join(chance.choices(words, k=30))[:280] for _ in range(n_campaigns * n_objects)]
    write(CAMPAIGN_OBJECTS, [{"campaign_id": campaign(n), "layer": "text", "label": t} for n, t in enumerate(texts)])
    kinds = ("hashtag", "url")
    terms = [
        (campaign(n), kinds[n // n_campaigns % 2], f"{chance.choice(words)}{n}") for n in range(n_campaigns * TERMS)
    ]
    write(CAMPAIGN_TERMS, [dict(zip(("campaign_id", "kind", "term"), row, strict=True)) for row in terms])
    accounts = [
        {
            "account": n,
            "platform": "x",
            "account_id": str(n),
            "account_name": f"{chance.choice(words)}{n}",
            "campaign_id": campaign(n) if n < n_campaigns * MEMBERS else None,
        }
        for n in range(ACCOUNTS_IN_ALL)
    ]
    write(ACCOUNTS, accounts)
    (run_path / "manifest.json").write_text(json.dumps({"stages": {CAMPAIGN_TERMS.name: {}}}), encoding="utf-8")
    return words


if __name__ == "__main__":
    main()
