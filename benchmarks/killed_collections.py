"""Kill a collection from X at random moments and see what it gives in the end.

    .venv/bin/python -m benchmarks.killed_collections

The server is the one of the tests, on this machine, with 6,000 posts in 60 pages.
"""

from __future__ import annotations

import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from claqueur.ingest.collect.collection import Collection, ids
from claqueur.ingest.collect.settings import VARIABLE
from claqueur.workspace import Workspace
from tests.platforms.fake_x import TOKEN, FakeX

KILLS, POSTS = 40, 6_000
PAGE_S = 0.02  # that the server takes for a page
LONGEST_S = 0.15  # after a sign of life


def main() -> None:
    """Print kills, requests and what became of the posts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, HTTPServer(host="127.0.0.1") as server:
        fake = FakeX(server, n=POSTS)
        server.expect_request(re.compile("/2/.*")).respond_with_handler(lambda request: _slowly(fake, request))
        settings = Path(folder) / "settings.toml"
        settings.write_text(f'[x]\nbase_url = "{server.url_for("/").rstrip("/")}"\n')
        environment = {**os.environ, VARIABLE: str(settings), "X_BEARER_TOKEN": TOKEN}
        workspace = Workspace.create(Path(folder) / "w")
        kills = _kill(workspace, environment)
        found = Collection.open(workspace, ids(workspace)[0])
        posts = [post["id"] for page in found.pages() for post in page["data"]]
        print(f"{kills} kills, {len(fake.pages_asked)} requests for {found.state.n_pages} pages")
        print(f"{len(posts):,} posts, {len(set(posts)):,} of them different, of {POSTS:,}")


def _slowly(fake: FakeX, request: Request) -> Response:
    time.sleep(PAGE_S)
    return fake.answer(request)


def _kill(workspace: Workspace, environment: dict[str, str]) -> int:
    """Kill it again and again, a random moment after each sign of life; then let it end. The number of kills."""
    rng = random.Random(1)  # noqa: S311 - nothing secret
    process = _started(environment, "x", "search", "#bridge", "--yes", "-w", str(workspace.path))
    while not ids(workspace):
        time.sleep(0.01)
    name = ids(workspace)[0]
    for kill in range(KILLS):
        spent = _spent(workspace, name)
        while process.poll() is None and _spent(workspace, name) == spent:
            time.sleep(0.002)
        time.sleep(rng.random() * LONGEST_S)
        if process.poll() is not None:
            return kill
        process.kill()
        process.wait()
        process = _started(environment, "resume", name, "-w", str(workspace.path))
    process.wait()
    return KILLS


def _started(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "claqueur", "collect", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _spent(workspace: Workspace, name: str) -> str:
    path = workspace.collections / name / "state.json"
    return path.read_text() if path.is_file() else ""


if __name__ == "__main__":
    main()
