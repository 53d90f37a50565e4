"""A simulated political and brand discourse in English and French, with planted campaigns and look-alikes.

Every result on it is **simulated** and is no evidence of how well anything works on real posts: the simulator knows
only what we thought of. It serves the demo, the tests and the first training of models. All names and texts are
invented and made by grammar.

Planted, labelled coordinated: copypasta, fast_repost_ring, slow_paraphrase, hashtag_raid, url_push, hired_mix (a low
dose of these among ordinary posts). Look-alikes, labelled organic: fandom, union_toolkit, newsroom, contest,
declared_team, share_button. All others belong to the group "ordinary"; breaking-news bursts are theirs.

Entry: `simulate(SimulationParameters(seed=1, n_posts=20_000)).write(folder)`.
"""

from claqueur.ingest.simulator.scene import SimulationParameters
from claqueur.ingest.simulator.simulate import Simulation, simulate
from claqueur.ingest.simulator.watchlist import simulated_watchlist

__all__ = ["Simulation", "SimulationParameters", "simulate", "simulated_watchlist"]
