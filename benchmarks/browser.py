"""The machine's own Chromium, and an app to look at with it: for the journeys, the screenshots and the app's bench."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from claqueur.app.launch import ADDRESS, command, wait_until_up

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
LAUNCH_TIMEOUT_S = 90
# Every name but this machine's address leads nowhere, so that nothing the browser does by itself gets out.
FLAGS = ("--disable-dev-shm-usage", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {ADDRESS}")
# Streamlit says on its outermost element what its script is doing; parts that still load are skeletons.
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== "notRunning" || app.dataset.testConnectionState !== "CONNECTED")
    return false;
  if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], [data-stale="true"]'))
    return false;
  return document.querySelector('[data-testid="stMain"] h1') !== null;
}"""


def launch_arguments() -> dict[str, Any] | None:
    """What Playwright needs to start the machine's Chromium; None if the machine has none."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root its sandbox
    return None if found is None else {"executable_path": found, "args": [*FLAGS, *sandbox], "headless": True}


def wait_until_settled(page: Page, timeout_s: float = 30.0) -> None:
    """Return once the page is drawn and no part of it is still being computed or loaded."""
    page.wait_for_function(SETTLED, timeout=timeout_s * 1_000, polling="raf")


def address(port: int, page: str = "", link: Mapping[str, str] | None = None) -> str:
    """The link to a page of the app on `port`; the overview is the page without a name."""
    name = "" if page == "overview" else page
    return f"http://{ADDRESS}:{port}/{name}" + (f"?{urlencode(link)}" if link else "")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


@contextmanager
def empty_app(port: int) -> Iterator[int]:
    """A Streamlit app of one title, with the settings of ours; its port. It is ended with the block."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text('import streamlit as st\nst.title("empty")\n', encoding="utf-8")
        ours = command(port, headless=True, script=script)
        # without what ours imports ahead
        plain = [sys.executable, "-m", "streamlit", *ours[ours.index("run") :], "--logger.level=error"]
        with _served(plain, port):
            yield port


@contextmanager
def app_on(workspace: Path, port: int | None = None) -> Iterator[int]:
    """`claqueur app` on a workspace, as a user starts it; its port. It is ended with the block."""
    chosen = free_port() if port is None else port
    ours = [sys.executable, "-m", "claqueur", "app", "--workspace", str(workspace), "--port", str(chosen), "--headless"]
    with _served(ours, chosen):
        yield chosen


@contextmanager
def _served(arguments: list[str], port: int) -> Iterator[None]:
    """An app that runs as long as the block, which begins once it answers."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)  # noqa: S603 the arguments are ours
    try:
        wait_until_up(port, LAUNCH_TIMEOUT_S, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def is_elsewhere(url: str) -> bool:
    """Whether a request for `url` would leave this machine."""
    return re.match(rf"(https?|wss?)://{re.escape(ADDRESS)}[:/]|(data|blob|about):", url) is None
