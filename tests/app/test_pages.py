"""Each page, in each language, as Streamlit runs it."""

import pytest

PAGES = ["overview", "campaigns", "campaign", "account", "method"]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_without_an_exception_and_in_its_language(open_app, page, lang):
    from claqueur.app.texts import Words

    app = open_app(page, lang=lang)
    assert not app.exception
    assert app.title[0].value == Words(lang)(f"{page}.title")
