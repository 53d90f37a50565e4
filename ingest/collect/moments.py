"""Moments as a user writes them."""

from __future__ import annotations

from datetime import UTC, datetime

from claqueur.errors import UserError


def moment(text: str | None) -> datetime | None:
    """The moment, UTC unless it names a zone. Raises UserError if it is none."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f'"{text}" is no date: write it like 2026-05-01 or 2026-05-01T08:00.') from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
