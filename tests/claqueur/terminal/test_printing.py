"""What strangers wrote reaches no terminal and no spreadsheet as a command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest

from claqueur.terminal.printing import Format, harmless, print_frame
from claqueur.workspace import Workspace

HOSTILE_NAME = "=cmd()\x1b[31m[bold]\u202eann"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, with accents: déjà vu, 日本", "plain, with accents: déjà vu, 日本"),
        ("\x1b[31mred\x1b[0m", " [31mred [0m"),  # the terminal gets no escape character
        ("\x9b31m c1", " 31m c1"),
        ("a\r\nb\tc\x00\x7f", "a  b c  "),
        ("\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c", " gnp.exe   x    "),
        ("line\u2028paragraph\u2029end", "line paragraph end"),
        ("hid\u200bden\ufeff\U000e0041", "hid den  "),
        ("👩\u200d🌾 می\u200cخواهم", "👩\u200d🌾 می\u200cخواهم"),  # joiners hold emoji and Persian together
    ],
)
def test_harmless_text_keeps_words_and_loses_what_acts(text: str, expected: str) -> None:
    assert harmless(text) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6", "'+33 6"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("＝1+1", "'＝1+1"),  # wide
        ("-1001234", "-1001234"),  # an id of Telegram
        ("a=1", "a=1"),
        (-0.5, "-0.5"),
        (-1e-9, "-1e-09"),
        (None, ""),
        (["=a", "b"], "'=a|b"),
        (datetime(2026, 3, 1, 18, 30, tzinfo=UTC), "2026-03-01 18:30:00"),
    ],
)
def test_no_csv_cell_is_a_formula_and_numbers_stay(
    cell: object, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_frame(pl.DataFrame({"cell": [cell], "next": ["x"]}), Format.csv, "nothing")
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["cell", "next"], [expected, "x"]]


def test_json_loses_nothing_and_sends_no_control_character(capsys: pytest.CaptureFixture[str]) -> None:
    text = '\x1b[31m \x9b \u202e [bold] \u2028 \U000e0041 = 日本 \\ " \n'
    print_frame(pl.DataFrame({"text": [text]}), Format.json, "nothing")
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": text}
    assert printed.count("\n") == 1
    assert harmless(printed.rstrip("\n")) == printed.rstrip("\n")
    assert "日本" in printed


def test_a_table_shows_markup_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    print_frame(pl.DataFrame({"text": ["[bold red]x[/] :smile: \x1b[5m\u202e", "y" * 100]}), Format.table, "nothing")
    assert capsys.readouterr().out.split("\n")[1:] == ["[bold red]x[/] :smile:  [5m".ljust(60), "y" * 59 + "…", ""]


def test_an_empty_listing_is_a_sentence_or_a_header_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for style in Format:
        print_frame(pl.DataFrame(schema={"a": pl.Int64, "b": pl.String}), style, "There is nothing.")
        printed.append(capsys.readouterr().out)
    assert printed == ["There is nothing.\n", "", "a,b\n"]


def test_a_narrow_terminal_shows_the_first_columns_and_names_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal for rich
    monkeypatch.setenv("COLUMNS", "40")
    names = ["first", "second", "third", "fourth", "fifth", "sixth"]
    print_frame(pl.DataFrame({name: ["1234567"] for name in names}), Format.table, "nothing")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["1234567"] * 4  # 5 would need 43
    assert lines[2:] == ["(Too wide for this terminal: fifth, sixth. A wider one, --format csv or json shows all.)"]


@pytest.mark.parametrize(("number", "written"), [(0.99999996, "0.99999996"), (0.3, "0.3"), (5.0, "5"), (1e-7, "1e-07")])
def test_numbers_of_a_csv_keep_their_digits(capsys: pytest.CaptureFixture[str], number: float, written: str) -> None:
    print_frame(pl.DataFrame({"score": [number]}), Format.csv, "nothing")
    assert capsys.readouterr().out == f"score\n{written}\n"


@pytest.mark.parametrize("command", [("accounts",), ("edges",), ("evidence", "-1001", "-1002")])
@pytest.mark.parametrize("style", ["table", "csv", "json"])
def test_no_listing_of_hostile_posts_acts(
    style: str, command: tuple[str, ...], claqueur: Callable, finished: Workspace
) -> None:
    printed = claqueur(*command, "-w", finished.path, "--format", style).out
    assert "harbours" in printed or "cmd()" in printed  # the hostile ring is in the listing
    assert harmless(printed.replace("\n", "")) == printed.replace("\n", "")
    if style == "csv":
        cells = [cell for row in csv.reader(io.StringIO(printed)) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


def test_json_gives_a_hostile_name_exactly(claqueur: Callable, finished: Workspace) -> None:
    printed = claqueur("accounts", "-w", finished.path, "--format", "json").out
    names = {row["account_id"]: row["account_name"] for row in map(json.loads, printed.splitlines())}
    assert names["-1001"] == HOSTILE_NAME


def test_a_sentence_about_a_hostile_file_is_one_harmless_line(claqueur: Callable, tmp_path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,\x1b[31m\u202etime,colour\n1,2,3\n", encoding="utf-8")
    found = claqueur("ingest", path, "-w", tmp_path / "w")
    assert found.code == 1
    assert harmless(found.err.rstrip("\n")) == found.err.rstrip("\n")
