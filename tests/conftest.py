"""Fixtures for every test: one engine of each kind, started when first asked for, and the real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from claqueur.models.store.package import Package

pytest_plugins = ["tests.platforms.fake_bluesky", "tests.platforms.fake_mastodon", "tests.platforms.fake_x"]
ENGINES = ("sail", "spark")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator:
    """Each engine in turn: a test that takes it must see the same rows from both."""
    from claqueur.jobs.engines.engine import open_engine

    with open_engine(request.param) as opened:
        yield opened


@pytest.fixture
def sail() -> Iterator:
    """The embedded engine, for tests of what does not depend on the engine."""
    from claqueur.jobs.engines.engine import open_engine

    with open_engine("sail") as opened:
        yield opened


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the repository; the test is skipped where it is missing."""
    path = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip("shared/data is not here")
    return path


@pytest.fixture(scope="session")
def tiny_package() -> Package:
    """An exported model that learned from 300 made-up accounts: members are strong in every feature, controls weak.

    Real accounts of a simulation look like either, so it can score a run; its figures are made up.
    """
    import hashlib
    import json

    import numpy as np
    import skops.io
    from threadpoolctl import threadpool_limits

    from claqueur.models.drift.bins import bin_counts, bin_edges
    from claqueur.models.drift.profile import FeatureProfile, Profile
    from claqueur.models.estimator import CoordinationClassifier
    from claqueur.models.features.account_features import FEATURES
    from claqueur.models.store.package import FORMAT, Package
    from claqueur.schema import CLASSIFIER_LAYERS

    rng = np.random.default_rng(1)
    y = np.arange(300) % 3 == 0
    X = rng.exponential(size=(300, len(FEATURES))) * np.where(y, 4.0, 0.5)[:, None]
    X[rng.random(X.shape) < 0.2] = 0
    with threadpool_limits(1):
        quick = {"max_iter": 10, "min_samples_leaf": 10, "l2_regularization": 1.0, "n_folds": 1}
        estimator = CoordinationClassifier(company={"0": 0.1}, **quick).fit(X, y)
    content = skops.io.dumps(estimator)
    parts = []
    for feature, values in zip(FEATURES, X.T, strict=True):
        edges = bin_edges(values)
        usual, high = np.quantile(values[~y], [0.5, 0.95]).tolist()
        high_or_none = high if feature.monotone == 1 else None
        counts = (tuple(bin_counts(values, edges).tolist()),)
        parts.append(
            FeatureProfile(feature.name, feature.group, tuple(edges), counts, usual, high_or_none, 1 / len(FEATURES))
        )
    meta = {
        "format": FORMAT,
        "name": "account-coordination",
        "version": "2026.01.02",
        "created_at": "2026-01-02T03:04:05+00:00",
        "sha256": hashlib.sha256(content).hexdigest(),
        "feature_names": [feature.name for feature in FEATURES],
        "layers": list(CLASSIFIER_LAYERS),
        "flag_threshold": 0.9,
        "triage_threshold": 0.5,
        "numbers": {"recall_at_flag": 0.4, "n_members": 100},
        "stress": [{"name": "permuted accounts", "flagged": 1, "of": 100}],
        "data": [{"workspace": "made-up", "n_posts": 3_000, "n_members": 100, "n_controls": 200}],
        "parameters": {"seed": 1},
        "profile": Profile(tuple(parts), ("made-up",), 300, 200, 0.0).as_dict(),
    }
    return Package(json.loads(json.dumps(meta)), content, "# Model card: made up\n")


@pytest.fixture
def shipped(tiny_package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """The tiny model as the one that comes with claqueur."""
    from claqueur.models import shipped as door

    tiny_package.write(tmp_path / "shipped.zip")
    monkeypatch.setattr(door, "FILE", tmp_path / "shipped.zip")
    monkeypatch.setattr(door, "SHA256", tiny_package.meta["sha256"])
    return tiny_package


@pytest.fixture
def nothing_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of claqueur without a pretrained model."""
    from claqueur.models import shipped as door

    monkeypatch.setattr(door, "FILE", tmp_path / "no-model.zip")
