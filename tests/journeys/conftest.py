"""A reader at a real browser, in front of the app as its user starts it, on a small simulated discourse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError

from benchmarks.browser import address, app_on, is_elsewhere, launch_arguments, wait_until_settled
from claqueur.app.launch import APP_FOLDER
from claqueur.app.sections.account import SECTIONS as ACCOUNT_SECTIONS
from claqueur.app.sections.campaign_sections import SECTIONS
from claqueur.app.texts import Words
from claqueur.workspace import Workspace

PAGES = sorted(path.stem for path in (APP_FOLDER / "app_pages").glob("[a-z]*.py"))  # new ones come in by themselves
VIEWS: list[Any] = [pytest.param(page, {}, id=page) for page in PAGES]  # all that a link can open
VIEWS += [
    pytest.param(page, {"section": name}, id=f"{page}-{name}")
    for page, sections in (("campaign", SECTIONS), ("account", ACCOUNT_SECTIONS))
    for name in list(sections)[1:]
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 1000}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PHONE["user_agent"] = "Mozilla/5.0 (Linux; Android 14; Phone) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
PATIENCE_S = 60.0  # for an answer of the app on a machine that is busy with other things

# What members of the planted campaign write before their text, in turn.
HOSTILE = {
    "html": "<script>alert('x')</script><img src=http://elsewhere.example/i.png onerror=alert(1)> <b>fat</b>",
    "markdown": "# Heading **strong** [click](javascript:alert(1)) ![i](http://elsewhere.example/m.png) :red[red]",
    "formula": '=HYPERLINK("http://elsewhere.example","x") $\\frac{1}{2}$ $$E=mc^2$$',
    "invisible": "pay \u202etxt.exe\u202c now\u200b\u200b \u2066isolate\u2069 z\u0351\u036b\u0343\u036a\u0302a\u0334lgo",
    "long": "spam " * 20_000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 500,
}

NAME = "<img src=x onerror=alert(2)>**me**"  # what they are called


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: the browser's event loop stays in this thread, and they are the longest."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


FINDINGS = pytest.StashKey[list[dict[str, Any]]]()


@pytest.fixture
def findings(pytestconfig: pytest.Config) -> list[dict[str, Any]]:
    """What axe-core finds, for the table at the end."""
    return pytestconfig.stash.setdefault(FINDINGS, [])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table of axe-core's findings, of those too that no test fails on."""
    rows = config.stash.get(FINDINGS, None)
    if rows is None:
        return
    terminalreporter.section("accessibility (axe-core)")
    terminalreporter.write_line(f"{len(rows)} findings on {len(VIEWS)} pages and sections")
    for row in rows:
        why = f" (let through: {row['let_through']})" if row["let_through"] else ""
        terminalreporter.write_line(
            f"{row['page']:<10} {row['screen']:<12} {row['impact']:<9} {row['rule']} x{row['places']}{why}"
        )
        terminalreporter.write_line(f"{'':<10} {row['first']}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium; without one every journey is skipped."""
    arguments = launch_arguments()
    if arguments is None:
        pytest.skip("there is no Chromium on this machine: make browser installs Debian's")
    return arguments


@dataclass
class Reader:
    """Someone at the browser. `port`: of the app in front of them. `trespasses`: what a page must never do."""

    page: Page
    port: int
    lang: str
    trespasses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = Words(self.lang)
        self.page.set_default_timeout(PATIENCE_S * 1_000)
        self.page.on("request", lambda request: self._note_address(request.url))
        self.page.on("websocket", lambda socket: self._note_address(socket.url))
        self.page.on("dialog", lambda dialog: (self.trespasses.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.trespasses.append(f"script error: {error}"))

    def _note_address(self, url: str) -> None:
        if is_elsewhere(url):
            self.trespasses.append(f"request: {url}")

    def open(self, page: str, **link: str) -> None:
        """Open a page by its link and wait until it is drawn."""
        self.page.goto(address(self.port, page, {"lang": self.lang, **link}))
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn."""
        wait_until_settled(self.page, PATIENCE_S)

    @property
    def main(self) -> Locator:
        """The page without its sidebar."""
        return self.page.get_by_test_id("stMain")

    def everything(self) -> str:
        """All text of the page: sidebar, labels, and what tables drawn on a canvas tell to screen readers."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('[data-testid="stDataFrame"]')]
                 .every(frame => frame.checkVisibility() === false || frame.querySelector("canvas table"))"""
        )
        return self.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stSidebar"], [data-testid="stMain"]')]
                 .map(part => part.innerText + "\\n" + [...part.querySelectorAll("canvas table")]
                   .map(table => table.textContent).join("\\n")).join("\\n")"""
        )

    def says(self, key: str, **values: str) -> None:
        """Wait until the text `key` of the reader's language stands on the page."""
        self.page.get_by_text(self.words(key, **values), exact=False).first.wait_for()

    def press(self, key: str) -> None:
        """Click on the button, link or tab that is called by the text `key`."""
        self.page.get_by_role("button", name=self.words(key), exact=True).first.click()

    def section(self, name: str) -> None:
        """Choose a section of the campaign page."""
        self.main.get_by_role("radio", name=self.words(f"campaign.section.{name}"), exact=True).click()
        self.page.wait_for_url(f"**section={name}*")
        self.settle()

    def go(self, page: str) -> None:
        """Choose a page in the sidebar."""
        self.page.get_by_role("link", name=self.words(f"{page}.title"), exact=True).first.click()
        self.page.get_by_role("heading", name=self.words(f"{page}.title"), level=1).wait_for()
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Choose `option` in the box called `label`; once more if the page was drawn anew and closed the list."""
        for is_last in (False, False, True):
            self.settle()
            self.page.get_by_role("combobox", name=label).click()
            try:
                self.page.get_by_role("option", name=option).first.click(timeout=5_000)
                return
            except TimeoutError:
                if is_last:
                    raise


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: dict[str, Any]) -> Workspace:
    """5,000 simulated posts and one run on them. Members of one campaign, who copy each other's texts, write HOSTILE
    things, and one is called something hostile."""
    from claqueur.ingest.load import ingest
    from claqueur.ingest.simulator import SimulationParameters, simulate
    from claqueur.jobs.pipeline import run

    workspace = Workspace.create(tmp_path_factory.mktemp("journeys") / "simulated")
    posts, labels = simulate(SimulationParameters(n_posts=5_000, campaign_scale=0.5, lookalike_scale=0.3)).write(
        workspace.path / "simulated"
    )
    groups = pl.read_csv(labels, schema_overrides={"account_id": pl.String})
    copying = groups.filter(pl.col("campaign_kind") == "copypasta")["account_id"].to_list()
    spoilt = workspace.path / "spoilt.parquet"
    spoil(pl.read_parquet(posts), copying).write_parquet(spoilt)
    ingest([spoilt], workspace, dataset="simulated")
    run(workspace)
    return workspace


def spoil(posts: pl.DataFrame, accounts: list[str]) -> pl.DataFrame:
    """`posts` with a HOSTILE beginning of each text of `accounts`, the same for the same text, and hostile names."""
    own = pl.col("account_id").is_in(accounts)
    texts = posts.filter(own)["text"].unique().drop_nulls().sort().to_list()
    beginnings = list(HOSTILE.values())
    spoilt = {text: f"{beginnings[place % len(beginnings)]} {text}" for place, text in enumerate(texts)}
    return posts.with_columns(
        text=pl.when(own).then(pl.col("text").replace(spoilt)).otherwise("text"),
        account_name=pl.when(own).then(pl.lit(NAME)).otherwise("account_name"),
    )


@pytest.fixture(scope="session")
def hostile_campaign(simulated: Workspace) -> str:
    """The campaign whose posts are hostile."""
    from claqueur.results import open_run

    found = open_run(simulated).table("campaign_objects").filter(pl.col("label").str.contains("<script>")).collect()
    return str(found["campaign_id"][0])


@pytest.fixture(scope="session")
def app_of() -> Iterator[Callable[[Workspace], int]]:
    """app_of(workspace) -> port of the app on it, started once and ended with the session."""
    ports: dict[Path, int] = {}
    with ExitStack() as apps:

        def started(workspace: Workspace) -> int:
            if workspace.path not in ports:
                ports[workspace.path] = apps.enter_context(app_on(workspace.path))
            return ports[workspace.path]

        yield started


@pytest.fixture(scope="session")
def window_of(browser: Browser) -> Callable[[str, bool], BrowserContext]:
    """window_of("fr", True) -> a window of a telephone in French. Kept, so that what the app is made of is loaded once."""

    @cache
    def opened(lang: str, is_phone: bool) -> BrowserContext:
        return browser.new_context(**(PHONE if is_phone else DESKTOP), locale={"en": "en-GB", "fr": "fr-FR"}[lang])

    return opened


@pytest.fixture
def reader_of(
    window_of: Callable[[str, bool], BrowserContext], app_of: Callable[[Workspace], int]
) -> Iterator[Callable[..., Reader]]:
    """reader_of(workspace, lang="fr", is_phone=True) -> a reader with a tab, and so a session of the app, of their own.

    Fails at the end if any page asked another machine for anything, opened a dialog or broke.
    """
    readers: list[Reader] = []

    def sit_down(workspace: Workspace, lang: str = "en", is_phone: bool = False, port: int | None = None) -> Reader:
        page = window_of(lang, is_phone).new_page()
        readers.append(Reader(page, app_of(workspace) if port is None else port, lang))
        return readers[-1]

    yield sit_down
    for reader in readers:
        reader.page.close()
    assert [reader.trespasses for reader in readers if reader.trespasses] == []


@pytest.fixture
def with_posts_only(simulated: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with the simulated posts and no run."""
    made = Workspace.create(tmp_path / "posts-only")
    shutil.copytree(simulated.posts, made.posts)
    return made
