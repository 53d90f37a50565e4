from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from claqueur.models.evaluation.company import company_of

# role, corpus, account, closest, fold, margin
ROWS = [
    ("member", "posts", 1, [2, 3, 4, 9], 0, 5.0),
    ("member", "posts", 2, [1], 0, 1.0),
    ("member", "posts", 3, [1, 2], 1, 6.0),  # of a campaign that the model of fold 0 has learned from
    ("control", "posts", 4, [2], 1, -3.0),
    ("graft", "posts", 50, [1, 2, 3], 0, 0.0),
    ("permuted", "dealt anew", 1, [2], 0, 2.0),
    ("permuted", "dealt anew", 2, [1, 50], 0, 0.5),
    ("control", "posts", 9, None, 0, 0.0),  # has no pairs
    ("control", None, None, None, 0, -50.0),  # nor was it in a corpus
]
COMPANY = [
    (1 - 3 + 0) / 3,  # 2, 4 and 9; 3 is of another fold
    (4 - 4 - 4) / 3,  # 1 within the limit, nobody else
    -4.0,  # 1 and 2 are of another fold
    -4.0,
    (4 + 1 - 4) / 3,  # those of its own campaign
    (0.5 - 4 - 4) / 3,  # who was dealt anew keeps the company of those that were, too
    (2 - 4 - 4) / 3,  # a graft is nobody's company
    -4.0,
    -4.0,
]


def test_the_company_of_examples_is_that_of_partners_their_model_has_not_seen():
    schema = ["role", "corpus", "account", "closest", "fold", "margin"]
    rows = pl.DataFrame(ROWS, schema, orient="row")
    found = company_of(rows, rows["margin"].to_numpy(), rows["fold"].to_numpy())
    assert found.tolist() == pytest.approx(COMPANY)


def test_the_order_of_rows_does_not_matter():
    rows = pl.DataFrame(ROWS, ["role", "corpus", "account", "closest", "fold", "margin"], orient="row")
    turned = rows.reverse()
    found = company_of(turned, turned["margin"].to_numpy(), turned["fold"].to_numpy())
    assert np.flip(found).tolist() == pytest.approx(COMPANY)
