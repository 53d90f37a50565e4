"""The example of docs/watchlists.md is a watchlist, and its table is true."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from claqueur.ingest.texts.normalise import text_parts
from claqueur.jobs.topics.matches import matched
from claqueur.watchlist import parse_watchlist

PAGE = Path(__file__).resolve().parents[2] / "docs" / "watchlists.md"
EXAMPLES = {
    "names": "apple",
    "hashtags": "orange",
    "handles": "orange",
    "domains": "orange.example",
    "tickers": "PRDX",
    "regex": r"p[eé]ri-?doux\w*",
}


def matches(text: str, field: str) -> bool:
    """Whether a post with this text is on a topic that looks for EXAMPLES[field] in `field`."""
    fields = {"name": '"a topic"', "kind": '"brand"', "names": "[]"} | {field: f"['{EXAMPLES[field]}']"}
    [topic] = parse_watchlist("\n".join(["[[topic]]", *(f"{key} = {value}" for key, value in fields.items())])).topics
    parts = text_parts(f"https://{text}" if field == "domains" else text)
    lists = {name: [getattr(parts, name)] for name in ("hashtags", "cashtags", "mentions", "urls")}
    post = {"platform": ["x"], "origin": ["1"], "account_name": ["ann"], "text": [text], **lists}
    schema = {**dict.fromkeys(post, pl.String), **dict.fromkeys(lists, pl.List(pl.String))}
    return not matched(pl.DataFrame(post, schema=schema), [topic]).is_empty()


def test_the_example_is_read():
    [example] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    brand, fruit = parse_watchlist(example).topics
    assert (brand.tickers, brand.regex) == (("PRDX",), (r"p[eé]ri-?doux\w*",))
    assert (fruit.names, fruit.hashtags) == ((), ("orange",))


def test_each_row_of_the_table_says_what_happens():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {field: (re.findall(r"\*(.+?)\*", on), re.findall(r"\*(.+?)\*", off)) for field, on, off in rows}
    assert set(said) == set(EXAMPLES)
    for field in EXAMPLES:
        on, off = said[field]
        assert on and off
        assert [matches(text, field) for text in on] == [True] * len(on), field
        assert [matches(text, field) for text in off] == [False] * len(off), field
