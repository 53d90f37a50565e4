"""How fast the app answers in a real browser, on a made-up finished run: cold start, and every page opened by its link.

    .venv/bin/python -m benchmarks.app [--posts 1000000] [--campaigns 500] [--repeats 5] [--workspace folder]

Campaigns and accounts are others at each repeat, so that nothing is answered from what was kept in memory for them.
Seconds are those of this machine, other work on it included. "work" is what does not depend on it: the median of the
processor seconds that app and browser took together; on an idle machine a page takes about as long, or less.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.app_run import RUN_ID, MadeUp, write_run
from benchmarks.browser import address, app_on, launch_arguments, wait_until_settled
from claqueur.errors import UserError
from claqueur.workspace import Workspace

COLD_TARGET_S = 3.0
MANY_POSTS = 5_000_000
TARGETS_S = (1.0, 3.0)  # up to MANY_POSTS, and beyond
PAGES = ("overview", "campaigns", "campaign", "account", "topics", "review", "compare", "models", "method", "start")
PATIENCE_S = 120.0
SCREEN = {"width": 1440, "height": 1000}


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
    target = TARGETS_S[asked.posts > MANY_POSTS]
    print(f"{asked.posts:,} posts, {asked.campaigns:,} campaigns; seconds until the page is drawn")
    print(f"{'page':<12}" + "".join(f"{head:>8}" for head in ("first", "least", "median", "most", "work", "target")))
    for page, taken in measured.items():
        wanted = COLD_TARGET_S if page == "cold start" else target
        later = [one.seconds for one in taken[1:] or taken]
        work = median(one.processor_s for one in taken[1:] or taken)
        shown = (taken[0].seconds, min(later), median(later), max(later), work, wanted)
        print(f"{page:<12}" + "".join(f"{value:>8.2f}" for value in shown) + verdict(median(later), work, wanted))


def verdict(seconds: float, work: float, wanted: float) -> str:
    """What to make of a page's median."""
    if seconds <= wanted:
        return ""
    return "  slower" if work > wanted else "  slower, for other work on this machine"


@dataclass(frozen=True)
class Taken:
    """What one page took: seconds until it was drawn, processor seconds of app and browser."""

    seconds: float
    processor_s: float


def measure(workspace: Path, made: MadeUp, pages: Sequence[str], repeats: int) -> dict[str, list[Taken]]:
    """Page -> what it took the first time and at each repeat; "cold start": from nothing to the first page drawn."""
    arguments = launch_arguments()
    if arguments is None:
        raise UserError("There is no Chromium on this machine: make browser installs Debian's.")
    members = made.members.filter(made.members["rank"] == 0)
    taken: dict[str, list[Taken]] = {"cold start": []}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        # A profile on disk keeps the app's scripts compiled, as a reader's browser does.
        window = playwright.chromium.launch_persistent_context(profile, viewport=SCREEN, locale="en-GB", **arguments)
        for _ in range(max(repeats // 2, 1) + 1):  # at the first one the browser has never seen the app
            begun = Begun()
            with app_on(workspace) as port:
                opened(window, address(port))
                taken["cold start"].append(begun.until_now())
        with app_on(workspace) as port:
            opened(window, address(port))
            for page in pages:
                for repeat in range(repeats + 1):
                    one = members.row(repeat * 7 % members.height, named=True)
                    chosen = {"campaign": {"campaign": one["campaign_id"]}, "account": {"account": str(one["account"])}}
                    taken.setdefault(page, []).append(
                        opened(window, address(port, page, {"run": RUN_ID, **chosen.get(page, {})}))
                    )
        window.close()
    return taken


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
