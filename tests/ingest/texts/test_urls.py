from __future__ import annotations

import pytest

from claqueur.ingest.texts.urls import canonical_url, is_shortened


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/news/?utm_source=x&id=3#top", "example.org/news?id=3"),
        ("http://m.example.org/news?id=3&fbclid=Iw", "example.org/news?id=3"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fnews%3Fid%3D3", "example.org/news?id=3"),
        ("https://t.co/aBcD", "t.co/aBcD"),  # letters keep their case: t.co/abcd is another link
        ("https://bit.ly/3xY?utm=1", "bit.ly/3xY"),
        ("http://[broken", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_one_form_per_link(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(("url", "expected"), [("t.co/aB", True), ("ow.ly/x", True), ("example.org/x", False)])
def test_shortened_links_are_known(url: str, expected: bool) -> None:
    assert is_shortened(url) is expected
