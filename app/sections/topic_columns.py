"""Columns of the tables on brands and topics."""

from __future__ import annotations

from typing import Any

from streamlit import column_config as columns

from claqueur.app.texts import Words


def topic_columns(words: Words) -> dict[str, Any]:
    """Columns of views.topics.topics_table."""
    return {
        "topic": columns.TextColumn(words("topics.column.topic"), pinned=True),
        "n_posts": columns.NumberColumn(words("columns.posts")),
        **_numbers(words, "flagged_pct", "n_groups", "declared_pct"),
        "kind": columns.TextColumn(words("topics.column.kind")),
        "n_accounts": columns.NumberColumn(words("columns.accounts")),
    }


def topic_campaign_columns(words: Words) -> dict[str, Any]:
    """Columns of views.topics.campaigns_table."""
    return {
        "campaign": columns.TextColumn(words("columns.campaign"), pinned=True),
        "class": columns.TextColumn(words("columns.class"), help=words("columns.class_help")),
        **_numbers(words, "n_posts", "n_evidence", "n_members", "of_its_posts_pct"),
        "marks": columns.TextColumn(words("topics.column.marks"), help=words("topics.column.marks_help")),
        "stance": columns.TextColumn(words("topics.column.stance"), help=words("topics.column.stance_help")),
    }


def mark_columns(words: Words) -> dict[str, Any]:
    """Columns of views.topics.marks_table."""
    return {
        "mark": columns.TextColumn(words("topics.column.mark"), pinned=True),
        "n_posts": columns.NumberColumn(words("topics.column.n_own")),
        "n_others": columns.NumberColumn(words("topics.column.n_others")),
    }


def voice_columns(words: Words) -> dict[str, Any]:
    """Columns of views.topics.voice_table."""
    return {
        "topic": columns.TextColumn(words("topics.column.topic"), pinned=True),
        "n_posts": columns.NumberColumn(words("columns.posts")),
        **_numbers(words, "n_without", "voice_pct", "voice_without_pct", "change_points", "flagged_pct"),
    }


def _numbers(words: Words, *names: str) -> dict[str, Any]:
    return {
        name: columns.NumberColumn(words(f"topics.column.{name}"), help=words(f"topics.column.{name}_help"))
        for name in names
    }
