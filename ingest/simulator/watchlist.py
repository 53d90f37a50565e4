"""A watchlist of the invented brands and parties, so that the demo has topics to look at."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from claqueur.ingest.simulator.grammar import VOCABULARIES


def simulated_watchlist() -> str:
    """Every brand and party of both languages with its handle and hashtags, as the text of a watchlist (TOML)."""
    topics = [
        _topic(name, kind, [tag for tags in vocabulary.HASHTAGS.values() for tag in tags])
        for vocabulary in VOCABULARIES.values()
        for kind, names in (("brand", vocabulary.BRANDS), ("party", vocabulary.PARTIES))
        for name in names
    ]
    return "# Invented brands and parties of the simulated discourse.\n\n" + "\n".join(topics)


def _topic(name: str, kind: str, hashtags: list[str]) -> str:
    handle = re.sub(r"\W", "", name)  # as the cast has it
    fields = {"name": name, "kind": kind, "names": [name], "handles": [handle]}
    about = [tag for tag in hashtags if handle.lower() in tag.lower()]  # such as NeverTavorix
    lines = [f"{key} = {_written(value)}" for key, value in (fields | {"hashtags": about}).items() if value]
    return "\n".join(["[[topic]]", *lines, ""])


def _written(value: str | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False)  # what is plain in JSON is plain in TOML
