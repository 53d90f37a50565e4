"""One account in sentences and tables: what it did, with whom, and why it is shown."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from claqueur.app.display.formats import Formats
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.app.views.campaigns import campaign_name, class_name, layer_names
from claqueur.app.views.drift import drift_sentence, drift_to_heed
from claqueur.app.views.manifest import model_used
from claqueur.app.views.names import affiliation_name

ACCOUNT_KEY = re.compile(r"-?[0-9]{1,19}")


def account_key(text: str | None) -> int | None:
    """The account key that a link names; None if it names none (64 bits, with or without a sign)."""
    if text is None or not ACCOUNT_KEY.fullmatch(text) or not -(2**63) <= int(text) < 2**63:
        return None
    return int(text)


def standing(
    account: dict[str, Any], campaign_class: str | None, contacts: pl.DataFrame | None, words: Words
) -> tuple[str, str]:
    """(kind, sentence): member of a campaign, in contact with members, or neither.

    campaign_class: class of its campaign. contacts: ACCOUNTS rows of accounts that shared at least two objects with it;
    not needed for a member.
    """
    if account["campaign_id"] is not None:
        return "member", words(
            "account.standing.member",
            campaign=campaign_name(account["campaign_id"]),
            class_name=class_name(campaign_class, words) if campaign_class else "–",
        )
    touched = 0 if contacts is None else contacts["campaign_id"].count()
    if touched:
        return "contact", words("account.standing.contact", members=words.counted("accounts", touched))
    return "none", words("account.standing.none")


def reasons(account: dict[str, Any], manifest: dict[str, Any], words: Words, formats: Formats) -> list[str]:
    """What raised the account's level, in sentences; what did not, is said too."""
    lines = [words(f"account.level.{account['level']}")]
    test = "raised" if account["campaign_id"] else "near" if account["n_partners"] else "silent"
    lines.append(words(f"account.pair_test.{test}", partners=words.counted("partners", account["n_partners"])))
    return lines + score_lines(account, manifest, words, formats)


def score_lines(account: dict[str, Any], manifest: dict[str, Any], words: Words, formats: Formats) -> list[str]:
    """What the model says of the account and how far to believe it, in sentences."""
    score, model = account["score"], model_used(manifest) or {}
    if score is None:
        return [words("account.model.no_score" if model else "account.model.no_model")]
    said = words(
        "account.model.raised" if "model" in (account["flagged_by"] or []) else "account.model.silent",
        score=formats.score(score),
        threshold=formats.threshold(model.get("flag_threshold")),
    )
    doubt = drift_sentence(manifest, words, formats) if drift_to_heed(manifest) else None
    return [f"{said} {words('account.model.meaning')}", *([doubt] if doubt else [])]


def facts(account: dict[str, Any], words: Words, formats: Formats) -> list[tuple[str, str]]:
    """Activity: (label, value) pairs."""
    original = account["n_posts"] - account["n_reposts"] - account["n_replies"]
    lines = [
        (words("account.facts.posts"), formats.number(account["n_posts"])),
        (words("account.facts.own"), formats.number(original)),
        (words("account.facts.reposts"), formats.number(account["n_reposts"])),
        (words("account.facts.replies"), formats.number(account["n_replies"])),
        (words("account.facts.first"), formats.day(account["first_at"])),
        (words("account.facts.last"), formats.day(account["last_at"])),
    ]
    if account.get("n_uncompared"):
        crowded = words("account.facts.uncompared_text", objects=words.counted("objects", account["n_uncompared"]))
        lines.append((words("account.facts.uncompared"), crowded))
    if account["account_created_at"] is not None:
        lines.append((words("account.facts.created"), formats.day(account["account_created_at"])))
    if account["affiliation"]:
        lines.append((words("account.facts.affiliation"), affiliation(account, words)))
    return lines


def affiliation(account: dict[str, Any], words: Words) -> str:
    """What an account belongs to openly, and what a list says of it; labels of platforms in the reader's language."""
    shown = affiliation_name(account["affiliation"], words)
    source = account.get("affiliation_source")
    return words("account.facts.listed", affiliation=shown, source=safe_line(source, 120)) if source else shown


def layers_sentence(layers: dict[str, int], words: Words) -> str:
    """In what it agrees with its partners: layer -> shared objects, most first."""
    parts = [
        words("account.layer", layer=words(f"layer.{layer}"), objects=words.counted("objects", n))
        for layer, n in sorted(layers.items(), key=lambda item: (-item[1], item[0]))
    ]
    return words("account.layers", layers=words.listed(parts))


def chosen_posts(posts: pl.DataFrame, evidence_ids: set[str], choice: str) -> pl.DataFrame:
    """All of its posts, those that are evidence, or the ordinary ones."""
    is_evidence = pl.col("post_id").is_in(list(evidence_ids))
    if choice == "all":
        return posts
    return posts.filter(is_evidence if choice == "evidence" else ~is_evidence)


def partners(account: int, edges: pl.DataFrame) -> pl.DataFrame:
    """Edges of `account` seen from it: partner, own_first_pct and the columns of EDGES, in the given order."""
    is_u = pl.col("u") == account
    ordered = pl.col("u_first") + pl.col("v_first")
    own_first = pl.when(is_u).then("u_first").otherwise("v_first")
    return edges.with_columns(
        pl.when(is_u).then("v").otherwise("u").alias("partner"),
        pl.when(ordered > 0).then(own_first / ordered * 100).alias("own_first_pct"),
    )


def partners_table(seen_from: pl.DataFrame, names: dict[int, str], words: Words, formats: Formats) -> pl.DataFrame:
    """One row per partner for the screen; numbers stay numbers."""
    return pl.DataFrame(
        {
            "partner": [names.get(partner, "–") for partner in seen_from["partner"]],
            "layers": [layer_names(layers, words) for layers in seen_from["layers"].to_list()],
            "k": seen_from["k"],
            "expected": seen_from["expected"],
            "n_shared": seen_from["n_shared"],
            "median_gap_s": seen_from["median_gap_s"],
            "own_first_pct": seen_from["own_first_pct"],
            "q": [formats.probability(q) for q in seen_from["q"]],
        }
    )


def pair_sentence(edge: dict[str, Any], first: str, second: str, window: str, words: Words, formats: Formats) -> str:
    """What ties two accounts together, in one sentence."""
    return words(
        "pair.sentence",
        first=first,
        second=second,
        objects=words.counted("objects", edge["k"]),
        window=window,
        expected=formats.estimate(edge["expected"]),
        q=formats.probability(edge["q"]),
    )


def contact_table(contacts: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Accounts that share objects with this one although chance explains it: name, campaign. `contacts` is named."""
    return pl.DataFrame(
        {
            words("columns.account"): contacts["name"],
            words("columns.campaign"): [campaign_name(name) for name in contacts["campaign_id"]],
            words("columns.posts"): contacts["n_posts"],
        }
    )
