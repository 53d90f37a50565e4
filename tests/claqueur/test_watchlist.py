"""Watchlists: what they say, and one clear sentence for each way to write them wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from claqueur.app.texts import Words, texts
from claqueur.app.views.errors import error_sentence
from claqueur.errors import UserError
from claqueur.ingest.simulator import simulated_watchlist
from claqueur.ingest.simulator.grammar import VOCABULARIES
from claqueur.watchlist import (
    MAX_BYTES,
    Topic,
    Watchlist,
    forget,
    keep,
    kept,
    kept_text,
    parse_watchlist,
    read_watchlist,
)
from claqueur.workspace import Workspace

FULL = """
[[topic]]
name = "  Melquist  Air "
kind = "brand"
names = ["Melquist-Air", "MELQUIST AIR", "Melquist Airways"]
handles = ["@MelquistAir", "melquist.bsky.example"]
hashtags = ["#MélquistAir", "MelquistAir"]
domains = ["https://www.Melquist.example/"]
tickers = ["$mlq"]
regex = ['melq(ui|i)st\\w*']
[[topic]]
name = "Élysée"
kind = "theme"
"""


def test_terms_are_kept_as_they_are_compared_each_once():
    assert parse_watchlist(FULL).topics == (
        Topic(
            key="melquist-air",
            name="Melquist Air",
            kind="brand",
            names=("melquist air", "melquist airways"),
            handles=("melquistair", "melquist.bsky.example"),
            hashtags=("melquistair",),
            domains=("melquist.example",),
            tickers=("MLQ",),
            regex=(r"melq(ui|i)st\w*",),
        ),
        Topic(key="elysee", name="Élysée", kind="theme", names=("elysee",)),
    )


def test_what_a_manifest_keeps_gives_the_same_watchlist_back():
    watchlist = parse_watchlist(FULL)
    again = Watchlist.of_dicts(watchlist.as_dicts())
    assert (again, again.digest) == (watchlist, watchlist.digest)
    assert parse_watchlist(FULL.replace("theme", "party")).digest != watchlist.digest


def of(**fields: object) -> str:
    """A watchlist of one topic."""
    lines = [f"{key} = {value}" for key, value in ({"name": '"Brinlow"', "kind": '"brand"'} | fields).items() if value]
    return "\n".join(["[[topic]]", *lines])


WRONG = [
    ("name = ", "The watchlist is no TOML (Invalid value (at end of document)): begin each topic with [[topic]]."),
    ("", "The watchlist names no topic: begin each one with [[topic]] and give it name and kind."),
    ("topic = 3", "The watchlist names no topic: begin each one with [[topic]] and give it name and kind."),
    ("[brand]\nx = 1", 'A watchlist has no part "brand": begin each topic with [[topic]].'),
    (of(name=""), "Topic 1 has no name of 1 to 80 characters with a letter in it: give it one."),
    (of(name='"🙂"'), "Topic 1 has no name of 1 to 80 characters with a letter in it: give it one."),
    (of(kind='"firm"'), 'Topic "Brinlow" has the kind "firm": give brand, party, candidate, theme.'),
    (of(kind=""), 'Topic "Brinlow" has the kind "": give brand, party, candidate, theme.'),
    (
        of(hashtag='["x"]'),
        'Topic "Brinlow" has "hashtag", which is unknown (nearest: hashtags): it can have name, kind, names, handles, '
        "hashtags, domains, tickers, regex.",
    ),
    (of(names='"Brinlow"'), 'names of topic "Brinlow" is not a list of texts: write names = ["one", "two"].'),
    (of(handles="[3]"), 'handles of topic "Brinlow" is not a list of texts: write handles = ["one", "two"].'),
    (
        of(names="[]"),
        'Topic "Brinlow" has nothing to look for: give it names, handles, hashtags or domains.',
    ),
    (
        of(names='["X"]'),
        '"X" in names of topic "Brinlow" has fewer than two letters or digits, which would be found everywhere: '
        "give a longer name, a hashtag, a handle or a regex.",
    ),
    (
        of(hashtags='["two words"]'),
        '"two words" cannot be among the hashtags of topic "Brinlow": write it like #Peridoux.',
    ),
    (of(handles='["a b"]'), '"a b" cannot be among the handles of topic "Brinlow": write it like @peridoux.'),
    (
        of(domains='["brinlow"]'),
        '"brinlow" cannot be among the domains of topic "Brinlow": write it like peridoux.example.',
    ),
    (
        of(domains='["brinlow.example/shop"]'),
        '"brinlow.example/shop" cannot be among the domains of topic "Brinlow": write it like peridoux.example.',
    ),
    (of(tickers='["BRINLOW1"]'), '"BRINLOW1" cannot be among the tickers of topic "Brinlow": write it like $PRDX.'),
    (
        of(regex="['(a']"),
        'The regex "(a" of topic "Brinlow" cannot be used (unclosed group): write it in the syntax of Rust, without '
        "look-around and back-references.",
    ),
    (
        of(regex="['(?=a)b']"),
        'The regex "(?=a)b" of topic "Brinlow" cannot be used (look-around, including look-ahead and look-behind, is '
        "not supported): write it in the syntax of Rust, without look-around and back-references.",
    ),
    (
        of(regex=r"['(\w{200}){200}']"),
        r'The regex "(\w{200}){200}" of topic "Brinlow" cannot be used (Compiled regex exceeds size limit of 10485760 '
        "bytes): write it in the syntax of Rust, without look-around and back-references.",
    ),
    (
        of(regex="['a*']"),
        'The regex "a*" of topic "Brinlow" fits every post, even an empty one: make it narrower.',
    ),
    (
        of(names=f'["{"a" * 301}"]'),
        f'"{"a" * 99}…" in names of topic "Brinlow" is longer than 300 characters: shorten it.',
    ),
    (
        of() + "\n" + of(name='"BRINLÔW"'),
        'Two topics are called "BRINLÔW" (capitals, accents and signs set aside): put them together.',
    ),
    (
        "\n".join(of(name=f'"Topic {n}"') for n in range(201)),
        "The watchlist has 201 topics and 201 terms: it may have 200 and 5000.",
    ),
    (
        of(name='"a\\u001b[31m\\u202eb"', kind='"x"'),
        'Topic "a [31m b" has the kind "x": give brand, party, candidate, theme.',
    ),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_what_is_wrong_is_said_in_one_sentence(text: str, sentence: str):
    with pytest.raises(UserError) as raised:
        parse_watchlist(text)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(("text", "_"), WRONG)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_app_says_it_in_the_reader_s_language(text: str, _: str, lang: str):
    with pytest.raises(UserError) as raised:
        parse_watchlist(text)
    assert f"error.{raised.value.kind}" in texts(lang)
    assert "{" not in error_sentence(raised.value, Words(lang)).replace("{200}", "")


def test_files_that_cannot_be_read_are_named(tmp_path: Path):
    (tmp_path / "latin.toml").write_bytes("name = 'é'".encode("latin-1"))
    (tmp_path / "large.toml").write_bytes(b"#" * (MAX_BYTES + 1))
    for name, said in (
        ("no.toml", 'There is no watchlist "'),
        ("latin.toml", "give a TOML file in UTF-8."),
        ("large.toml", "is it the right file?"),
    ):
        with pytest.raises(UserError, match=said):
            read_watchlist(tmp_path / name)


def test_a_workspace_keeps_what_is_right_and_nothing_else(tmp_path: Path):
    workspace = Workspace.create(tmp_path / "w")
    assert kept(workspace) == Watchlist()
    assert kept_text(workspace) is None
    keep(workspace, FULL)
    with pytest.raises(UserError):
        keep(workspace, "[[topic]]")
    assert kept_text(workspace) == FULL
    assert kept(workspace) == parse_watchlist(FULL)
    forget(workspace)
    assert kept(workspace) == Watchlist()


def test_patterns_that_would_stall_an_engine_that_backtracks_are_harmless():
    import polars as pl

    from claqueur.watchlist_terms import case_ignored, regex

    pattern = regex("^(([a-z])+.)+[A-Z]([a-z])+$", "topic")
    text = pl.Series(["a" * 100_000 + "!"])
    started = time.process_time()
    assert text.str.contains(case_ignored(pattern)).to_list() == [False]
    assert time.process_time() - started < 10  # an engine that backtracks would take centuries


def test_the_simulated_watchlist_names_every_brand_and_party_with_its_handle():
    topics = parse_watchlist(simulated_watchlist()).topics
    named = {topic.name: topic for topic in topics}
    for vocabulary in VOCABULARIES.values():
        assert set(vocabulary.BRANDS + vocabulary.PARTIES) <= set(named)
    assert named["Péridoux"].hashtags == ("peridoux", "honteperidoux")
    assert named["Melquist Air"].handles == ("melquistair",)
