"""Bluesky: its stream as it happens, and its search."""
