"""Start: the analysis under way or ended last, and the form for a new one."""

import streamlit as st

from claqueur import analysis as analyses
from claqueur.app.context import current
from claqueur.app.sections.start_form import draw_form
from claqueur.app.sections.start_progress import draw_analysis

context = current()
found = analyses.latest(context.workspace)

st.title(context.words("start.title"))
if found is not None:
    draw_analysis(context, found)
if found is None or found.status != analyses.RUNNING:
    draw_form(context, is_first=found is None, begins_here=found is not None and found.request.retry is not None)
