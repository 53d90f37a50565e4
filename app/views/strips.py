"""When each member posted: one strip per account, evidence standing out from its other posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import for_plotly
from claqueur.app.texts import Words
from claqueur.app.views.style import COORDINATED, FAINT, ORDINARY, date_axis, quiet_layout

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MAX_STRIPS = 30
ROW_PX = 26
MANY_POINTS = 3_000


def strips_figure(
    members: pl.DataFrame, evidence: pl.DataFrame, ordinary: pl.DataFrame, words: Words, formats: Formats
) -> Figure:
    """One line per member in the given order: evidence as tall dark ticks, other posts as small grey ones.

    members: account, platform, account_id, name. evidence: account, t. ordinary: platform, account_id, created_at.
    """
    from plotly.graph_objects import Figure, Scatter, Scattergl

    names = {account: for_plotly(name) for account, name in members.select("account", "name").iter_rows()}
    others = ordinary.join(
        members.select("account", "platform", "account_id"), on=["platform", "account_id"], how="inner"
    )
    acts = evidence.filter(pl.col("account").is_in(list(names)))
    times = pl.from_epoch(acts["t"], time_unit="s")
    # WebGL draws many points faster, but a machine without a graphics card pays for it: only where it is needed.
    kind = Scattergl if others.height + acts.height > MANY_POINTS else Scatter
    figure = Figure(
        [
            kind(
                x=others["created_at"].dt.replace_time_zone(None).to_list(),
                y=[names[account] for account in others["account"]],
                name=words("strips.ordinary"),
                mode="markers",
                marker={"symbol": "line-ns", "size": 7, "line": {"width": 1, "color": ORDINARY}},
            ),
            kind(
                x=times.to_list(),
                y=[names[account] for account in acts["account"]],
                name=words("strips.evidence"),
                mode="markers",
                marker={"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": COORDINATED}},
            ),
        ],
        layout=quiet_layout(formats, height=110 + ROW_PX * len(names)),
    )
    order = [names[account] for account in members["account"]]
    axis = {
        "categoryorder": "array",
        "categoryarray": order[::-1],
        "gridcolor": FAINT,
        "showgrid": True,
        "automargin": True,
        "range": [-0.7, len(order) - 0.3],
        "type": "category",
    }
    figure.update_layout(xaxis=date_axis(formats), yaxis=axis, hovermode="closest")
    figure.update_traces(hovertemplate="%{y}<br>%{x}<extra></extra>")
    return figure
