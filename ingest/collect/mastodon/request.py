"""What can be asked of a Mastodon server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from claqueur.errors import UserError
from claqueur.ingest.collect.platform_request import PlatformRequest
from claqueur.ingest.collect.settings import check_address

TAG = re.compile(r"[\w·・]+")
HOST = re.compile(r"[\w.-]+\.\w+(:\d+)?")


@dataclass(frozen=True)
class MastodonRequest(PlatformRequest):
    """What to collect, as in PlatformRequest.

    kind: timeline or stream. server: address of a server, such as https://mastodon.social. tags: hashtags without #;
    none for all public posts that the server knows. local: of the server's own accounts only.
    """

    platform: ClassVar[str] = "mastodon"
    server: str = ""
    tags: tuple[str, ...] = ()
    local: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        check_address(self.server, "https")
        for tag in self.tags:
            if not TAG.fullmatch(tag):
                raise UserError(f'"{tag}" is no hashtag: write one word, such as #ourparty.', "no_hashtag", name=tag)
        if self.kind == "stream" and len(self.tags) > 1:
            sentence = "A stream of Mastodon has one hashtag: start a collection for each, or take the timeline."
            raise UserError(sentence, "one_hashtag")
        if self.kind == "timeline" and self.until is not None:
            raise UserError("A timeline begins with the newest post: leave --until out.")
        if self.kind == "stream" and self.since is not None:
            raise UserError("A stream begins now: leave --since out, or take the timeline.")

    @property
    def host(self) -> str:
        """The server's name."""
        return self.server.partition("://")[2].rstrip("/")


def server_address(written: str) -> str:
    """The address of a server, written as one or as a name. Raises UserError if it is neither."""
    text = written.strip().rstrip("/").lower()
    address = text if "://" in text else f"https://{text}"
    if not HOST.fullmatch(address.partition("://")[2]) and "://127.0.0.1" not in address and "localhost" not in address:
        sentence = f'"{written}" is no server of Mastodon: write its name, such as mastodon.social.'
        raise UserError(sentence, "no_such_server", name=written)
    return address
