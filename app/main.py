"""Entry of the app: page settings, workspace, language, run, navigation. The pages do the rest."""

from __future__ import annotations

import json
from threading import Thread
from typing import Any

import streamlit as st

from claqueur.app import context
from claqueur.app.data import loading
from claqueur.app.display.cards import STYLE as CARD_STYLE
from claqueur.app.display.formats import Formats
from claqueur.app.display.plot import STYLE as PLOT_STYLE
from claqueur.app.mark import MARK
from claqueur.app.sections.fragment import say_why_not
from claqueur.app.sections.table_styles import import_styles
from claqueur.app.sections.tour_card import TOUR, draw_card
from claqueur.app.texts import LANGUAGES, Words
from claqueur.app.views.overview import run_label
from claqueur.errors import UserError

# Page -> (icon, parameters of its link).
PAGES = {
    "start": (":material/add_circle:", ("run", "lang")),
    "overview": (":material/overview:", ("run", "lang")),
    "campaigns": (":material/list:", ("run", "lang", "find")),
    "campaign": (":material/hub:", ("run", "lang", "campaign", "section")),
    "account": (":material/person:", ("run", "lang", "account", "section")),
    "topics": (":material/sell:", ("run", "lang", "topic", "topics", "campaign")),
    "review": (":material/rule:", ("run", "lang", "state")),
    "compare": (":material/compare_arrows:", ("run", "lang", "other")),
    "models": (":material/model_training:", ("run", "lang", "model")),
    "method": (":material/menu_book:", ("run", "lang")),
}
ENTRY = "overview"
WITHOUT_A_RUN = ("start", "models", "method")  # pages that say something before anything was found


def choose_language() -> str:
    """The language switch in the sidebar; its value."""
    lang = context.language()
    chosen = st.segmented_control(
        Words(lang)("sidebar.language"),
        list(LANGUAGES),
        default=lang,
        format_func=LANGUAGES.__getitem__,
        key="choice.lang",
        required=True,
        on_change=lambda: context.link("lang", st.session_state["choice.lang"]),
    )
    context.link("lang", chosen or lang)
    return chosen or lang


def tell_language(lang: str) -> None:
    """Tell screen readers whose voice to read with: Streamlit says English, whatever language a page is in."""
    st.html(f"<script>document.documentElement.lang = {json.dumps(lang)}</script>", unsafe_allow_javascript=True)


def choose_run(words: Words, manifests: dict[str, Any]) -> str:
    """The run picker in the sidebar; the run that is shown."""
    wanted = context.linked("run")
    shown = wanted if wanted in manifests else next(iter(manifests))
    context.link("run", shown)
    key = f"choice.run.{shown}.{words.lang}"  # a choice is remembered by its text
    st.selectbox(
        words("sidebar.run"),
        list(manifests),
        index=list(manifests).index(shown),
        key=key,
        format_func=lambda run_id: run_label(run_id, manifests[run_id], Formats(words.lang)),
        on_change=lambda: context.link("run", st.session_state[key]),
        help=words("sidebar.run_help"),
    )
    return shown


def finished_runs(words: Words, every: dict[str, Any]) -> dict[str, Any]:
    """The manifests of finished runs, newest first; says so if the link names none of them."""
    finished = {run_id: manifest for run_id, manifest in every.items() if manifest.get("status") == "finished"}
    if finished and context.linked("run") not in (None, *finished):
        st.warning(words("empty.unknown_run"))
    return finished


def say_no_run(words: Words, name: str) -> None:
    """A workspace without results: whoever comes in is brought to the start, other pages say what is missing."""
    if name == ENTRY:
        st.switch_page("app_pages/start.py")
    with st.sidebar:
        tell_language(words.lang)
    st.title(words(f"{name}.title"))
    st.info(words("empty.no_run"))
    st.page_link("app_pages/start.py", label=words("empty.to_start"), icon=":material/arrow_forward:")


def main() -> None:
    """Draw the frame, then the page that the link names."""
    context.read_link()
    words = Words(context.language())
    st.set_page_config(page_title="claqueur", page_icon=MARK, layout="wide")
    pages = {
        name: st.Page(
            f"app_pages/{name}.py", title=words(f"{name}.title"), icon=icon, url_path=name, default=name == ENTRY
        )
        for name, (icon, _) in PAGES.items()
    }
    page = st.navigation(list(pages.values()))
    try:
        show(page, words, page.url_path or ENTRY)
    except UserError as error:
        say_why_not(error, words)


def show(page: st.Page, words: Words, name: str) -> None:
    """Draw the sidebar and run `page`."""
    workspace = context.workspace_from_environment()
    with st.sidebar:
        lang = choose_language()
    manifests = finished_runs(words, loading.manifests(str(workspace.path)))
    if not manifests and name not in WITHOUT_A_RUN:
        say_no_run(words, name)
        return
    with st.sidebar:
        run_id = choose_run(words, manifests) if manifests else ""
        reveal = st.toggle(
            words("sidebar.reveal"),
            key=context.REVEAL_KEY,
            help=words("sidebar.reveal_help"),
            on_change=context.toggle_reveal,
        )
        st.caption(words("sidebar.principle"))
        tell_language(lang)
        st.html(CARD_STYLE + PLOT_STYLE)
    shown = context.Context(workspace, run_id, lang, reveal, manifests.get(run_id, {}))
    context.set_current(shown)
    draw_card(shown, name, manifests)
    page.run()
    context.write_link((*PAGES[name][1], TOUR))
    # The tables need pandas: half a second better spent now, while the first page is read, than on the next.
    Thread(target=import_styles, daemon=True).start()


main()
