"""The evaluation protocol: what is measured of a classifier before its figures are believed, as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from claqueur.errors import UserError
from claqueur.models.evaluation.challenges import disguises, hosts, shuffled_times
from claqueur.models.evaluation.figures import (
    FLAG_RATE,
    TRIAGE_RATE,
    judged_controls,
    judged_members,
)
from claqueur.models.evaluation.floors import account_texts, bag_of_words_margins
from claqueur.models.evaluation.intervals import count_interval
from claqueur.models.evaluation.metrics import flagged_share, threshold_at
from claqueur.models.evaluation.trial import Trial, trial
from claqueur.models.evaluation.volume import volume_matched
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.score import MIN_POSTS
from claqueur.models.training import TrainedModel, TrainParameters, train

if TYPE_CHECKING:
    from claqueur.jobs.engines.engine import Engine

CAPS = (10, 50, 200)
# value: a share from 0 to 1 where not said otherwise; low, high: its 95% interval, if it has one; of: accounts counted;
# max_posts: the cap on the posts of an account, 0 for none.
SCHEMA = {
    "part": pl.String,
    "figure": pl.String,
    "max_posts": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "of": pl.Int64,
}
PARTS = ("held-out campaigns", "same volume", "floors", "must not be flagged", "disguised campaigns", "shuffled times")
FOUND, VOLUME, FLOORS, SPARED, DISGUISED, SHUFFLED = PARTS


def evaluate(
    sources: Sequence[LabelledWorkspace],
    *,
    engine: Engine,
    parameters: TrainParameters | None = None,
    caps: Sequence[int] = CAPS,
    is_quick: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> pl.DataFrame:
    """The figures of models trained on `sources`, columns SCHEMA, in order of PARTS and caps.

    caps: most posts of an account, 0 for all; a training for each. What is costly (words alone, hosts, disguises,
    shuffled times) is measured at the largest. is_quick: no hosts and no disguises. progress: called with a line per
    step. Raises UserError without caps and as train() does.
    """
    if not caps or min(caps) < 0:
        raise UserError("There is no cap to evaluate at: give one or more numbers of posts, such as 10,50,200.")
    parameters = TrainParameters() if parameters is None else parameters
    rows: list[dict[str, Any]] = []
    for cap in sorted(set(caps), key=lambda posts: posts or np.inf):
        progress(f"training with at most {cap} posts of an account" if cap else "training with all posts")
        capped = replace(parameters, corpus=replace(parameters.corpus, max_posts=cap))
        trained = train(sources, engine=engine, parameters=capped, progress=progress)
        judge = trial(trained, sources, engine, progress)
        rows += [row | {"max_posts": cap} for row in _of_training(trained, judge)]
    rows += [row | {"max_posts": cap} for row in _of_challenges(judge, is_quick)]
    table = pl.DataFrame(rows, SCHEMA)
    order = {part: place for place, part in enumerate(PARTS)}
    return table.sort(pl.col("part").replace_strict(order), maintain_order=True)


def _of_training(trained: TrainedModel, judge: Trial) -> Iterator[dict[str, Any]]:
    numbers = trained.figures.numbers
    for name, value in numbers.items():
        if name.startswith("n_") or name.endswith(("_low", "_high")):
            continue
        part = FLOORS if name.startswith("posts_only") else FOUND
        of = numbers["n_members"] if "recall" in name and " of " not in name else None
        low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
        yield _row(part, name.replace("_", " "), value, of, low, high)
    yield from _of_volume(judge)
    for test in trained.figures.stress:
        yield _counted(SPARED, test.name, test.flagged, test.of)
    for (kind, share_pct), (flagged, of) in trained.figures.grafts.items():
        yield _counted(SPARED, f"{kind} grafts at {share_pct}% contact", flagged, of)


def _of_volume(judge: Trial) -> Iterator[dict[str, Any]]:
    members, audited = judged_members(judge.rows), judged_controls(judge.rows).filter("is_audited")
    for rate in (FLAG_RATE, TRIAGE_RATE):
        matched = volume_matched(members, audited, threshold=judge.flag, rate=rate)
        of = len(members) - matched.n_unmatched
        yield _row(VOLUME, f"recall at {rate * 100:g}pct of weighed audited controls", matched.recall, of)
    yield _row(VOLUME, "audited controls flagged, weighed", matched.false_positives, round(matched.n_effective))
    yield _row(VOLUME, "AUC of the number of posts alone", matched.posts_only_auc, of)


def _of_challenges(judge: Trial, is_quick: bool) -> Iterator[dict[str, Any]]:
    yield from _of_words(judge)
    for outcome in () if is_quick else hosts(judge):
        yield _counted(SPARED, outcome.name, outcome.flagged, outcome.of)
    for outcome in () if is_quick else disguises(judge):
        yield _counted(DISGUISED, f"recall at flag, {outcome.name}", outcome.flagged, outcome.of)
    for outcome in shuffled_times(judge):
        yield _counted(SHUFFLED, outcome.name, outcome.flagged, outcome.of)


def _of_words(judge: Trial) -> Iterator[dict[str, Any]]:
    """What words alone would find, in the same folds; nothing where no source has texts."""
    real = pl.col("role").is_in(["member", "control"]) & (pl.col("n_posts") >= MIN_POSTS)
    rows = pl.concat(judge.rows.filter(real & (pl.col("source") == number)) for number in range(len(judge.sources)))
    texts: list[str] = []
    for number, source in enumerate(judge.sources):
        texts += account_texts(_with_text(source, judge.posts(number)), rows.filter(pl.col("source") == number))
    judge.progress(f"words alone: {sum(bool(text) for text in texts):,} accounts with texts")
    try:
        margin = bag_of_words_margins(texts, rows["role"] == "member", rows["fold"])
    except ValueError:
        judge.progress("words alone: left out, a fold would have no members or no controls with texts to learn from")
        return
    judged = rows.with_columns(margin=pl.Series(margin))
    found, audited = judged_members(judged)["margin"], judged_controls(judged).filter("is_audited")["margin"]
    for rate in (FLAG_RATE, TRIAGE_RATE):
        recall = flagged_share(found, threshold_at(audited, rate))
        yield _row(FLOORS, f"words only recall at {rate * 100:g}pct audited", recall, len(found))


def _with_text(source: LabelledWorkspace, drawn: pl.DataFrame) -> pl.DataFrame:
    """The posts that were drawn, with their texts: a training corpus has none."""
    posts = pl.scan_delta(str(source.workspace.posts)).select("platform", "account_id", "post_id", "text")
    return posts.join(drawn.lazy(), on=["platform", "post_id"], how="semi").collect()


def _counted(part: str, figure: str, flagged: int, of: int) -> dict[str, Any]:
    interval = count_interval(flagged, of)
    return _row(part, figure, interval.estimate, of, interval.low, interval.high)


def _row(
    part: str, figure: str, value: float, of: float | None, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    counted = None if of is None else int(of)
    return {"part": part, "figure": figure, "value": value, "low": low, "high": high, "of": counted}
