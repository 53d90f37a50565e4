"""How the columns of the tables are headed and formatted, with a line of help for each."""

from __future__ import annotations

from typing import Any

from streamlit import column_config as columns

from claqueur.app.formats import Formats
from claqueur.app.texts import Words

DATE_FORMATS = {"en": "D MMM YYYY, HH:mm", "fr": "DD/MM/YYYY HH:mm"}


def campaign_columns(words: Words, formats: Formats) -> dict[str, Any]:
    """Columns of views.campaigns.campaign_table."""
    date = DATE_FORMATS[formats.lang]
    return {
        "campaign": columns.TextColumn(words("columns.campaign"), pinned=True),
        "class": columns.TextColumn(words("columns.class"), help=words("columns.class_help")),
        "size": columns.NumberColumn(words("columns.accounts"), format="localized"),
        "layers": columns.TextColumn(words("columns.layers"), help=words("columns.layers_help")),
        "n_objects": columns.NumberColumn(
            words("columns.objects"), help=words("columns.objects_help"), format="localized"
        ),
        "seen": columns.NumberColumn(words("columns.seen"), help=words("columns.seen_help"), format="localized"),
        "expected": columns.NumberColumn(words("columns.expected"), help=words("columns.expected_help"), format="%.2f"),
        "median_gap_s": columns.NumberColumn(words("columns.gap"), help=words("columns.gap_help"), format="%.0f s"),
        "first": columns.DatetimeColumn(words("columns.first"), format=date, timezone="UTC"),
        "last": columns.DatetimeColumn(words("columns.last"), format=date, timezone="UTC"),
        **{
            axis: columns.NumberColumn(words(f"axis.{axis}.name"), help=words(f"axis.{axis}.how"), format="%.0f %%")
            for axis in ("coordination", "inauthenticity", "reach")
        },
    }


def member_columns(words: Words) -> dict[str, Any]:
    """Columns of views.campaign.members_table."""
    return {
        "account": columns.TextColumn(words("columns.account"), pinned=True),
        "n_partners": columns.NumberColumn(words("columns.partners"), help=words("columns.partners_help")),
        "n_objects": columns.NumberColumn(words("columns.objects"), help=words("columns.objects_help")),
        "first_share_pct": columns.ProgressColumn(
            words("columns.first_share"),
            help=words("columns.first_share_help"),
            format="%.0f %%",
            min_value=0,
            max_value=100,
        ),
        "role": columns.TextColumn(words("columns.role")),
        "n_posts": columns.NumberColumn(words("columns.posts"), format="localized"),
        "level": columns.TextColumn(words("columns.level"), help=words("columns.level_help")),
        "affiliation": columns.TextColumn(words("columns.affiliation"), help=words("columns.affiliation_help")),
    }


def partner_columns(words: Words) -> dict[str, Any]:
    """Columns of views.account.partners_table."""
    return {
        "partner": columns.TextColumn(words("columns.partner"), pinned=True),
        "layers": columns.TextColumn(words("columns.layers"), help=words("columns.layers_help")),
        "k": columns.NumberColumn(words("columns.seen"), help=words("columns.seen_help")),
        "expected": columns.NumberColumn(words("columns.expected"), help=words("columns.expected_help"), format="%.3f"),
        "n_objects": columns.NumberColumn(words("columns.objects"), help=words("columns.objects_help")),
        "n_shared": columns.NumberColumn(words("columns.n_shared"), help=words("columns.n_shared_help")),
        "median_gap_s": columns.NumberColumn(words("columns.gap"), help=words("columns.gap_help"), format="%.0f s"),
        "own_first_pct": columns.NumberColumn(
            words("columns.own_first"), help=words("columns.own_first_help"), format="%.0f %%"
        ),
        "q": columns.TextColumn(words("columns.q"), help=words("columns.q_help")),
    }


def object_columns(words: Words) -> dict[str, Any]:
    """Columns of views.campaign.object_table."""
    return {
        "object": columns.TextColumn(words("columns.object"), width="large"),
        "layer": columns.TextColumn(words("columns.layer")),
        "n_members": columns.NumberColumn(words("columns.members"), format="localized"),
        "n_accounts": columns.NumberColumn(words("columns.accounts_all"), format="localized"),
        "n_co_actions": columns.NumberColumn(words("columns.times"), format="localized"),
        "first": columns.TextColumn(words("columns.first")),
        "last": columns.TextColumn(words("columns.last")),
    }
