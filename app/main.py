"""Entry of the app: page settings, workspace, language, run, navigation. The pages do the rest."""

from __future__ import annotations

import streamlit as st

from claqueur.app import context, loading
from claqueur.app.mark import MARK
from claqueur.app.texts import LANGUAGES, Words
from claqueur.errors import UserError

# Page -> (icon, parameters of its link).
PAGES = {
    "overview": (":material/overview:", ("run", "lang")),
    "campaigns": (":material/list:", ("run", "lang")),
    "campaign": (":material/hub:", ("run", "lang", "campaign")),
    "account": (":material/person:", ("run", "lang", "account")),
    "method": (":material/menu_book:", ("run", "lang")),
}


def choose_language() -> str:
    """The language switch in the sidebar; its value."""
    lang = context.language()
    chosen = st.segmented_control(
        Words(lang)("sidebar.language"),
        list(LANGUAGES),
        default=lang,
        format_func=LANGUAGES.get,
        key="choice.lang",
        required=True,
        on_change=lambda: context.link("lang", st.session_state["choice.lang"]),
    )
    return chosen or lang


def choose_run(words: Words, manifests: dict) -> str:
    """The run picker in the sidebar; the run that is shown. Stops with a sentence if there is none."""
    finished = [run_id for run_id, manifest in manifests.items() if manifest.get("status") == "finished"]
    if not finished:
        st.info(words("empty.running" if manifests else "empty.no_run"))
        st.stop()
    wanted = context.linked("run")
    if wanted is not None and wanted not in finished:
        st.warning(words("empty.unknown_run"))
    shown = wanted if wanted in finished else finished[0]
    context.link("run", shown)
    st.sidebar.selectbox(
        words("sidebar.run"),
        finished,
        index=finished.index(shown),
        key=f"choice.run.{shown}",
        on_change=lambda: context.link("run", st.session_state[f"choice.run.{shown}"]),
        help=words("sidebar.run_help"),
    )
    return shown


def main() -> None:
    """Draw the frame, then the page that the link names."""
    context.read_link()
    words = Words(context.language())
    st.set_page_config(page_title="claqueur", page_icon=MARK, layout="wide")
    pages = {
        name: st.Page(
            f"app_pages/{name}.py", title=words(f"{name}.title"), icon=icon, url_path=name, default=name == "overview"
        )
        for name, (icon, _) in PAGES.items()
    }
    page = st.navigation(list(pages.values()))
    try:
        show(page, words, page.url_path or "overview")
    except UserError as error:
        st.error(words("empty.user_error"))
        st.text(str(error))


def show(page: st.Page, words: Words, name: str) -> None:
    """Draw the sidebar and run `page`."""
    workspace = context.workspace_from_environment()
    with st.sidebar:
        lang = choose_language()
        run_id = choose_run(words, loading.manifests(str(workspace.path)))
        reveal = st.toggle(
            words("sidebar.reveal"),
            key=context.REVEAL_KEY,
            help=words("sidebar.reveal_help"),
            on_change=context.toggle_reveal,
        )
        st.caption(words("sidebar.principle"))
    manifest = loading.manifests(str(workspace.path))[run_id]
    context.set_current(context.Context(workspace, run_id, lang, reveal, manifest))
    context.write_link(PAGES[name][1])
    page.run()
    context.write_link(PAGES[name][1])


main()
