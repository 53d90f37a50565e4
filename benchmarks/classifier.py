"""The account classifier on real data: trained and registered in a workspace, or evaluated by the whole protocol.

    .venv/bin/python -m benchmarks.classifier ../shared/data [--workspace W] [--seed 1] [--grafts-per-cell 60]
    .venv/bin/python -m benchmarks.classifier ../shared/data --evaluate [--caps 10,50,200] [--quick] [--output FILE]

A training takes minutes, an evaluation a training per cap and some 20 corpora more. Both print figures; a trained model
is exported with `claqueur models export VERSION -w W`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.training_sets import PARAMETERS, training_sets
from claqueur.jobs.engines.engine import Engine, open_engine
from claqueur.models.evaluation.protocol import CAPS, evaluate
from claqueur.models.evaluation.report import report
from claqueur.models.examples.labels import LabelledWorkspace
from claqueur.models.store.registry import log_evaluation, register
from claqueur.models.training import TrainParameters, train
from claqueur.workspace import Workspace


def main() -> None:
    """Train or evaluate on the sets of benchmarks/training_sets.py."""
    arguments = _arguments()
    negatives = replace(PARAMETERS.negatives, grafts_per_cell=arguments.grafts_per_cell)
    parameters = replace(PARAMETERS, seed=arguments.seed, negatives=negatives)
    with tempfile.TemporaryDirectory() as scratch, open_engine("sail") as engine:
        sources = training_sets(arguments.data, Path(scratch))
        if arguments.evaluate:
            _evaluate(sources, engine, parameters, arguments)
        else:
            _train(sources, engine, parameters, arguments.workspace)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--workspace", type=Path, help="register or log there; it is made if need be")
    parser.add_argument("--seed", type=int, default=PARAMETERS.seed)
    parser.add_argument("--grafts-per-cell", type=int, default=PARAMETERS.negatives.grafts_per_cell)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--caps", default=",".join(map(str, CAPS)), help="most posts of an account")
    parser.add_argument("--quick", action="store_true", help="no hosts, no disguises")
    parser.add_argument("--output", type=Path, help="file for the evaluation")
    return parser.parse_args()


def _train(
    sources: Sequence[LabelledWorkspace], engine: Engine, parameters: TrainParameters, workspace: Path | None
) -> None:
    trained = train(sources, engine=engine, parameters=parameters, progress=_say)
    print("\n".join(trained.figures.lines()))
    if workspace is not None:
        registered = register(Workspace.create(workspace), trained)
        print(f"Model version {registered.version}. {registered.reason}")


def _evaluate(
    sources: Sequence[LabelledWorkspace], engine: Engine, parameters: TrainParameters, arguments: argparse.Namespace
) -> None:
    caps = [int(cap) for cap in arguments.caps.split(",")]
    table = evaluate(sources, engine=engine, parameters=parameters, caps=caps, is_quick=arguments.quick, progress=_say)
    page = report(table)
    print(page)
    if arguments.output is not None:
        arguments.output.write_text(page, encoding="utf-8")
    if arguments.workspace is not None:
        log_evaluation(Workspace.create(arguments.workspace), table, page)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
