"""Presets against the edges that the tools themselves computed: all of them, with equal weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.presets import CASES, Case, compare

pytestmark = pytest.mark.real

# What CooRTweet reported: pairs (the sum of the weights), accounts, edges.
COUNTS = {
    "coortweet_russian_w60_mp2": (3_791, 2_110, 3_721),
    "coortweet_russian_w10_mp2": (447, 525, 442),
    "coortweet_german_url_id_w60_mp2": (7_732, 834, 1_919),
    "coortweet_german_url_id_w10_mp2": (5_005, 337, 1_068),
    "coortweet_german_hashtag_id_w60_mp2": (6_104, 656, 1_241),
    "coortweet_german_phash_id_w60_mp2": (2_508, 306, 465),
}


@pytest.mark.parametrize("engine_name", ["sail", "spark"])  # Spark takes about 6 s a reference, Sail half a second
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_edge_and_weight_of_the_tool_is_reproduced(
    case: Case, engine_name: str, real_data: Path, tmp_path: Path
) -> None:
    found = compare(case, real_data, tmp_path, engine_name)
    assert found.exact, f"{found.equal} of {found.reference} edges are equal, {found.edges} were found"
    assert found.reference > 0
    if case.reference in COUNTS:
        assert (found.weight, found.accounts, found.edges) == COUNTS[case.reference]


def test_every_reference_is_compared(real_data: Path) -> None:
    references = {path.name.removesuffix(".csv.gz") for path in (real_data / "reference").iterdir()}
    assert {case.reference for case in CASES} == references
