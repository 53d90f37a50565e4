"""axe-core on every page: contrast, names of what can be used, order of headings, roles."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import PAGES

pytestmark = pytest.mark.journey

GRAVE = {"serious", "critical"}
# Findings in what Streamlit 1.67 itself draws, which no setting changes: rule -> where, and why it is let through.
OF_STREAMLIT = {
    "presentation-role-conflict": (
        '[data-testid="stFileUploaderDropzone"]',
        "the drop zone is a presentation with a name; the button in it has its own and is reached by keyboard",
    ),
}


@pytest.mark.parametrize(("lang", "is_phone"), [("en", False), ("fr", True)], ids=["en-1440", "fr-390"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_used_by_everybody(reader_of, simulated, findings, page, lang, is_phone):
    reader = reader_of(simulated, lang=lang, is_phone=is_phone)
    reader.open(page)
    open_everything(reader)
    found = [
        finding | {"page": page, "screen": f"{lang}, {390 if is_phone else 1440} px"}
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


def violations(page):
    """One finding for each rule of axe-core that is broken: rule, impact, places, the first of them, let_through."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        selector, why = OF_STREAMLIT.get(violation["id"], (None, ""))
        places = [json.dumps(node["target"]) for node in violation["nodes"]]
        matched = 0 if selector is None else page.locator(selector).count()
        found.append(
            {
                "rule": violation["id"],
                "impact": violation["impact"],
                "places": len(places),
                "first": violation["nodes"][0]["html"][:90],
                "let_through": why if matched >= len(places) else "",
            }
        )
    return found
