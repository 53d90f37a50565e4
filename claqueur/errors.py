"""The one exception that a user sees as a sentence."""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """A mistake that the user can mend: one sentence that says what is wrong, what was found and what to do.

    The command line prints the sentence and exits with 1; anything else that is raised is a bug (exit 2).
    kind, found: where the app has its own words for it (app/texts, error.KIND), which of them and what goes into them.
    """

    def __init__(self, sentence: str, kind: str | None = None, **found: object) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.found = found


def no_file(path: Path | str) -> UserError:
    """What to raise for a file that is not there."""
    return UserError(f'There is no file "{path}": check the path.', "no_file", path=path)
