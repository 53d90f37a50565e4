"""What a run says of drift."""

from __future__ import annotations

import pytest

from claqueur.terminal.progress import drift_warning

ABOUT = {"psi": 0.2, "limit": 0.25, "n_accounts": 1200, "moved": ["best_s", "core_s4"], "nearest": "news"}


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (None, None),
        ("close", None),
        (
            "shifted",
            "The 1,200 scored accounts differ from those the model learned from (nearest: news): PSI 0.20 (best_s, core_s4 "
            "most), not beyond 0.25; read the scores with care.",
        ),
        (
            "too far",
            "DO NOT TRUST THE SCORES: the 1,200 scored accounts differ from those the model learned from (nearest: news): "
            "PSI 0.20 (best_s, core_s4 most), beyond 0.25. The pair test alone flags here.",
        ),
        (
            "too few accounts",
            "Only 1,200 scored accounts: too few to tell whether the model fits these data; read its scores with care.",
        ),
    ],
)
def test_the_warning_names_the_distance_and_what_to_do(verdict, said):
    manifest = {} if verdict is None else {"drift": ABOUT | {"verdict": verdict}}
    assert drift_warning(manifest) == said
