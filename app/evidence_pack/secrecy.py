"""What of posts and accounts may leave in a pack: pseudonyms instead of ids, unless the ids are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from claqueur.app.display.pseudonyms import pseudonym
from claqueur.app.display.safe_text import safe_text
from claqueur.app.views.names import Names

MAX_CHARACTERS = 10_000
POST_LENGTH = 12  # 60 bits: posts are many more than accounts
TARGETS = ("repost", "reply_target", "quote_target")  # layers whose object is another post
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Secrecy:
    """How posts and accounts are called in one pack. with_text: whether the words of posts go in."""

    names: Names
    with_text: bool = True

    @property
    def reveal(self) -> bool:
        """Whether ids and handles are given."""
        return self.names.reveal

    def post(self, platform: str | None, post_id: str) -> str:
        """The post's id, or the pseudonym of it: ids lead to accounts."""
        if self.reveal:
            return post_id
        return pseudonym(self.names.key, f"{platform or ''}/post", post_id, POST_LENGTH)

    def text(self, text: str | None) -> str:
        """The words of a post, harmless, handles and ids in links hidden unless they are asked for."""
        return safe_text(text, MAX_CHARACTERS, hide_handles=not self.reveal) if self.with_text else ""

    def label(self, layer: str, label: str | None, platform: str | None) -> str:
        """What was shared, in words; the id of a post becomes a pseudonym."""
        if label and layer in TARGETS and not any(character.isspace() for character in label):
            return self.post(platform, label)
        return self.text(label)


def cell(value: object) -> object:
    """A value for a CSV file: text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(FORMULA):
        return f"'{value}"
    return value
