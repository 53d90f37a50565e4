"""The account classifier on real data: trains it, prints its figures, registers it in a workspace.

    .venv/bin/python -m benchmarks.classifier ../shared/data [--workspace W] [--seed 1] [--grafts-per-cell 60]

About ten minutes on 2 busy cores. Export what was registered with `claqueur models export VERSION -w W`.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.training_sets import PARAMETERS, training_sets
from claqueur.jobs.engines.engine import open_engine
from claqueur.models.registry import register
from claqueur.models.training import TrainedModel, train
from claqueur.workspace import Workspace


def main() -> None:
    """Train on the sets of benchmarks/training_sets.py."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--workspace", type=Path, help="register the model there; it is made if need be")
    parser.add_argument("--seed", type=int, default=PARAMETERS.seed)
    parser.add_argument("--grafts-per-cell", type=int, default=PARAMETERS.grafts_per_cell)
    arguments = parser.parse_args()
    parameters = replace(PARAMETERS, seed=arguments.seed, grafts_per_cell=arguments.grafts_per_cell)
    with tempfile.TemporaryDirectory() as scratch, open_engine("sail") as engine:
        sources = training_sets(arguments.data, Path(scratch))
        trained = train(sources, engine=engine, parameters=parameters, progress=_say)
    _print_figures(trained)
    if arguments.workspace is not None:
        registered = register(Workspace.create(arguments.workspace), trained)
        print(f"Model version {registered.version}. {registered.reason}")


def _print_figures(trained: TrainedModel) -> None:
    for name, value in trained.figures.numbers.items():
        print(f"{name:<40} {value:.4g}")
    for test in trained.figures.stress:
        print(f"flagged of {test.name:<29} {test.flagged} of {test.of}")
    for (kind, share_pct), (flagged, of) in trained.figures.grafts.items():
        print(f"flagged of grafts {kind:<12} {share_pct:>3}% contact  {flagged} of {of}")


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
