"""Facts and posts as HTML, all of a list in one element: each element of its own costs a message to the browser.

markupsafe escapes whatever posts and accounts say; st.html lets no script through besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from claqueur.app.display.marks import element

STYLE = """<style>
dl.facts.facts { padding: 0; }
.facts { display: grid; grid-template-columns: minmax(6rem, 1fr) 3fr; gap: .35rem 1rem; margin: 0; }
.facts dt, .posts-head { font-size: .875rem; font-weight: 400; color: #565e5c; padding-top: .1rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; } }
.figures.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, auto)); gap: .8rem 1.2rem;
  margin: 0; padding: 0; align-items: end; }
.figures dt { font-size: .875rem; font-weight: 400; color: #565e5c; }
.figures dd { margin: 0; font-size: 1.5rem; }
.posts-head { margin: 1rem 0 .5rem; }
.posts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; margin: 0; }
.post { border: 1px solid #d5d8d2; border-radius: .4rem; padding: 1rem; margin: 0; min-width: 0; }
.post p { margin: 0 0 .75rem; }
.post p, .post div { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""


def facts_html(facts: Iterable[tuple[str, str]]) -> Markup:
    """Labels and values as a quiet list of two columns."""
    return element("dl", *[element("dt", label) + element("dd", value) for label, value in facts], class_="facts")


def figures_html(figures: Iterable[tuple[str, str]]) -> Markup:
    """Names and large numbers side by side."""
    return element(
        "dl", *[element("div", element("dt", name) + element("dd", value)) for name, value in figures], class_="figures"
    )


def post_html(heading: str, text: str) -> Markup:
    """One post in a frame; `text` may be Markup where words of it are marked."""
    return element("article", element("p", heading), element("div", text), class_="post")


def posts_html(posts: Sequence[Markup], head: str = "") -> Markup:
    """Posts side by side where there is room; head: what is said above them."""
    beside = element("div", *posts, class_="posts")
    return element("p", head, class_="posts-head") + beside if head else beside
