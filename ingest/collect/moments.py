"""Moments as a user writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from claqueur.errors import UserError


def moment(text: str | None) -> datetime | None:
    """The moment, UTC unless it names a zone. Raises UserError if it is none."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of the calendar may not exist in UTC
        raise UserError(f'"{text}" is no date: write it like 2026-05-01 or 2026-05-01T08:00.') from None


def ahead(seconds: int) -> str:
    """The moment that lies so far ahead, ISO 8601, UTC. Raises UserError if no calendar has it."""
    try:
        return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    except OverflowError:
        raise UserError(f"{seconds:,} seconds lie beyond the end of the calendar: give a shorter time.") from None
