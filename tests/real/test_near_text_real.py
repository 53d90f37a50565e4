"""Near-duplicate groups against clusters made by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.near_text import SPUN, groups_of, pairwise, posts_of

pytestmark = pytest.mark.real


def test_campaigns_of_form_letters_are_found_and_a_spun_one_is_not(real_data: Path, tmp_path: Path, sail) -> None:
    comments = pl.read_csv(real_data / "fcc" / "comments_sample.csv.gz")
    posts = posts_of(comments["text_data"].to_list())
    posts.write_delta(str(tmp_path / "posts"))
    groups = groups_of(sail, tmp_path / "posts", tmp_path)
    labelled = posts.with_columns(cluster=comments["level_0"]).drop_nulls("near_text_key")
    found = labelled.join(groups, on="text_key", how="left").select(
        "cluster", group=pl.coalesce("object_id", "near_text_key")
    )
    precision, recall, _ = pairwise(found["group"].to_list(), found["cluster"].to_list(), (SPUN,))
    assert precision > 0.94
    assert recall > 0.96
    # sentences drawn from lists of synonyms: the method's limit, see docs/decisions/0012-near-text.md
    spun = found.filter(pl.col("cluster") == SPUN)
    assert spun["group"].n_unique() > 0.9 * len(spun)
