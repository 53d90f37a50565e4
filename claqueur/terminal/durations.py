"""About how long reading and a run take: rates measured on simulated posts, corrected by the last run made here.

`python -m benchmarks.durations` prints them again; no more than an order of magnitude is meant.
"""

from __future__ import annotations

from typing import Any

from claqueur.schema import SHUFFLED_STAGES

STARTING_S = 5.0  # Python's imports and the engine
READING_S_PER_MILLION = 47.0
# Stage -> seconds paid once, seconds per million posts (Sail on two cores, 20,000 and 100,000 simulated posts); in the
# order of a run.
STAGES_S = {
    "activity": (0.14, 1.3),
    "coverage": (0.10, 0.9),
    "near_bands": (0.05, 7.9),
    "near_pairs": (0.00, 60.0),
    "near_texts": (1.04, 0.0),
    "actions": (0.08, 4.0),
    "participation": (0.06, 1.5),
    "rhythm": (0.03, 1.9),
    "objects": (0.03, 0.5),
    "exposures": (0.06, 7.1),
    "candidates": (0.05, 4.6),
    "co_actions": (0.00, 24.9),
    "pairs": (0.09, 13.3),
    "edges": (0.13, 2.5),
    "evidence": (0.08, 0.5),
    "components": (0.02, 0.0),
    "communities": (0.17, 0.0),
    "campaign_members": (0.33, 0.0),
    "campaign_objects": (0.10, 0.5),
    "interactions": (0.02, 0.1),
    "influence": (0.00, 10.9),
    "conduct": (0.16, 0.9),
    "campaigns": (0.37, 1.9),
    "timeline": (0.06, 0.6),
    "precedence": (0.06, 0.1),
    "campaign_windows": (0.25, 0.5),
    "campaign_terms": (0.10, 0.3),
    "without": (0.05, 1.0),
    "links": (0.00, 2.0),
    "link_components": (0.00, 5.8),
    "neighbourhood": (0.09, 6.4),
    "contacts": (0.04, 2.5),
    "matched_posts": (0.04, 6.4),
    "turn_taking": (0.00, 8.1),
    "features": (0.09, 16.2),
    "closest": (0.3, 12.0),
    "company": (0.5, 3.0),
    "scores": (0.71, 0.0),
    "drift": (0.10, 0.0),
    "accounts": (0.06, 0.1),
    "explanations": (0.65, 0.9),
    "campaign_explanations": (0.82, 0.0),
    "topic_posts": (0.10, 15.0),
    "topics": (0.06, 0.2),
    "topic_days": (0.05, 0.2),
    "topic_campaigns": (0.06, 0.2),
    "topic_words": (0.10, 5.0),
    "null_runs": (0.02, 0.0),
}
N_SHUFFLES = 2  # of times and of objects
SLOWEST_PACE, FASTEST_PACE = 50.0, 0.1


def reading_s(n_posts: int) -> float:
    """Seconds to read files of about `n_posts` posts."""
    return READING_S_PER_MILLION * n_posts / 1e6


def stages_s(n_posts: int, pace: float = 1.0, null_runs: int = 0) -> dict[str, float]:
    """Stage -> seconds that it takes on about `n_posts` posts; `pace`: how much slower this machine is.

    null_runs: how often times and objects are shuffled, each of which repeats some of the stages.
    """
    taken = {name: pace * (fixed + per_million * n_posts / 1e6) for name, (fixed, per_million) in STAGES_S.items()}
    taken["null_runs"] += null_runs * N_SHUFFLES * sum(taken[name] for name in SHUFFLED_STAGES)
    return taken


def pace(manifest: dict[str, Any] | None) -> float:
    """How many times longer than expected the stages of a finished run took; 1 without a run."""
    if manifest is None or not manifest.get("input", {}).get("n_posts"):
        return 1.0
    expected = stages_s(manifest["input"]["n_posts"])
    taken = {name: stage["seconds"] for name, stage in manifest["stages"].items() if "seconds" in stage}
    known = [name for name in expected if name in taken and name != "null_runs"]
    total = sum(expected[name] for name in known)
    if not total:
        return 1.0
    return min(max(sum(taken[name] for name in known) / total, FASTEST_PACE), SLOWEST_PACE)
