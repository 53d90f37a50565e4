from __future__ import annotations

from pathlib import Path

import pytest

from claqueur.errors import UserError
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.workspace import Workspace


def labelled(folder: Path, text: str) -> LabelledWorkspace:
    (folder / "labels.csv").write_text(text, encoding="utf-8")
    return LabelledWorkspace(Workspace(folder), folder / "labels.csv")


def test_labels_are_read_once_per_account_with_ids_as_text(tmp_path):
    source = labelled(
        tmp_path,
        "platform,account_id,label,group,declared,note\n"
        "x,0042,coordinated,ring,false,kept\n"
        "x,7,organic,,TRUE,kept\n"
        "x,7,organic,fans,false,second line of the same account\n",
    )
    assert source.read_labels().rows() == [
        ("x", "0042", "coordinated", "ring", False),
        ("x", "7", "organic", "", True),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "platform,account,label\n",
            'Column "account_id" is missing from labels.csv (found: platform, account, label)',
        ),
        (
            "platform,account_id,label,group\nx,1,bot,\n",
            'labels.csv has the label "bot": a label is coordinated or organic.',
        ),
        ("platform,account_id,label,group\nx,1,coordinated,\n", "1 coordinated accounts without a group, such as 1"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_with_a_sentence(tmp_path, text, sentence):
    with pytest.raises(UserError) as refused:
        labelled(tmp_path, text).read_labels()
    assert sentence in str(refused.value)


def test_a_missing_labels_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(UserError, match="There is no labels file"):
        LabelledWorkspace(Workspace(tmp_path), tmp_path / "none.csv").read_labels()
