"""How well near-duplicate texts are grouped, and how fast: prints two tables.

    .venv/bin/python -m benchmarks.near_text ../shared/data [--texts 1000000]

The first holds the groups of jobs/traces/near_text.py against the hand-made clusters of 1,000 comments on net
neutrality (pairs of comments in one cluster), by threshold. The second times ingest keys and run stages on distinct
texts made of random words, a tenth of them edited copies.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl

from claqueur.ingest.texts.text_columns import as_compared
from claqueur.jobs.engines.engine import Engine, open_engine
from claqueur.jobs.traces import near_text

NO_CLUSTER = -1
SPUN = 14  # the cluster whose sentences were drawn from lists of synonyms: no two of its texts share shingles
BATCH = 25_000


def main() -> None:
    """Measure quality, then speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, open_engine("sail") as engine:
        _print_quality(engine, arguments.data / "fcc" / "comments_sample.csv.gz", Path(scratch))
        _print_speed(engine, arguments.texts, Path(scratch))


def _print_quality(engine: Engine, comments: Path, scratch: Path) -> None:
    frame = pl.read_csv(comments)
    posts = posts_of(frame["text_data"].to_list())
    posts.write_delta(str(scratch / "comments"))
    labelled = posts.with_columns(cluster=frame["level_0"]).drop_nulls("near_text_key")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        near_text.MIN_JACCARD = threshold
        groups = groups_of(engine, scratch / "comments", scratch)
        found = labelled.join(groups, on="text_key", how="left")
        group = found.select(pl.coalesce("object_id", "near_text_key")).to_series().to_list()
        for name, left_out in (("all", ()), ("without the spun one", (SPUN,))):
            precision, recall, f1 = pairwise(group, found["cluster"].to_list(), left_out)
            print(
                f"Jaccard >= {threshold}, clusters: {name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"
            )


def pairwise(group: list[int], cluster: list[int], left_out: tuple[int, ...]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the pairs of texts, clusters of `left_out` aside."""
    rows = [row for row in zip(group, cluster, strict=True) if row[1] not in left_out]
    together = both = true = 0
    for (group_a, cluster_a), (group_b, cluster_b) in combinations(rows, 2):
        same = cluster_a == cluster_b != NO_CLUSTER
        together += group_a == group_b
        true += same
        both += same and group_a == group_b
    precision, recall = both / max(together, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _print_speed(engine: Engine, n_texts: int, scratch: Path) -> None:
    near_text.MIN_JACCARD = 0.5
    chance = np.random.default_rng(1)
    words = np.array([f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "lmnrstx"])
    texts = [" ".join(row) for row in words[(chance.random((n_texts, 16)) ** 2 * len(words)).astype(int)]]
    for copy in range(0, n_texts, 10):
        texts[copy] = texts[(copy + 1) % n_texts].rpartition(" ")[0] + " edited"
    started = time.monotonic()
    posts = pl.concat([posts_of(texts[start : start + BATCH], start) for start in range(0, n_texts, BATCH)])
    print(f"{n_texts:,} texts: keys at ingest {time.monotonic() - started:.1f} s")
    posts.write_delta(str(scratch / "made"))
    started = time.monotonic()
    groups = groups_of(engine, scratch / "made", scratch)
    print(f"{n_texts:,} texts: stages of the run {time.monotonic() - started:.1f} s, {len(groups):,} texts in groups")


def posts_of(texts: list[str], start: int = 0) -> pl.DataFrame:
    """One post per text with the columns that near-duplicates need."""
    posts = pl.DataFrame({"post_id": [str(start + n) for n in range(len(texts))], "kind": "post", "text": texts})
    keys = as_compared(posts.select(said=pl.col("text").unique())).drop("text_normalised")
    return posts.join(keys, left_on="text", right_on="said", how="left", maintain_order="left")


def groups_of(engine: Engine, posts_path: Path, scratch: Path) -> pl.DataFrame:
    """The stages of a run, each written before the next."""
    posts = engine.read(posts_path)
    engine.write(near_text.near_bands(posts), scratch / "near_bands")
    engine.write(near_text.near_pairs(engine.read(scratch / "near_bands"), posts), scratch / "near_pairs")
    pairs = engine.read(scratch / "near_pairs")
    engine.write(near_text.near_texts(pairs, posts, engine.graph), scratch / "near_texts")
    return pl.read_delta(str(scratch / "near_texts")).select("text_key", "object_id")


if __name__ == "__main__":
    main()
