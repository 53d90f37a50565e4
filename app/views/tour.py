"""A guided tour: a few stops on a run of simulated posts, each a page and what its link says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from claqueur.app.views.manifest import simulated

# No two in a row on one page: a link to the page that is open changes what is shown, but not the browser's address.
STOPS = ("overview", "campaigns", "hidden", "account", "open", "models", "method")
PAGE = {"hidden": "campaign", "open": "campaign"}  # the others are named as their page


@dataclass(frozen=True)
class Stop:
    """One stop: its name, its page, and the parameters of its link."""

    name: str
    page: str
    link: dict[str, str]


def tour_run(manifests: dict[str, dict[str, Any]], shown: str) -> str | None:
    """The run to be shown around: the one that is open if its posts are simulated, else the newest such run."""
    finished = {run_id: manifest for run_id, manifest in manifests.items() if manifest.get("status") == "finished"}
    runs = [run_id for run_id, manifest in finished.items() if simulated(manifest)]
    return shown if shown in runs else next(iter(runs), None)


def stops(run_id: str, campaigns: pl.DataFrame, account: int | None) -> list[Stop]:
    """The stops that this run has. campaigns: columns CAMPAIGNS; account: one worth a look, if there is one."""
    found = {
        "hidden": _first(campaigns, "undeclared"),
        "open": _first(campaigns, "declared"),
        "account": None if account is None else str(account),
    }
    stops = []
    for name in STOPS:
        page = PAGE.get(name, name)
        link = {"run": run_id}
        if name in found:
            if found[name] is None:
                continue
            link[page] = str(found[name])
        stops.append(Stop(name, page, link))
    return stops


def _first(campaigns: pl.DataFrame, of_class: str) -> str | None:
    """The largest campaign of a class, ties by id."""
    ordered = campaigns.filter(pl.col("class") == of_class).sort(["size", "campaign_id"], descending=[True, False])
    return None if ordered.is_empty() else str(ordered["campaign_id"][0])
