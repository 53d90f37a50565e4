"""Which posts of a batch are on which topic: whole words, tags, handles, sites and patterns; linear in the text.

No engine's regular expressions: words are found by Aho and Corasick's automaton (1975), patterns by Rust's regex, which
has no look-around and no back-references and so never backtracks. Both come with Polars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from claqueur.ingest.texts.plain_words import plain_words, without_accents
from claqueur.ingest.texts.urls import canonical_url
from claqueur.watchlist import Topic
from claqueur.watchlist_terms import case_ignored

READ = ("account_name", "text", "hashtags", "cashtags", "mentions", "urls")
KEPT = ("platform", "origin")
# Field of a topic -> what a post that it fits is said to be matched by.
BY = {"names": "name", "handles": "handle", "hashtags": "hashtag", "tickers": "ticker", "domains": "domain"}
REGEX = "regex"
DDL = "platform string, origin string, topic string, matched_by array<string>"
ARROW = pa.schema([*((name, pa.string()) for name in (*KEPT, "topic")), ("matched_by", pa.list_(pa.string()))])


def matcher(topics: Sequence[Topic]) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function for mapInArrow: batches with the columns KEPT and READ in; KEPT, topic, matched_by out, a row per post
    and topic that it is on.
    """

    def match(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            posts = pl.from_arrow(batch)
            assert isinstance(posts, pl.DataFrame)
            yield from matched(posts, topics).to_arrow().cast(ARROW).to_batches()

    return match


def matched(posts: pl.DataFrame, topics: Sequence[Topic]) -> pl.DataFrame:
    """KEPT, topic, matched_by (which of BY and REGEX, sorted) of each post and topic that it is on."""
    rows = posts.with_row_index("row")
    parts = [pl.DataFrame(schema={"row": rows.schema["row"], "topic": pl.String, "by": pl.String})]
    for field, look in LOOKS.items():
        terms = _terms(topics, field)
        if not terms.is_empty():
            parts.append(look(rows, terms).join(terms, on="term").select("row", "topic", by=pl.lit(BY[field])))
    parts += [_in_pattern(rows, topic.key, pattern) for topic in topics for pattern in topic.regex]
    by_post = pl.concat(parts).group_by("row", "topic").agg(pl.col("by").unique().sort().alias("matched_by"))
    return rows.select("row", *KEPT).join(by_post, on="row").sort("row", "topic").drop("row")


def _terms(topics: Sequence[Topic], field: str) -> pl.DataFrame:
    """term, topic: what is looked for in one field."""
    found = [(term, topic.key) for topic in topics for term in getattr(topic, field)]
    return pl.DataFrame(found, schema={"term": pl.String, "topic": pl.String}, orient="row")


def _each(rows: pl.DataFrame, column: str, plain: Callable[[str], str]) -> pl.DataFrame:
    """row, term: the values of a column as they are compared; each distinct one is made plain once."""
    values = rows.select("row", given=pl.col(column)).drop_nulls()
    distinct = values["given"].unique()
    made = pl.DataFrame({"given": distinct, "term": pl.Series([plain(value) for value in distinct], dtype=pl.String)})
    return values.join(made, on="given").select("row", "term")


def _names(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """row, term: names that are whole words of the text."""
    patterns = [f" {term} " for term in terms["term"].unique()]
    texts = _each(rows, "text", plain_words)
    found = texts.with_columns(pl.col("term").str.extract_many(patterns, overlapping=True).list.unique())
    return found.explode("term").drop_nulls().with_columns(pl.col("term").str.strip_chars(" "))


def _handles(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """row, term: who is mentioned, and who posted it."""
    mentioned = _each(rows.select("row", "mentions").explode("mentions"), "mentions", without_accents)
    return pl.concat([mentioned, _each(rows, "account_name", lambda name: without_accents(name.lstrip("@")))])


def _hashtags(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """row, term: the post's hashtags."""
    return _each(rows.select("row", "hashtags").explode("hashtags"), "hashtags", without_accents)


def _tickers(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """row, term: the post's cashtags."""
    return rows.select("row", term="cashtags").explode("term").drop_nulls()


def _domains(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """row, term: sites to which the canonical links lead, and those of which they are a part."""
    links = rows.select("row", "urls").explode("urls").drop_nulls()
    sites = terms["term"].unique().to_list()
    near = links.filter(pl.col("urls").str.contains_any(sites, ascii_case_insensitive=True))  # most lead elsewhere
    hosts = _each(near, "urls", _host)
    parts = [(host, part) for host in hosts["term"].unique() for part in _with_parents(host)]
    known = pl.DataFrame(parts, schema={"host": pl.String, "term": pl.String}, orient="row")
    return hosts.rename({"term": "host"}).join(known, on="host").select("row", "term")


def _host(url: str) -> str:
    """The host of a canonical link, without www; empty if it is no link."""
    try:
        return (urlsplit(f"//{canonical_url(url) or ''}").hostname or "").removeprefix("www.")
    except ValueError:  # such as an IPv6 address cut short
        return ""


def _with_parents(host: str) -> list[str]:
    """shop.brand.example, brand.example, example."""
    parts = host.split(".")
    return [".".join(parts[place:]) for place in range(len(parts))]


def _in_pattern(rows: pl.DataFrame, topic: str, pattern: str) -> pl.DataFrame:
    """Texts in which an expert's pattern is found."""
    found = rows.filter(pl.col("text").str.contains(case_ignored(pattern)))
    return found.select("row", topic=pl.lit(topic), by=pl.lit(REGEX))


LOOKS = {
    "names": _names,
    "handles": _handles,
    "hashtags": _hashtags,
    "tickers": _tickers,
    "domains": _domains,
}
