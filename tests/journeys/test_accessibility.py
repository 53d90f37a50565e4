"""axe-core on every page: contrast, names of what can be used, order of headings, roles."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import VIEWS

pytestmark = pytest.mark.journey

GRAVE = {"serious", "critical"}
# Findings in what Streamlit 1.67 itself draws and no setting changes: rule -> the elements, and why they are let through.
OF_STREAMLIT = {
    "presentation-role-conflict": (
        '[data-testid="stFileUploaderDropzone"]',
        "the drop zone is said to be decoration and has a name; the button in it has its own and the keyboard reaches it",
    ),
    "scrollable-region-focusable": (
        '.katex-display, [data-testid="stTable"] > div',
        "wide formulas and tables scroll by touch or mouse only; screen readers read them whole",
    ),
}


@pytest.mark.parametrize(("lang", "is_phone"), [("en", False), ("fr", True)], ids=["en-1440", "fr-390"])
@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_a_page_can_be_used_by_everybody(reader_of, simulated, findings, page, link, lang, is_phone):
    reader = reader_of(simulated, lang=lang, is_phone=is_phone)
    reader.open(page, **link)
    open_everything(reader)
    found = [
        finding | {"page": link.get("section", page), "screen": f"{lang}, {390 if is_phone else 1440} px"}
        for finding in violations(reader.page)
    ]
    findings.extend(found)
    assert [finding for finding in found if finding["impact"] in GRAVE and not finding["let_through"]] == []
    assert reader.page.evaluate("document.documentElement.lang") == lang


def open_everything(reader):
    """Unfold what is folded: what it hides is looked at too."""
    reader.page.evaluate(
        """() => document.querySelectorAll('[data-testid="stMain"] details:not([open]) summary').forEach(e => e.click())"""
    )
    reader.settle()
    reader.page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid="stMain"] details[open]')]
             .every(part => part.innerText.trim() !== part.querySelector("summary").innerText.trim())"""
    )
    reader.settle()


def violations(page):
    """One finding for each rule of axe-core that is broken: rule, impact, places, the first of them, let_through."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        selector, why = OF_STREAMLIT.get(violation["id"], (":not(*)", ""))
        places = [page.locator(node["target"][0]).first for node in violation["nodes"]]
        are_streamlits = all(place.evaluate("(e, selector) => e.matches(selector)", selector) for place in places)
        found.append(
            {
                "rule": violation["id"],
                "impact": violation["impact"],
                "places": len(places),
                "first": violation["nodes"][0]["html"][:90],
                "let_through": why if are_streamlits else "",
            }
        )
    return found
