"""How long reading and each stage take on simulated posts: prints the table of claqueur/terminal/durations.py.

    .venv/bin/python -m benchmarks.durations [--posts 20000 100000]

Seconds are those of this machine, other work on it included; two sizes give what is paid once and what per post.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import SimulationParameters, simulate, simulated_watchlist
from claqueur.jobs.pipeline import STAGES, run
from claqueur.watchlist import keep
from claqueur.workspace import Workspace

Measured = dict[str, float]


def main() -> None:
    """Measure both sizes and print a line per stage: fixed seconds, seconds per million posts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", nargs=2, type=int, default=(20_000, 100_000))
    small, large = (_measured(n_posts) for n_posts in parser.parse_args().posts)
    for name in ("n_posts", "reading", "starting"):
        print(f"{name}: {small[name]:,.1f} and {large[name]:,.1f}")
    for stage in STAGES:
        per_post = max(large[stage] - small[stage], 0.0) / (large["n_posts"] - small["n_posts"])
        fixed = max(small[stage] - per_post * small["n_posts"], 0.0)
        print(f'    "{stage}": ({fixed:.2f}, {per_post * 1e6:.1f}),')


def _measured(n_posts: int) -> Measured:
    """Posts kept, and seconds of reading, of starting the engine and of each stage."""
    with tempfile.TemporaryDirectory() as folder:
        posts, _ = simulate(SimulationParameters(n_posts=n_posts)).write(Path(folder) / "simulated")
        workspace = Workspace.create(Path(folder) / "workspace")
        keep(workspace, simulated_watchlist())
        started = time.monotonic()
        kept = ingest([posts], workspace).kept
        read = time.monotonic()
        stages = run(workspace, engine="sail").manifest["stages"]
        seconds = {name: float(stage["seconds"]) for name, stage in stages.items()}
        starting = time.monotonic() - read - sum(seconds.values())
        return {"n_posts": kept, "reading": read - started, "starting": starting, **seconds}


if __name__ == "__main__":
    main()
