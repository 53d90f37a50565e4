"""The help: there, with examples, and instant."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest
import typer

from claqueur.cli import app

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
HEAVY = (
    *("pyspark", "pysail", "sklearn", "polars", "pandas", "numpy", "pyarrow", "mlflow", "streamlit", "deltalake"),
    *("tweepy", "requests", "websockets", "keyring"),
)
ISSUE = {
    *("ingest", "run", "runs", "campaigns", "accounts", "edges", "evidence"),
    *("train", "evaluate", "models", "app", "demo", "simulate"),
}


def test_every_command_of_the_contract_is_there() -> None:
    assert set(COMMANDS) >= ISSUE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example_that_calls_it(command: str, claqueur: Callable) -> None:
    found = claqueur(command, "--help")
    text = " ".join(found.out.split())
    described = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    assert (found.code, found.err) == (0, "")
    assert described.help.strip().endswith(".")
    assert "Example" in text
    assert f"claqueur {command}" in text.split("Example")[1]
    for parameter in described.params:
        assert parameter.name == "help" or parameter.help, f"{command} {parameter.name} has no help"


def test_without_a_command_the_help_is_printed_and_nothing_failed(claqueur: Callable) -> None:
    alone, asked = claqueur(), claqueur("--help")
    assert alone.code == asked.code == 0
    assert alone.err == ""
    assert alone.out.split() == asked.out.split()


def test_the_version_is_that_of_the_package(claqueur: Callable) -> None:
    from claqueur import __version__

    assert claqueur("--version").out == f"claqueur {__version__}\n"


@pytest.mark.parametrize(
    "code",
    [
        "import claqueur; claqueur.UserError; claqueur.__all__",
        "import sys; sys.argv = ['claqueur', '--help']\nfrom claqueur.cli import main\ntry: main()\nexcept SystemExit: pass",
    ],
    ids=["import claqueur", "claqueur --help"],
)
def test_help_and_import_load_nothing_heavy(code: str) -> None:
    code += f"\nimport json, sys\nprint(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_help_takes_less_than_a_second_of_cpu() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "claqueur", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0


def test_every_public_name_resolves_and_others_do_not() -> None:
    import claqueur

    assert {name: getattr(claqueur, name) is not None for name in claqueur.__all__} == dict.fromkeys(
        claqueur.__all__, True
    )
    # once a subpackage is imported, its name is the subpackage: no public name may be one
    assert [name for name in claqueur.__all__ if isinstance(getattr(claqueur, name), ModuleType)] == []
    with pytest.raises(AttributeError, match="module 'claqueur' has no attribute 'bots'"):
        _ = claqueur.bots
