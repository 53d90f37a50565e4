"""Mastodon: timelines of a server, and its streams."""
