"""Finding campaigns: search, filters, languages."""

import pytest

from claqueur.app.data.loading import source_of
from claqueur.app.data.search import folded, found_in, kinds_of, pattern
from claqueur.app.display.formats import Formats
from claqueur.app.display.pseudonyms import pseudonym
from claqueur.app.texts import Words
from claqueur.app.views.terms import language_name
from claqueur.workspace_key import workspace_key
from tests.app.conftest import RING, RUN_ID, account_id
from tests.app.test_pages import on_screen


@pytest.fixture
def found(workspace):
    """found(query): campaign id -> kinds."""
    found_in.clear()
    return lambda query: found_in(source_of(workspace, RUN_ID), query, workspace_key(workspace))


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("HARBOUR PLAN", {"c-ring": ("text",)}),
        ("harbour", {"c-ring": ("hashtag", "text"), "c-team": ("hashtag",)}),
        ("#foret", {"c-ring": ("hashtag",)}),  # written forêt
        ("#plan", {}),  # a word of a text is no hashtag
        ("@handle_904", {"c-ring": ("account",)}),
        ("handle_401", {}),  # an account of no campaign
        ("id201", {"c-team": ("account",)}),
        ("https://example.org/1", {"c-team": ("url",)}),
        ("example.org", {"c-team": ("url",)}),
        ("<script>alert(", {"c-ring": ("text",)}),  # what a post says is never run, only compared
        (".*", {}),  # no pattern of the reader's
        ("a", {}),  # too short to mean anything
        ("  ", {}),
    ],
)
def test_a_query_is_looked_for_where_it_can_be(found, query, where):
    assert found(query) == where


def test_a_pseudonym_finds_its_account(found, workspace):
    short = pseudonym(workspace_key(workspace), "simulated", account_id(RING[2]))
    assert found(short.lower()) == {"c-ring": ("account",)}


def test_capitals_and_accents_do_not_matter_either_way():
    assert folded(" Forêt ") == "foret"
    assert pattern("e.f") == r"(?i)[eèéêëēĕėęěȅȇȩ]\.f"
    assert kinds_of("@x") == ("account",)
    assert kinds_of("example.org/1") == ("url", "text")


def shown(app) -> list[str]:
    frames = app.main.dataframe
    return frames[0].value["campaign"].tolist() if frames else []


def test_the_list_is_searched_and_the_link_keeps_the_words(open_app):
    app = open_app("campaigns", lang="en")
    assert shown(app) == ["c-ring", "c-team"]
    app.text_input[0].set_value("#Forêt").run()
    assert shown(app) == ["c-ring"]
    assert "Found in 1 group of accounts: hashtags in 1." in on_screen(app)
    assert app.query_params["find"] == "#Forêt"
    app.text_input[0].set_value("nowhere to be found").run()
    assert shown(app) == []
    assert "Found in no group." in on_screen(app)


def test_a_shared_link_opens_with_its_search(open_app):
    app = open_app("campaigns", lang="fr", find="example.org")
    assert app.text_input[0].value == "example.org"
    assert shown(app) == ["c-team"]


def test_languages_hashtags_and_days_filter(open_app):
    app = open_app("campaigns", lang="fr")
    assert app.main.dataframe[0].value["languages"].tolist() == ["anglais", "français"]  # one of five is not half
    app.multiselect[3].set_value(["fr"]).run()
    assert shown(app) == ["c-team"]
    app.multiselect[3].set_value([]).run()
    app.multiselect[4].set_value(["forêt"]).run()
    assert shown(app) == ["c-ring"]
    assert app.multiselect[4].options == ["#harbour", "#forêt"]  # of two groups, of one


def test_filters_are_folded_say_how_many_are_active_and_are_taken_away_at_once(open_app):
    def folded() -> str:
        return next(part.label for part in app.main.expander if part.label.startswith("Filters"))

    app = open_app("campaigns", lang="en")
    assert folded() == "Filters: class, traces, review, size, language, hashtag, days"
    app.multiselect[3].set_value(["fr"])
    app.main.number_input[0].set_value(4).run()
    assert folded() == "Filters (2 active)"
    assert shown(app) == []
    app.main.button(key="campaigns.filters.clear").click().run()
    assert folded().startswith("Filters: ")
    assert shown(app) == ["c-ring", "c-team"]
    assert "campaigns.filters.clear" not in [button.key for button in app.main.button]


def test_a_campaign_is_listed_with_the_hashtags_of_most_of_its_members(open_app):
    table = open_app("campaigns", lang="en").main.dataframe[0].value
    assert list(zip(table["campaign"], table["hashtags"], strict=True)) == [
        ("c-ring", "#harbour"),  # of all five members; #forêt is one member's
        ("c-team", "–"),
    ]


def test_a_language_that_nobody_knows_keeps_its_code():
    assert language_name("pt-BR", Formats("en")) == "Portuguese"
    assert language_name("zxy1", Formats("fr")) == "zxy1"
    assert Words("en").has("campaigns.search_help")
