"""Presets held against the edges that the tools themselves computed: prints one table.

    .venv/bin/python -m benchmarks.presets ../shared/data [--engine sail] [--engine spark]

Seconds are those of the whole preset, from the file to the edge list, the second time in one process (the first one
also starts the engine); beside them those of the tool, measured on a machine like the one of the README.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from claqueur.jobs.presets.preset import preset

CNT_FROM_SHARES = {
    "message_id": "content_id",
    "user_id": "account_id",
    "repost_id": "object_id",
    "timestamp": "timestamp_share",
}


@dataclass(frozen=True)
class Case:
    """One reference: which preset on which file gives it, and how long the tool took (seconds, in words)."""

    reference: str
    preset: str
    source: str
    parameters: Mapping[str, Any]
    columns: Mapping[str, str] = field(default_factory=dict)
    tool_s: str = ""

    def __str__(self) -> str:
        return self.reference


@dataclass(frozen=True)
class Compared:
    """Edges of the preset, of the reference, and those that are equal in accounts, weight and (cooRTweet) mean time."""

    edges: int
    reference: int
    equal: int
    weight: int
    accounts: int
    seconds: float

    @property
    def exact(self) -> bool:
        """Every edge of either is equal to one of the other."""
        return self.edges == self.reference == self.equal


def _coortweet(name: str, source: str, columns: Mapping[str, str], window_s: int, tool_s: str) -> Case:
    parameters = {"time_window": window_s, "min_participation": 2}
    return Case(f"coortweet_{name}_w{window_s}_mp2", "cooRTweet", source, parameters, columns, tool_s)


def _german(object_id: str, window_s: int, tool_s: str) -> Case:
    columns = {"object_id": object_id, "content_id": "post_id", "timestamp_share": "timestamp"}
    return _coortweet(f"german_{object_id}", "coortweet/german_elections.parquet", columns, window_s, tool_s)


def _cnt(network: str, name: str, source: str, columns: Mapping[str, str], tool_s: str) -> Case:
    return Case(f"cnt_{network}_{name}_w60", "cnt", source, {"network": network, "time_window": 60}, columns, tool_s)


RUSSIAN = "coortweet/russian_coord_tweets.csv.gz"
STOCKNET = "stocknet"  # made by stocknet_messages
CASES = (
    _coortweet("russian", RUSSIAN, {}, 60, "10-11"),
    _coortweet("russian", RUSSIAN, {}, 10, "10-11"),
    _german("url_id", 60, "23"),
    _german("url_id", 10, "23"),
    _german("hashtag_id", 60, "31-34"),
    _german("hashtag_id", 10, "31-34"),
    _german("phash_id", 60, ""),
    _german("phash_id", 10, ""),
    _cnt("co_retweet", "russian", RUSSIAN, CNT_FROM_SHARES, "0.6"),
    *(_cnt(network, "stocknet", STOCKNET, {}, "1.8") for network in ("co_retweet", "co_tweet", "co_reply", "co_link")),
)


def stocknet_messages(data: Path, folder: Path) -> Path:
    """The tweets on stocks with the columns that the Coordination Network Toolkit takes."""
    path = folder / "stocknet.parquet"
    pl.scan_parquet(data / "stocknet" / "tweets.parquet").select(
        message_id="id",
        user_id="user_id",
        repost_id="rt_id",
        reply_id="reply_to",
        message="text",
        timestamp=pl.col("ts").dt.epoch("s"),
        urls=pl.col("urls").str.replace_all("|", " ", literal=True),
    ).sink_parquet(path)
    return path


def compare(case: Case, data: Path, folder: Path, engine: str) -> Compared:
    """Run the preset of a case and hold its edges against the reference. folder: for what is written."""
    source = stocknet_messages(data, folder) if case.source == STOCKNET else data / case.source
    output = folder / "edges.parquet"
    done = preset(case.preset, output, table=source, columns=case.columns, engine=engine, **case.parameters)
    edges = pl.read_parquet(output)
    reference = pl.read_csv(data / "reference" / f"{case.reference}.csv.gz", infer_schema=False)
    found, expected = _comparable(edges, case.preset), _comparable(reference, case.preset)
    equal = len(found.join(expected, on=found.columns, how="inner", maintain_order="none"))
    return Compared(len(found), len(expected), equal, edges["weight"].sum(), done.n_accounts, done.seconds)


def _comparable(edges: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows that are equal where the edges are equal.

    CooRTweet's network is undirected: which account is `from` follows the order in which igraph met them. Its times
    are whole seconds, so a mean is compared as the seconds that it is a mean of, a whole number: the last of the 15
    digits that R wrote is not always rounded to the nearest.
    """
    weight = pl.col("weight").cast(pl.Int64)
    if name == "cnt":
        return edges.select("user_1", "user_2", weight)
    seconds = (pl.col("avg_time_delta").cast(pl.Float64) * weight).round().cast(pl.Int64)
    ends = (pl.min_horizontal("from", "to"), pl.max_horizontal("from", "to").alias("with"))
    return edges.select(*ends, weight, seconds.alias("seconds"))


def main() -> None:
    """Compare every case on the chosen engines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--engine", action="append", choices=("sail", "spark"))
    arguments = parser.parse_args()
    print("| preset | engine | checked against | edges | equal | weight | accounts | seconds | the tool's |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for engine in arguments.engine or ["sail", "spark"]:
            compare(CASES[0], arguments.data, Path(scratch), engine)
            for case in CASES:
                result = compare(case, arguments.data, Path(scratch), engine)
                counts = f"{result.reference:,} | {result.equal:,} | {result.weight:,} | {result.accounts:,}"
                times = f"{result.seconds:.1f} | {case.tool_s}"
                print(f"| {case.preset} | {engine} | {case.reference} | {counts} | {times} |", flush=True)


if __name__ == "__main__":
    main()
