"""Other tools' methods by their names, reproduced exactly or by their papers' definitions."""
