"""Where texts that are nearly the same differ: the words that one has and the other has not.

`marked` gives HTML in which every word of a post is escaped (see cards.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup, escape

from claqueur.app.display.marks import element

MAX_WORDS = 400  # comparing costs the square of this; texts shown are cut before
MARK_STYLE = "background-color: #fbe9c6; color: inherit; border-radius: 2px;"


def own_words(text: str, other: str) -> list[tuple[str, bool]]:
    """The words of `text` in order, each with whether `other` lacks it there. Capitals and spaces do not differ."""
    mine = text.split()
    theirs = [word.casefold() for word in other.split()[:MAX_WORDS]]
    own = [True] * len(mine)
    matcher = SequenceMatcher(None, [word.casefold() for word in mine[:MAX_WORDS]], theirs, autojunk=False)
    for start, _, length in matcher.get_matching_blocks():
        own[start : start + length] = [False] * length
    return list(zip(mine, own, strict=True))


def marked(words: Sequence[tuple[str, bool]]) -> Markup:
    """HTML of the words with those of its own marked and underlined (not by colour alone); everything else escaped."""
    parts = []
    for is_own, run in groupby(words, key=itemgetter(1)):
        said = " ".join(word for word, _ in run)
        parts.append(element("mark", element("u", said), style=MARK_STYLE) if is_own else escape(said))
    return Markup(" ").join(parts)


def differ(text: str, other: str) -> bool:
    """Whether there is anything to mark."""
    return any(own for _, own in own_words(text, other)) or any(own for _, own in own_words(other, text))
