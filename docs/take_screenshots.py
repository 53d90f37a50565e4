"""Pictures of the app on simulated posts, for the README and the documents.

    .venv/bin/python -m docs.take_screenshots [--workspace demo-workspace] [--folder build/screenshots]

Each main page at 1440 px in both languages and at 390 px in French. --chosen writes the few in docs/screenshots,
with 256 colours, to be small.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import address, app_on, launch_arguments, wait_until_settled
from claqueur.errors import UserError
from claqueur.results import datasets, open_run
from claqueur.workspace import Workspace

PAGES = ("overview", "campaigns", "campaign", "account", "topics", "review", "models", "method", "start")
SCREENS = {"1440-en": (1440, 900, "en"), "1440-fr": (1440, 900, "fr"), "390-fr": (390, 844, "fr")}
EVIDENCE = "campaign.section"  # the choice of sections above the shared posts
CHOSEN = (("overview", "1440-en", None), ("campaign", "1440-en", EVIDENCE), ("overview", "390-fr", None))
COLOURS = 256
PATIENCE_S = 120.0


def main() -> None:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, default=Path("demo-workspace"))
    parser.add_argument("--folder", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--chosen", action="store_true", help="only those of docs/screenshots, with few colours")
    asked = parser.parse_args()
    workspace = Workspace.open(asked.workspace)
    if datasets(workspace) != {"simulated"}:
        raise UserError("Pictures are taken of simulated posts only: make the workspace with claqueur demo.")
    arguments = launch_arguments()
    if arguments is None:
        raise UserError("There is no Chromium on this machine: make browser installs Debian's.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    wanted = CHOSEN if asked.chosen else tuple((page, screen, None) for screen in SCREENS for page in PAGES)
    with sync_playwright() as playwright, app_on(workspace.path) as port:
        browser = playwright.chromium.launch(**arguments)
        for page, screen, element in wanted:
            path = asked.folder / f"{page}-{screen}.png"
            take(browser, port, page, screen, open_run(workspace).run_id, path, element)
            if asked.chosen:
                lessen(path)
            print(f"{path} {path.stat().st_size // 1024} kB", flush=True)
        browser.close()


def take(
    browser: Browser, port: int, page: str, screen: str, run_id: str, path: Path, element: str | None = None
) -> None:
    """What a reader first sees of a page, or what they see from the element with a key of that beginning on."""
    width, height, lang = SCREENS[screen]
    window = browser.new_context(viewport={"width": width, "height": height}, locale=lang)
    tab = window.new_page()
    tab.goto(address(port, page, {"run": run_id, "lang": lang}))
    wait_until_settled(tab, PATIENCE_S)
    if element is not None:
        name = element.replace(".", "-")  # as Streamlit writes a key into its element's class
        tab.locator(f'[class*="st-key-{name}"]').evaluate("element => element.scrollIntoView()")
    tab.wait_for_timeout(500)  # charts move into place
    tab.screenshot(path=path, animations="disabled")
    window.close()


def lessen(path: Path) -> None:
    """The same picture with few colours: a third of the bytes."""
    from PIL import Image

    with Image.open(path) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)


if __name__ == "__main__":
    main()
