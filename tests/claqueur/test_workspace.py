"""A workspace is made once, opened many times, and never made out of somebody's folder."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from claqueur.errors import UserError
from claqueur.results import Run, datasets, open_run
from claqueur.workspace import Workspace, shown


def test_a_new_or_empty_folder_becomes_a_workspace_that_opens_again(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new/inner"):
        made = Workspace.create(tmp_path / name)
        assert Workspace.open(tmp_path / name) == Workspace.create(tmp_path / name) == made
        assert [entry.name for entry in made.path.iterdir()] == ["claqueur.json"]
        assert (made.has_posts(), made.has_models(), made.run_ids()) == (False, False, [])


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '"format"'])
def test_a_damaged_marker_is_one_sentence(content: str, tmp_path: Path) -> None:
    (tmp_path / "claqueur.json").write_text(content)
    with pytest.raises(UserError, match=r'The file ".*claqueur.json" is damaged: write \{"format": 2\} into it'):
        Workspace.open(tmp_path)


def test_a_workspace_of_another_version_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "claqueur.json").write_text('{"format": 1}')
    with pytest.raises(UserError, match="has format 1, this claqueur reads 2: use the claqueur version that made it"):
        Workspace.create(tmp_path)
    assert (tmp_path / "claqueur.json").read_text() == '{"format": 1}'


def test_many_who_make_the_same_workspace_at_once_all_get_it(tmp_path: Path) -> None:
    made, failed = [], []
    barrier = threading.Barrier(8)

    def create() -> None:
        barrier.wait()
        try:
            workspace = Workspace.create(tmp_path / "w")
            (workspace.path / "posts").mkdir(exist_ok=True)  # what the quickest does next
            made.append(workspace)
        except Exception as error:  # shown by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(made)) == 1
    assert sorted(entry.name for entry in (tmp_path / "w").iterdir()) == ["claqueur.json", "posts"]


@pytest.mark.parametrize("run_id", ["..", "20260101-120000-0a1b2c/..", "", "20260101-120000-0A1B2C", "latest"])
def test_no_run_id_leads_out_of_the_workspace(run_id: str, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    with pytest.raises(UserError, match="is not a run id"):
        workspace.run_path(run_id)
    assert workspace.run_path("20260101-120000-0a1b2c") == tmp_path / "runs" / "20260101-120000-0a1b2c"


def test_only_run_ids_are_runs_and_the_oldest_comes_first(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    for name in ("20260102-000000-aaaaaa", "20260101-000000-bbbbbb", "notes", ".20260103-000000-cccccc"):
        (workspace.runs / name).mkdir(parents=True)
    assert workspace.run_ids() == ["20260101-000000-bbbbbb", "20260102-000000-aaaaaa"]


def test_a_path_is_shown_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    cases = [(tmp_path / "here" / "w", "w"), (tmp_path / "here" / "my case", "'my case'"), (tmp_path, str(tmp_path))]
    assert [shown(path) for path, _ in cases] == [expected for _, expected in cases]


def test_a_finished_run_opens_its_tables_and_the_posts_it_read(finished: Workspace, run_id: str) -> None:
    latest = open_run(finished)  # a later run is unfinished
    assert latest == open_run(finished, run_id) == Run(finished, run_id)
    assert latest.finished
    assert not Run(finished, finished.run_ids()[-1]).finished
    posts = latest.posts().collect()
    assert len(posts) == latest.manifest["input"]["n_posts"]
    assert set(posts["dataset"]) == datasets(finished) == {"simulated", "hostile"}
    with pytest.raises(UserError, match=f'Run {run_id} has no table "bots"'):
        latest.table("bots")
