"""What can be asked of every platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from claqueur.errors import UserError
from claqueur.ingest.collect.moments import moment

SEARCHES = ("search", "archive")


@dataclass(frozen=True)
class PlatformRequest:
    """platform: its name. kind: as the platform calls it. query: of a search. since, until: first moment and end (not
    included), ISO 8601, UTC. limit: posts (accounts) after which no more is asked for.
    """

    platform: ClassVar[str]
    kind: str
    query: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 10_000

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UserError(f"The limit is {self.limit}: write the number of posts to collect at most, 1 or more.")
        if self.kind in SEARCHES and not (self.query or "").strip():
            raise UserError("The query is empty: write what the posts hold, such as a name or a hashtag.", "no_query")
        first, end = moment(self.since), moment(self.until)
        if first and end and first >= end:
            raise UserError(f"The time from {self.since} to {self.until} is empty: the end has to be later.", "no_time")

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """The request that was written down."""
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**values | lists)
