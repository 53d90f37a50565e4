"""How a command ends: 0 done, 1 the user's mistake in one sentence, 2 a bug with its trace in a log file."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from claqueur import __version__
from claqueur.errors import UserError
from claqueur.terminal.printing import harmless

DONE, USER_ERROR, BUG = 0, 1, 2
# What the user's own paths can cause; any other OSError is a bug.
PATH_ERRORS = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR),
    *(errno.EEXIST, errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP),
}


def exit_code(command: Callable[[], object]) -> int:
    """Run `command`, say on stderr what went wrong, and return the exit code of the process."""
    try:
        command()
        sys.stdout.flush()  # here, where a closed pipe or a full disk can still be told
    except KeyboardInterrupt:
        return _fail("Stopped. What was written is kept: the same command continues.")
    except BrokenPipeError:
        _forget_output()  # the reader of the pipe left: nothing to say
    except Exception as error:
        said = sentence(error)
        return _report_bug(error) if said is None else _fail(said)
    return DONE


def sentence(error: Exception) -> str | None:
    """What to tell a user who can mend it, or None for a bug."""
    if isinstance(error, UserError):
        return str(error)
    if hasattr(error, "format_message"):  # Typer's usage errors; their class is private
        context = getattr(error, "ctx", None)
        what = error.format_message().replace("Value error, ", "")
        end = "" if what.endswith((".", "?")) else "."
        return f"{what}{end} See: {context.command_path if context else 'claqueur'} --help"
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left on device" in str(error):
        return "The disk is full: make room, then give the same command again; nothing that was kept is lost."
    if isinstance(error, OSError) and error.filename is not None and error.errno in PATH_ERRORS:
        reason = (error.strerror or "unknown reason").lower()
        return f'"{error.filename}" cannot be used ({reason}): check the path and who may read and write it.'
    return None


def _fail(said: str) -> int:
    print(f"claqueur: {harmless(said)}", file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:  # the disk that holds the output is full
        _forget_output()
    return USER_ERROR


def _forget_output() -> None:
    """Send what is still unprinted nowhere, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception) -> int:
    """Write the trace where logs go and say so in one line."""
    command = " ".join(sys.argv[1:])
    trace = f"claqueur {__version__} {command}\n" + "".join(traceback.format_exception(error))
    print(
        f"claqueur: this is a bug ({type(error).__name__}), not your mistake. The trace is in {_write_log(trace)}: "
        "it may quote posts, so read it before you send it to anyone.",
        file=sys.stderr,
    )
    return BUG


def _write_log(trace: str) -> Path:
    """The log file, in the user's state folder or, if that cannot be written, in a temporary one."""
    name = f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "claqueur"
    try:
        state.mkdir(parents=True, exist_ok=True)
        (state / name).write_text(trace, encoding="utf-8", errors="backslashreplace")
    except OSError:
        state = Path(tempfile.mkdtemp(prefix="claqueur-"))
        (state / name).write_text(trace, encoding="utf-8", errors="backslashreplace")
    return state / name
