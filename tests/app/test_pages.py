"""Each page, in each language, as Streamlit runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claqueur.app.display.pseudonyms import REVEALS_LOG
from claqueur.app.launch import APP_FOLDER, WORKSPACE_VARIABLE
from claqueur.app.sections.account import SECTIONS as ACCOUNT_SECTIONS
from claqueur.app.sections.campaign_sections import SECTIONS
from claqueur.app.texts import LANGUAGES, Words
from claqueur.workspace import Workspace
from tests.app.conftest import in_html

PAGES = ["start", "overview", "campaigns", "campaign", "account", "review", "compare", "models", "method"]
EMPTY_RUN_ID = "20260309-120000-bbbbbb"
CONTACT, RING_FIRST, ORDINARY = "301", str(2**62), "401"


def on_screen(app) -> str:
    """Everything that the page shows as text, tables included."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "metric")
    parts = [str(element.value) for kind in kinds for element in app.main.get(kind)]
    parts += [str(metric.label) for metric in app.main.get("metric")]
    parts += [*in_html(app), *(frame.value.to_csv() for frame in app.main.dataframe)]
    return "\n".join(parts)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_without_an_exception_and_in_its_language(open_app, page, lang):
    app = open_app(page, lang=lang)
    assert not app.exception
    assert app.title[0].value == Words(lang)(f"{page}.title")
    assert app.query_params["lang"] == lang


def test_the_overview_says_what_was_found_and_that_it_is_simulated(open_app):
    shown = on_screen(open_app("overview", lang="en"))
    assert "2 groups of accounts acted together more often than chance explains; 1 of them does not declare" in shown
    assert "These posts are **simulated**" in shown
    assert "38 posts from 30 accounts, posted between 2 March 2026 and 3 March 2026" in shown
    assert "repost and hashtag sequence: no two accounts share anything of the kind" in shown


def test_nothing_found_is_an_answer_of_its_own(open_app):
    app = open_app("overview", lang="fr", run=EMPTY_RUN_ID)
    assert "Aucun indice de coordination n’a été trouvé dans ces publications." in on_screen(app)
    assert "C’est un résultat" in on_screen(app)
    assert "simulées" not in on_screen(app)
    for page in ("campaigns", "campaign"):
        app.switch_page(f"app_pages/{page}.py").run()
        assert not app.exception
        assert "n’a trouvé aucun groupe" in on_screen(app)


def test_the_link_says_what_is_shown_and_a_link_is_enough_to_show_it(open_app):
    app = open_app("campaign", lang="en", run="20260310-120000-aaaaaa", campaign="c-team")
    assert app.query_params == {"lang": "en", "run": "20260310-120000-aaaaaa", "campaign": "c-team"}
    shown = on_screen(app)
    assert "3 accounts shared 2 objects within 60\u00a0s of each other 6 times" in shown
    assert "**Declared** – Acts together openly" in shown
    app.switch_page("app_pages/overview.py").run()
    assert app.query_params == {"lang": "en", "run": "20260310-120000-aaaaaa"}  # the group is no part of this view


def test_another_language_keeps_the_choices(open_app):
    app = open_app("campaign", lang="en", campaign="c-team")
    app.sidebar.button_group[0].set_value("fr").run()
    assert not app.exception
    assert not app.warning
    assert app.query_params["lang"] == "fr"
    assert "3 comptes ont partagé 2 objets" in on_screen(app)


def test_a_link_to_what_is_not_there_says_so_and_shows_something(open_app):
    app = open_app("campaign", lang="en", run="20200101-000000-ffffff", campaign="gone")
    assert app.warning[0].value == Words("en")("campaign.unknown")
    app = open_app("account", lang="en", account="12); drop")
    assert app.warning[0].value == Words("en")("account.unknown")
    assert not app.exception


def test_the_campaign_page_shows_posts_first_and_verdicts_a_click_away(open_app):
    app = open_app("campaign", lang="en")
    shown = on_screen(app)
    assert "5 accounts shared 4 objects within 60\u00a0s of each other 40 times" in shown
    assert "2 Mar 2026, 08:00:04 · +4\u00a0s" in shown
    assert "Innocent explanations that fit: **A share button or a popular quotation**." in shown
    assert "Do not fit: 1; cannot be told from these data: 1." in shown
    assert "Who runs these accounts" not in shown
    app.main.button_group[0].set_value("explanations").run()
    assert app.query_params["section"] == "explanations"
    shown = on_screen(app)
    assert "A contest or petition** – does not fit" in shown
    assert "could not be read" in shown
    assert "Who runs these accounts" in shown


def test_a_section_is_in_the_link_until_another_page_is_opened(open_app):
    app = open_app("campaign", lang="en", campaign="c-ring", section="stability")
    assert app.query_params["section"] == "stability"
    assert Words("en")("windows.title") in on_screen(app)
    app.switch_page("app_pages/campaigns.py").run()
    app.switch_page("app_pages/campaign.py").run()
    assert "section" not in app.query_params
    assert Words("en")("campaign.objects") in on_screen(app)
    unknown = open_app("campaign", lang="en", section="gone")
    assert Words("en")("campaign.objects") in on_screen(unknown)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_of_the_campaign_page_is_drawn_in_both_languages(open_app, section):
    shown = {lang: on_screen(open_app("campaign", lang=lang, campaign="c-ring", section=section)) for lang in LANGUAGES}
    for lang, text in shown.items():
        assert Words(lang)("campaign.lead").split("}")[-1] in text
    assert shown["en"] != shown["fr"]


def test_the_campaign_page_shows_the_conversation_without_it(open_app):
    app = open_app("campaign", lang="en", campaign="c-ring", section="without")
    assert "38 posts in all; 13 without the members of this group" in on_screen(app)
    table = next(frame.value for frame in app.dataframe if "Place without them" in frame.value.columns)
    assert table["Which"].tolist()[:2] == ["#music", "#harbour"]  # without them music is first
    assert "id401" not in "".join(table["Which"])  # a pseudonym
    assert "without the members" not in on_screen(
        open_app("campaign", lang="en", campaign="c-team", section="without")
    )  # not counted there


def test_the_campaign_page_shows_how_its_members_post_and_who_starts(open_app):
    shown = on_screen(open_app("campaign", lang="en", campaign="c-ring", section="times"))
    assert "Spread over the week: **12%**, the whole conversation 62%" in shown  # 24 of 168 hours alike
    assert "Replies for every 100 of their posts: **4** to each other, **0** exchanged with others." in shown
    app = open_app("campaign", lang="en", campaign="c-ring", section="members")
    table = next(frame.value for frame in app.dataframe if "n_started" in frame.value.columns)
    assert table["n_started"].tolist() == [4, 0, 0, 0, 0]
    assert table["n_first"].tolist() == [16, 12, 8, 4, 0]
    assert set(table["layer"]) == {"same text"}
    bare = on_screen(open_app("campaign", lang="en", campaign="c-team", section="times"))  # not told of this one
    assert Words("en")("conduct.title") not in bare


def test_two_objects_shared_in_the_same_second_keep_their_own_posts(open_app):
    shown = in_html(open_app("campaign", lang="en", campaign="c-team"))
    assert sum("https://example.org/0" in text for text in shown) == 3  # all members
    assert sum("https://example.org/1" in text for text in shown) == 0
    shown = in_html(open_app("campaign", lang="en", campaign="c-team", section="network"))
    assert [sum(f"https://example.org/{n}" in text for text in shown) for n in (0, 1)] == [2, 2]  # the pair


def test_the_account_page_tells_member_from_contact_and_shows_ordinary_posts(open_app):
    member = on_screen(open_app("account", lang="en", account=RING_FIRST, section="posts"))
    assert "**Member** of group c-ring (class: Undeclared)" in member
    assert "Good morning from the harbour, day 3 @…" in member
    contact = on_screen(open_app("account", lang="en", account=CONTACT, section="contacts"))
    assert Words("en")("account.contacts_caption") in contact
    assert "**In contact** with 1 account" in contact
    assert "Member" not in contact


def test_handles_are_hidden_until_asked_for_and_asking_is_logged(open_app, workspace):
    app = open_app("account", lang="en", account=RING_FIRST, section="posts")
    assert "handle_" not in on_screen(app)
    log = workspace.logs / REVEALS_LOG
    before = log.read_text().count("shown") if log.is_file() else 0
    app.sidebar.toggle[0].set_value(True).run()
    assert "handle_904" in on_screen(app)  # the account itself
    assert "@handle_401" in on_screen(app)  # who is mentioned
    assert log.read_text().count("shown") == before + 1


def test_no_element_that_reads_markdown_gets_a_post_or_a_handle(open_app):
    views = [("campaign", {"section": section}) for section in SECTIONS]
    views += [
        ("account", {"section": name, "account": who}) for name in ACCOUNT_SECTIONS for who in (RING_FIRST, ORDINARY)
    ]
    for page, link in views:
        app = open_app(page, lang="en", **link)
        app.sidebar.toggle[0].set_value(True).run()
        assert not app.exception
        for kind in ("title", "header", "subheader", "markdown", "caption", "info", "warning", "metric"):
            for element in app.get(kind):
                for hostile in ("<script", "<img", "javascript:", "example.org", "spam", "handle_", "\u202e"):
                    assert hostile not in str(element.value)


def test_hostile_posts_appear_as_harmless_text(open_app):
    table = open_app("account", lang="en", account=ORDINARY, section="posts").main.dataframe[-1].value
    texts = table["Text"].tolist()
    assert len(texts) == 5
    assert not any(character in text for text in texts for character in "\u202e\u202c\u200b\u2066\x00\x07")
    assert max(map(len, texts)) <= 281
    assert "<script>alert('x')</script>" in texts[-1]  # shown as it was written
    assert any(text.startswith("'=HYPERLINK") for text in texts)


def test_a_workspace_without_a_run_opens_at_the_start(open_app, tmp_path):
    empty = Workspace.create(tmp_path / "empty")
    app = open_app("overview", at_workspace=empty.path, lang="en")
    assert not app.exception
    assert app.title[0].value == Words("en")("start.title")


@pytest.mark.parametrize("manifest", [None, '{"status": "running"}'])
def test_a_page_that_needs_a_finished_run_says_so_and_leads_to_the_start(open_app, tmp_path, manifest):
    workspace = Workspace.create(tmp_path / "w")
    if manifest:
        folder = workspace.path / "runs" / "20260101-000000-aaaaaa"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(manifest)
    app = open_app("campaigns", at_workspace=workspace.path, lang="fr")
    assert [info.value for info in app.info] == [Words("fr")("empty.no_run")]
    assert 'documentElement.lang = "fr"' in app.sidebar.get("html")[0].proto.body
    assert app.get("page_link")[0].proto.page.endswith("start")


def test_a_folder_that_is_no_workspace_gives_the_sentence_and_no_trace(open_app, tmp_path):
    app = open_app("overview", at_workspace=tmp_path, lang="en")
    assert not app.exception
    assert "is not a claqueur workspace" in app.main.text[0].value


SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(sys.argv[1], default_timeout=60).run()
for page in sys.argv[2:]:
    app.switch_page(f"app_pages/{page}.py").run()
    assert not app.exception, app.exception
print(sorted({name.partition(".")[0] for name in sys.modules} & {"pyspark", "pysail", "sklearn", "mlflow", "scipy", "duckdb", "matplotlib", "igraph"}))
"""


def test_the_app_imports_no_engine_and_no_model_library(workspace):
    environment = {**os.environ, WORKSPACE_VARIABLE: str(workspace.path)}
    script = [sys.executable, "-c", SCRIPT, str(Path(APP_FOLDER) / "main.py"), *PAGES]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr[-2000:]
