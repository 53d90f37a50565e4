"""A campaign's evidence as files that can be handed on: a report to read, tables, and a manifest with their hashes."""
