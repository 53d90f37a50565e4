"""Which posts are on which topic: what must match beside what must not."""

from __future__ import annotations

import pytest

from claqueur.jobs.topics.topic_posts import topic_posts
from claqueur.schema import POSTS, TOPIC_POSTS
from claqueur.watchlist import Watchlist, parse_watchlist

WATCHLIST = """
[[topic]]
name = "Apple"
kind = "brand"
names = ["Apple", "Apple Pie Company"]
handles = ["@Apple"]
domains = ["https://www.apple.example/"]
tickers = ["AAPL"]
[[topic]]
name = "Orange"
kind = "brand"
names = []
hashtags = ["#Orange"]
[[topic]]
name = "Élysée"
kind = "theme"
regex = ["élu(e)?s? de [a-z]+ville"]
[[topic]]
name = "苹果"
kind = "brand"
"""
COLUMNS = (
    "platform account_id account_name post_id created_at kind repost_of_post_id text hashtags cashtags mentions urls"
)
NOTHING: list[str] = []


@pytest.fixture
def found(frame, rows, at):
    """found(posts) -> sorted (post_id, topic, matched_by); posts: rows of COLUMNS."""

    def find(posts, watchlist=WATCHLIST):
        topics = parse_watchlist(watchlist) if watchlist else Watchlist()
        result = topic_posts(frame(POSTS, COLUMNS, posts), topics)
        assert result.columns == TOPIC_POSTS.names
        return rows(result, "post_id topic matched_by")

    def one(number, text, hashtags=NOTHING, cashtags=NOTHING, mentions=NOTHING, urls=NOTHING, **other):
        given = {"account_name": "ann_", "kind": "post", "repost_of_post_id": None, "platform": "x"} | other
        whom = (given["platform"], "ann", given["account_name"], f"p{number:02}", at(number))
        return (*whom, given["kind"], given["repost_of_post_id"], text, hashtags, cashtags, mentions, urls)

    find.one = one
    return find


def test_words_are_found_whole_whatever_their_case_accents_and_signs(found):
    one = found.one
    posts = [
        one(1, "J’aime l’Apple Store"),
        one(2, "APPLE!"),
        one(3, "appel d'offres, pineapple, apples, Applé2"),  # no word of these is apple
        one(4, "Un #apple pour la route"),  # a hashtag is a word
        one(5, "lisez https://apple.example.org/apple et @apple_fr"),  # links and handles are no words
        one(6, "Visite à l'ELYSEE"),
        one(7, "l\u200b'e\u0301lyse\u0301e en direct"),  # accents that stand alone, a character that cannot be seen
        one(8, "elysees"),  # another word
        one(9, "我爱苹果手机"),  # no spaces between words
        one(10, "苹 or 果 alone"),  # not one after the other
        one(11, "an apple-pie company"),
        one(12, None),
        one(13, ""),
    ]
    assert found(posts) == [
        ("p01", "apple", ("name",)),
        ("p02", "apple", ("name",)),
        ("p04", "apple", ("name",)),
        ("p06", "elysee", ("name",)),
        ("p07", "elysee", ("name",)),
        ("p09", "苹果", ("name",)),
        ("p11", "apple", ("name",)),
    ]


def test_tags_handles_tickers_and_sites_are_the_whole_of_what_the_post_has(found):
    one = found.one
    posts = [
        one(1, "j'adore mon orange", ["orange"]),
        one(2, "des oranges", ["oranges", "orangebleue"]),  # other hashtags
        one(3, "orange"),  # this topic has no names
        one(4, "x", cashtags=["AAPL"]),
        one(5, "x", cashtags=["AAP"]),  # another ticker
        one(6, "x", mentions=["apple"]),
        one(7, "x", mentions=["apples", "anapple"]),  # other handles
        one(8, "we are hiring", account_name="Apple"),  # its own post
        one(9, "x", urls=["https://shop.apple.example/fr?utm_source=a"]),
        one(10, "x", urls=["https://pineapple.example", "https://apple.example.org", "https://x.org/apple.example"]),
        one(11, "x", urls=["HTTPS://WWW.APPLE.EXAMPLE:443/"], mentions=["apple"], cashtags=["AAPL"]),
        one(12, "x", urls=["https://[::1", "apple.example:port/", "notalink"]),  # unreadable
        one(13, "x", None, None, None, None),
    ]
    assert found(posts) == [
        ("p01", "orange", ("hashtag",)),
        ("p04", "apple", ("ticker",)),
        ("p06", "apple", ("handle",)),
        ("p08", "apple", ("handle",)),
        ("p09", "apple", ("domain",)),
        ("p11", "apple", ("domain", "handle", "ticker")),
    ]


def test_a_pattern_ignores_case_and_sees_accents(found):
    one = found.one
    posts = [one(1, "Les ÉLUS de Granville"), one(2, "les elus de granville"), one(3, "élus de Paris")]
    assert found(posts) == [("p01", "elysee", ("regex",))]


def test_a_repost_is_on_the_topics_of_what_it_reposts(found):
    one = found.one
    posts = [
        one(1, "Apple is open"),
        one(2, None, kind="repost", repost_of_post_id="p01"),  # a platform that leaves the text out
        one(3, None, kind="repost", repost_of_post_id="p01", platform="y"),  # the id of a post elsewhere
        one(4, "so true", kind="quote", repost_of_post_id=None),  # a quote says its own words
        one(5, "RT @ann: nothing", kind="repost", repost_of_post_id="p99"),
        one(6, "RT @apple: new shop", kind="repost", repost_of_post_id="p98", mentions=["apple"]),
        one(7, None, kind="repost", repost_of_post_id="p98"),  # another repost shows what it is
        one(8, None, kind="repost"),  # of what, nobody knows
    ]
    assert found(posts) == [
        ("p01", "apple", ("name",)),
        ("p02", "apple", ("name",)),
        ("p06", "apple", ("handle",)),
        ("p07", "apple", ("handle",)),
    ]


def test_without_a_watchlist_there_are_no_rows(found):
    assert found([found.one(1, "Apple")], None) == []


def test_long_and_hostile_texts_are_only_texts(found):
    one = found.one
    hostile = one(1, "<script>apple</script> " + "a" * 100_000)
    slow_elsewhere = WATCHLIST.replace("[a-z]+ville", "(a+)+b$")  # hours for an engine that backtracks
    assert found([hostile, one(2, "apple " * 20_000), one(3, "élus de " + "a" * 100_000)], slow_elsewhere) == [
        ("p01", "apple", ("name",)),
        ("p02", "apple", ("name",)),
    ]
