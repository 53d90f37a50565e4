"""How fast the app answers in a real browser, on a made-up finished run: cold start, and every page opened by its link.

    .venv/bin/python -m benchmarks.app [--posts 1000000] [--campaigns 500] [--repeats 5] [--workspace folder]

Campaigns and accounts are others at each repeat, so that nothing is answered from what was kept in memory for them.
Seconds are those of this machine, other work on it included: the least of them says most about the app.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

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
        manifest_posts = Workspace.open(path)  # says so if the folder is no workspace
        made = MadeUp(asked.posts, asked.campaigns)
        measured = measure(manifest_posts.path, made, asked.pages, asked.repeats)
    target = TARGETS_S[asked.posts > MANY_POSTS]
    print(f"{asked.posts:,} posts, {asked.campaigns:,} campaigns; seconds until the page is drawn")
    print(f"{'page':<12}{'first':>8}{'least':>8}{'median':>8}{'most':>8}{'target':>8}")
    for page, seconds in measured.items():
        wanted = COLD_TARGET_S if page == "cold start" else target
        first, later = seconds[0], seconds[1:] or seconds
        verdict = "" if median(later) <= wanted else "  slower" if min(later) > wanted else "  slower but for the least"
        print(f"{page:<12}{first:>8.2f}{min(later):>8.2f}{median(later):>8.2f}{max(later):>8.2f}{wanted:>8.1f}{verdict}")


def measure(workspace: Path, made: MadeUp, pages: tuple[str, ...], repeats: int) -> dict[str, list[float]]:
    """Page -> seconds of the first time and of each repeat; "cold start" from nothing to the first page drawn."""
    arguments = launch_arguments()
    if arguments is None:
        raise UserError("There is no Chromium on this machine: make browser installs Debian's.")
    members = made.members.filter(made.members["rank"] == 0)
    seconds: dict[str, list[float]] = {"cold start": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**arguments)
        for _ in range(max(repeats // 2, 1)):
            started = time.perf_counter()
            with app_on(workspace) as port:
                window = browser.new_context(locale="en-GB")
                opened(window, address(port))
                seconds["cold start"].append(time.perf_counter() - started)
                window.close()
        with app_on(workspace) as port:
            window = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
            opened(window, address(port, "method"))  # the app's scripts are in the browser, its modules in memory
            for page in pages:
                for repeat in range(repeats + 1):
                    one = members.row(repeat * 7 % members.height, named=True)
                    link = {"campaign": one["campaign_id"]} if page == "campaign" else {"account": str(one["account"])}
                    used = {"run": RUN_ID, **(link if page in ("campaign", "account") else {})}
                    seconds.setdefault(page, []).append(opened(window, address(port, page, used)))
        browser.close()
    return seconds


def opened(window: BrowserContext, link: str) -> float:
    """Seconds from following `link` in a new tab until the page is drawn."""
    tab = window.new_page()
    started = time.perf_counter()
    tab.goto(link, wait_until="commit")
    wait_until_settled(tab, PATIENCE_S)
    taken = time.perf_counter() - started
    tab.close()
    return taken


if __name__ == "__main__":
    main()
