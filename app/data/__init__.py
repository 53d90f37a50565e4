"""What pages read and write: the tables of runs, models, uploads, verdicts."""
