"""How words, numbers and foreign text are shown."""
