"""Records that could not be read: looked at, and read again."""
