"""Every word on screen, by language: `Words("fr")("overview.title")`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claqueur.app.display.formats import Formats

LANGUAGES = {"en": "English", "fr": "Français"}


@cache
def texts(lang: str) -> dict[str, str]:
    """All texts of a language under dotted keys."""
    path = Path(__file__).parent / f"{lang}.toml"
    return flattened(tomllib.loads(path.read_text(encoding="utf-8")))


def flattened(tree: dict, prefix: str = "") -> dict[str, str]:
    """`{"a": {"b": "text"}}` as `{"a.b": "text"}`."""
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            flat |= flattened(value, f"{key}.")
        else:
            flat[key] = value
    return flat


@dataclass(frozen=True)
class Words:
    """Texts of one language; values put into them must be formatted already."""

    lang: str

    def __call__(self, key: str, **values: str) -> str:
        """The text under `key` with `values` filled in. Raises KeyError if there is none."""
        text = texts(self.lang)[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a text under `key`."""
        return key in texts(self.lang)

    def counted(self, key: str, count: int) -> str:
        """The singular or plural under `count.<key>` with the number in it, such as "1,204 posts"."""
        formats = Formats(self.lang)
        form = "one" if formats.locale.plural_form(count) == "one" else "other"
        return self(f"count.{key}.{form}", n=formats.number(count))

    def listed(self, items: list[str]) -> str:
        """ "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('words.and')} {items[-1]}"
