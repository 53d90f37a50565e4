"""A watchlist of the invented brands and parties, so that the demo has topics to look at."""

from __future__ import annotations

import re

from claqueur.ingest.simulator.grammar import VOCABULARIES
from claqueur.watchlist import written_topic


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
    about = [tag for tag in hashtags if handle.lower() in tag.lower()]  # such as NeverTavorix
    return written_topic(name, kind, [name], handles=[handle], hashtags=about)
