"""The whole way on a simulated discourse, for a first look and as a check that an installation works."""

from __future__ import annotations

from pathlib import Path

from claqueur import listings
from claqueur.app.launch import launch, require_free
from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import SimulationParameters, simulate, simulated_watchlist
from claqueur.jobs.pipeline import run
from claqueur.results import datasets
from claqueur.terminal.printing import Format, print_frame
from claqueur.terminal.progress import say_stage, say_start
from claqueur.watchlist import keep
from claqueur.workspace import Workspace

DATASET = "simulated"
N_POSTS = 60_000  # enough for a background in every layer; a minute or so in all


def demo(folder: Path, port: int, headless: bool) -> None:
    """Simulate, ingest, run, print the campaigns and open the app. May be repeated: what is there is used again."""
    require_free(port)  # better now than after the work
    workspace = Workspace.create(folder)
    if workspace.has_posts() and datasets(workspace) != {DATASET}:
        raise UserError(
            f'The workspace "{workspace.path.name}" holds posts of yours: the demo would mix simulated ones among '
            "them; give --workspace a new folder."
        )
    print("[1/4] simulating a discourse (everything below is simulated)", flush=True)
    posts, _ = simulate(SimulationParameters(n_posts=N_POSTS)).write(workspace.path / "simulated")
    keep(workspace, simulated_watchlist())
    print("[2/4] ingesting it", flush=True)
    print(ingest([posts], workspace, dataset=DATASET))
    print("[3/4] looking for coordination evidence", flush=True)
    finished = run(workspace, on_start=say_start, on_stage=say_stage)
    print_frame(listings.campaigns(finished), Format.table, "No campaign was found.")
    print(f"[4/4] opening the app at http://127.0.0.1:{port}", flush=True)
    process = launch(workspace, port, headless)
    try:
        if headless:
            print(f"the app answers on port {port}")
        else:
            print("Ctrl+C ends it.", flush=True)
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        process.terminate()
        process.wait()
