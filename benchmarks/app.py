"""How fast the app answers in a real browser, on a made-up finished run: cold start, every page opened and moved to.

    .venv/bin/python -m benchmarks.app [--posts 1000000] [--campaigns 500] [--repeats 5] [--workspace folder]

A page is opened by its link in a new tab, as by somebody who was sent it, and moved to within the open app: by the
menu, or, for a campaign and an account, by choosing another one on its page. A cold start is from `claqueur app` until
its first page is drawn in a browser that was open; "first" is that of a browser which has never seen the app and has
to fetch and compile its scripts, the others are of one that has, as a reader's. "empty app" is a Streamlit app of a
title on the same machine: what no page of ours can be faster than. Campaigns and accounts are others at each repeat, so
that nothing is answered from what was kept in memory for them.
Seconds are those of this machine, other work on it included. "work" is what does not depend on it: the median of the
processor seconds that app and browser took together; on an idle machine a page takes about as long, or less.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.app_run import RUN_ID, MadeUp, write_run
from benchmarks.browser import address, app_on, empty_app, free_port, launch_arguments, wait_until_settled
from claqueur.errors import UserError
from claqueur.workspace import Workspace

COLD_TARGET_S = 3.0
COLD_STARTS = 7  # at the first one the browser has never seen the app, and it compiles until the third
MANY_POSTS = 5_000_000
TARGETS_S = (1.0, 3.0)  # up to MANY_POSTS, and beyond
PAGES = ("overview", "campaigns", "campaign", "account", "topics", "review", "compare", "models", "method", "start")
CHOSEN = ("campaign", "account")  # pages of one thing, which is chosen there
COLD, EMPTY, COLD_EMPTY = "cold start", "empty app", "cold empty"
PATIENCE_S = 120.0
SCREEN = {"width": 1440, "height": 1000}
# A page is settled before it begins to change: these tell that the next one has begun.
NEW_TITLE = "title => document.querySelector('[data-testid=\"stMain\"] h1')?.innerText.trim() === title"
NEW_LINK = "link => location.href !== link"


def main() -> None:
    """Write the run unless it is there, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--workspace", type=Path, help="keep the run there, or measure the one that is there already")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.workspace or Path(folder) / "made-up"
        if not path.exists():
            print(f"writing a run of {asked.posts:,} posts and {asked.campaigns:,} campaigns", flush=True)
            write_run(path, asked.posts, asked.campaigns)
        made = MadeUp(asked.posts, asked.campaigns)
        measured = measure(Workspace.open(path).path, made, asked.pages, asked.repeats)
    print(f"{asked.posts:,} posts, {asked.campaigns:,} campaigns; seconds until the page is drawn")
    print("\n".join(table(measured, TARGETS_S[asked.posts > MANY_POSTS])))


def table(measured: dict[str, Ways], target: float) -> list[str]:
    """The lines of the printed table: a page each, opened by its link (first, median, most, work) and moved to."""
    heads = ("first", "median", "most", "work", "moved", "most", "work", "target")
    lines = [f"{'page':<12}" + "".join(f"{head:>8}" for head in heads)]
    for page, ways in measured.items():
        wanted = {COLD: COLD_TARGET_S, EMPTY: None, COLD_EMPTY: None}.get(page, target)
        later = ways.opened[1:] or ways.opened
        shown = [ways.opened[0].seconds, *summary(later), *(summary(ways.moved) if ways.moved else (None,) * 3), wanted]
        words = [verdict(how, taken, wanted) for how, taken in (("opened", later), ("moved", ways.moved))]
        lines.append(
            f"{page:<12}"
            + "".join(f"{'' if value is None else format(value, '.2f'):>8}" for value in shown)
            + "".join(words)
        )
    return lines


def summary(taken: Sequence[Taken]) -> tuple[float, float, float]:
    """Median and most seconds, median processor seconds."""
    seconds = [one.seconds for one in taken]
    return median(seconds), max(seconds), median(one.processor_s for one in taken)


def verdict(how: str, taken: Sequence[Taken], wanted: float | None) -> str:
    """What to make of a page's median, in words; empty if it is as fast as wanted or nothing is wanted of it."""
    if wanted is None or not taken or median(one.seconds for one in taken) <= wanted:
        return ""
    work = median(one.processor_s for one in taken)
    return f"  {how} slower" + ("" if work > wanted else " for other work on this machine")


@dataclass(frozen=True)
class Taken:
    """What one page took: seconds until it was drawn, processor seconds of app and browser."""

    seconds: float
    processor_s: float


@dataclass(frozen=True)
class Ways:
    """What a page took each time, by the way to it."""

    opened: list[Taken] = field(default_factory=list)
    moved: list[Taken] = field(default_factory=list)


def measure(workspace: Path, made: MadeUp, pages: Sequence[str], repeats: int) -> dict[str, Ways]:
    """Page -> what it took the first time and at each repeat; COLD: from nothing to the first page drawn."""
    arguments = launch_arguments()
    if arguments is None:
        raise UserError("There is no Chromium on this machine: make browser installs Debian's.")
    measured = {page: Ways() for page in (COLD_EMPTY, EMPTY, COLD, *pages)}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        # A profile on disk and one address for each app keep its scripts compiled, as in a reader's browser.
        window = playwright.chromium.launch_persistent_context(profile, viewport=SCREEN, locale="en-GB", **arguments)
        own_port, empty_port = free_port(), free_port()
        for _ in range(COLD_STARTS):
            start_cold(window, workspace, own_port, empty_port, measured)
        with app_on(workspace, own_port) as port:
            opened(window, address(port))
            for page in pages:
                links = links_to(page, made, port, repeats + 1)
                measured[page].opened.extend(opened(window, link) for link in links)
            move_around(window, port, pages, repeats, measured)
        window.close()
    return measured


def start_cold(
    window: BrowserContext, workspace: Path, own_port: int, empty_port: int, measured: dict[str, Ways]
) -> None:
    """Start the empty app and ours, each from nothing, and open their first pages."""
    begun = Begun()
    with empty_app(empty_port):
        opened(window, address(empty_port))
        measured[COLD_EMPTY].opened.append(begun.until_now())
        measured[EMPTY].opened.append(opened(window, address(empty_port)))
    begun = Begun()
    with app_on(workspace, own_port):
        opened(window, address(own_port))
        measured[COLD].opened.append(begun.until_now())


def links_to(page: str, made: MadeUp, port: int, count: int) -> list[str]:
    """Links to a page, each to another campaign or account."""
    members = made.members.filter(made.members["rank"] == 0)
    rows = [members.row(i * 7 % members.height, named=True) for i in range(count)]
    chosen = {
        "campaign": [{"campaign": row["campaign_id"]} for row in rows],
        "account": [{"account": str(row["account"])} for row in rows],
    }
    return [address(port, page, {"run": RUN_ID, **one}) for one in chosen.get(page, [{}] * count)]


def move_around(
    window: BrowserContext, port: int, pages: Sequence[str], repeats: int, measured: dict[str, Ways]
) -> None:
    """Go through the pages within one tab, again and again; the first round is not counted."""
    tab = window.new_page()
    tab.goto(address(port, "method", {"run": RUN_ID}))
    wait_until_settled(tab, PATIENCE_S)
    for round_number in range(repeats + 1):
        for page in pages:
            taken = by_menu(tab, page)
            if page in CHOSEN:
                taken = by_next_choice(tab)
            if round_number:
                measured[page].moved.append(taken)
    tab.close()


def by_menu(tab: Page, page: str) -> Taken:
    """What it takes from the click on another page's name in the menu until it is drawn."""
    links = tab.get_by_test_id("stSidebarNavLink")
    paths = [urlsplit(link.get_attribute("href") or "").path for link in links.all()]
    link = links.nth(paths.index("/" if page == "overview" else f"/{page}"))
    title = link.inner_text().strip().split("\n")[-1]  # before it stands the icon
    begun = Begun()
    link.click()
    return drawn(tab, begun, NEW_TITLE, title)


def by_next_choice(tab: Page) -> Taken:
    """What it takes from choosing the next campaign or account in the page's list until it is drawn."""
    tab.get_by_test_id("stMain").get_by_test_id("stSelectbox").first.locator("input").click()
    tab.get_by_test_id("stSelectboxVirtualDropdown").wait_for()
    tab.keyboard.press("ArrowDown")
    link, begun = tab.url, Begun()
    tab.keyboard.press("Enter")
    return drawn(tab, begun, NEW_LINK, link)


def drawn(tab: Page, begun: Begun, has_begun: str, argument: str) -> Taken:
    """What was taken since `begun`, once the next page has begun and is drawn."""
    tab.wait_for_function(has_begun, arg=argument, timeout=PATIENCE_S * 1_000, polling="raf")
    wait_until_settled(tab, PATIENCE_S)
    return begun.until_now()


class Begun:
    """A moment, and the processor seconds of everything that this process had started by then."""

    def __init__(self) -> None:
        self.at, self.processor_s = time.perf_counter(), _processor_s()

    def until_now(self) -> Taken:
        """What was taken since."""
        return Taken(time.perf_counter() - self.at, max(_processor_s() - self.processor_s, 0.0))


def _processor_s() -> float:
    """Processor seconds of the app, the browser and what they started, as far as it still runs."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            used = process.cpu_times()
            total += used.user + used.system
    return total


def opened(window: BrowserContext, link: str) -> Taken:
    """What it takes from following `link` in a new tab until the page is drawn."""
    tab = window.new_page()
    begun = Begun()
    tab.goto(link, wait_until="commit")
    wait_until_settled(tab, PATIENCE_S)
    taken = begun.until_now()
    tab.close()
    return taken


if __name__ == "__main__":
    main()
