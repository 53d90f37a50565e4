"""Labelled workspaces: which accounts took part in a known campaign, and which are organic controls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from claqueur.errors import UserError
from claqueur.workspace import Workspace

LABELS = ("coordinated", "organic")
REQUIRED = ("platform", "account_id", "label", "group")
COLUMNS = (*REQUIRED, "declared")


@dataclass(frozen=True)
class LabelledWorkspace:
    """A workspace with posts, and a CSV file that says what is known of its accounts.

    The file has the columns platform, account_id, label (coordinated or organic) and group: the campaign of a
    coordinated account, the control set or community of an organic one (may be empty). A column declared (true or
    false), if it is there, marks open teams such as party staff: they are controls, but not audited ones.
    """

    workspace: Workspace
    labels: Path

    def read_labels(self) -> pl.DataFrame:
        """One row per labelled account, columns COLUMNS, declared as a boolean, group never empty for coordinated.

        Raises UserError if the file or a column is missing, or a label is unknown.
        """
        if not self.labels.is_file():
            raise UserError(f'There is no labels file "{self.labels}": check the path given with --labels.')
        found = pl.read_csv(self.labels, infer_schema=False)
        missing = [name for name in REQUIRED if name not in found.columns]
        if missing:
            raise UserError(
                f'Column "{missing[0]}" is missing from {self.labels.name} (found: {", ".join(found.columns)}): '
                f"a labels file needs {', '.join(REQUIRED)}."
            )
        if "declared" not in found.columns:
            found = found.with_columns(declared=pl.lit("false"))
        is_declared = pl.col("declared").str.to_lowercase() == "true"
        labels = found.with_columns(pl.col("group").fill_null(""), declared=is_declared.fill_null(False)).select(
            COLUMNS
        )
        _check(labels, self.labels.name)
        return labels.unique(["platform", "account_id"], keep="first", maintain_order=True)


def _check(labels: pl.DataFrame, name: str) -> None:
    unknown = sorted(set(labels["label"].fill_null("(empty)")) - set(LABELS))
    if unknown:
        raise UserError(f'{name} has the label "{unknown[0]}": a label is {" or ".join(LABELS)}.')
    nameless = labels.filter((pl.col("label") == "coordinated") & (pl.col("group") == ""))
    if len(nameless):
        raise UserError(
            f"{name} has {len(nameless)} coordinated accounts without a group, such as {nameless['account_id'][0]}: "
            "write the name of their campaign."
        )
