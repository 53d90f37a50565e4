"""The app as a process of its own."""

import socket
import subprocess
import urllib.request

import pytest

from claqueur.app.launch import ADDRESS, command, launch, require_free, wait_until_up
from claqueur.errors import UserError


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind((ADDRESS, 0))
        holder.listen()
        yield holder.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return probe.getsockname()[1]


def test_the_app_answers_on_a_free_port_and_ends_when_told(workspace):
    port = free_port()
    process = launch(workspace, port, headless=True)
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/_stcore/health") as answer:
            assert answer.status == 200
        with pytest.raises(UserError):
            require_free(port)
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert (workspace.logs / "app.log").is_file()


def test_a_taken_port_gives_the_sentence(workspace, taken_port):
    with pytest.raises(UserError) as raised:
        launch(workspace, taken_port, headless=True)
    assert str(raised.value) == (
        f"Port {taken_port} cannot be used (address already in use): "
        f"close the program that holds it, or give another with --port {taken_port + 1}."
    )


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_number_that_is_no_port_gives_a_sentence(port):
    with pytest.raises(UserError, match=f"Port {port} cannot be used .* --port 8502"):
        require_free(port)


def test_an_app_that_ends_while_starting_is_told_at_once():
    process = subprocess.Popen(["false"])
    process.wait()
    with pytest.raises(UserError, match="ended with code 1 while starting"):
        wait_until_up(free_port(), timeout_s=30, process=process)


def test_an_app_that_never_answers_is_given_up():
    with pytest.raises(UserError, match="did not answer on port"):
        wait_until_up(free_port(), timeout_s=0.2)


def test_the_app_is_bound_to_this_machine_and_phones_nobody():
    flags = command(8501, headless=True)
    assert {
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--server.fileWatcherType=none",
        "--client.showErrorDetails=none",
    } <= set(flags)
    assert "--server.headless=false" in command(8501, headless=False)
