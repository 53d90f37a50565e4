"""The one exception that a user sees as a sentence."""


class UserError(Exception):
    """A mistake that the user can mend: one sentence that says what is wrong, what was found and what to do.

    The command line prints the sentence and exits with 1; anything else that is raised is a bug (exit 2).
    """
