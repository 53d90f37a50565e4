"""Posts in, the features of their accounts out, by the stages of a run: for notebooks and scripts."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.jobs.engines.engine import open_engine
from claqueur.jobs.parameters import RunParameters
from claqueur.jobs.stages_on_demand import StagesOnDemand
from claqueur.jobs.traces.actions import PRECISION_S
from claqueur.jobs.traces.selection import check_precision, input_counts, selected
from claqueur.models.features.company import ALONE, COMPANY
from claqueur.models.shipped import shipped_model
from claqueur.models.store.loaded_model import ABOUT, LoadedModel
from claqueur.workspace import MARKER, Workspace

if TYPE_CHECKING:
    import pandas as pd

NO_POSTS = "No post could be read or selected: docs/formats.md says what a post needs to have."


def features(
    posts: pl.DataFrame | pd.DataFrame | Path | str,
    *,
    model: LoadedModel | None = None,
    parameters: RunParameters | None = None,
    engine: str = "sail",
    master: str | None = None,
) -> pl.DataFrame:
    """One row per account with at least one pair: platform, account_id, account_name, account, n_posts, FEATURE_NAMES.

    The company an account keeps is made of margins: those of `model`, by default of the one that comes with claqueur;
    the features are those of its layers. posts: a frame, or a file or folder in any format that `claqueur ingest`
    reads, or a workspace. Columns of a frame are recognised as those of a CSV file are. Raises UserError if
    nothing can be read from it.
    """
    parameters = RunParameters() if parameters is None else parameters
    with tempfile.TemporaryDirectory(prefix="claqueur-features-") as scratch:
        workspace = _workspace(posts, Path(scratch))
        if not workspace.has_posts():
            raise UserError(NO_POSTS)
        with open_engine(engine, master) as opened:
            chosen = selected(opened.read(workspace.posts), parameters)
            counts = input_counts(chosen)
            if not counts["n_posts"]:
                raise UserError(NO_POSTS)
            check_precision(counts, parameters)
            precision_s = PRECISION_S[counts["time_precision"]]
            tables = StagesOnDemand(opened, Path(scratch) / "stages", chosen, parameters, precision_s)
            tables.model = shipped_model() if model is None else model
            for name in ("features", "company", "activity"):
                _ = tables[name]
        found, kept, about = (
            pl.read_delta(str(tables.run_path / name)) for name in ("features", "company", "activity")
        )
    with_company = found.join(kept, on="account", how="left").with_columns(pl.col(COMPANY).fill_null(ALONE))
    named = with_company.join(about.select(*ABOUT[:-1]), on="account", how="inner").sort("platform", "account_id")
    return named.select(*ABOUT, pl.exclude(ABOUT))


def _workspace(posts: pl.DataFrame | pd.DataFrame | Path | str, scratch: Path) -> Workspace:
    """The workspace that holds `posts`: itself, or one in `scratch`."""
    if isinstance(posts, str | Path):
        if (Path(posts) / MARKER).is_file():
            return Workspace.open(posts)
        source = str(posts)
    else:
        frame = posts if isinstance(posts, pl.DataFrame) else pl.from_pandas(posts)
        source = str(scratch / "posts.parquet")
        frame.write_parquet(source)
    workspace = Workspace.create(scratch / "workspace")
    ingest([source], workspace)
    return workspace
