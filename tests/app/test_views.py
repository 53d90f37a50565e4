"""View functions: tables in, sentences and figures out."""

import polars as pl
import pytest

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views import account as account_view
from claqueur.app.views import campaign as campaign_view
from claqueur.app.views import campaigns as campaigns_view
from claqueur.app.views import overview as overview_view
from claqueur.app.views.hypotheses import shown_hypotheses
from claqueur.app.views.manifest import layers_missing, loss, precision, simulated
from claqueur.app.views.network import drawn_edges, layout, network_chart, pair_of
from claqueur.app.views.posts import meetings, shown_posts
from claqueur.app.views.timeline import binned, timeline_plot
from claqueur.schema import CAMPAIGNS, TIMELINE

EN, FR = Words("en"), Words("fr")
IN_EN, IN_FR = Formats("en"), Formats("fr")
HOUR = 3_600

FOUND = {
    "size": 14, "n_objects": 38, "seen": 212, "expected": 0.4, "n_posts": 90, "median_gap_s": 12.0, "first_t": 0, "last_t": HOUR,
    "coordination": 0.5, "inauthenticity": None, "reach": 0.02, "stability": 0.9, "class": "undeclared", "layers": ["text"],
    "campaign_id": "0123456789abcdef", "hypotheses": [],
}  # fmt: skip
SECOND = {
    "parameters": {"window_s": 60, "layers": ["repost", "text", "hashtag_sequence", "url"]},
    "input": {"layers": {"text": 3, "url": 1, "repost": 1, "hashtag_sequence": 1}},
    "model": {"name": "m"},
}


def campaigns(*changes: dict) -> pl.DataFrame:
    rows = [{name: ({**FOUND, **change}).get(name) for name in CAMPAIGNS.names} for change in changes]
    return (
        pl.DataFrame(rows, schema=dict.fromkeys(CAMPAIGNS.names))
        if rows
        else pl.from_arrow(CAMPAIGNS.arrow.empty_table())
    )


def test_the_finding_is_one_sentence_in_each_language():
    assert campaign_view.lead(FOUND, SECOND, EN, IN_EN) == (
        "14 accounts shared 38 objects within 60\u00a0s of each other 212 times; about 0.4 would be expected by chance (an estimate)."
    )
    assert campaign_view.lead(FOUND, SECOND, FR, IN_FR) == (
        "14 comptes ont partagé 38 objets à moins de 60\u00a0s d’intervalle, 212 fois en tout\u202f; "
        "le hasard en laisserait attendre environ 0,4 (estimation)."
    )


def test_the_three_axes_stay_apart_and_an_unread_one_says_so():
    assert [(name, value) for name, value, _ in campaign_view.axes(FOUND, EN, IN_EN)] == [
        ("Coordination", "50%"),
        ("Inauthenticity", "could not be read"),
        ("Reach", "2%"),
    ]


def test_what_is_not_known_depends_on_the_data():
    least = campaign_view.unknowns({**FOUND, "inauthenticity": 0.1}, SECOND, EN, IN_EN)
    coarse = {
        "parameters": {"layers": ["repost", "text", "hashtag_sequence", "url"]},  # the others were not asked for
        "input": {"time_precision": "minute", "layers": {"text": 1}},
        "losses": {"hot_objects": 2},
    }
    most = campaign_view.unknowns({**FOUND, "stability": 0.5}, {**coarse, "simulated": True}, EN, IN_EN)
    assert len(least) == 2
    assert len(most) == 9
    assert any("minute" in line for line in most)
    assert any("repost, hashtag sequence and link" in line for line in most)


def test_texts_without_clients_or_affiliations_may_be_a_newswire():
    unknown = [{"name": name, "verdict": "cannot be told"} for name in ("automation_client", "declared_team")]
    said = "Whether these are newsrooms"
    for layers, hypotheses, expected in (
        (["near_text", "text"], unknown, True),
        (["text", "url"], unknown, False),  # links tell more
        (["text"], [unknown[0], {"name": "declared_team", "verdict": "does not fit"}], False),
        (["text"], None, False),
    ):
        lines = campaign_view.unknowns({**FOUND, "layers": layers, "hypotheses": hypotheses}, SECOND, EN, IN_EN)
        assert any(line.startswith(said) for line in lines) == expected


def test_hypotheses_that_fit_come_first_with_each_number_and_its_threshold_in_words():
    share = {"measure": "few_objects_share", "value": 0.25, "threshold": 0.8, "at_least": True}
    members = {"measure": "few_objects_member_share", "value": 0.05, "threshold": 0.5, "at_least": False}
    rows = [
        {"name": "contest", "verdict": "does not fit", "numbers": [share, members]},
        {
            "name": "fandom",
            "verdict": "cannot be told",
            "numbers": [share | {"measure": "made <b>up</b>", "value": None}],
        },
        {"name": "not_<b>known</b>", "verdict": "fits", "value": 0.9, "threshold": 0.5},  # of an older run
    ]
    shown = shown_hypotheses(rows, EN, IN_EN)
    assert [(row.title, row.verdict_word, row.reasons) for row in shown] == [
        ("not <b>known</b>", "fits", ()),
        (
            "Fans or a community that talk to each other",
            "cannot be told from these data",
            ("made <b>up</b>: the data do not hold it.",),
        ),
        (
            "A contest or petition",
            "does not fit",
            (
                "Part of the meetings that rest on three objects or fewer: 25%; fits from 80%.",
                "Of all accounts that ever used these, the part that are members: 5%; fits up to 50%.",
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("found", "manifest", "kind"),
    [
        (campaigns({}), SECOND, "found"),
        (campaigns({"class": "insufficient"}), SECOND, "not_enough"),
        (campaigns(), SECOND, "nothing"),
        (campaigns(), {"input": {"time_precision": "day"}}, "not_enough"),
        (campaigns(), {"input": {"layers": {}}}, "not_enough"),
        (campaigns(), {"input": {"n_accounts": 3}}, "not_enough"),
        (campaigns(), {}, "nothing"),
    ],
)
def test_the_outcome_is_found_nothing_or_not_enough(found, manifest, kind):
    assert overview_view.outcome(manifest, found).kind == kind
    assert overview_view.headline(manifest, found, FR, IN_FR)


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        (["undeclared", "undeclared", "insufficient"], "2 groups of accounts … nothing in the data declares it"),
        (["undeclared", "declared"], "2 groups of accounts … 1 of them does not declare that it acts together"),
        (["declared"], "1 group of accounts … all of them declare it or have an ordinary explanation"),
    ],
)
def test_the_headline_says_how_many_groups_do_not_declare_themselves(classes, said):
    found = campaigns(*({"campaign_id": str(place), "class": name} for place, name in enumerate(classes)))
    begin, end = said.split(" … ")
    headline = overview_view.headline(SECOND, found, EN, IN_EN)
    assert headline.startswith(begin)
    assert headline.endswith(f"; {end}.")


def test_that_nothing_was_found_is_said_only_of_the_traces_in_the_data():
    manifest = {
        "input": {"layers": {"text": 9, "url": 2, "repost": 0}},
        "parameters": {"layers": ["text", "url", "repost"]},
    }
    meaning, *traces = overview_view.explained("nothing", manifest, EN)
    assert "This is a result" in meaning
    assert traces == [
        "Compared: **same text and link**.",
        "Not compared, as two accounts had nothing of the kind in common or the data do not hold it: repost.",
    ]
    assert len(overview_view.explained("not_enough", manifest, EN)) == 1


def test_a_manifest_may_leave_things_out():
    assert (precision({}), layers_missing({})[0], loss({}, "hot_objects"), simulated({})) == (
        "second",
        "repost",
        0,
        False,
    )
    assert loss({"losses": {"hot_objects": {"text": 2, "url": 3}}}, "hot_objects") == 5
    assert simulated({"input": {"platforms": ["simulated"]}})
    assert overview_view.coverage({}, EN, IN_EN)
    assert overview_view.making({}, EN, IN_EN)


@pytest.mark.parametrize(
    ("passed", "about_zero", "said"),
    [
        (True, True, "as it should be (0.5 pairs"),
        (True, False, "nearly all of them pairs of this run"),
        (False, False, "0.5 pairs and 2 groups"),
        (None, None, "too few posts"),
    ],
)
def test_what_the_shuffles_gave_is_part_of_the_coverage(passed, about_zero, said):
    told = {"null_check": {"passed": passed, "about_zero": about_zero, "edges": 0.5, "campaigns": 2.0}}
    assert said in dict(overview_view.coverage(told, EN, IN_EN))["Shuffled posts"]
    assert "not tried" in dict(overview_view.coverage({"null_check": None}, EN, IN_EN))["Shuffled posts"]


def test_what_was_removed_from_a_run_is_told_in_both_languages():
    notes = [
        {"on": "2026-11-22", "accounts": 1, "posts": 58, "reason": reason} for reason in ("asked", "deleted", "age")
    ]
    told = overview_view.forgotten({"forgotten": notes}, EN, IN_EN)
    assert told[0] == (
        "Removed since",
        "1 account and 58 posts were removed from this analysis's evidence on 22 November 2026 at request. "
        "The numbers are as they were before",
    )
    assert [line for line in overview_view.coverage({"forgotten": notes}, EN, IN_EN) if line in told] == told
    assert "supprimés" in overview_view.forgotten({"forgotten": notes}, FR, IN_FR)[1][1]
    assert overview_view.forgotten({}, EN, IN_EN) == []


def test_campaigns_are_filtered_and_the_undeclared_come_first():
    every = campaigns(
        {"campaign_id": "a", "class": "declared", "size": 9},
        {"campaign_id": "b", "size": 3},
        {"campaign_id": "c", "size": 5},
    )
    assert campaigns_view.ordered(every)["campaign_id"].to_list() == ["c", "b", "a"]
    assert campaigns_view.filtered(every, ["declared"], [], 2)["campaign_id"].to_list() == ["a"]
    assert campaigns_view.filtered(every, [], ["url"], 2).height == 0
    assert campaigns_view.filtered(every, [], ["text"], 5)["campaign_id"].to_list() == ["a", "c"]


def hours(*rows: tuple[int, int, int]) -> pl.DataFrame:
    made = [
        {"campaign_id": "", "hour": hour * HOUR, "n_posts": n, "n_coordinated": c, "n_accounts": 1}
        for hour, n, c in rows
    ]
    return pl.DataFrame(made, schema=TIMELINE.names)


def test_bars_are_wide_enough_for_the_period_and_lose_no_post():
    few, size = binned(hours((0, 5, 1), (1, 7, 2)))
    assert (few["n_posts"].to_list(), size) == ([5, 7], 1)
    many, size = binned(hours(*[(hour, 1, 0) for hour in range(1_000)]))
    assert (many["n_posts"].sum(), size) == (1_000, 6)
    assert many.height <= 180
    years, size = binned(hours((0, 1, 0), (6 * 365 * 24, 1, 1)))
    assert (years["n_posts"].sum(), size) == (2, 28 * 24)
    assert binned(hours())[0].is_empty()


def test_the_timeline_tells_the_two_series_apart_without_colour():
    plot = timeline_plot(hours((0, 5, 1)), FR, IN_FR)
    (plain, everything), (hatched, evidence) = plot.legend
    assert (everything, evidence) == (
        "toutes les publications",
        "publications retenues comme indices de coordination",
    )
    assert ("url(#hatched)" in plain, "url(#hatched)" in hatched) == (False, True)
    marks = "".join(plot.panels[0].marks)
    assert marks.count("<rect") == 3  # all posts, evidence, its hatching
    assert marks.count("url(#hatched)") == 1


EDGES = pl.DataFrame(
    {
        "u": [1, 1, 2],
        "v": [2, 3, 2**62],
        "s_max": [9.0, 3.0, 5.0],
        "k": [4, 2, 3],
        "expected": [0.1, 0.1, 0.1],
    }
)
MEMBERS = pl.DataFrame(
    {
        "account": [1, 2, 3, 2**62],
        "name": ["A", "<b>B</b>", "C", "D"],
        "short": ["A", "B", "C", "D"],
        "n_partners": [2, 2, 1, 1],
    }
)


def test_the_layout_does_not_depend_on_the_order_of_rows():
    first = layout([1, 2, 3, 2**62], EDGES)
    assert layout([3, 2**62, 1, 2], EDGES.reverse()) == first
    assert len(set(first.values())) == 4


def test_a_click_on_a_line_names_its_pair_even_for_64_bit_keys():
    drawn = drawn_edges(EDGES, MEMBERS)
    (graph,) = network_chart(MEMBERS, EDGES, (1, 2), EN, IN_EN)["series"]
    ends = [(line["source"], line["target"]) for line in graph["links"]]
    assert ends == [("1", "2"), ("2", str(2**62)), ("1", "3")]  # strongest first, keys as text
    clicked = [pair_of([{"data_type": "edge", "data_indices": [place]}], drawn) for place in range(3)]
    assert clicked == [(1, 2), (2, 2**62), (1, 3)]
    assert pair_of([{"data_type": "node", "data_indices": [0]}], drawn) is None  # an account
    assert pair_of([], drawn) is None


def test_the_network_tells_the_chosen_pair_apart_and_takes_no_name_for_html():
    (graph,) = network_chart(MEMBERS, EDGES, (2, 2**62), EN, IN_EN)["series"]
    assert ["lineStyle" in line for line in graph["links"]] == [False, True, False]
    assert graph["links"][0]["tooltip"]["formatter"].startswith("A – &lt;b&gt;B&lt;/b&gt;\n")
    option = network_chart(MEMBERS, EDGES, None, EN, IN_EN)
    assert option["tooltip"]["formatter"] == "{b}"  # ECharts escapes the names of points
    assert option["series"][0]["data"][1]["name"].startswith("<b>B</b>\n")


def test_only_edges_between_drawn_members_are_drawn():
    assert drawn_edges(EDGES, MEMBERS.head(3))["v"].to_list() == [2, 3]
    assert drawn_edges(EDGES, MEMBERS, max_edges=1)["v"].to_list() == [2]


def test_partners_are_seen_from_the_account():
    edges = pl.DataFrame({"u": [1, 5], "v": [5, 9], "u_first": [3, 0], "v_first": [1, 0]})
    seen = account_view.partners(5, edges).select("partner", "own_first_pct").rows()
    assert seen == [(1, 25.0), (9, None)]  # no order known with 9: no percentage


@pytest.mark.parametrize(
    ("text", "key"),
    [("12", 12), ("-9223372036854775808", -(2**63)), ("9223372036854775808", None), ("1" * 400, None), ("12); x", None), (None, None)],
)  # fmt: skip
def test_a_link_names_an_account_only_by_a_64_bit_key(text, key):
    assert account_view.account_key(text) == key


def test_in_contact_is_not_member():
    outsider = {"campaign_id": None}
    touched = pl.DataFrame({"campaign_id": ["c", None]})
    assert account_view.standing({"campaign_id": "c"}, "declared", touched, EN)[0] == "member"
    assert "Declared" in account_view.standing({"campaign_id": "c"}, "declared", touched, EN)[1]
    assert account_view.standing(outsider, None, touched, EN) == (
        "contact",
        "**In contact** with 1 account of a group, not a member: what it shared with them, chance explains. "
        "Somebody who is copied, or who follows a trend, looks like this.",
    )
    assert account_view.standing(outsider, None, touched.tail(1), EN)[0] == "none"


@pytest.mark.parametrize(
    ("account", "model", "said"),
    [
        ({"level": "flag", "flagged_by": ["pair_test"], "score": None, "n_partners": 2, "campaign_id": "c"}, None, ["flagged", "fired", "No model"]),
        ({"level": "flag", "flagged_by": ["model"], "score": 0.9, "n_partners": 0, "campaign_id": None}, 0.8, ["flagged", "did not fire", "was passed: a score of 0.9, a threshold of 0.8. That is not the probability"]),
        ({"level": "triage", "flagged_by": [], "score": 0.5, "n_partners": 1, "campaign_id": None}, 0.8, ["looked at", "1 partner beyond chance, too few", "was not passed"]),
        ({"level": "none", "flagged_by": [], "score": None, "n_partners": 0, "campaign_id": None}, 0.8, ["none", "did not fire", "too few posts"]),
        ({"level": "none", "flagged_by": [], "score": None, "n_partners": 3, "campaign_id": "team"}, None, ["declares itself", "fired", "No model"]),
    ],
)  # fmt: skip
def test_what_raised_the_level_is_said(account, model, said):
    manifest = {"model": {"name": "m", "flag_threshold": model} if model else {"name": None}}
    lines = account_view.reasons(account, manifest, EN, IN_EN)
    assert [part in line for part, line in zip(said, lines, strict=True)] == [True] * 3


def test_two_posts_are_shown_once_with_all_that_they_share():
    evidence = pl.DataFrame(
        [
            (1, 2, "a", "b", "text", 1),
            (1, 2, "a", "b", "url", 1),
            (1, 2, "a", "b", "url", 1),  # two links: still one meeting
            (1, 2, "c", "b", "url", 5),
        ],
        schema=["u", "v", "post_u", "post_v", "layer", "gap_s"],
        orient="row",
    )
    assert meetings(evidence).select("post_u", "post_v", "gap_s", "layers").rows() == [
        ("a", "b", 1, ["text", "url"]),
        ("c", "b", 5, ["url"]),
    ]


def test_posts_of_an_act_match_by_platform_account_and_id_and_a_missing_one_is_said():
    acts = pl.DataFrame({"account": [1, 2], "t": [10, 4], "post_id": ["p", "gone"]})
    accounts = pl.DataFrame({"account": [1, 2], "platform": ["x", "x"], "account_id": ["a", "b"], "name": ["A", "B"]})
    post = {
        "post_id": "p",
        "account_name": "n",
        "time_precision": "second",
        "kind": "post",
        "repost_of_post_id": None,
        "urls": ["https://example.org/1"],
    }
    posts = pl.DataFrame([
        {**post, "platform": "x", "account_id": "a", "text": "ours @bob"},
        {**post, "platform": "y", "account_id": "a", "text": "another platform's post with the same id"},
    ])  # fmt: skip
    shown = shown_posts(acts, accounts, posts, EN, IN_EN, reveal=False)
    assert [(row.name, row.after, row.text) for row in shown] == [
        ("B", "0\u00a0s", "(this post is no longer among the posts of the workspace)"),
        ("A", "6\u00a0s", "ours @…\nhttps://example.org/1"),
    ]
