"""Benign hypotheses: what else could explain a campaign. One file each, listed in verdicts.py."""
