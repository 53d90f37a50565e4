"""Writing systems: which scripts put no spaces between words, and which letters of one script are written in two ways.

Words of a script without spaces are counted and shingled by pairs of neighbouring characters, as Lucene's CJK analyser
does; a dictionary per language would have to be chosen by a language code that is often missing or wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Thai, Lao, Tibetan, Myanmar, Khmer; kana and the signs that repeat; Han with its extensions
UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3031-\u3035\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
# A pair of such characters says about as much as a word of five letters in an alphabet.
CHARACTERS_PER_WORD = 2
LETTERS_PER_CHARACTER = 2.5

# Variants as Lucene's Arabic and Persian normalisers fold them, after NFKC; Russian texts write ё and е alike.
LETTER_FORMS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ک": "ك",
    "ة": "ه",
    "ۀ": "ه",
    "ە": "ه",
    "ё": "е",
    "ـ": "",  # tatweel only stretches a word
}


def _class_of(categories: Iterable[str]) -> str:
    """A regular expression's character class (without brackets) of all characters of these Unicode categories."""
    wanted, ranges, start = set(categories), [], None
    for code in range(0x10000):
        if unicodedata.category(chr(code)) in wanted:
            start = code if start is None else start
        elif start is not None:
            ranges.append(f"\\u{start:04x}-\\u{code - 1:04x}")
            start = None
    return "".join(ranges)


# Accents that stand alone, vowel signs, and what cannot be seen (joiners, direction marks, soft hyphens)
MARKS = _class_of(("Mn", "Mc", "Me", "Cf"))
MARK = re.compile(f"[{MARKS}]+")


def folded(text: str) -> str:
    """`text` without marks and invisible characters, its letters in one form each."""
    text = MARK.sub("", text)
    for variant, letter in LETTER_FORMS.items():  # most texts lack them all: ten times faster than translate()
        text = text.replace(variant, letter)
    return text


def words_and_letters(text: str) -> tuple[int, float]:
    """How many words and characters a normalised text has, spaces included.

    Two characters of a script without spaces count as one word, each of them as two and a half letters.
    """
    runs = [] if _is_latin_1(text) else UNSPACED_RUN.findall(text)
    if not runs:
        return (text.count(" ") + 1 if text else 0), len(text)
    words = len(UNSPACED_RUN.sub(" ", text).split()) + sum(-(-len(run) // CHARACTERS_PER_WORD) for run in runs)
    return words, len(text) + (LETTERS_PER_CHARACTER - 1) * sum(map(len, runs))


def _is_latin_1(text: str) -> bool:
    """Whether no character is beyond Latin-1, which is told ten times faster than that a pattern is not found."""
    return text.isascii() or len(text.encode("latin-1", "ignore")) == len(text)


def spaced(text: str) -> str:
    """A normalised text as words by single spaces; of scripts without spaces every pair of neighbouring characters."""
    if _is_latin_1(text) or UNSPACED_RUN.search(text) is None:
        return text
    return " ".join(UNSPACED_RUN.sub(lambda run: f" {_pairs(run[0])} ", text).split())


def _pairs(run: str) -> str:
    return " ".join(run[i : i + 2] for i in range(len(run) - 1)) or run
