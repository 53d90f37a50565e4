"""Starting the app: a Streamlit process of its own, on this machine only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

from claqueur.errors import UserError
from claqueur.workspace import Workspace

APP_FOLDER = Path(__file__).parent
ADDRESS = "127.0.0.1"
WORKSPACE_VARIABLE = "CLAQUEUR_WORKSPACE"
START_TIMEOUT_S = 60.0


def launch(
    workspace: Workspace, port: int = 8501, headless: bool = False, wait: bool = True
) -> subprocess.Popen[bytes]:
    """The app's process on http://127.0.0.1:`port`, showing `workspace`.

    headless: open no browser. wait: return only once the app answers; the process then runs on, so call `.wait()` to
    stay with it and `.terminate()` to end it. What Streamlit prints goes to `logs/app.log` of the workspace.
    Raises UserError if the port is taken or the app does not come up.
    """
    require_free(port)
    workspace.logs.mkdir(exist_ok=True)
    with (workspace.logs / "app.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 the arguments are ours
            command(port, headless),
            env={**os.environ, WORKSPACE_VARIABLE: str(workspace.path)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if wait:
        try:
            wait_until_up(port, START_TIMEOUT_S, process)
        except BaseException:  # also Ctrl+C: the app must not outlive who waits for it
            process.terminate()
            raise
    return process


def command(port: int, headless: bool, script: Path = APP_FOLDER / "main.py") -> list[str]:
    """The command line that runs `script`, by default the app, with the settings of `.streamlit/config.toml`."""
    flags = [f"--server.port={port}", f"--server.address={ADDRESS}", f"--server.headless={str(headless).lower()}"]
    return [
        *(sys.executable, "-m", "claqueur.app.serve", str(port)),
        *("run", str(script), *flags, *_settings()),
    ]


def require_free(port: int) -> None:
    """Nothing, if `port` can be bound on this machine. Raises UserError if it is taken or is no port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            raise UserError(
                f"Port {port} cannot be used ({_reason(error)}): "
                f"close the program that holds it, or give another with --port {_neighbour(port)}."
            ) from error


def wait_until_up(
    port: int, timeout_s: float = START_TIMEOUT_S, process: subprocess.Popen[bytes] | None = None
) -> float:
    """Seconds until the app on `port` said it is healthy.

    Raises UserError after `timeout_s` seconds, or at once if `process` has ended.
    """
    started = time.monotonic()
    while time.monotonic() - started < timeout_s:
        if process is not None and process.poll() is not None:
            raise UserError(f"The app ended with code {process.returncode} while starting: read logs/app.log.")
        if _healthy(port):
            return time.monotonic() - started
        time.sleep(0.05)
    raise UserError(f"The app did not answer on port {port} within {timeout_s:.0f} s: read logs/app.log.")


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _settings() -> list[str]:
    """The packaged settings as flags; a table inside a section gives dotted names."""
    settings = tomllib.loads((APP_FOLDER / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flags = []
    for section, options in settings.items():
        for name, value in options.items():
            if isinstance(value, dict):
                flags += [f"--{section}.{name}.{inner}={_flag_value(setting)}" for inner, setting in value.items()]
            elif not isinstance(value, list):
                flags.append(f"--{section}.{name}={_flag_value(value)}")
    return flags


def _flag_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reason(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)


def _neighbour(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8502
