"""How the columns of the tables are headed, explained and written; numbers by locale, yet sorted as numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
from streamlit import column_config as columns

from claqueur.app.display.formats import Formats
from claqueur.app.sections.table_styles import written_table
from claqueur.app.texts import Words
from claqueur.app.views.precedence import COUNTS as PRECEDENCE_COUNTS

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

COUNTS = (
    *("size", "n_objects", "n_shared", "n_members", "n_accounts", "n_partners", "n_posts"),
    *("seen", "k", "n_co_actions"),
    *PRECEDENCE_COUNTS,
    *("n_evidence", "n_groups", "n_others", "n_without"),
    *("before", "after", "n_before", "n_after", "n_both", "n_came", "n_left"),
)


def localised(table: pl.DataFrame, formats: Formats) -> Styler:
    """`table` with its numbers and times written in the language of `formats`, a dash where there is none.

    Streamlit writes numbers as the browser's language does, which need not be the one that the reader chose here.
    """
    writers = _writers(formats)
    return written_table(table, {name: writers[name] for name in table.columns if name in writers})


def _writers(formats: Formats) -> dict[str, Callable[[Any], str]]:
    """Column -> how its values are written."""

    def percent(value: float) -> str:
        return formats.percent(value / 100)

    return {
        **dict.fromkeys(COUNTS, formats.number),
        "expected": formats.estimate,
        "difference": lambda value: f"{'+' if value > 0 else ''}{formats.number(value)}".replace("-", "−"),
        "median_gap_s": formats.span,
        **dict.fromkeys(("coordination", "inauthenticity", "reach", "own_first_pct", "jaccard_pct"), percent),
        **dict.fromkeys(("flagged_pct", "declared_pct", "of_its_posts_pct", "voice_pct", "voice_without_pct"), percent),
        "change_points": formats.signed_points,
        **dict.fromkeys(("first", "last", "last_verdict"), lambda moment: formats.moment(moment, "minute")),
    }


def campaign_columns(words: Words) -> dict[str, Any]:
    """Columns of views.campaigns.campaign_table."""
    return {
        "campaign": columns.TextColumn(words("columns.campaign"), pinned=True),
        "class": columns.TextColumn(words("columns.class"), help=words("columns.class_help")),
        "size": columns.NumberColumn(words("columns.accounts")),
        "hashtags": columns.TextColumn(words("columns.hashtags"), help=words("columns.hashtags_help")),
        "cadence": columns.BarChartColumn(words("columns.cadence"), help=words("columns.cadence_help")),
        "review": columns.TextColumn(words("columns.review"), help=words("columns.review_help")),
        "layers": columns.TextColumn(words("columns.layers"), help=words("columns.layers_help")),
        "languages": columns.TextColumn(words("columns.languages"), help=words("columns.languages_help")),
        "n_objects": columns.NumberColumn(words("columns.objects"), help=words("columns.objects_help")),
        **_seen_and_expected(words),
        **{
            axis: columns.NumberColumn(words(f"axis.{axis}.name"), help=words(f"axis.{axis}.how"))
            for axis in ("coordination", "inauthenticity", "reach")
        },
        "first": columns.DatetimeColumn(words("columns.first")),
        "last": columns.DatetimeColumn(words("columns.last")),
    }


def review_columns(words: Words) -> dict[str, Any]:
    """Columns of views.review.waiting_table."""
    return {
        "campaign": columns.TextColumn(words("columns.campaign"), pinned=True),
        "class": columns.TextColumn(words("columns.class"), help=words("columns.class_help")),
        "size": columns.NumberColumn(words("columns.accounts")),
        "said": columns.TextColumn(words("review.verdict_label")),
        "reviewers": columns.TextColumn(words("review.reviewers")),
        "last_verdict": columns.DatetimeColumn(words("review.last")),
    }


def verdict_columns(words: Words) -> dict[str, Any]:
    """Columns of views.review.history_table."""
    return {
        "when": columns.TextColumn(words("columns.when")),
        "campaign": columns.TextColumn(words("columns.campaign")),
        "reviewer": columns.TextColumn(words("review.reviewer")),
        "said": columns.TextColumn(words("review.verdict_label")),
        "holds": columns.TextColumn(words("review.holds_head"), help=words("review.holds_help")),
        "reasons": columns.TextColumn(words("review.reasons"), width="medium"),
        "note": columns.TextColumn(words("review.note"), width="large"),
        "members_then": columns.TextColumn(words("review.members_then"), help=words("review.members_then_help")),
        "run": columns.TextColumn(words("sidebar.run")),
    }


def object_columns(words: Words) -> dict[str, Any]:
    """Columns of views.campaign.object_table."""
    return {
        "object": columns.TextColumn(words("columns.object"), width="large"),
        "layer": columns.TextColumn(words("columns.layer")),
        "n_members": columns.NumberColumn(words("columns.members")),
        "n_accounts": columns.NumberColumn(words("columns.accounts_all")),
        "n_co_actions": columns.NumberColumn(words("columns.times")),
        "first_act": columns.TextColumn(words("columns.first")),
        "last_act": columns.TextColumn(words("columns.last")),
    }


def member_columns(words: Words) -> dict[str, Any]:
    """Columns of views.campaign.members_table."""
    share = words("columns.first_share")
    return {
        "account": columns.TextColumn(words("columns.account"), pinned=True),
        "n_partners": columns.NumberColumn(words("columns.partners"), help=words("columns.partners_help")),
        "n_objects": columns.NumberColumn(words("columns.objects"), help=words("columns.objects_help")),
        "first_share_pct": columns.ProgressColumn(
            share, help=words("columns.first_share_help"), format="%.0f %%", min_value=0, max_value=100
        ),
        "role": columns.TextColumn(words("columns.role")),
        "n_posts": columns.NumberColumn(words("columns.posts")),
        "level": columns.TextColumn(words("columns.level"), help=words("columns.level_help")),
        "affiliation": columns.TextColumn(words("columns.affiliation"), help=words("columns.affiliation_help")),
    }


def precedence_columns(words: Words) -> dict[str, Any]:
    """Columns of views.precedence.precedence_table."""
    return {
        "layer": columns.TextColumn(words("columns.layer")),
        "account": columns.TextColumn(words("columns.account")),
        **{
            name: columns.NumberColumn(words(f"precedence.{name}"), help=words(f"precedence.{name}_help"))
            for name in PRECEDENCE_COUNTS
        },
    }


def partner_columns(words: Words) -> dict[str, Any]:
    """Columns of views.account.partners_table."""
    return {
        "partner": columns.TextColumn(words("columns.partner"), pinned=True),
        "layers": columns.TextColumn(words("columns.layers"), help=words("columns.layers_help")),
        **_seen_and_expected(words),
        "k": columns.NumberColumn(words("columns.seen"), help=words("columns.seen_help")),
        "n_shared": columns.NumberColumn(words("columns.n_shared"), help=words("columns.n_shared_help")),
        "own_first_pct": columns.NumberColumn(words("columns.own_first"), help=words("columns.own_first_help")),
        "q": columns.TextColumn(words("columns.q"), help=words("columns.q_help")),
    }


def _seen_and_expected(words: Words) -> dict[str, Any]:
    return {
        "seen": columns.NumberColumn(words("columns.seen"), help=words("columns.seen_help")),
        "expected": columns.NumberColumn(words("columns.expected"), help=words("columns.expected_help")),
        "median_gap_s": columns.NumberColumn(words("columns.gap"), help=words("columns.gap_help")),
    }


def compared_columns(words: Words) -> dict[str, Any]:
    """Columns of views.compare.groups_table."""
    names = {"status": "became", "jaccard_pct": "jaccard", "n_came": "came", "n_left": "left"}
    return {
        "status": columns.TextColumn(words("compare.became"), pinned=True),
        **{f"group_{when}": columns.TextColumn(words(f"compare.{when}")) for when in ("before", "after")},
        **{
            name: columns.NumberColumn(words(f"compare.{names.get(name, name)}"))
            for name in ("n_before", "n_after", "n_both", "n_came", "n_left")
        },
        "jaccard_pct": columns.NumberColumn(words("compare.jaccard"), help=words("compare.jaccard_help")),
        **{name: columns.TextColumn(words(f"compare.{name}")) for name in ("class_before", "class_after")},
    }


def counts_columns(words: Words) -> dict[str, Any]:
    """Columns of views.compare.counts."""
    return {
        "what": columns.TextColumn(words("compare.what"), pinned=True),
        **{name: columns.NumberColumn(words(f"compare.{name}")) for name in ("before", "after", "difference")},
    }
