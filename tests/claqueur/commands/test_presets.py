"""`claqueur preset`: its help, what it prints, and the file it writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from claqueur.cli import app
from claqueur.workspace import Workspace

COMMANDS = typer.main.get_command(app).commands["preset"].commands  # type: ignore[attr-defined]
README = Path(__file__).resolve().parents[3] / "README.md"
MESSAGES = "message_id,user_id,timestamp,message\n1,ann,0,vote now\n2,bob,5,@ann vote now\n"
SHARES = "object_id,account_id,content_id,timestamp_share\no1,ann,c1,5\no1,bob,c2,9\no2,ann,c3,5\no2,bob,c4,5\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_preset_has_a_help_with_an_example_and_the_parameters_of_the_preset(
    name: str, claqueur: Callable
) -> None:
    from claqueur.jobs.presets.preset import PRESETS

    found = claqueur("preset", name, "--help")
    assert (found.code, found.err) == (0, "")
    assert f"claqueur preset {name}" in " ".join(found.out.split()).split("Example")[1].lower()
    options = {parameter.name: parameter for parameter in COMMANDS[name].params}
    for parameter in fields(PRESETS[name].parameters):
        assert options[parameter.name].default == parameter.default
    assert all(option.help for option in options.values())


def test_every_preset_is_a_command() -> None:
    from claqueur.jobs.presets.preset import PRESETS

    assert set(COMMANDS) == set(PRESETS)


def test_a_preset_says_what_it_read_and_found(claqueur: Callable, tmp_path: Path) -> None:
    (tmp_path / "shares.csv").write_text(SHARES, encoding="utf-8")
    output = tmp_path / "edges.csv"
    # the tool's own spelling of names is taken too
    found = claqueur("preset", "cooRTweet", tmp_path / "shares.csv", "--time_window", "4", "-o", output)
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines()[-3:-1] == [
        "cooRTweet on sail (time_window 4, min_participation 2, edge_weight 0.5, subgraph 0)",
        "  read shares.csv: 4 rows",
    ]
    assert found.out.splitlines()[-1].startswith("1 edges among 2 accounts in ")
    assert output.read_text(encoding="utf-8").splitlines()[1] == "ann,bob,2,2.0,0"


def test_a_preset_reads_the_posts_of_a_workspace(claqueur: Callable, finished: Workspace, tmp_path: Path) -> None:
    output = tmp_path / "edges.csv"
    given = ("-w", finished.path, "--dataset", "hostile", "--layer", "text", "--time-window", "6", "--subgraph", "0")
    found = claqueur("preset", "coortweet", *given, "-o", output)
    assert (found.code, found.err) == (0, "")
    rows = output.read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [  # three accounts that share 12 texts, ids as they were
        ["evil:-1001", "evil:-1002", "12"],
        ["evil:-1001", "evil:-1003", "12"],
        ["evil:-1002", "evil:-1003", "12"],
    ]


def test_the_presets_of_the_readme_run(claqueur: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shares.csv").write_text(SHARES, encoding="utf-8")
    Path("messages.csv").write_text(MESSAGES, encoding="utf-8")
    commands = re.findall(r"^claqueur (preset .+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [command.split()[1] for command in commands] == ["cooRTweet", "cnt"]
    for command in commands:
        found = claqueur(*command.split())
        assert (found.code, found.err) == (0, ""), command
        assert Path(command.split()[-1]).stat().st_size > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cnt", "--network", "co_tweet"), "claqueur: Missing option '--output' / '-o'. See: claqueur preset cnt --help\n"),
        (("cnt", "--map", "user_id", "-o", "e.csv"), "claqueur: --map is written column=name, such as --map object_id="),
        (("cnt", "-o", "e.csv"), "claqueur: cnt reads either a table or a workspace: give one of the two.\n"),
        (("coordnet", "-o", "e.csv"), "claqueur: No such command 'coordnet'. Did you mean 'coortweet'? "),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(arguments: tuple[str, ...], said: str, claqueur: Callable) -> None:
    found = claqueur("preset", *arguments)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(said)
