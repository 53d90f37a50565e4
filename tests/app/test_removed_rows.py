"""Posts that were removed are gone from an open app at once, although what it read is kept for an hour."""

import shutil

from claqueur.app.data.loading import posts_of, source_of
from claqueur.ingest.forget.forget import forget
from claqueur.ingest.forget.gone import Request
from claqueur.workspace import Workspace
from tests.app.conftest import RING, RUN_ID, account_id


def test_an_open_app_shows_removed_posts_no_longer(workspace, tmp_path):
    copied = Workspace.open(shutil.copytree(workspace.path, tmp_path / "w"))
    gone, stays = map(account_id, RING[:2])

    def n_shown(account):
        return posts_of(source_of(copied, RUN_ID), "simulated", account, 100).height

    assert (n_shown(gone), n_shown(stays)) == (9, 4)
    forget(copied, Request(accounts=(gone,), platform="simulated"))
    assert (n_shown(gone), n_shown(stays)) == (0, 4)
