"""Charts that are more than pictures: a mark opens its campaign, a line shows the posts of its pair."""

from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.journey

STEP_PX = 9  # marks and lines are met by a mouse that goes across the chart in such steps


def met(reader, wanted):
    """Where on the page's chart the mouse is told something that is `wanted`, and what it is told."""
    chart = reader.main.get_by_test_id("stEChartsChart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for down in range(STEP_PX, int(box["height"]), STEP_PX):
        for across in range(STEP_PX, int(box["width"]), STEP_PX):
            place = box["x"] + across, box["y"] + down
            reader.page.mouse.move(*place)
            if chart.evaluate("e => getComputedStyle(e.querySelector('div')).cursor") != "pointer":
                continue
            said = chart.evaluate("e => [...e.children].map(part => part.innerText.trim()).join('')")
            if wanted(said):
                return place, said
    raise AssertionError("the mouse met nothing")


def test_a_mark_opens_its_campaign(reader_of, simulated):
    reader = reader_of(simulated)
    reader.open("overview")
    mark = reader.main.locator("a[data-choice]").last  # the last one drawn is covered by none
    name = mark.get_attribute("title").split()[0]
    with reader.page.context.expect_page() as opened:
        mark.click(modifiers=["Control"])
    assert parse_qs(urlsplit(opened.value.url).query)["campaign"] == [mark.get_attribute("data-choice")]
    opened.value.close()
    mark.click()
    reader.page.get_by_role("heading", name=reader.words("campaign.title"), level=1).wait_for()
    reader.settle()
    assert name in reader.main.get_by_role("combobox").first.input_value()


def test_a_line_shows_the_posts_of_its_pair(reader_of, simulated):
    reader = reader_of(simulated)
    reader.open("campaign", section="network")
    pair = reader.main.get_by_role("combobox", name=reader.words("campaign.pair"))
    before = pair.input_value()
    place, said = met(reader, lambda said: " – " in said and not said.startswith(before))
    reader.page.mouse.click(*place)
    reader.page.wait_for_function("([box, before]) => box.value !== before", arg=[pair.element_handle(), before])
    assert said.startswith(pair.input_value())


def test_the_network_fits_a_telephone(reader_of, simulated):
    reader = reader_of(simulated, is_phone=True)
    reader.open("campaign", section="network")
    chart = reader.main.get_by_test_id("stEChartsChart")
    chart.scroll_into_view_if_needed()
    reader.settle()
    painted = chart.locator("canvas").evaluate(
        """canvas => [0, canvas.width - 1, canvas.width / 2].map(x =>
             canvas.getContext("2d").getImageData(x, 0, 1, canvas.height).data.some(value => value))"""
    )
    assert painted == [False, False, True]  # nothing runs over its left or right edge, the middle is drawn
