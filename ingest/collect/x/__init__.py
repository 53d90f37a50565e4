"""X, by its API v2: what can be asked, what it costs, and one page after the other."""
