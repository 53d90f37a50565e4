"""When each member posted: one strip per account, evidence standing out from its other posts."""

from __future__ import annotations

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.marks import ticks
from claqueur.app.display.plot import Axis, Hover, Panel, Plot
from claqueur.app.texts import Words
from claqueur.app.views.scales import Span, time_axis
from claqueur.app.views.style import COORDINATED, ORDINARY

MAX_STRIPS = 30
ROW_PX = 26
EVIDENCE_PX, ORDINARY_PX = 18, 9
HOVERED = 600  # acts that name their second to the mouse, the first of them; more would cost more than the chart
HOVER_WIDTH = 0.004  # of the chart: a tick alone is too thin to be met


def strips_plot(
    members: pl.DataFrame, evidence: pl.DataFrame, ordinary: pl.DataFrame, words: Words, formats: Formats
) -> Plot:
    """One line per member in the given order: evidence as tall dark ticks, other posts as small grey ones.

    members: account, platform, account_id, name. evidence: account, t. ordinary: platform, account_id, created_at.
    """
    names = dict(members.select("account", "name").iter_rows())
    keys = members.select("account", "platform", "account_id")
    others = ordinary.join(keys, on=["platform", "account_id"], how="inner").select(
        "account", t=pl.col("created_at").dt.epoch("s")
    )
    acts = evidence.filter(pl.col("account").is_in(list(names))).select("account", "t")
    times = pl.concat([others["t"], acts["t"].cast(pl.Int64)])
    span = Span(times.min() or 0, times.max() or 0)  # type: ignore[arg-type]
    rows = {account: 1 - (place + 0.5) / len(names) for place, account in enumerate(names)}
    height = ROW_PX * len(names)
    marks = [
        ticks([span.place(t) for t in posts["t"]], rows[account], pixels / height, colour, width)
        for table, pixels, colour, width in ((others, ORDINARY_PX, ORDINARY, 1), (acts, EVIDENCE_PX, COORDINATED, 2))
        for (account,), posts in table.group_by("account", maintain_order=True)
    ]
    hovers = [
        Hover(
            *(span.place(t) - HOVER_WIDTH / 2, rows[account] - 0.5 / len(names), HOVER_WIDTH, 1 / len(names)),
            f"{names[account]}\n{formats.moment(t)}",
        )
        for account, t in acts.head(HOVERED).iter_rows()
    ]
    legend = [(ticks([0.2, 0.5, 0.8], 0.5, 1, COORDINATED, 2), words("strips.evidence"))]
    if not others.is_empty():
        legend.insert(0, (ticks([0.2, 0.5, 0.8], 0.5, ORDINARY_PX / 14, ORDINARY, 1), words("strips.ordinary")))
    left = Axis([(rows[account], name) for account, name in names.items()])
    return Plot([Panel(marks, height, left, time_axis(span, formats), hovers)], legend)
