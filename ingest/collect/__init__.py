"""Collectors: posts from a platform's interface into a file of the workspace, raw and whole; readers read them."""
