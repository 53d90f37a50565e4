"""The list to choose a campaign from."""

from claqueur.app.data.campaign_options import campaign_options
from claqueur.app.data.loading import source_of
from tests.app.conftest import EMPTY_RUN_ID, RUN_ID


def test_each_campaign_is_a_line_in_the_readers_language(workspace):
    options = {lang: campaign_options(source_of(workspace, RUN_ID), lang) for lang in ("en", "fr")}
    assert options["en"] == {
        "c-ring": "Undeclared · 5 accounts · same text · from 2 Mar 2026 · c-ring",
        "c-team": "Declared · 3 accounts · link · from 2 Mar 2026 · c-team",
    }
    assert list(options["en"]) == list(options["fr"])
    assert options["fr"]["c-ring"] == "Non déclaré · 5 comptes · même texte · dès le 2 mars 2026 · c-ring"


def test_a_run_that_found_nothing_has_nothing_to_choose(workspace):
    assert campaign_options(source_of(workspace, EMPTY_RUN_ID), "en") == {}
