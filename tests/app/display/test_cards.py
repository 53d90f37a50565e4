"""Facts and posts as HTML: everything in them is text, whatever it says."""

from xml.etree import ElementTree

import pytest

from claqueur.app.display.cards import facts_html, post_html, posts_html

HOSTILE = "<img src=x onerror=alert(1)> </dd></article>\"' &lt; **bold**\n  second line"


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        (facts_html([(HOSTILE, HOSTILE)]), ["dl", "dt", "dd"]),
        (post_html(HOSTILE, HOSTILE), ["article", "p", "div"]),
    ],
)
def test_hostile_words_stay_words(html, tags):
    root = ElementTree.fromstring(html)
    assert [part.tag for part in root.iter()] == tags
    assert list(root.itertext()) == [HOSTILE, HOSTILE]


def test_posts_stand_together_under_what_is_said_of_them():
    html = ElementTree.fromstring(
        f"<div>{posts_html([post_html('a', 'b'), post_html('c', 'd')], 'same text · 1 s')}</div>"
    )
    assert list(html.itertext()) == ["same text · 1 s", "a", "b", "c", "d"]
    assert [part.attrib["class"] for part in html] == ["posts-head", "posts"]
    assert [part.attrib["class"] for part in ElementTree.fromstring(posts_html([post_html("a", "b")]))] == ["post"]
