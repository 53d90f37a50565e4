"""A link shows what it showed its sender; a page speaks one language."""

import pytest

from claqueur.app.texts import texts
from tests.journeys.conftest import VIEWS

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_no_english_of_ours_is_left_on_a_page_in_french(reader_of, simulated, page, link):
    reader = reader_of(simulated, lang="fr")
    reader.open(page, **link)
    shown = " ".join(reader.everything().split())
    assert reader.words(f"{page}.title") in shown
    assert [text for text in only_english() if text in shown] == []


def test_another_language_keeps_page_and_campaign(reader_of, simulated, hostile_campaign):
    reader = reader_of(simulated)
    reader.open("campaign", campaign=hostile_campaign)
    reader.page.get_by_text("Français", exact=True).click()
    reader.page.get_by_role("heading", name=texts("fr")["campaign.objects"]).wait_for()
    reader.settle()
    assert "lang=fr" in reader.page.url
    assert f"campaign={hostile_campaign}" in reader.page.url
    assert hostile_campaign[:8] in reader.main.get_by_role("combobox").first.input_value()


@pytest.mark.parametrize("page", ["campaign", "account"])
def test_a_link_opened_afresh_by_somebody_else_shows_the_same(reader_of, simulated, page):
    first = reader_of(simulated)
    first.open(page)
    box = first.main.get_by_role("combobox").first
    shown = box.input_value()
    box.click()
    first.page.get_by_role("option").nth(2).click()
    first.page.wait_for_function("([box, shown]) => box.value !== shown", arg=[box.element_handle(), shown])
    first.settle()
    second = reader_of(simulated, lang="fr")  # the link's language wins over the browser's
    second.page.goto(first.page.url)
    second.settle()
    assert second.page.url == first.page.url
    assert second.main.get_by_role("combobox").first.input_value() == box.input_value() != shown
    assert second.main.inner_text() == first.main.inner_text()


def test_a_section_chosen_by_click_opens_afresh_for_somebody_else(reader_of, simulated):
    first = reader_of(simulated)
    first.open("campaign")
    first.section("network")
    first.page.get_by_role("heading", name=first.words("campaign.network")).wait_for()
    assert first.main.get_by_role("heading", name=first.words("campaign.objects")).count() == 0  # not even drawn
    second = reader_of(simulated, lang="fr")
    second.page.goto(first.page.url)
    second.settle()
    assert second.page.url == first.page.url
    assert second.main.inner_text() == first.main.inner_text()


def only_english():
    """Texts of the app that are English and no French at the same time, long enough to be no name or number."""
    english, french = texts("en"), texts("fr")
    said_in_french = " ".join(french.values())
    plain = {text for text in english.values() if "{" not in text and "*" not in text and "`" not in text}
    return sorted(text for text in plain if len(text) >= 8 and text not in said_in_french)
