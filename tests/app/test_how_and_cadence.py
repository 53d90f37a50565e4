"""How each number is computed, the week in a thumbnail, and posts with their differences marked."""

import pytest

from claqueur.app.texts import Words
from claqueur.app.views.cadence import cadence
from claqueur.app.views.numbers import BY_NAME, NUMBERS


def test_the_thumbnail_has_a_bar_for_four_hours_and_loses_no_post():
    hours = [0] * 168
    hours[8], hours[11], hours[167] = 2, 1, 5  # Monday 8 and 11 o'clock: one bar; Sunday's last hour
    bars = cadence(hours)
    assert {place: n for place, n in enumerate(bars) if n} == {2: 3, 41: 5}
    assert len(bars) == 42


def test_the_campaigns_table_shows_each_week(open_app):
    table = open_app("campaigns", lang="en").main.dataframe[0].value
    weeks = dict(zip(table["campaign"], table["cadence"], strict=True))
    assert list(weeks["c-ring"])[2] == 25  # all posts between 8 and 12 on Monday
    assert weeks["c-team"] is None  # the run counted no week for it


# Number -> the section of the campaign page that has its formula: under the figures, or beside what it is the number of.
WHERE = {
    **dict.fromkeys(
        ("counts", "gap", "seen", "expected", "ratio", "coordination", "inauthenticity", "reach"), "numbers"
    ),
    **dict.fromkeys(("strength", "q"), "network"),
    **{"verdict": "explanations", "first": "members", "windows": "stability", "without": "without", "entropy": "times"},
}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_number_of_the_campaign_page_says_how_it_is_computed(open_app, lang):
    words = Words(lang)
    for section in set(WHERE.values()):
        app = open_app("campaign", lang=lang, campaign="c-ring", section=section)
        for name in (name for name, place in WHERE.items() if place == section and section == "numbers"):
            app.session_state[f"how.{name}"] = True
        app.run()
        said = "\n".join(str(element.value) for element in app.get("markdown"))
        code = "\n".join(str(element.value) for element in app.get("caption"))
        for name in (name for name, place in WHERE.items() if place == section):
            number = BY_NAME[name]
            assert words(f"number.{name}.text") in said
            assert words("number.code", file=number.file, function=number.function) in code
    assert len(BY_NAME) == len(NUMBERS)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_button_to_a_formula_says_of_which_number(open_app, lang):
    app, words = open_app("campaign", lang=lang, campaign="c-ring", section="network"), Words(lang)
    labels = [button.proto.popover.label for button in app.get("popover")]
    names = [words(f"number.{name}.name") for name in ("seen", "expected", "strength", "q")]
    assert labels == [words("how.label", names=", ".join(names))]
