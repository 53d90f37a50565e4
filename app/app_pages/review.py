"""What waits for a first or a second reviewer, where reviewers disagree, what is settled; everything ever said."""

import streamlit as st

from claqueur.app.context import current, link, linked
from claqueur.app.data import loading
from claqueur.app.data.verdicts import MAX_NAME, STATES, by_campaign, visible
from claqueur.app.sections.columns import review_columns, verdict_columns
from claqueur.app.sections.elements import chosen_row
from claqueur.app.sections.verdict_form import REVIEWER_KEY, reviewer, verdicts_or_warning
from claqueur.app.views import review as view
from claqueur.app.views.campaigns import ordered

NAME_PX = 420

context = current()
words, formats = context.words, context.formats
campaigns = ordered(loading.campaigns(context.source))

st.title(words("review.title"))
st.markdown(words("review.intro"))
every = verdicts_or_warning(context)
if every is None:
    st.stop()
if campaigns.is_empty() and not every:
    st.info(words("review.empty"), icon=":material/search_off:")
    st.stop()

st.text_input(
    words("review.name"),
    value=reviewer(),
    max_chars=MAX_NAME,
    key="review.who",
    help=words("review.name_help"),
    on_change=lambda: st.session_state.update({REVIEWER_KEY: st.session_state["review.who"]}),
    autocomplete="name",
    width=NAME_PX,
)
given = by_campaign(every)
states = view.states(campaigns["campaign_id"].to_list(), given)
counted = view.counts(states)
if not campaigns.is_empty():
    wanted = linked("state")
    chosen = wanted if wanted in STATES else next((name for name in STATES if counted[name]), STATES[0])
    key = context.key("review.state", chosen, *counted.values())
    st.segmented_control(
        words("review.choose"),
        STATES,
        default=chosen,
        format_func=lambda name: words(f"review.state.{name}.choice", n=formats.number(counted[name])),
        key=key,
        required=True,
        on_change=lambda: link("state", st.session_state[key]),
    )
    link("state", chosen)
    st.caption(words(f"review.state.{chosen}.meaning"))
    listed = campaigns.filter([state == chosen for state in states])
    if listed.is_empty():
        st.info(words("review.none_in_state"), icon=":material/check:")
    else:
        table = view.waiting_table(listed, given, reviewer(), words)
        if chosen == "first":
            table = table.drop("said", "reviewers", "last_verdict")  # nobody has said anything
        place = chosen_row(table, review_columns(words), formats, key=f"review.table.{chosen}")
        st.caption(words("review.how_to_open"))
        if place is not None:
            link("campaign", listed["campaign_id"][place])
            st.switch_page("app_pages/campaign.py")

st.header(words("review.history"))
shown = [verdict for verdict in every if visible(given[verdict.campaign_id], reviewer())]
if len(shown) < len(every):
    st.caption(words("review.some_hidden", verdicts=words.counted("verdicts", len(every) - len(shown))))
if shown:
    table = view.history_table(shown, None, words, formats, context.reveal)
    st.dataframe(table, hide_index=True, key="review.history", column_config=verdict_columns(words))
elif not every:
    st.info(words("review.no_verdicts"), icon=":material/history:")
st.markdown(words("review.export"))
