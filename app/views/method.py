"""What the method page is made of; its words are in the texts."""

from __future__ import annotations

from claqueur.app.texts import Words

SECTIONS = ("question", "objects", "chance", "significance", "groups", "classifier", "axes", "explanations")
CLOSING = ("limits", "ethics")
CONTENTS = ("tour", *SECTIONS, "numbers", *CLOSING, "words")  # also the anchors of the headings

FORMULAS = {
    "chance": (r"\lambda_{uv} = \frac{d_v\,E_u + d_u\,E_v}{2M}",),
    "significance": (r"p_{uv} = P\left[\mathrm{Poisson}(\lambda_{uv}) \ge k_{uv}\right]",),
}

TERMS = (
    "account", "object", "layer", "window", "co_action", "expected", "q_value", "edge", "campaign", "member", "contact",
    "coordination", "inauthenticity", "reach", "declared", "stability", "influence", "pseudonym", "post", "repost",
    "fast_repost", "hashtag_sequence", "near_duplicate", "clsb", "astroturfing", "cib", "information_operation",
    "network", "null_model", "false_discovery", "community", "model", "champion", "threshold", "recall", "false_alarm",
    "control", "hard_negative", "held_out", "drift", "technique", "watchlist", "topic", "share_of_voice", "keyness",
)  # fmt: skip

# Where a term, or what stands behind it, comes from.
SOURCES = {
    "account": "Pacheco 2021",
    "layer": "Mannocci 2024",
    "window": "Weber & Neumann 2021",
    "co_action": "Keller 2020",
    "expected": "Tumminello 2011",
    "q_value": "Benjamini & Hochberg 1995",
    "edge": "Pacheco 2021",
    "campaign": "STIX 2.1, OASIS 2021",
    "coordination": "Nizzoli 2021",
    "influence": "Page & Brin 1998",
    "post": "Weber & Neumann 2021",
    "fast_repost": "Luceri 2024",
    "hashtag_sequence": "Pacheco 2021",
    "near_duplicate": "Broder 1997; DISARM T0084.001",
    "clsb": "Giglietto 2020",
    "astroturfing": "Keller 2020",
    "cib": "Facebook 2018",
    "information_operation": "Luceri 2024",
    "network": "Pacheco 2021",
    "null_model": "Tumminello 2011",
    "false_discovery": "Benjamini & Hochberg 1995",
    "community": "Traag 2019",
    "control": "Vargas 2020",
    "hard_negative": "Vargas 2020",
    "drift": "Siddiqi 2006",
    "technique": "DISARM",
    "keyness": "Dunning 1993",
}


def title(section: str, words: Words) -> str:
    """The heading of a part of the page."""
    return words("tour.title") if section == "tour" else words(f"method.{section}.title")


def contents(words: Words) -> str:
    """Links to the parts of the page, as a Markdown list."""
    return "\n".join(f"- [{title(section, words)}](#{section})" for section in CONTENTS)


def glossary(words: Words) -> list[tuple[str, str]]:
    """(term, meaning with its source) pairs in the order of the reader's alphabet."""
    pairs = []
    for term in TERMS:
        meaning = words(f"glossary.{term}.meaning")
        if term in SOURCES:
            meaning = words("method.source", meaning=meaning.rstrip("."), source=SOURCES[term]) + "."
        pairs.append((words(f"glossary.{term}.term"), meaning))
    return sorted(pairs, key=lambda pair: pair[0].casefold())
