"""Both languages say the same things, and French is written as French."""

import ast
import re
import string
from pathlib import Path

import pytest

from claqueur.app.launch import APP_FOLDER
from claqueur.app.texts import Words, flattened, texts
from claqueur.jobs.campaigns.hypotheses.verdicts import HYPOTHESES
from claqueur.schema import CAMPAIGN_CLASSES, KINDS, LAYERS, LEVELS, TIME_PRECISIONS


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_have_the_same_keys():
    assert sorted(texts("en")) == sorted(texts("fr"))


def test_both_languages_have_the_same_placeholders():
    assert {key: placeholders(text) for key, text in texts("en").items()} == {
        key: placeholders(text) for key, text in texts("fr").items()
    }


def test_no_text_is_empty():
    assert [key for lang in ("en", "fr") for key, text in texts(lang).items() if not text.strip()] == []


def french_slips(text: str) -> list[str]:
    """Places where French wants a non-breaking space or a typographic sign and has none."""
    return re.findall(
        r".{0,8}(?:[^\u00a0\u202f\s];|[^\u202f][;?!]|[^\u00a0:]:(?=\s)|«[^\u00a0]|[^\u00a0]»|').{0,8}", text
    )


@pytest.mark.parametrize("slip", ["Quoi ?", "Quoi?", "voici : x", "voici: x", "« x »", "l'eau", "a ; b"])
def test_the_check_for_french_spacing_finds_a_slip(slip):
    assert french_slips(slip)


def test_french_has_its_non_breaking_spaces_and_apostrophes():
    assert {key: found for key, text in texts("fr").items() if (found := french_slips(text))} == {}


def test_no_text_accuses():
    words = re.compile(r"\b(bots?|fakes?|trolls?|payés|faux comptes?|stooges?)\b", re.IGNORECASE)
    assert [key for lang in ("en", "fr") for key, text in texts(lang).items() if words.search(text)] == []


def used_keys() -> set[str]:
    """Text keys written out in the code of the app as words("...") or counted("...")."""
    found = set()
    for path in Path(APP_FOLDER).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "words":
                    found.add(node.args[0].value)
                elif name == "counted":
                    found |= {f"count.{node.args[0].value}.{form}" for form in ("one", "other")}
    return found


def test_every_text_that_the_code_names_exists():
    assert used_keys() - set(texts("en")) == set()
    assert len(used_keys()) > 100


def test_every_declared_value_has_a_name():
    named = [
        *(f"layer.{layer}" for layer in LAYERS),
        *(f"level.{level}" for level in LEVELS),
        *(f"kind.{kind}" for kind in KINDS),
        *(f"coverage.precision.{precision}" for precision in TIME_PRECISIONS),
        *(f"without.kind.{kind}" for kind in ("hashtag", "url", "account")),
        *(f"coverage.shuffled.{outcome}" for outcome in ("none", "passed", "residue", "failed", "no_power")),
        *(f"hypothesis.{hypothesis.name}" for hypothesis in HYPOTHESES),
        *(f"measure.{number.measure}" for hypothesis in HYPOTHESES for number in hypothesis.numbers),
        *(f"class.{name.replace('/', '_')}.{part}" for name in CAMPAIGN_CLASSES for part in ("name", "meaning")),
    ]
    assert [key for key in named if key not in texts("en")] == []


@pytest.mark.parametrize(
    ("lang", "count", "written"),
    [
        ("en", 1, "1 post"),
        ("en", 0, "0 posts"),
        ("en", 1204, "1,204 posts"),
        ("fr", 0, "0 publication"),
        ("fr", 1204, "1\u202f204 publications"),
    ],
)
def test_counts_take_the_plural_of_their_language(lang, count, written):
    assert Words(lang).counted("posts", count) == written


def test_a_list_is_joined_as_a_sentence():
    assert Words("en").listed(["a", "b", "c"]) == "a, b and c"
    assert Words("fr").listed(["a", "b"]) == "a et b"
    assert Words("fr").listed([]) == ""


def test_nested_tables_get_dotted_keys():
    assert flattened({"a": {"b": "x", "c": {"d": "y"}}, "e": "z"}) == {"a.b": "x", "a.c.d": "y", "e": "z"}
