"""Communities: dense groups inside components, and how stable they are."""

from __future__ import annotations

import numpy as np
import pytest

from claqueur.jobs.campaigns.communities import _stability, communities
from claqueur.schema import COMMUNITIES, COMPONENTS, EDGES


def test_two_triangles_on_a_weak_bridge_are_two_communities(frame, rows):
    edges = [
        (1, 2, 8.0),
        (1, 3, 8.0),
        (2, 3, 8.0),
        (3, 4, 2.0),  # the bridge joins the component, not the communities
        (4, 5, 8.0),
        (4, 6, 8.0),
        (5, 6, 8.0),
        (-9, -8, 3.0),  # a pair apart
    ]
    components = [(account, 1) for account in range(1, 7)] + [(-9, -9), (-8, -9)]
    expected = [
        (-9, -9, -9, 1.0),
        (-8, -9, -9, 1.0),
        (1, 1, 1, 1.0),
        (2, 1, 1, 1.0),
        (3, 1, 1, 1.0),
        (4, 1, 4, 1.0),
        (5, 1, 4, 1.0),
        (6, 1, 4, 1.0),
    ]
    of = frame(COMPONENTS, "account component", components)
    for ordered in (edges, edges[::-1]):  # an engine may deliver rows in any order
        found = communities(frame(EDGES, "u v s_sum", ordered), of, seed=1)
        assert rows(found, " ".join(COMMUNITIES.names)) == expected


def test_stability_is_the_mean_share_of_seeds_with_neighbours_of_the_same_community():
    ends = np.array([[0, 1], [1, 2], [2, 3]])
    together = np.array([1.0, 0.8, 0.3])
    group = np.array([0, 0, 0, 1])
    # 2-3 is between communities: it counts for neither, and 3 is alone
    assert _stability(ends, together, group) == pytest.approx([1.0, 0.9, 0.8, 1.0])
