"""What the method page is made of; its words are in the texts."""

from __future__ import annotations

from claqueur.app.texts import Words

SECTIONS = (
    "question",
    "objects",
    "chance",
    "significance",
    "groups",
    "classifier",
    "axes",
    "explanations",
    "limits",
    "ethics",
)

FORMULAS = {
    "chance": (r"\lambda_{uv} = \frac{d_v\,E_u + d_u\,E_v}{2M}",),
    "significance": (r"p_{uv} = P\left[\mathrm{Poisson}(\lambda_{uv}) \ge k_{uv}\right]",),
}

TERMS = (
    "account", "object", "layer", "window", "co_action", "expected", "q_value", "edge", "campaign", "member", "contact",
    "coordination", "inauthenticity", "reach", "declared", "stability", "influence", "pseudonym",
)  # fmt: skip


def glossary(words: Words) -> list[tuple[str, str]]:
    """(term, meaning) pairs in the order of the reader's alphabet."""
    pairs = [(words(f"glossary.{term}.term"), words(f"glossary.{term}.meaning")) for term in TERMS]
    return sorted(pairs, key=lambda pair: pair[0].casefold())
