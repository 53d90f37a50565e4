"""The commands of the README do what it says; the app and the demo start, answer and end."""

from __future__ import annotations

import re
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from claqueur.models.store.package import Package
from claqueur.workspace import Workspace

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """Calls of the app's launch, which starts nothing here."""
    calls: list[tuple] = []
    quiet = SimpleNamespace(wait=lambda: 0, terminate=lambda: None)

    def launch(workspace: Workspace, port: int, headless: bool) -> SimpleNamespace:
        calls.append((workspace.path.name, port, headless))
        return quiet

    monkeypatch.setattr("claqueur.app.launch.launch", launch)
    return calls


def test_the_commands_of_the_readme_run_in_their_order(
    claqueur: Callable, finished: Workspace, launched: list[tuple], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(finished.path.parent / "hostile.csv", "posts.csv")
    commands = re.findall(r"^\.venv/bin/claqueur (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["ingest", "run", "campaigns", "app"]
    for command in commands:
        found = claqueur(*command.split())
        assert (found.code, found.err) == (0, ""), command
    assert launched == [("my-case", 8501, False)]


def test_the_python_of_the_readme_runs(
    finished: Workspace, shipped: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(finished.path.parent / "hostile.csv", "posts.csv")
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    names: dict = {}
    for block in blocks:
        exec(block, names)
    assert names["run"].finished
    assert len(names["model"].score(names["features"])) == len(names["features"]) > 0


def test_the_app_command_says_where_it_is_and_how_it_ends(
    claqueur: Callable, finished: Workspace, launched: list[tuple]
) -> None:
    found = claqueur("app", "-w", finished.path, "--port", "8600", "--headless")
    assert found.out == "The app shows workspace at http://127.0.0.1:8600 (Ctrl+C ends it).\n"
    assert launched == [("workspace", 8600, True)]


def test_the_app_makes_a_new_folder_a_workspace_but_touches_no_other_folder(
    claqueur: Callable, tmp_path: Path, launched: list[tuple]
) -> None:
    assert claqueur("app", "-w", tmp_path / "new", "--headless").code == 0
    assert Workspace.open(tmp_path / "new").run_ids() == []
    (tmp_path / "holiday" / "photos").mkdir(parents=True)
    refused = claqueur("app", "-w", tmp_path / "holiday")
    assert (refused.code, len(launched)) == (1, 1)
    assert refused.err.startswith('claqueur: The folder "holiday" is not empty and is not a claqueur workspace')


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_app_answers_and_ends_with_the_command(sent: int, start: Callable, finished: Workspace) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = start("app", "-w", finished.path, "--port", port, "--headless")
    assert f"http://127.0.0.1:{port}" in app.process.stdout.readline()
    with socket.create_connection(("127.0.0.1", port), timeout=10):
        pass
    app.process.send_signal(sent)
    end = app.ended()
    assert (end.code, end.out, end.err) == (0, "The app was closed.\n", "")
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=10):
        pass


@pytest.mark.parametrize("command", ["app", "demo"])
def test_a_port_that_is_taken_is_told_before_any_work(command: str, claqueur: Callable, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "w")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        found = claqueur(command, "-w", tmp_path / "w", "--port", port)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(f"claqueur: Port {port} cannot be used (address already in use)")
    assert f"--port {port + 1}" in found.err


def test_the_demo_does_not_mix_simulated_posts_with_those_of_a_case(claqueur: Callable, finished: Workspace) -> None:
    before = finished.run_ids()
    found = claqueur("demo", "-w", finished.path, "--headless", "--port", "8699")
    assert found.code == 1
    assert found.err.startswith('claqueur: The workspace "workspace" holds posts of yours: the demo would mix')
    assert finished.run_ids() == before
