"""What a finished run found, as tables: the command line prints them, notebooks use them as they are.

The most telling columns come first: a narrow terminal shows only those.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.collect.collection import Collection, asked_for, ids
from claqueur.results import Run
from claqueur.workspace import Workspace

if TYPE_CHECKING:
    from claqueur.models.store.loaded_model import LoadedModel

RUNS = {
    **dict.fromkeys(("run_id", "status", "created_at", "engine", "model"), pl.String),
    **dict.fromkeys(("n_posts", "n_campaigns"), pl.Int64),
    "null_check": pl.String,
    **dict.fromkeys(("null_edges", "null_campaigns"), pl.Float64),
    "removed": pl.String,
}
COLLECTIONS = {
    **dict.fromkeys(("collection", "platform", "asked"), pl.String),
    **dict.fromkeys(("n_posts", "n_pages"), pl.Int64),
    **dict.fromkeys(("spent_usd", "ended"), pl.String),
}
VERDICTS: dict[str, Any] = {
    **dict.fromkeys(("campaign_id", "verdict", "reviewer"), pl.String),
    "given_at": pl.Datetime("us", "UTC"),
    "reasons": pl.List(pl.String),
    "note": pl.String,
    "n_members": pl.Int64,
    "run_id": pl.String,
}


def campaigns(run: Run) -> pl.DataFrame:
    """Campaigns, largest first: id, class, size, what else could explain it, seen against expected, dates, the axes."""
    return (
        run.table("campaigns")
        .select(
            "campaign_id",
            "class",
            "size",
            "layers",
            pl.col("hypotheses")
            .list.eval(pl.element().filter(pl.element().struct.field("verdict") == "fits").struct.field("name"))
            .alias("could_also_be"),
            "seen",
            pl.col("expected").round(2),
            "n_objects",
            pl.col("median_gap_s").round(1),
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
            pl.col("coordination", "inauthenticity", "reach", "stability").round(3),
        )
        .sort("size", "seen", "campaign_id", descending=[True, True, False])
        .collect()
    )


def topics(run: Run) -> pl.DataFrame:
    """The topics of the run's watchlist, in its order: posts, share by flagged accounts, accounts, campaigns, dates.

    flagged_pct: percent of the posts. Empty for a run without a watchlist.
    """
    if not run.manifest.get("watchlist"):
        return pl.DataFrame(schema=dict.fromkeys(("topic", "name", "kind"), pl.String))
    return (
        run.table("topics")
        .sort("place")
        .select(
            "topic",
            "name",
            "kind",
            "n_posts",
            (100 * pl.col("n_flagged") / pl.col("n_posts")).fill_nan(None).round(1).alias("flagged_pct"),
            "n_accounts",
            "n_campaigns",
            "n_declared",
            "n_accounts_flagged",
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
        )
        .collect()
    )


def accounts(run: Run, level: str | None = None) -> pl.DataFrame:
    """Accounts by level and score, those with nothing left out unless `level` is "none".

    reasons: the features behind the score's strongest reasons; explain() says them in words, with numbers.
    """
    levels = ["flag", "triage"] if level is None else [level]
    ranked = run.table("explanations").sort("account", "rank")
    reasons = ranked.group_by("account", maintain_order=True).agg(pl.col("feature").alias("reasons"))
    return (
        run.table("accounts")
        .filter(pl.col("level").is_in(levels))
        .join(reasons, on="account", how="left")
        .select(
            "account_id",
            "account_name",
            "level",
            "flagged_by",
            "score",
            "campaign_id",
            "n_partners",
            "n_posts",
            "n_uncompared",
            "platform",
            pl.col("influence").round(8),
            pl.col("reasons").fill_null([]),
        )
        .sort("level", "score", "n_partners", "account_id", descending=[False, True, True, False], nulls_last=True)
        .collect()
    )


def explain(run: Run, account: str, language: str = "en") -> pl.DataFrame:
    """The strongest reasons for an account's score: rank, reason (a sentence), feature, value, usual, usual_p95, ...

    Empty for an account below the triage threshold. Raises UserError if the account or the language is unknown.
    """
    from claqueur.app.display.formats import Formats
    from claqueur.app.texts import LANGUAGES, Words
    from claqueur.app.views.reasons import account_reasons

    if language not in LANGUAGES:
        raise UserError(f'There is no language "{language}": give {" or ".join(LANGUAGES)}.')
    key = find_account(run, account)
    rows = run.table("explanations").filter(pl.col("account") == key).sort("rank").collect()
    said = account_reasons(rows.iter_rows(named=True), Words(language), Formats(language))
    return rows.drop("account").insert_column(1, pl.Series("reason", said, pl.String))


def readable_scores(scores: pl.Series) -> pl.Series:
    """Scores as text, such as 0.512 or "over 0.999"; empty where there is none."""
    from claqueur.app.display.formats import Formats

    written = Formats("en").score
    return pl.Series("score", [None if score is None else written(score) for score in scores], pl.String)


def score_sentences(run: Run, account: str, language: str = "en") -> list[str]:
    """An account's score and how far to believe it, in sentences. Raises UserError if the account is unknown."""
    from claqueur.app.display.formats import Formats
    from claqueur.app.texts import Words
    from claqueur.app.views.account import score_lines

    found = run.table("accounts").filter(pl.col("account") == find_account(run, account)).collect().row(0, named=True)
    return score_lines(found, run.manifest, Words(language), Formats(language))


def no_reasons(run: Run, account: str) -> str:
    """Why there is no reason to show for an account, in one sentence."""
    if not run.manifest["model"]["name"]:
        return f"No model scored run {run.run_id}, so there is no score to explain."
    return f"{account} has no score at or above the triage threshold, so there is nothing to explain."


def edges(run: Run) -> pl.DataFrame:
    """Edges of the coordination network, strongest first, with account ids and names."""
    names = run.table("accounts").select("account", "account_id", "account_name")
    return (
        run.table("edges")
        .join(names.rename({"account": "u", "account_id": "account_a", "account_name": "name_a"}), on="u")
        .join(names.rename({"account": "v", "account_id": "account_b", "account_name": "name_b"}), on="v")
        .select(
            "account_a",
            "account_b",
            "name_a",
            "name_b",
            "layers",
            "k",
            pl.col("expected").round(4),
            "q",
            "n_shared",
            pl.col("median_gap_s").round(1),
            pl.col("u_first").alias("a_first"),
            pl.col("v_first").alias("b_first"),
            _time("first_t").alias("first_at"),
            _time("last_t").alias("last_at"),
        )
        .sort("q", "k", "account_a", "account_b", descending=[False, True, False, False])
        .collect()
    )


def evidence(run: Run, account_a: str, account_b: str) -> pl.DataFrame:
    """Every object that two accounts shared within the window, with both posts, in order of time.

    Accounts are given by id or by name. Raises UserError if one is unknown or the pair has no edge.
    """
    sides = {"a": find_account(run, account_a), "b": find_account(run, account_b)}
    u, v = sorted(sides.values())
    rows = run.table("evidence").filter((pl.col("u") == u) & (pl.col("v") == v)).collect()
    if rows.is_empty():
        raise UserError(
            f"There is no coordination evidence between {account_a} and {account_b} in run {run.run_id}: "
            '"claqueur edges" lists the pairs that have some.'
        )
    for side, account in sides.items():
        end = "u" if account == u else "v"
        texts = _texts(run, account, rows[f"post_{end}"]).rename({"text": f"text_{side}"})
        rows = rows.join(texts, left_on=f"post_{end}", right_on="post_id", how="left").with_columns(
            _time(f"t_{end}").alias(f"at_{side}"), pl.col(f"post_{end}").alias(f"post_{side}")
        )
    return rows.select("layer", "at_a", "at_b", "gap_s", "n_accounts", "text_a", "text_b", "post_a", "post_b").sort(
        "at_a", "layer", "post_a", "post_b"
    )


def _texts(run: Run, account: int, post_ids: pl.Series) -> pl.DataFrame:
    """post_id, text of posts of an account; two platforms may use the same post id."""
    platform = run.table("accounts").filter(pl.col("account") == account).select("platform").collect().item()
    wanted = pl.col("post_id").is_in(post_ids.unique().implode()) & (pl.col("platform") == platform)
    return run.posts().filter(wanted).select("post_id", "text").collect()


def find_account(run: Run, name: str) -> int:
    """The 64-bit key of the account with that id, handle (with or without @) or platform:id.

    Raises UserError if there is none or more than one.
    """
    handle = name.removeprefix("@").lower()
    full_id = pl.concat_str("platform", "account_id", separator=":")
    is_id = pl.col("account_id").is_in([name, name.removeprefix("@")]) | (full_id == name)
    is_name = pl.col("account_name").str.strip_prefix("@").str.to_lowercase() == handle
    rows = run.table("accounts").filter(is_id | is_name)
    found = rows.select("account", full_id=full_id, is_id=is_id).sort("full_id").collect()
    found = found.filter("is_id") if found["is_id"].any() else found
    if found.is_empty():
        raise UserError(f'No account has the id or name "{name}" in run {run.run_id}: "claqueur accounts" lists them.')
    if len(found) > 1:
        ids = " or ".join(found["full_id"].head(3))
        raise UserError(f'{len(found)} accounts are called "{name}": give one by its id, such as {ids}.')
    return found["account"][0]


def find_campaign(run: Run, name: str) -> str:
    """The id of the campaign whose id is, or begins with, `name`.

    Raises UserError if there is none or more than one.
    """
    ids = run.table("campaigns").select("campaign_id").collect()["campaign_id"].sort().to_list()
    found = [known for known in ids if name and known.startswith(name)]
    if len(found) == 1 or name in found:
        return name if name in found else found[0]
    if found:
        raise UserError(f'{len(found)} campaigns begin with "{name}": write more of the id, such as {found[0]}.')
    raise UserError(f'No campaign of run {run.run_id} has the id "{name}": "claqueur campaigns" lists them.')


def runs(workspace_runs: list[Run]) -> pl.DataFrame:
    """Runs, newest first: id, status, engine, model, posts, campaigns, and what their shuffles gave.

    null_check: passed, failed, no power; empty without --null-runs. null_edges, null_campaigns: per shuffle of the
    kind that gives more edges. removed: what `claqueur forget` took out since; the numbers are as they were.
    """
    rows = []
    for run in reversed(workspace_runs):
        manifest = run.manifest
        rows.append(
            {
                "run_id": run.run_id,
                "status": manifest["status"],
                "created_at": manifest["created_at"],
                "engine": f"{manifest['engine']['name']} {manifest['engine']['version']}",
                "model": _model_name(manifest["model"]),
                "n_posts": manifest["input"]["n_posts"],
                "n_campaigns": manifest["stages"].get("campaigns", {}).get("rows"),
                **_null_check(manifest.get("null_check")),
                "removed": "; ".join(map(_removed, manifest.get("forgotten", []))) or None,
            }
        )
    return pl.DataFrame(rows, schema=RUNS)


def _removed(note: dict[str, Any]) -> str:
    counts = f"{note['accounts']:,} accounts and {note['posts']:,} posts"
    why = {"asked": "at request", "deleted": "as deleted", "age": "as too old"}[note["reason"]]
    return f"{counts} on {note['on']} {why}"


def _null_check(check: dict[str, Any] | None) -> dict[str, Any]:
    if check is None:
        return {"null_check": None, "null_edges": None, "null_campaigns": None}
    said = {True: "passed", False: "failed", None: "no power"}[check["passed"]]
    return {"null_check": said, "null_edges": check["edges"], "null_campaigns": check["campaigns"]}


def _model_name(model: dict[str, Any]) -> str | None:
    return f"{model['name']} version {model['version']}" if model["name"] else None


def compared(first: Run, second: Run) -> pl.DataFrame:
    """What became of the campaigns of the earlier of two runs in the later one; columns of comparison.SCHEMA."""
    from claqueur.comparison import compared as compare

    sides = [run.table("campaign_members") for run in sorted((first, second), key=lambda run: run.run_id)]
    before, after = (side.select("campaign_id", "account").collect() for side in sides)
    return compare(before, after).with_columns(pl.col("jaccard").round(3))


def collections(workspace: Workspace) -> pl.DataFrame:
    """Collections, newest first: id, platform, what was asked for, posts and pages, most US dollars spent, how it ended
    (empty: it was stopped and continues with `claqueur collect resume`).
    """
    rows = []
    for name in reversed(ids(workspace)):
        found = Collection.open(workspace, name)
        rows.append(
            {
                "collection": name,
                "platform": found.request["platform"],
                "asked": asked_for(found.request),
                "n_posts": found.state.n_posts,
                "n_pages": found.state.n_pages,
                "spent_usd": found.state.spent_usd,
                "ended": found.state.ended,
            }
        )
    return pl.DataFrame(rows, schema=COLLECTIONS)


def verdicts(workspace: Workspace) -> pl.DataFrame:
    """What reviewers said of campaigns, oldest first; n_members: of the campaign in the run that they looked at."""
    from claqueur.app.data.cases import verdicts as given

    rows = [
        {
            "campaign_id": verdict.campaign_id,
            "verdict": verdict.verdict,
            "reviewer": verdict.reviewer,
            "given_at": verdict.given_at,
            "reasons": list(verdict.reasons),
            "note": verdict.note,
            "n_members": len(verdict.members),
            "run_id": verdict.run_id,
        }
        for verdict in given(workspace)
    ]
    return pl.DataFrame(rows, schema=VERDICTS)


def models(workspace: Workspace) -> pl.DataFrame:
    """Trained models, the latest first, with their figures on held-out campaigns."""
    from claqueur.models.store.registry import list_models

    found = list_models(workspace)
    hidden = ("card", "sha256")
    return pl.DataFrame([{name: value for name, value in model.items() if name not in hidden} for model in found])


def model_figures(workspace: Workspace, version: str) -> pl.DataFrame:
    """What is known of one model: rows (what, value). version: a number, or shipped. Raises UserError."""
    from claqueur.models.store.choice import find_model

    known = _known(find_model(workspace, version))
    return pl.DataFrame({"what": list(known), "value": list(known.values())})


def models_compared(workspace: Workspace, first: str, second: str) -> pl.DataFrame:
    """Two models side by side: what, and a column for each. Raises UserError if one is not there."""
    from claqueur.models.store.choice import find_model

    sides = [_known(find_model(workspace, version)) for version in (first, second)]
    names = [first, second] if first != second else [first, f"{second} again"]
    rows = [(what, *(side.get(what, "") for side in sides)) for what in dict.fromkeys((*sides[0], *sides[1]))]
    return pl.DataFrame(rows, dict.fromkeys(("what", *names), pl.String), orient="row")


def _known(model: LoadedModel) -> dict[str, str]:
    about = {
        "version": str(model.version),
        "trained_on": model.trained_on,
        "layers": ", ".join(model.layers),
        "features": str(len(model.feature_names)),
        "sha256": model.sha256,
        "flag_threshold": f"{model.flag_threshold:.4f}",
        "triage_threshold": f"{model.triage_threshold:.4f}",
    }
    return about | {name: f"{value:.4g}" for name, value in model.numbers.items()} | model.stress


def _time(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="s").dt.replace_time_zone("UTC")


def parse_time(text: str | None) -> datetime | None:
    """A UTC time from ISO 8601; without a zone it is UTC. Raises UserError."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UserError(f'"{text}" is not a time: write it like 2026-03-01 or 2026-03-01T18:30:00+01:00.') from error
