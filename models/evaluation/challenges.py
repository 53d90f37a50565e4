"""What a trained model is put to: hosts, disguises, shuffled times. Each makes new corpora and counts who is flagged.

A campaign is judged among ordinary accounts. Where its own source has none, the source with most of those that are
needed lends its controls to the corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from claqueur.models.evaluation.robustness import ROBUSTNESS, disguised
from claqueur.models.evaluation.shuffled_posts import shuffled_posts
from claqueur.models.evaluation.trial import Trial
from claqueur.models.examples.corpus import capped
from claqueur.models.examples.examples import ACCOUNT
from claqueur.models.examples.grafts import COLUMNS, SHARES_PCT, fewest_posts
from claqueur.models.examples.host_grafts import KIND, host_grafts, in_place_of_hosts
from claqueur.models.score import MIN_POSTS

COMPANY_MIN_POSTS = 50  # of those whose posts camouflage repeats: accounts with a life beside one crowd
HOSTS_PER_CONTROL = 1 / 20  # more hosts would take too much of what ordinary accounts have in common out of the corpus


@dataclass(frozen=True)
class Outcome:
    """How many accounts were flagged, of how many."""

    name: str
    flagged: int
    of: int


def hosts(trial: Trial) -> Iterator[Outcome]:
    """Real controls, a share of whose posts is replaced by a campaign's: who must not be flagged, by share.

    A host was audited, in no ring and not flagged, and its fold is the campaign's: no model that judges it saw it.
    """
    flagged: dict[int, list[bool]] = {}
    for source in trial.sources_with_members():
        for campaign in trial.members(source)["group"].unique().sort():
            for share_pct, is_flagged in _hosts_of(trial, source, campaign):
                flagged.setdefault(share_pct, []).append(is_flagged)
    for share_pct, found in sorted(flagged.items()):
        yield Outcome(f"{KIND} grafts at {share_pct}% contact", sum(found), len(found))


def disguises(trial: Trial) -> Iterator[Outcome]:
    """Members of campaigns disguised, by disguise and level: how many are still flagged.

    All campaigns of a source take the disguise at once; the rest of the source stays. Posts that a disguise adds are
    capped again, as a run would. 0 of 0 where the engine could not do it.
    """
    companies = {source: _company(trial, source) for source in trial.sources_with_members()}
    for name, disguise in ROBUSTNESS.items():
        for level in disguise.levels:
            yield _outcome(trial, name, level, companies)


def shuffled_times(trial: Trial) -> Iterator[Outcome]:
    """Controls whose posts exchanged their times within the day: what is flagged, or found by the pair test.

    Only posts that moved are left, and accounts with enough of them for a score. Controls that are a ring before the
    shuffle are not judged: who shares whole days is still together when the times inside a day are exchanged.
    """
    flagged = in_rings = of = 0
    for source in range(len(trial.sources)):
        controls = trial.rows.filter((pl.col("role") == "control") & (pl.col("source") == source))
        posts = trial.posts(source).join(controls, on=ACCOUNT, how="semi").select(COLUMNS)
        if posts.is_empty():
            continue
        moved = shuffled_posts(trial.engine, posts, trial.trained.parameters)
        counted = moved.group_by(ACCOUNT).agg(n_posts=pl.len().cast(pl.Int64)).filter(pl.col("n_posts") >= MIN_POSTS)
        judged = controls.filter(~pl.col("is_in_ring")).drop("n_posts").join(counted, on=ACCOUNT).sort(ACCOUNT)
        if judged.is_empty():
            continue
        features = trial.features(f"source {source} with shuffled times", moved)
        flagged += int((trial.margins(judged, features) >= trial.flag).sum())
        in_rings += len(judged.join(features.filter("is_in_ring"), on=ACCOUNT, how="semi"))
        of += len(judged)
    yield Outcome("controls flagged, times shuffled", flagged, of)
    yield Outcome("controls that the pair test finds, times shuffled", in_rings, of)


def _hosts_of(trial: Trial, source: int, campaign: str) -> list[tuple[int, bool]]:
    """(share of contact, whether flagged) of each host of one campaign."""
    spared = pl.col("is_audited") & (pl.col("margin") < trial.flag)
    fold = trial.fold(campaign)
    able = trial.rows.filter((pl.col("role") == "control") & spared & (pl.col("fold") == fold))
    able = able.filter(pl.col("n_posts") >= fewest_posts(max(SHARES_PCT)))
    lender = _lender(able, source)
    if lender is None:
        trial.progress(f"no hosts for {campaign}: no audited controls with enough posts were held out with it")
        return []
    able = able.filter(pl.col("source") == lender)
    posts, lent = trial.posts(source), _controls_of(trial, lender)
    of_campaign = posts.join(trial.members(source).filter(pl.col("group") == campaign), on=ACCOUNT, how="semi")
    grafted, listed = host_grafts(
        of_campaign,
        campaign,
        lent.join(able, on=ACCOUNT, how="semi"),
        per_cell=_per_cell(trial, lent["account_id"].n_unique()),
        seed=trial.trained.parameters.seed,
    )
    if listed.is_empty():
        return []
    features = trial.features(
        f"{len(listed)} hosts of {campaign}", in_place_of_hosts(_with(posts, lent), grafted, listed)
    )
    counts = grafted.group_by(ACCOUNT).agg(n_posts=pl.len().cast(pl.Int64))
    judged = listed.join(counts, on=ACCOUNT).with_columns(fold=pl.lit(fold))
    return list(zip(judged["share_pct"], trial.margins(judged, features) >= trial.flag, strict=True))


def _per_cell(trial: Trial, n_controls: int) -> int:
    n_campaigns = sum(trial.members(source)["group"].n_unique() for source in trial.sources_with_members())
    wanted = round(trial.trained.parameters.negatives.grafts_per_cell / n_campaigns)
    return max(1, min(wanted, int(n_controls * HOSTS_PER_CONTROL / len(SHARES_PCT))))


def _outcome(trial: Trial, name: str, level: float, companies: dict[int, pl.DataFrame]) -> Outcome:
    from pyspark.errors import PySparkException

    named = f"{name} {level:g}"
    try:
        counts = [_disguised(trial, source, name, level, company) for source, company in companies.items()]
    except PySparkException as error:  # such as too little memory: hours of other figures are not thrown away for it
        trial.progress(f"{named} is not measured: {str(error)[:200]}")
        return Outcome(named, 0, 0)
    return Outcome(named, sum(flagged for flagged, _ in counts), sum(of for _, of in counts))


def _disguised(trial: Trial, source: int, name: str, level: float, company: pl.DataFrame) -> tuple[int, int]:
    """(flagged, all) of the members of one source under a disguise."""
    parameters = trial.trained.parameters
    posts, members = trial.posts(source).select(COLUMNS), trial.members(source)
    hidden = [
        disguised(posts.join(campaign, on=ACCOUNT, how="semi"), name, level, organic=company, seed=parameters.seed)
        for _, campaign in sorted(members.partition_by("group", as_dict=True).items())
    ]
    others = posts.join(members, on=ACCOUNT, how="anti")
    changed = pl.concat([others, *(made.select(COLUMNS) for made in hidden)]).sort("platform", "post_id")
    drawn = capped(changed, parameters.corpus.max_posts, parameters.seed)
    features = trial.features(
        f"source {source}, {name} {level:g}", _with(drawn, company) if name == "camouflage" else drawn
    )
    return int((trial.margins(members, features) >= trial.flag).sum()), len(members)


def _company(trial: Trial, source: int) -> pl.DataFrame:
    """The posts of controls that members of a source may repeat: of its own, else where most of them are active."""
    fewest = min(COMPANY_MIN_POSTS, trial.trained.parameters.corpus.max_posts or COMPANY_MIN_POSTS)
    able = trial.rows.filter((pl.col("role") == "control") & (pl.col("n_posts") >= fewest))
    lender = _lender(able, source)
    return _controls_of(trial, source if lender is None else lender)


def _lender(able: pl.DataFrame, source: int) -> int | None:
    """The source itself if any of the accounts `able` is in it, else the one with most of them."""
    if able.is_empty():
        return None
    counted = able["source"].value_counts().sort("count", "source", descending=[True, False])["source"].to_list()
    return source if source in counted else counted[0]


def _controls_of(trial: Trial, source: int) -> pl.DataFrame:
    controls = trial.rows.filter((pl.col("role") == "control") & (pl.col("source") == source))
    return trial.posts(source).join(controls, on=ACCOUNT, how="semi").select(COLUMNS)


def _with(posts: pl.DataFrame, lent: pl.DataFrame) -> pl.DataFrame:
    """Both sets of posts, an account of both with those of the first only."""
    return pl.concat([posts.select(COLUMNS), lent.join(posts, on=ACCOUNT, how="anti").select(COLUMNS)])
