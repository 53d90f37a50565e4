"""Posts are foreign input: whatever they hold, a reader sees harmless text. `reader_of` fails on any request to another
machine, on any dialog and on any script that breaks."""

import polars as pl
import pytest

from benchmarks.browser import address
from claqueur.results import open_run
from tests.journeys.conftest import HOSTILE, NAME

pytestmark = pytest.mark.journey

# What posts would have made of the page, had they been read as HTML, Markdown or formulas.
MADE_BY_POSTS = (
    '[data-testid="stMain"] :is(script, iframe, object, [onerror], [src*="elsewhere"], [href*="javascript:"], '
    '[href*="elsewhere"], .katex)'
)
INVISIBLE = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff"
LONGEST_SHOWN = 30_000  # characters of a page; one hostile text has 100,000


@pytest.fixture
def hostile_member(simulated, hostile_campaign):
    """The key of an account that writes hostile posts."""
    members = open_run(simulated).table("campaign_members").filter(pl.col("campaign_id") == hostile_campaign)
    return str(members.collect()["account"][0])


@pytest.mark.parametrize(
    ("page", "section"),
    [
        ("campaign", "evidence"),
        ("campaign", "network"),
        ("campaign", "members"),
        ("account", "partners"),
        ("account", "posts"),
    ],
)
def test_hostile_posts_and_names_are_harmless_text(
    reader_of, simulated, hostile_campaign, hostile_member, page, section
):
    reader = reader_of(simulated)
    reader.open(page, campaign=hostile_campaign, account=hostile_member, section=section)
    seen = reader.everything()
    as_characters = {kind for kind, text in HOSTILE.items() if text[:30] in seen}
    assert as_characters >= ({"html", "markdown", "long", "emoji"} if section == "evidence" else set())
    assert as_characters or section == "members"
    assert NAME not in seen
    require_harmless(reader, seen)
    reader.page.get_by_text(reader.words("sidebar.reveal"), exact=True).click()
    reader.page.wait_for_function("name => document.body.textContent.includes(name)", arg=NAME)
    reader.settle()
    require_harmless(reader, reader.everything())


def test_a_hostile_file_is_shown_as_text_before_it_is_read(reader_of, with_posts_only, tmp_path):
    file = tmp_path / "<img src=x onerror=alert(3)> **posts**.csv"
    names = ("<b>who</b> \u202eohw", "![when](http://elsewhere.example)", "$x^2$")
    columns = dict(zip(names, (["a"] * len(HOSTILE), ["x"] * len(HOSTILE), list(HOSTILE.values())), strict=True))
    pl.DataFrame(columns).write_csv(file)
    reader = reader_of(with_posts_only)
    reader.page.goto(address(reader.port, "start"))
    reader.settle()
    reader.page.locator('input[type="file"]').set_input_files(file)
    reader.says("start.mapping.missing")
    reader.choose("Text", "$x^2$")
    reader.settle()
    seen = reader.everything()
    assert "<img src=x onerror=alert(3)> **posts**" in seen
    require_harmless(reader, seen)


def require_harmless(reader, seen):
    """Nothing on the page was made by a post, nothing turns text around, nothing is endless."""
    assert reader.page.locator(MADE_BY_POSTS).count() == 0
    assert [mark for mark in INVISIBLE if mark in seen] == []
    assert len(seen) < LONGEST_SHOWN
