"""A campaign in other windows, how the posts were collected, the picture of all campaigns, an account's own time."""

import math

import polars as pl
import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.account import chosen_posts, layers_sentence
from claqueur.app.views.campaign_chart import campaigns_plot
from claqueur.app.views.collection import collection, longest_silence, silent_days
from claqueur.app.views.timeline import timeline_plot, with_members
from claqueur.app.views.windows import windows_sentence, windows_table
from tests.app.conftest import RING, coverage, windows
from tests.app.test_pages import on_screen
from tests.app.test_views import campaigns

EN, FR, IN_EN, IN_FR = Words("en"), Words("fr"), Formats("en"), Formats("fr")
HOUR, DAY = 3_600, 86_400


def test_each_window_says_what_holds_in_it():
    table = windows_table(pl.DataFrame(windows()), 5, EN, IN_EN)
    assert table.rows() == [
        ("10\u00a0s", "10 of 10", "5 of 5", "0"),
        ("60\u00a0s (this run)", "10 of 10", "5 of 5", "0"),
        ("10\u00a0min", "6 of 10", "4 of 5", "1"),
        ("1\u00a0h", "1 of 10", "2 of 5", "3"),
    ]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ((5, 5, 5), "In every other"),
        ((5, 4, 2), "in these other windows: 10\u00a0s. In the"),
        ((4, 4, 4), "In no other"),
    ],
)
def test_the_sentence_says_in_which_windows_the_whole_group_holds(members, said):
    rows = pl.DataFrame(windows()).with_columns(n_members=pl.Series([members[0], 5, *members[1:]]))
    assert said in windows_sentence(rows, 5, EN, IN_EN)


def test_the_campaign_page_shows_other_windows_and_older_runs_say_they_cannot(open_app):
    shown = on_screen(open_app("campaign", lang="en", campaign="c-ring", section="stability"))
    assert "the members fall together in **70%** of them" in shown
    assert "in these other windows: 10\u00a0s" in shown
    assert EN("windows.untold") in on_screen(open_app("campaign", lang="en", campaign="c-team", section="stability"))


def hours(*numbers: int) -> pl.DataFrame:
    return pl.DataFrame({"hour": [number * HOUR for number in numbers], "n_posts": [1] * len(numbers)})


def test_silences_are_whole_hours_and_days_without_a_post():
    timeline = hours(1, 2, 5, 30, 100)  # days 0, 1 and 4
    assert silent_days(timeline) == (2, 5)
    assert longest_silence(timeline) == (69 * HOUR, 31 * HOUR)
    assert longest_silence(hours(7, 8, 9)) == (0, 0)
    assert longest_silence(hours(7)) == (0, 0)


def said(covered: dict | None, timeline: pl.DataFrame, words: Words = EN, formats: Formats = IN_EN) -> dict[str, str]:
    return dict(collection(covered, timeline, words, formats))


def test_signs_of_a_sample_are_said():
    lines = said(coverage()[0], hours(1, 2, 60))
    assert lines["Silences"].startswith(
        "no post on 1 of 3 days; the longest silence is 2\u00a0d 9\u00a0h, from 1 Jan 1970, 03:00"
    )
    assert "of 8 reposts that name their original, it is in the data for 25% only" in lines["Originals"]
    assert lines["Conversations"] == "of 4 replies that name what they answer, it is in the data for 75%"
    assert lines["Seen once"].startswith("60% of the accounts have one post only, as in collections by words")
    assert lines["Limit"].startswith("4 accounts have exactly the largest number (200 posts)")


def test_what_there_is_no_sign_of_is_not_said():
    whole = coverage()[0] | {"n_repost_targets": 0, "n_single": 3, "n_at_most": 1, "n_repost_targets_found": 0}
    lines = said(whole, hours(1, 2, 3), FR, IN_FR)
    assert list(lines) == ["Silences", "Conversations", "Vus une fois"]
    assert lines["Silences"] == "aucun\u00a0: chaque heure contient des publications"
    assert "Vus une fois" not in said(whole | {"n_single": 0}, hours(1, 2, 3), FR, IN_FR)
    assert said(None, hours()) == {}  # a run older than the table, and no post


def test_the_overview_tells_how_the_posts_were_collected(open_app):
    shown = on_screen(open_app("overview", lang="en"))
    assert "it is in the data for 25% only" in shown


def test_the_picture_tells_classes_by_shape_and_coordination_by_area():
    every = campaigns(
        {"campaign_id": "a", "size": 10, "coordination": 1.0, "reach": 0.08},
        {"campaign_id": "b", "size": 3, "coordination": 0.25, "reach": 0.02},
        {"campaign_id": "c", "class": "declared", "size": 4, "coordination": 0.0, "reach": 0.0},
    )
    plot = campaigns_plot(every, {"run": "r"}, EN, IN_EN)
    (panel,) = plot.panels
    assert [name for _, name in plot.legend] == ["Undeclared", "Declared"]
    assert panel.left.ticks[0] == (0, "0%")
    assert [text for _, text in panel.left.ticks] == ["0%", "2%", "4%", "6%", "8%", "10%"]
    assert [text for _, text in panel.below.ticks] == ["2", "3", "4", "5", "6", "8", "10"]
    large, small, none = panel.choices  # small ones lie in front
    assert [large.key, small.key, none.key] == ["a", "b", "c"]
    assert large.y == pytest.approx(0.8)  # 8 of 10%
    assert [small.x, none.x] == pytest.approx([math.log(count / 2, 5.5) for count in (3, 4)])
    assert (large.size_px / small.size_px) ** 2 == pytest.approx(4)  # areas as 100% to 25%
    assert none.size_px > 0  # none is still to be seen
    assert large.text == "a\n10 accounts; coordination 100%, reach 8%"
    assert large.link == "campaign?run=r&campaign=a"


def test_an_accounts_posts_can_be_told_apart(open_app):
    posts = pl.DataFrame({"post_id": ["1", "2", "3"]})
    assert chosen_posts(posts, {"2"}, "evidence")["post_id"].to_list() == ["2"]
    assert chosen_posts(posts, {"2"}, "ordinary")["post_id"].to_list() == ["1", "3"]
    assert chosen_posts(posts, {"2"}, "all").height == 3
    app = open_app("account", lang="en", account=str(RING[0]), section="times")
    shown = on_screen(app)
    assert "4 posts as evidence (dark ticks), of 9 in all" in shown
    assert "What it shared with its partners: same text (4 objects)." in shown
    app = open_app("account", lang="en", account=str(RING[0]), section="posts")
    which = next(group for group in app.main.button_group if group.label == EN("account.which_posts"))
    which.set_value("ordinary").run()
    assert set(app.main.dataframe[-1].value["Evidence"]) == {""}


def test_layers_are_told_most_shared_first():
    assert (
        layers_sentence({"url": 1, "text": 3}, EN)
        == "What it shared with its partners: same text (3 objects) and link (1 object)."
    )


def test_the_conversation_with_a_campaigns_posts_in_it():
    timeline = hours(1, 2).with_columns(n_posts=pl.Series([5, 7]), n_coordinated=pl.Series([4, 4]))
    members = hours(2).with_columns(n_posts=pl.Series([3]))
    both = with_members(timeline, members)
    assert both.select("hour", "n_posts", "n_coordinated").rows() == [(HOUR, 5, 0), (2 * HOUR, 7, 3)]
    plot = timeline_plot(both, EN, IN_EN, "without")
    assert [name for _, name in plot.legend] == ["all posts", "posts of this group"]
    assert plot.panels[0].hovers[1].text.endswith("7 posts, of which 3 by this group")
