"""What can be asked of Bluesky."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from claqueur.errors import UserError
from claqueur.ingest.collect.platform_request import PlatformRequest

MOST_ACCOUNTS = 10_000  # that a Jetstream takes


@dataclass(frozen=True)
class BlueskyRequest(PlatformRequest):
    """What to collect, as in PlatformRequest.

    kind: stream or search. words: a post of the stream is wanted if its text, links or tags hold one of them, in any
    case. accounts: ids (did:...) of accounts of which everything is wanted.
    """

    platform: ClassVar[str] = "bluesky"
    words: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.kind == "stream" and not self.accounts and not any(word.strip() for word in self.words):
            raise UserError("The stream of all of Bluesky is too much: give words, or accounts.", "no_words")
        others = [account for account in self.accounts if not account.startswith("did:")]
        if others:
            raise UserError(
                f'"{others[0]}" is no account id of Bluesky: the stream knows did:plc:... and did:web:... only.'
            )
        if len(self.accounts) > MOST_ACCOUNTS:
            raise UserError(f"{len(self.accounts):,} accounts are too many: a stream takes {MOST_ACCOUNTS:,}.")
