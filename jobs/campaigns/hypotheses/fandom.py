"""Fans or a community: a tribe talks among itself, a troop broadcasts."""

from __future__ import annotations

from claqueur.jobs.campaigns.hypotheses.hypothesis import Hypothesis, Number

# Both numbers are columns of the table conduct. Simulated fans: .23 replies to each other per post, every other
# simulated group .01 or less.
FANDOM = Hypothesis("fandom", (Number("replying_share", at_least=0.5), Number("replies_inside", at_least=0.1)))
