"""A drawn chart whose marks can be chosen: a few lines in the browser, where a chart library takes half a second."""

from __future__ import annotations

import streamlit as st

from claqueur.app.display.plot import Plot, plot_html

# A click stays within the open app; with a key held down it opens a tab, as any link does.
TELL_CHOICE = """
export default function ({ data, parentElement, setTriggerValue }) {
  const chart = parentElement.querySelector("div");
  chart.innerHTML = data;
  chart.onclick = (event) => {
    const mark = event.target.closest("a[data-choice]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("choice", mark.dataset.choice);
  };
}
"""
_drawn = st.components.v2.component("choosable_plot", html="<div></div>", js=TELL_CHOICE, isolate_styles=False)


def draw_choosable(plot: Plot, alt: str, key: str) -> str | None:
    """The chart, with its description for readers who cannot see it; the key of the mark that was just chosen."""
    # What plot_html writes is escaped: the browser takes it as it is.
    return _drawn(data=str(plot_html(plot, alt)), key=key, on_choice_change=lambda: None).choice
