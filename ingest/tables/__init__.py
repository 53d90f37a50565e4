"""Tables of unknown columns: what they hold and how it is mapped."""
