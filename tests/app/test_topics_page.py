"""Brands and topics: the page with hand-made tables, and its views."""

import json
import shutil

import polars as pl
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from claqueur.analysis import Request
from claqueur.app.data.stance_cases import record_stance, stances
from claqueur.app.data.stances import Stance, holding
from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words
from claqueur.app.views.topic_charts import compared_plot
from claqueur.app.views.topics import stance_text
from claqueur.errors import UserError
from claqueur.results import open_run
from claqueur.schema import TOPIC_CAMPAIGNS, TOPIC_DAYS, TOPIC_WORDS, TOPICS
from claqueur.watchlist import keep, kept, parse_watchlist
from claqueur.workspace import Workspace
from tests.app.conftest import shown

RUN_ID = "20260310-120000-aaaaaa"
DAY = 86_400
START = 20_514 * DAY  # 2 March 2026
HOSTILE = "<b>Harbour</b> =cmd() **Alliance**"
WATCHLIST = f"""
[[topic]]
name = "Brinlow"
kind = "brand"
[[topic]]
name = {json.dumps(HOSTILE)}
kind = "party"
[[topic]]
name = "Nobody's Concern"
kind = "theme"
[[topic]]
name = "Tavorix"
kind = "brand"
"""
EN, FR = Words("en"), Words("fr")


def tables():
    """Brinlow: 12 posts, 9 of flagged accounts; Harbour: 8 posts, 2 of a declared team; Tavorix: 6 posts."""
    keys = [topic.key for topic in parse_watchlist(WATCHLIST).topics]
    counts = ("n_posts", "n_flagged", "n_declared", "n_accounts", "n_accounts_flagged", "n_campaigns", "n_alone")
    numbers = [(12, 9, 0, 6, 5, 1, 2), (8, 0, 2, 8, 0, 1, 0), (0,) * 7, (6, 0, 0, 6, 0, 0, 0)]
    topics = [
        {"place": place, "topic": topic.key, "name": topic.name, "kind": topic.kind, "first_t": START, "last_t": START + 2 * DAY}
        | dict(zip(counts, row, strict=True))
        for place, (topic, row) in enumerate(zip(parse_watchlist(WATCHLIST).topics, numbers, strict=True), 1)
    ]  # fmt: skip
    days = [
        {"topic": key, "day": START + n * DAY, "n_posts": n_posts // 2, "n_flagged": n_flagged // 2, "n_declared": 0, "n_accounts": 3}
        for key, (n_posts, n_flagged, *_) in zip(keys, numbers, strict=True)
        for n in (0, 2)
        if n_posts
    ]  # fmt: skip
    campaigns = [
        {"topic": key, "campaign_id": campaign, "n_posts": n, "n_evidence": n - 1, "n_accounts": 3, "n_member_posts": 20, "first_t": START, "last_t": START}
        for key, campaign, n in ((keys[0], "c-ring", 9), (keys[1], "c-team", 2))
    ]  # fmt: skip
    marks = [
        {"topic": keys[0], "campaign_id": "c-ring", "kind": kind, "rank": 1, "item": item, "n_posts": 8, "n_others": 1, "keyness": 20.0}
        for kind, item in (("hashtag", "brinlowshame"), ("word", "=refund<i>"))
    ]  # fmt: skip
    return {TOPICS: topics, TOPIC_DAYS: days, TOPIC_CAMPAIGNS: campaigns, TOPIC_WORDS: marks}


@pytest.fixture
def watching(workspace, tmp_path):
    """A copy of the workspace whose newest run has topics."""
    shutil.copytree(workspace.path, tmp_path / "w")
    made = Workspace.open(tmp_path / "w")
    folder = made.run_path(RUN_ID)
    for table, rows in tables().items():
        filled = [{name: row.get(name) for name in table.names} for row in rows]
        write_deltalake(str(folder / table.name), pa.Table.from_pylist(filled, schema=table.arrow), mode="overwrite")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["stages"] |= {table.name: {"rows": len(rows)} for table, rows in tables().items()}
    manifest["watchlist"] = parse_watchlist(WATCHLIST).as_dicts()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return made


def test_topics_are_listed_with_their_coordinated_part(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en")
    assert not app.exception
    table = app.main.dataframe[0].value
    assert table["topic"].tolist() == ["Brinlow", "<b>Harbour</b> =cmd() **Alliance**", "Nobody's Concern", "Tavorix"]
    assert table["kind"].tolist() == ["brand", "party", "theme", "brand"]
    assert table["n_posts"].tolist() == [12, 8, 0, 6]
    assert table["flagged_pct"].fillna(-1).tolist() == [75, 0, -1, 0]  # of no posts there is no share
    assert table["declared_pct"].fillna(-1).tolist() == [0, 25, -1, 0]
    assert app.query_params["topic"] == "brinlow"  # the one with most posts by flagged accounts
    assert "12 posts (32% of the run) by 6 accounts, from 2 March 2026 to 4 March 2026." in shown(app)
    assert "**9 of these posts (75%) are by 5 accounts with coordination evidence.**" in shown(app)


def test_the_campaigns_on_it_come_with_their_share_their_marks_and_no_guess_of_a_stance(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en")
    [row] = app.main.dataframe[1].value.to_dict("records")
    assert row == {
        "campaign": "c-ring", "n_posts": 9, "class": "Undeclared", "n_evidence": 8, "n_members": 3,
        "of_its_posts_pct": 45.0, "marks": "#brinlowshame, '=refund<i>", "stance": "not said yet",
    }  # fmt: skip
    assert EN("topics.stance_why") in shown(app)
    assert "2 posts on this topic by flagged accounts that belong to no campaign" in shown(app)


def test_a_table_older_than_one_of_its_columns_is_read_without_it(open_app, watching):
    path = watching.run_path(RUN_ID) / TOPICS.name
    older = pl.scan_delta(str(path)).drop("n_alone").collect()
    write_deltalake(str(path), older.to_arrow(), mode="overwrite", schema_mode="overwrite")
    app = open_app("topics", at_workspace=watching.path, lang="en")
    assert not app.exception
    assert app.main.dataframe[0].value["n_posts"].tolist() == [12, 8, 0, 6]
    assert "that belong to no campaign" not in shown(app)  # which nobody counted
    assert open_run(watching, RUN_ID).declared(TOPICS).collect_schema().names() == TOPICS.names


def test_only_a_finished_run_may_lack_a_table(watching):
    run = open_run(watching, RUN_ID)
    shutil.rmtree(run.path / TOPICS.name)
    told = run.manifest
    del told["stages"][TOPICS.name]
    (run.path / "manifest.json").write_text(json.dumps(told))
    assert run.declared(TOPICS).collect().shape == (0, len(TOPICS.names))  # older than the table
    (run.path / "manifest.json").write_text(json.dumps(told | {"status": "running"}))
    with pytest.raises(UserError, match='no table "topics": it may be unfinished'):
        run.declared(TOPICS)


def test_brands_are_compared_with_brands_with_and_without_flagged_accounts(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en")
    assert app.main.multiselect[0].value == ["brinlow", "tavorix"]
    voice = app.main.dataframe[2].value
    assert voice["n_without"].tolist() == [3, 6]
    assert voice["voice_pct"].round(1).tolist() == [66.7, 33.3]
    assert voice["voice_without_pct"].round(1).tolist() == [33.3, 66.7]
    assert voice["change_points"].round(1).tolist() == [-33.3, 33.3]
    key = parse_watchlist(WATCHLIST).topics[1].key
    app.main.multiselect[0].set_value(["brinlow", key]).run()
    assert not app.exception
    assert app.query_params["topics"] == f"brinlow,{key}"
    assert app.main.dataframe[2].value["n_posts"].tolist() == [12, 8]
    app.main.multiselect[0].set_value(["brinlow"]).run()
    assert EN("topics.too_few") in shown(app)


def test_a_link_opens_its_topic_afresh_and_an_unknown_one_is_said(open_app, watching):
    app = open_app(
        "topics", at_workspace=watching.path, lang="en", topic="nobody-s-concern", topics="tavorix,brinlow,?"
    )
    assert not app.exception
    assert app.main.selectbox[0].value == "nobody-s-concern"
    assert EN("topics.no_posts") in shown(app)
    assert EN("topics.no_campaigns") in shown(app)
    assert app.main.multiselect[0].value == ["tavorix", "brinlow"]
    app = open_app("topics", at_workspace=watching.path, lang="en", topic="<script>")
    assert [warning.value for warning in app.main.warning] == [EN("topics.unknown")]
    assert app.query_params["topic"] == "brinlow"


def test_another_topic_can_be_chosen(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="fr")
    app.main.selectbox[0].set_value("tavorix").run()
    assert not app.exception
    assert app.query_params["topic"] == "tavorix"
    assert "6 publications (16\u00a0% de l’analyse)" in shown(app)


def test_the_page_speaks_french(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="fr")
    assert not app.exception
    assert app.main.title[0].value == "Marques et sujets"
    assert app.main.dataframe[0].value["kind"].tolist() == ["marque", "parti", "thème", "marque"]
    assert "pas encore dite" in app.main.dataframe[1].value.to_csv()
    assert "12 publications (32\u00a0% de l’analyse)" in shown(app)


def test_hostile_names_reach_no_element_that_interprets_them(open_app, watching):
    other, key = (topic.key for topic in parse_watchlist(WATCHLIST).topics[:2])
    app = open_app("topics", at_workspace=watching.path, lang="en", topic=key, topics=f"{other},{key}")
    assert not app.exception
    kinds = ("title", "header", "subheader", "markdown", "caption", "info")
    interpreted = "".join(str(element.value) for kind in kinds for element in app.main.get(kind))
    assert "cmd()" not in interpreted
    charts = "".join(chart.proto.body for chart in app.main.get("html"))
    assert "&lt;b&gt;" in charts
    assert "<b>" not in charts


def test_without_a_watchlist_the_page_explains_what_one_is(open_app, workspace):
    for words in (EN, FR):
        app = open_app("topics", lang=words.lang)
        assert not app.exception
        assert words("topics.none") in shown(app)
        assert "[[topic]]" in app.main.code[0].value
        assert parse_watchlist(app.main.code[0].value).topics[0].name == "Péridoux"


def test_a_watchlist_is_kept_when_it_is_right(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en")
    app.main.toggle[0].set_value(True).run()
    field = app.main.text_area[-1]
    field.set_value('[[topic]]\nname = "X"\nkind = "brand"').run()
    assert [error.value for error in app.main.error] == [EN("watchlist.wrong")]
    assert any("has fewer than two letters or digits" in text.value for text in app.main.text)
    assert kept(watching).topics == ()
    app.main.text_area[-1].set_value(WATCHLIST).run()
    assert not app.exception
    assert not app.main.error
    assert kept(watching) == parse_watchlist(WATCHLIST)
    assert EN("watchlist.kept", topics="4 topics") in shown(app)
    app.main.text_area[-1].set_value("").run()
    assert kept(watching).topics == ()


def test_a_topic_is_added_without_writing_toml(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="fr")
    app.main.toggle[0].set_value(True).run()

    def fill(name, hashtags):
        inputs = {one.label: one for one in app.main.text_input}
        inputs[FR("topic_form.name")].set_value(name)
        inputs[FR("topic_form.hashtags")].set_value(hashtags)
        next(button for button in app.main.button if button.label == FR("topic_form.add")).click().run()
        assert not app.exception

    fill("Orange", "#Orange, deux mots")
    assert "deux mots" in "".join(text.value for text in app.main.text)  # and why it is no hashtag
    assert kept(watching).topics == ()
    app.main.checkbox[0].set_value(False)  # Orange is an ordinary word
    fill("Orange", "#Orange, OrangeBleue")
    fill('Le "Cap"', "")
    orange, cap = kept(watching).topics
    assert (orange.name, orange.kind, orange.names, orange.hashtags) == (
        "Orange",
        "brand",
        (),
        ("orange", "orangebleue"),
    )
    assert (cap.name, cap.names) == ('Le "Cap"', ("le cap",))
    assert FR("watchlist.kept", topics="2 sujets") in shown(app)


def test_a_reviewer_says_where_a_campaign_stands(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en", topic="brinlow", campaign="c-ring")
    assert sorted(app.main.dataframe[2].value["mark"]) == ["#brinlowshame", "'=refund<i>"]
    [send] = [button for button in app.main.button if button.label == EN("stance.send")]
    send.click().run()
    assert [error.value for error in app.main.error] == [EN("stance.lacking")]
    assert not watching.has_cases()
    app.main.text_input[0].set_value("Ann <b>")
    app.main.radio[0].set_value("against")
    app.main.text_area[0].set_value("=note **bold**")
    [send] = [button for button in app.main.button if button.label == EN("stance.send")]
    send.click().run()
    assert not app.exception
    [given] = stances(watching, "brinlow")
    assert (given.campaign_id, given.stance, given.reviewer, given.run_id) == ("c-ring", "against", "Ann <b>", RUN_ID)
    assert app.main.dataframe[1].value["stance"].tolist() == ["against"]
    assert any(text.value.startswith("Ann <b> · ") and text.value.endswith(" · against") for text in app.main.text)
    assert any("=note **bold**" in text.value for text in app.main.text)
    assert "**bold**" not in "".join(element.value for element in app.main.markdown)
    # Somebody else sees only that one was said, until two have spoken.
    afresh = open_app("topics", at_workspace=watching.path, lang="en", topic="brinlow", campaign="c-ring")
    assert afresh.main.dataframe[1].value["stance"].tolist() == [EN("stance.hidden")]
    assert EN("stance.hidden_why") in shown(afresh)
    assert "=note" not in shown(afresh)
    record_stance(watching, Stance("brinlow", "c-ring", RUN_ID, "for", "Bob"))
    afresh.run()
    assert afresh.main.dataframe[1].value["stance"].tolist() == ["against (1), for (1)"]
    assert "=note" in shown(afresh)


def test_no_campaign_is_opened_before_one_is_chosen(open_app, watching):
    app = open_app("topics", at_workspace=watching.path, lang="en", topic="brinlow", campaign="c-team")  # not on it
    assert EN("stance.title") not in shown(app)
    app.main.selectbox[1].set_value("c-ring").run()
    assert not app.exception
    assert app.query_params["campaign"] == "c-ring"
    assert EN("stance.title") in shown(app)


def test_a_changed_watchlist_can_be_looked_for_in_this_run(open_app, watching, started):
    app = open_app("topics", at_workspace=watching.path, lang="fr")
    assert [button for button in app.main.button if button.key == "watchlist.apply"] == []
    keep(watching, WATCHLIST)  # as the run had it
    app.run()
    assert [button for button in app.main.button if button.key == "watchlist.apply"] == []
    keep(watching, WATCHLIST.replace("theme", "candidate"))
    app.run()
    assert FR("watchlist.other") in shown(app)
    app.main.button(key="watchlist.apply").click().run()
    assert not app.exception
    assert started == [Request(topics_of=RUN_ID, n_posts=38)]
    assert app.main.title[0].value == FR("start.title")


def test_stances_are_added_and_shown_by_reviewer(watching):
    for reviewer, said in (("Ann", "for"), ("Bob", "against"), ("ANN ", "unsure"), ("Bob", "unsure")):
        record_stance(watching, Stance("brinlow", "c-ring", RUN_ID, said, reviewer, "=note\0"))
    record_stance(watching, Stance("tavorix", "c-ring", RUN_ID, "for", "Ann"))  # another topic
    given = stances(watching, "brinlow")
    assert [stance.stance for stance in given] == ["for", "against", "unsure", "unsure"]  # nothing is overwritten
    assert given[0].note == "=note"
    assert [stance.stance for stance in holding(given)["c-ring"]] == ["unsure", "unsure"]
    assert stance_text(holding(given)["c-ring"], "", EN) == "unsure"
    assert stance_text(holding(given[:2])["c-ring"], "", FR) == "pour (1), contre (1)"
    assert stance_text((), "", EN) == "not said yet"


def test_every_mark_of_the_days_compared_stands_within_the_chart():
    days = pl.DataFrame({"topic": ["a", "a"], "day": [0, 86_400], "n_posts": [2, 4]})
    topics = pl.DataFrame({"topic": ["a"], "name": ["A"]})
    (panel,) = compared_plot(days, topics, EN, Formats("en")).panels
    assert [round(hover.x + hover.width / 2, 2) for hover in panel.hovers] == [0.25, 0.75]  # the middle of each day
