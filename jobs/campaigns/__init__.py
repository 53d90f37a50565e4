"""Edges to campaigns: groups, their profile, and what else could explain them."""
