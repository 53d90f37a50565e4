"""The guided tour on screen: where it starts, and a card above each page that says what to look at and leads on."""

from __future__ import annotations

from typing import Any

import streamlit as st

from claqueur.app.context import Context, linked, unlink
from claqueur.app.data import loading
from claqueur.app.views.tour import Stop, stops, tour_run

TOUR = "tour"  # the parameter of the link that names the stop


def draw_start(context: Context, manifests: dict[str, dict[str, Any]]) -> None:
    """What the tour is, and a link to each of its stops; or how to get what it needs."""
    words = context.words
    run_id = tour_run(manifests, context.run_id)
    if run_id is None:
        st.info(words("tour.none"), icon=":material/tour:")
        return
    st.markdown(words("tour.text"))
    found = _stops(context, run_id)
    _draw_link(context, found[0], words("tour.start"), ":material/play_arrow:")
    for number, stop in enumerate(found, 1):
        _draw_link(context, stop, f"{number}. {_name(context, stop)}")


def draw_card(context: Context, page: str, manifests: dict[str, dict[str, Any]]) -> None:
    """The stop that the link names, above the page `page`: what to look at, and the way on. Nothing without a tour."""
    run_id = tour_run(manifests, context.run_id) if linked(TOUR) else None
    found = [] if run_id is None else _stops(context, run_id)
    place = next((place for place, stop in enumerate(found) if stop.name == linked(TOUR)), None)
    if place is None:
        return
    words, stop = context.words, found[place]
    with st.container(border=True):
        st.caption(words("tour.step", n=context.formats.number(place + 1), of=context.formats.number(len(found))))
        st.markdown(f"**{_name(context, stop)}** – {words(f'tour.{stop.name}.text')}")
        with st.container(horizontal=True):
            if stop.page != page:
                _draw_link(context, stop, words("tour.here"), ":material/location_on:")
            if place > 0:
                name = _name(context, found[place - 1])
                _draw_link(context, found[place - 1], words("tour.back", name=name), ":material/arrow_back:")
            if place + 1 < len(found):
                name = _name(context, found[place + 1])
                _draw_link(context, found[place + 1], words("tour.next", name=name), ":material/arrow_forward:")
            st.button(
                words("tour.end"),
                on_click=unlink,
                args=(TOUR,),
                key="tour.end",
                type="tertiary",
                icon=":material/close:",
            )


def _name(context: Context, stop: Stop) -> str:
    return context.words(f"tour.{stop.name}.name")


def _stops(context: Context, run_id: str) -> list[Stop]:
    source = loading.source_of(context.workspace, run_id)
    found = stops(run_id, loading.campaigns(source), None)
    hidden = next((stop.link["campaign"] for stop in found if stop.name == "hidden"), None)
    if hidden is None:
        return found
    members = loading.members(source, hidden)
    return stops(run_id, loading.campaigns(source), None if members.is_empty() else int(members["account"][0]))


def _draw_link(context: Context, stop: Stop, label: str, icon: str | None = None) -> None:
    parameters = stop.link | {"lang": context.lang, TOUR: stop.name}
    st.page_link(f"app_pages/{stop.page}.py", label=label, icon=icon, query_params=parameters)
