"""A telephone, or a keyboard alone, is enough."""

import pytest

from tests.journeys.conftest import VIEWS

pytestmark = pytest.mark.journey

MANY_STEPS = 60  # Tab presses within which every main action is reached


@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_a_page_fits_a_screen_of_390_pixels(reader_of, simulated, page, link):
    reader = reader_of(simulated, lang="fr", is_phone=True)  # French words are the longer ones
    reader.open(page, **link)
    too_wide = reader.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] *')]
             .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1
                             && !part.closest('pre, [data-testid="stDataFrame"], .katex-display')
                             && !part.matches('input[type="range"]'))  // unseen beside a slider's thumb
             .map(part => part.outerHTML.slice(0, 120))"""
    )
    assert too_wide == []
    scrolled = reader.page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
             .map(part => part.scrollWidth - part.clientWidth)"""
    )
    assert scrolled == [0, 0]


def test_on_a_telephone_one_finds_the_pages_and_gives_a_verdict(reader_of, simulated):
    reader = reader_of(simulated, is_phone=True)
    reader.open("overview")
    reader.page.get_by_test_id("stExpandSidebarButton").click()
    reader.page.get_by_role("link", name=reader.words("campaign.title"), exact=True).click()
    reader.page.get_by_role("heading", name=reader.words("campaign.title"), level=1).wait_for()
    reader.settle()
    reader.section("review")
    send = reader.page.get_by_role("button", name=reader.words("review.send"))
    send.scroll_into_view_if_needed()
    box = send.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    send.click()
    reader.says("review.lacking.name")  # it is listening, and nothing was kept


def test_on_a_telephone_campaigns_are_in_sight_and_filters_unfold_and_stay(reader_of, simulated):
    reader = reader_of(simulated, is_phone=True)
    reader.open("campaigns")
    assert reader.main.get_by_test_id("stDataFrame").bounding_box()["y"] < 844 / 2
    filters = reader.main.locator(".st-key-campaigns-filters")
    filters.get_by_text(reader.words("campaigns.filters")).click()
    filters.get_by_role("combobox").first.click()
    reader.page.get_by_role("option").first.click()
    filters.get_by_text(reader.words("campaigns.filters_active", n="1")).wait_for()
    filters.get_by_text(reader.words("campaigns.filters_clear")).wait_for()  # unfolded still


def test_the_main_path_by_keyboard_alone(reader_of, simulated):
    reader = reader_of(simulated)
    reader.open("overview")
    press_until(reader, "Tab", reader.words("campaign.title"))
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("heading", name=reader.words("campaign.title"), level=1).wait_for()
    reader.settle()

    press_until(reader, "Tab", reader.words("campaign.choose"))
    box = reader.page.get_by_role("combobox", name=reader.words("campaign.choose"))
    shown = box.input_value()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("([box, shown]) => box.value !== shown", arg=[box.element_handle(), shown])
    reader.settle()

    press_until(reader, "Tab", reader.words("review.to_form"))
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("textbox", name=reader.words("review.name")).wait_for()
    reader.settle()
    press_until(reader, "Tab", reader.words("review.name"))
    reader.page.keyboard.type("Key Board")
    press_until(reader, "Tab", reader.words("review.verdict.undeclared.name"))
    reader.page.keyboard.press("Space")
    press_until(reader, "Tab", reader.words("review.note"))
    reader.page.keyboard.type("Found without a mouse.")
    press_until(reader, "Tab", reader.words("review.send"))
    reader.page.keyboard.press("Enter")
    reader.says("review.saved")


def press_until(reader, key, label, at_most=MANY_STEPS):
    """Press `key` until what is called `label` has the focus, and shows that it has it."""
    passed = []
    for _ in range(at_most):
        reader.page.keyboard.press(key)
        name = reader.page.evaluate(
            """() => { const e = document.activeElement;
                 return e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].innerText)
                        || e.innerText.trim() || e.tagName; }"""
        )
        if name.splitlines()[-1] == label:
            return
        passed.append(name[:40])
    raise AssertionError(f"{label!r} was not reached by {at_most} times {key}, only: {passed}")
