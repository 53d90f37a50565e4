"""The GraphFrames jar: found, verified, or refused."""

from __future__ import annotations

import hashlib
import re

import pytest

from claqueur.errors import UserError
from claqueur.jobs.engines import jars

SETTING = "CLAQUEUR_GRAPHFRAMES_JAR"


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)


def test_the_environment_holds_the_jar_that_is_known():
    found = jars.graphframes_jar()
    assert found.name == jars.GRAPHFRAMES
    assert hashlib.sha256(found.read_bytes()).hexdigest() == jars.GRAPHFRAMES_SHA256


def test_a_jar_that_the_user_names_is_used_as_it_is(tmp_path, monkeypatch):
    own = tmp_path / "own.jar"
    own.write_bytes(b"any")
    monkeypatch.setenv(SETTING, str(own))
    assert jars.graphframes_jar() == own


def test_a_named_jar_that_is_no_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(UserError, match=re.escape(f'names "{tmp_path}", which is not a file: correct or unset it.')):
        jars.graphframes_jar()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, f'GraphFrames ({jars.GRAPHFRAMES}) is not installed: run "make setup", or use --engine sail.'),
        (b"altered", f'{jars.GRAPHFRAMES} is not the file that claqueur knows: run "make clean setup".'),
    ],
)
def test_a_jar_of_the_environment_that_is_missing_or_altered_is_refused(content, said, tmp_path, monkeypatch):
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    if content is not None:
        (tmp_path / "jars").mkdir()
        (tmp_path / "jars" / jars.GRAPHFRAMES).write_bytes(content)
    with pytest.raises(UserError, match=f"^{re.escape(said)}$"):
        jars.graphframes_jar()
