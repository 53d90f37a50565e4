"""Accounts and posts that are to go: removed from posts, runs and whatever else the workspace keeps."""
