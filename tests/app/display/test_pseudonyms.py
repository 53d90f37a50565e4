"""Names on screen that name nobody."""

import re
import stat

from claqueur.app.display.pseudonyms import log_reveal, pseudonym
from claqueur.app.views.names import Names
from claqueur.workspace import Workspace
from claqueur.workspace_key import KEY_FILE, workspace_key


def test_a_pseudonym_is_stable_short_and_depends_on_key_platform_and_account():
    ours = pseudonym(b"k" * 32, "x", "12")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{6}", ours)
    assert pseudonym(b"k" * 32, "x", "12") == ours
    others = [pseudonym(b"K" * 32, "x", "12"), pseudonym(b"k" * 32, "y", "12"), pseudonym(b"k" * 32, "x", "13")]
    assert ours not in others
    assert pseudonym(b"k" * 32, "x1", "2") != pseudonym(b"k" * 32, "x", "12")


def test_the_key_is_made_once_and_is_private(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    key = workspace_key(workspace)
    assert workspace_key(workspace) == key
    assert len(key) == 32
    assert stat.S_IMODE((workspace.path / KEY_FILE).stat().st_mode) == 0o600
    assert workspace_key(Workspace.create(tmp_path / "other")) != key


def test_the_handle_shows_only_when_asked_for():
    hidden, shown = Names(b"k" * 32, "Account"), Names(b"k" * 32, "Account", reveal=True)
    short = hidden.short("x", "12")
    assert hidden.full("x", "12", "Ann_Example") == short
    assert shown.full("x", "12", "Ann_Example") == f"{short} · Ann_Example"
    assert shown.full("x", "12", None) == f"{short} · 12"
    assert shown.plain("x", "12") == f"Account {short}"  # goes into Markdown: never the handle
    assert shown.full("x", "12", "\u202eevil\x00" + "a" * 500).endswith("…")


def test_reveals_are_appended_to_the_log(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    log_reveal(workspace, "run-1", True)
    lines = log_reveal(workspace, "run-1", False).read_text().splitlines()
    assert [line.split("\t")[1:] for line in lines] == [["run-1", "shown"], ["run-1", "hidden"]]
