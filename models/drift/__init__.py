"""Whether a model fits the data of a run."""
