"""What to tell the reader who made a mistake: in the app's own words where it has some, else the library's sentence."""

from __future__ import annotations

from pathlib import Path

from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.errors import UserError

MAX_NAME = 60
MAX_SENTENCE = 1_000


def error_sentence(error: UserError, words: Words, names: dict[str, str] | None = None) -> str:
    """The sentence of `error`, harmless as text; names: path of a stored file -> what the reader calls it."""
    key = f"error.{error.kind}"
    if error.kind is None or not words.has(key):
        return with_names(str(error), names or {})
    return words(key, **{name: with_names(str(value), names or {}) for name, value in error.found.items()})


def with_names(sentence: str, names: dict[str, str]) -> str:
    """A sentence about stored files with the names that the reader knows, harmless as text."""
    for path, name in names.items():
        for known in (path, Path(path).name):
            sentence = sentence.replace(known, safe_line(name, MAX_NAME))
    return safe_line(sentence, MAX_SENTENCE)
