"""Colours shared by the charts: few, calm, told apart without colour too."""

from __future__ import annotations

ORDINARY = "#b9c2bf"
GREY = "#7d8a86"  # darker: for lines, and under hatching
COORDINATED = "#b4501e"
ACCENT = "#0b5c6b"
INK = "#0c1214"
