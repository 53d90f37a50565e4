"""Repositories of Bluesky as files: an export (CAR), or the folder into which one was unpacked."""
