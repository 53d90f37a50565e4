"""Which records of Bluesky's stream are wanted."""

from __future__ import annotations

from typing import Any

from claqueur.ingest.collect.bluesky.request import BlueskyRequest
from claqueur.ingest.readers.bluesky import REPOST, quote_of, uri_of
from claqueur.ingest.readers.json_lines import MISFITS


class Wanted:
    """Which records of a stream are wanted: by words, by account, and reposts and quotes of posts that were wanted."""

    def __init__(self, request: BlueskyRequest) -> None:
        self._words = [word.strip().casefold() for word in request.words if word.strip()]
        self._has_accounts = bool(request.accounts)  # then the server sends nothing of others
        self._uris: set[int] = set()
        self._kept_accounts: set[int] = set()

    def wants(self, event: dict[str, Any]) -> bool:
        """Whether the commit (create or update) is wanted; a wanted post is remembered."""
        try:
            wanted = self._has_accounts or self._is_about_kept(event["commit"]) or self._holds_word(event["commit"])
        except MISFITS:  # anybody can write a record in a form of their own: no application shows it as a post
            wanted = False
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

    def _is_about_kept(self, commit: dict[str, Any]) -> bool:
        about = _subject(commit["record"]) if commit["collection"] == REPOST else quote_of(commit["record"])
        return hash(about) in self._uris

    def _holds_word(self, commit: dict[str, Any]) -> bool:
        text = " ".join(_texts(commit["record"])).casefold()
        return any(word in text for word in self._words)


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
