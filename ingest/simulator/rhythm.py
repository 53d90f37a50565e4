"""When people post: local evenings more than nights, weekdays unlike weekends."""

from __future__ import annotations

from datetime import datetime

import numpy as np

DAY_S = 86_400
# Relative activity by local hour, 0 to 23: a trough at 3-4 h, a small peak at lunch, the highest at 20-21 h.
HOURLY = np.array(
    [.32, .18, .10, .07, .07, .12, .25, .45, .60, .62, .60, .62,
     .70, .68, .60, .58, .60, .68, .78, .90, 1.0, .98, .80, .55]
)  # fmt: skip
# The same by local weekday, Monday first.
WEEKLY = np.array([0.92, 0.95, 0.96, 1.0, 0.90, 0.72, 0.85])


def rate(t: np.ndarray, utc_offset_h: np.ndarray, start: datetime) -> np.ndarray:
    """Chance, 0 to 1, that somebody at this UTC offset (hours) is up and posting, `t` seconds after `start` (UTC)."""
    local_s = t + start.hour * 3600 + start.minute * 60 + start.second + utc_offset_h * 3600
    weekday = (local_s // DAY_S + start.weekday()) % 7
    return HOURLY[(local_s // 3600 % 24).astype(np.int64)] * WEEKLY[weekday.astype(np.int64)]


def sample_times(rng: np.random.Generator, utc_offset_h: np.ndarray, start: datetime, days: float) -> np.ndarray:
    """One time per entry of `utc_offset_h`, whole seconds after `start`, drawn by `rate` (rejection sampling)."""
    times = np.zeros(len(utc_offset_h), dtype=np.int64)
    waiting = np.arange(len(utc_offset_h))
    while len(waiting):
        proposed = rng.integers(0, int(days * DAY_S), len(waiting))
        accepted = rng.random(len(waiting)) < rate(proposed, utc_offset_h[waiting], start)
        times[waiting[accepted]] = proposed[accepted]
        waiting = waiting[~accepted]
    return times
