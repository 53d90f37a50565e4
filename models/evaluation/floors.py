"""A model that reads words alone: how much of a result topic, period and way of collecting would give by themselves.

It is a leak meter, never a result: what a model that cannot see coordination finds of a held-out campaign was in the
choice of the data. The other floor, a model of the number of posts alone, is held_out_margins() with n_posts.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from claqueur.models.evaluation.held_out import UNSCORED

ACCOUNT = ("platform", "account_id")
N_WORDS = 2**18


def account_texts(posts: pl.DataFrame, accounts: pl.DataFrame) -> list[str]:
    """All words of each account in one text, in the order of `accounts`; "" for an account without.

    posts: platform, account_id, post_id, text (as posted: marks of the collection are to be seen). accounts:
    platform, account_id.
    """
    joined = posts.sort("post_id").group_by(ACCOUNT, maintain_order=True).agg(pl.col("text").drop_nulls().str.join(" "))
    return accounts.join(joined, on=ACCOUNT, how="left", maintain_order="left")["text"].fill_null("").to_list()


def bag_of_words_margins(texts: list[str], is_member: ArrayLike, folds: ArrayLike) -> NDArray[np.float64]:
    """The margin of each account by logistic regression on TF-IDF of words, learned from the other folds only.

    texts: of members and controls only, one per account; grafts and permuted accounts have no words of their own.
    folds: as given to the model that this is the floor of. UNSCORED for an account without words.
    Raises ValueError if all members or all controls are in one fold: nothing could be learned for it.
    """
    member, fold = np.asarray(is_member, dtype=bool), np.asarray(folds)
    words = HashingVectorizer(n_features=N_WORDS, alternate_sign=False, norm=None).transform(texts)
    has_words = words.getnnz(axis=1) > 0
    margins = np.full(len(texts), UNSCORED)
    for held_out in np.unique(fold):
        seen, judged = has_words & (fold != held_out), has_words & (fold == held_out)
        if len(np.unique(member[seen])) < 2:
            raise ValueError(
                f"Without fold {held_out} there are no members or no controls: spread both over the folds."
            )
        if judged.any():
            weighed = TfidfTransformer(sublinear_tf=True).fit(words[seen])
            model = LogisticRegression(class_weight="balanced", max_iter=1_000)
            model.fit(weighed.transform(words[seen]), member[seen])
            margins[judged] = model.decision_function(weighed.transform(words[judged]))
    return margins
