"""What can be asked of Bluesky, and which posts of its stream are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.collect.moments import moment

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
MOST_ACCOUNTS = 10_000  # that a Jetstream takes


@dataclass(frozen=True)
class BlueskyRequest:
    """What to collect.

    kind: stream or search. words: a post of the stream is wanted if its text, links or tags hold one of them, in any
    case. accounts: ids (did:...) of accounts of which everything is wanted. query: of a search. since, until: first
    moment and end (not included), ISO 8601, UTC. limit: posts after which it ends.
    """

    kind: str
    words: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    query: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 10_000

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UserError(f"The limit is {self.limit}: write the number of posts to collect at most, 1 or more.")
        if self.kind == "search" and not (self.query or "").strip():
            raise UserError("The query is empty: write what the posts hold, such as a name or a hashtag.", "no_query")
        if self.kind == "stream" and not self.accounts and not any(word.strip() for word in self.words):
            raise UserError("The stream of all of Bluesky is too much: give words, or accounts.", "no_words")
        others = [account for account in self.accounts if not account.startswith("did:")]
        if others:
            raise UserError(
                f'"{others[0]}" is no account id of Bluesky: the stream knows did:plc:... and did:web:... only.'
            )
        if len(self.accounts) > MOST_ACCOUNTS:
            raise UserError(f"{len(self.accounts):,} accounts are too many: a stream takes {MOST_ACCOUNTS:,}.")
        first, end = moment(self.since), moment(self.until)
        if first and end and first >= end:
            raise UserError(f"The time from {self.since} to {self.until} is empty: the end has to be later.", "no_time")

    @classmethod
    def of(cls, values: dict[str, Any]) -> BlueskyRequest:
        """The request that was written down."""
        return cls(**values | {"words": tuple(values["words"]), "accounts": tuple(values["accounts"])})


class Wanted:
    """Which records of a stream are wanted: by words, by account, and reposts and quotes of posts that were wanted."""

    def __init__(self, request: BlueskyRequest) -> None:
        self._words = [word.strip().casefold() for word in request.words if word.strip()]
        self._has_accounts = bool(request.accounts)  # then the server sends nothing of others
        self._uris: set[int] = set()
        self._kept_accounts: set[int] = set()

    def wants(self, event: dict[str, Any]) -> bool:
        """Whether the commit (create or update) is wanted; a wanted post is remembered."""
        record = event["commit"].get("record") or {}
        about = _subject(record) if event["commit"]["collection"] == REPOST else quoted(record)
        wanted = self._has_accounts or hash(about) in self._uris or self._holds_word(record)
        if wanted:
            self.remember(event)
        return wanted

    def remember(self, event: dict[str, Any]) -> None:
        """Take note of a record that is kept."""
        self._uris.add(hash(uri_of(event)))
        self._kept_accounts.add(hash(event["did"]))

    def kept(self, uri: str) -> bool:
        """Whether the record of that address is kept."""
        return hash(uri) in self._uris

    def kept_of(self, account: str) -> bool:
        """Whether a record of that account is kept."""
        return hash(account) in self._kept_accounts

    def _holds_word(self, record: dict[str, Any]) -> bool:
        text = " ".join(_texts(record)).casefold()
        return any(word in text for word in self._words)


def uri_of(event: dict[str, Any]) -> str:
    """The address of a commit's record."""
    return f"at://{event['did']}/{event['commit']['collection']}/{event['commit']['rkey']}"


def quoted(record: dict[str, Any]) -> str | None:
    """The address of the record that a post embeds, if any."""
    embed = record.get("embed") or {}
    inner = embed.get("record") or {}
    return inner.get("uri") or (inner.get("record") or {}).get("uri")


def _subject(record: dict[str, Any]) -> str | None:
    return (record.get("subject") or {}).get("uri")


def _texts(record: dict[str, Any]) -> list[str]:
    """Text, tags (with #), link targets and the title of a linked page."""
    external = ((record.get("embed") or {}).get("external")) or {}
    found = [record.get("text"), external.get("uri"), external.get("title")]
    for facet in record.get("facets") or []:
        found += [feature.get("uri") for feature in facet.get("features") or []]
    found += [f"#{tag}" for tag in record.get("tags") or []]
    return [text for text in found if isinstance(text, str)]
