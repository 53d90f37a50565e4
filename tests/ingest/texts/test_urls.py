from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claqueur.ingest.texts.urls import (
    PLAIN_LINK,
    _canonical,
    _plain_host,
    canonical_url,
    is_shortened,
    registrable_domain,
)

HOSTS = [
    "example.org",
    "www.example.org",
    "m.example.org",
    "amp.example.org",
    "amp-a.example.org",
    "www2.example.org",
    "www.www.a.org",
    "team.com",
    "www.com",
    "a-m.com",
    "xn--mnchen-3ya.de",
    "cdn.ampproject.org",
    "bc.marfeel.com",
    "bc.marfeelcache.com",
    "bit.ly",
    "www.bit.ly",
    "l.facebook.com",
    "www.youtube.com",
    "youtu.be",
    "1.2.3.4",
    "-.-",
]
NAMES = [
    "a",
    "news",
    "12",
    "_",
    "-",
    "c",
    "v",
    "s",
    "AMP",
    "amp",
    "x-amp",
    "amp_",
    "index",
    "default",
    "Index",
    "index_",
    "x.amp",
    "a.html",
    "index.html",
    "amp.html",
    ".html",
    "a.htm",
    "é",
    "a%20b",
    "..",
    ".",
    "url",
    "redirect",
    "l.php",
]
QUERIES = [
    "?",
    "?utm_source=x",
    "?utm_source=x&utm_medium=y.z",
    "?utm_=x",
    "?utm_a=",
    "?UTM_a=x",
    "?utm_a=x&id=3",
    "?id=3",
    "?utm_url=-1",
    "?url=/a",
    "?utm_a=x&",
    "?utm_a=x#b",
    "#",
    "#/b",
    "?utm_é=x",
]

PIECES = [
    *("http://", "example.org", "www.", "m.", "t.co", "facebook.com/l.php?u=", "google.com/url?q=", ".ampproject.org"),
    *(
        "?url=",
        "&",
        "/a",
        "//",
        "%",
        "%3A%2F%2F",
        "#!/",
        "@",
        ":x",
        ":80",
        "[::1]",
        "[",
        "]",
        "..",
        "xn--a",
        "\x00",
        "\\",
    ),
]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/news/?utm_source=x&id=3#top", "example.org/news?id=3"),
        ("http://m.example.org/news?id=3&fbclid=Iw", "example.org/news?id=3"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fnews%3Fid%3D3", "example.org/news?id=3"),
        ("https://t.co/aBcD", "t.co/aBcD"),  # letters keep their case: t.co/abcd is another link
        ("https://bit.ly/3xY?utm=1", "bit.ly/3xY"),
        ("https://example.org/a?url=/b", "example.org/b"),
        ("https://example.org/a?url=http:///b", "example.org/a?url=http:///b"),  # leads to no host
        ("https://example.org/l.php?u=//", "example.org/l.php?u=//"),  # leads to itself
        ("http://m.#!/http://", None),  # its host is gone with m.
        ("http://[broken", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_one_form_per_link(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


@given(
    protocol=st.sampled_from(["http://", "https://", "HTTPS://", "//", ""]),
    host=st.sampled_from(HOSTS) | st.from_regex(r"[a-z\d.-]{1,9}", fullmatch=True),
    names=st.lists(st.sampled_from([*NAMES, ""]) | st.from_regex(r"[\w.-]{1,6}", fullmatch=True), max_size=3),
    end=st.sampled_from(["", "/", "//", "\n", " ", *QUERIES]),
)
def test_a_plain_link_has_the_form_that_it_has_by_all_rules(
    protocol: str, host: str, names: list[str], end: str
) -> None:
    url = f"{protocol}{'/'.join([host, *names])}{end}"
    assert canonical_url(url) == _canonical(url.strip())


@pytest.mark.parametrize(
    ("url", "is_plain"),
    [
        ("https://www.example.org/news/a-1.html?utm_source=x", True),
        ("https://m.example.org/", True),
        ("https://example.org/news/index.html", False),
        ("https://example.org/a/amp/", False),
        ("https://cdn.ampproject.org/c/a.example.org/b", False),
        ("https://example.org/a?id=3", False),
    ],
)
def test_most_links_are_plain(url: str, is_plain: bool) -> None:
    found = PLAIN_LINK.fullmatch(url)
    assert (found is not None and _plain_host(found[1]) is not None) is is_plain


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_no_link_ends_an_ingest(pieces: str) -> None:
    canonical = canonical_url(f"http://{pieces}")
    if canonical is not None:
        assert isinstance(is_shortened(canonical), bool)
        assert registrable_domain(canonical)


@pytest.mark.parametrize(("url", "expected"), [("t.co/aB", True), ("ow.ly/x", True), ("example.org/x", False)])
def test_shortened_links_are_known(url: str, expected: bool) -> None:
    assert is_shortened(url) is expected
