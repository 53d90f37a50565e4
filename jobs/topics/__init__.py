"""Brands, parties, candidates and themes of a watchlist: which posts are on them, and who wrote these."""
