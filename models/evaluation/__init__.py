"""How good a model is on campaigns it never saw."""
