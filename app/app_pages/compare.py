"""Two runs side by side: what differs in their making, their counts, what became of the groups."""

import polars as pl
import streamlit as st

from claqueur.app.context import current, link, linked
from claqueur.app.data import loading
from claqueur.app.sections.columns import compared_columns, counts_columns, localised
from claqueur.app.sections.elements import chosen_row, draw_facts
from claqueur.app.views import compare as view
from claqueur.app.views.campaigns import campaign_name
from claqueur.app.views.overview import run_label
from claqueur.comparison import STATUSES, compared

BUTTONS = 12  # groups of one family that can be opened from here

context = current()
words, formats = context.words, context.formats
manifests = {
    name: found
    for name, found in loading.manifests(str(context.workspace.path)).items()
    if found.get("status") == "finished"
}
run_id = context.run_id
others = [name for name in manifests if name != run_id]


def side(name: str) -> view.Side:
    """One run as loaded tables."""
    source = loading.source_of(context.workspace, name)
    return view.Side(
        name, manifests[name], loading.campaigns(source), loading.levels(source), loading.all_members(source)
    )


def open_group(of_run: str, campaign_id: str) -> None:
    """Show a group in the run that it is from."""
    link("run", of_run)
    link("campaign", campaign_id)


st.title(words("compare.title"))
if not others:
    st.info(words("compare.one_run"), icon=":material/compare_arrows:")
    st.stop()
st.markdown(words("compare.intro"))
wanted = linked("other")
if wanted not in (None, run_id, *others):
    st.warning(words("compare.unknown"))
chosen: str = wanted if wanted in others else view.other_run(list(manifests), run_id, context.manifest)  # type: ignore[assignment]
key = context.key("compare.other", run_id, chosen)
st.selectbox(
    words("compare.choose"),
    others,
    index=others.index(chosen),
    format_func=lambda name: run_label(name, manifests[name], formats),
    key=key,
    on_change=lambda: link("other", st.session_state[key]),
)
link("other", chosen)
before, after = (side(name) for name in sorted((run_id, chosen)))
st.markdown(view.between(before, after, words, formats))

st.header(words("compare.groups"))
families = compared(before.members, after.members)
if families.is_empty():
    st.info(words("compare.no_groups"), icon=":material/search_off:")
else:
    st.markdown("\n".join(f"- {line}" for line in view.summary(families, words, formats)))
    present = [status for status in STATUSES if status in set(families["status"])]
    asked = st.pills(
        words("compare.show"),
        present,
        selection_mode="multi",
        key=context.key("compare.status", *present),
        format_func=lambda status: words(f"compare.status.{status}"),
    )
    shown = families.filter(pl.col("status").is_in(asked)) if asked else families
    place = chosen_row(
        view.groups_table(shown, before, after, words), compared_columns(words), formats, key="compare.groups"
    )
    st.caption(words("compare.groups_caption"))
    if place is not None:
        family = shown.row(place, named=True)
        st.markdown(words("compare.opened_title"))
        for when, run in (("before", before), ("after", after)):
            for name in family[when][:BUTTONS]:
                label = words(f"compare.open_{when}", campaign=campaign_name(name))
                if st.button(label, key=f"compare.open.{when}.{name}", icon=":material/hub:"):
                    open_group(run.run_id, name)
                    st.switch_page("app_pages/campaign.py")

st.header(words("compare.parameters"))
made = view.differences(before.manifest, after.manifest, words, formats)
if made:
    draw_facts(made)
else:
    st.info(words("compare.parameters_same"), icon=":material/equal:")

st.header(words("compare.counts"))
st.dataframe(
    localised(view.counts(before, after, words), formats),
    hide_index=True,
    key="compare.counts",
    placeholder="–",
    column_config=counts_columns(words),
)
