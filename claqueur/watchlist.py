"""Watchlists: the brands, parties, candidates and themes to look at, in a small file (TOML).

    [[topic]]
    name = "Péridoux"                   # how it is called on screen; also looked for, unless `names` says otherwise
    kind = "brand"                      # brand, party, candidate or theme
    names = ["Péridoux", "Peri Doux"]   # whole words of the text; [] for none
    handles = ["peridoux"]              # who is mentioned, or posts
    hashtags = ["Péridoux", "HontePéridoux"]
    domains = ["peridoux.example"]      # sites of links, with their subdomains
    tickers = ["PRDX"]                  # $PRDX
    regex = ['p[eé]ri-?doux\\w*']        # for experts: Rust syntax, capitals ignored, accents not

Capitals and accents make no difference elsewhere. See docs/decisions/0029-topics.md.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from claqueur.errors import UserError
from claqueur.watchlist_terms import CHECKS, wrong
from claqueur.workspace import Workspace

KINDS = ("brand", "party", "candidate", "theme")
LISTS = tuple(CHECKS)
FILE = "watchlist.toml"
MAX_BYTES, MAX_TOPICS, MAX_TERMS, MAX_TERM, MAX_NAME = 1_000_000, 200, 5_000, 300, 80
NOT_IN_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Topic:
    """One thing to look at. key: its name in links and tables, such as melquist-air. See the head of this file."""

    key: str
    name: str
    kind: str
    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watchlist:
    """Topics in the order of their file."""

    topics: tuple[Topic, ...] = ()

    def as_dicts(self) -> list[dict[str, Any]]:
        """What a manifest keeps: every field of every topic, lists for tuples."""
        return json.loads(json.dumps([asdict(topic) for topic in self.topics]))

    @classmethod
    def of_dicts(cls, topics: Sequence[dict[str, Any]]) -> Watchlist:
        """The watchlist that a manifest kept."""
        return cls(tuple(Topic(**{key: _frozen(value) for key, value in topic.items()}) for topic in topics))

    @property
    def digest(self) -> str:
        """A hash of its content."""
        return hashlib.sha256(json.dumps(self.as_dicts(), sort_keys=True).encode()).hexdigest()[:16]


def read_watchlist(path: Path | str) -> Watchlist:
    """The watchlist in a file. Raises UserError, one sentence, if there is none or something in it is wrong."""
    return parse_watchlist(text_of(Path(path)))


def parse_watchlist(text: str) -> Watchlist:
    """The watchlist in a text (TOML). Raises UserError, one sentence, if something in it is wrong."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise wrong(
            "no_toml", "The watchlist is no TOML ({said}): begin each topic with [[topic]].", said=error
        ) from None
    topics = content.pop("topic", None)
    if content:
        sentence = 'A watchlist has no part "{part}": begin each topic with [[topic]].'
        raise wrong("part", sentence, part=next(iter(content)))
    if not isinstance(topics, list) or not topics or not all(isinstance(topic, dict) for topic in topics):
        raise wrong("empty", "The watchlist names no topic: begin each one with [[topic]] and give it name and kind.")
    found = tuple(_topic(topic, place) for place, topic in enumerate(topics, 1))
    _check_sizes(found)
    return Watchlist(found)


def written_topic(name: str, kind: str, names: Sequence[str], **lists: Sequence[str]) -> str:
    """A topic as the text of a watchlist; lists: handles, hashtags, ..., left out if empty."""
    fields: dict[str, Any] = {"name": name, "kind": kind, "names": list(names)}
    fields |= {key: list(terms) for key, terms in lists.items() if terms}
    # What JSON writes of texts and lists of texts is TOML too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["[[topic]]", *lines, ""])


def keep(workspace: Workspace, text: str) -> Watchlist:
    """Check the watchlist in `text` and make it that of the workspace, which its next runs use. Raises UserError."""
    watchlist = parse_watchlist(text)
    part = workspace.path / f"{FILE}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(workspace.path / FILE)
    return watchlist


def forget(workspace: Workspace) -> None:
    """Leave the workspace without a watchlist; runs keep theirs."""
    (workspace.path / FILE).unlink(missing_ok=True)


def kept_text(workspace: Workspace) -> str | None:
    """The workspace's watchlist as it was given; None if it has none."""
    path = workspace.path / FILE
    return text_of(path) if path.is_file() else None


def kept(workspace: Workspace) -> Watchlist:
    """The workspace's watchlist, empty if it has none. Raises UserError if somebody spoilt it by hand."""
    text = kept_text(workspace)
    return Watchlist() if text is None else parse_watchlist(text)


def text_of(path: Path) -> str:
    """The text of a watchlist's file. Raises UserError if it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f'The watchlist "{path.name}" has more than {MAX_BYTES:,} bytes: is it the right file?')
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(f'There is no watchlist "{path}": check the path.') from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f'The watchlist "{path.name}" cannot be read ({error}): give a TOML file in UTF-8.') from None


def _topic(given: dict[str, Any], place: int) -> Topic:
    """The topic of one [[topic]], its terms as they are compared."""
    name = given.get("name")
    if not isinstance(name, str) or not _key(name) or len(name) > MAX_NAME:
        sentence = "Topic {place} has no name of 1 to {most} characters with a letter in it: give it one."
        raise wrong("name", sentence, place=place, most=MAX_NAME)
    name = " ".join(name.split())
    unknown = [key for key in given if key not in ("name", "kind", *LISTS)]
    if unknown:
        near = difflib.get_close_matches(unknown[0], LISTS, 1)
        sentence = 'Topic "{topic}" has "{field}", which is unknown (nearest: {near}): it can have name, kind, {known}.'
        raise wrong("field", sentence, topic=name, field=unknown[0], near=(near or ["–"])[0], known=", ".join(LISTS))
    if given.get("kind") not in KINDS:
        sentence = 'Topic "{topic}" has the kind "{found}": give {known}.'
        raise wrong("kind", sentence, topic=name, found=given.get("kind", ""), known=", ".join(KINDS))
    lists = {key: _strings(given.get(key, [name] if key == "names" else []), key, name) for key in LISTS}
    if not any(lists.values()):
        sentence = 'Topic "{topic}" has nothing to look for: give it names, handles, hashtags or domains.'
        raise wrong("nothing", sentence, topic=name)
    checked = {key: tuple(dict.fromkeys(CHECKS[key](term, name) for term in terms)) for key, terms in lists.items()}
    return Topic(_key(name), name, given["kind"], **checked)


def _strings(value: Any, key: str, topic: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(term, str) for term in value):
        sentence = '{field} of topic "{topic}" is not a list of texts: write {field} = ["one", "two"].'
        raise wrong("list", sentence, field=key, topic=topic)
    too_long = [term for term in value if len(term) > MAX_TERM]
    if too_long:
        sentence = '"{term}" in {field} of topic "{topic}" is longer than {most} characters: shorten it.'
        raise wrong("long", sentence, term=too_long[0], field=key, topic=topic, most=MAX_TERM)
    return value


def _check_sizes(topics: Sequence[Topic]) -> None:
    keys = [topic.key for topic in topics]
    twice = next((topic.name for place, topic in enumerate(topics) if topic.key in keys[:place]), None)
    if twice is not None:
        sentence = 'Two topics are called "{topic}" (capitals, accents and signs set aside): put them together.'
        raise wrong("twice", sentence, topic=twice)
    n_terms = sum(len(getattr(topic, key)) for topic in topics for key in LISTS)
    if len(topics) > MAX_TOPICS or n_terms > MAX_TERMS:
        sentence = "The watchlist has {topics} topics and {terms} terms: it may have {most} and {most_terms}."
        raise wrong("size", sentence, topics=len(topics), terms=n_terms, most=MAX_TOPICS, most_terms=MAX_TERMS)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _key(name: str) -> str:
    from claqueur.ingest.texts.plain_words import without_accents

    return NOT_IN_KEY.sub("-", without_accents(name)).strip("-")
