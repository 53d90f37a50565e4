"""The app's server process: Streamlit, and the heavy libraries imported while the browser still loads the page.

Run by launch.py as `python -m claqueur.app.serve PORT run main.py --flags`; `streamlit run app/main.py` works as well,
only the first page takes a second longer.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from threading import Thread

from claqueur.app.launch import wait_until_up
from claqueur.errors import UserError

# Only what the first page waits for: main.py's own, and the emojis that Streamlit looks for in a choice's words, which
# take it a quarter of a second. What only tables need comes after that page (main.py).
HEAVY = ("streamlit.emojis", "claqueur.app.sections.elements")


def warm_up(port: int) -> None:
    """Import the heavy libraries once the server answers; before, they would only delay it."""
    try:
        wait_until_up(port)
    except UserError:
        return  # the launcher reports it
    for name in HEAVY:
        importlib.import_module(name)


def look_for_no_components() -> None:
    """At its start Streamlit reads what every installed package says of itself, a third of a second, to find components
    that others made: the app has none."""
    with suppress(ImportError):
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = lambda max_workers=None: []


def main() -> None:
    """Serve until the process is ended."""
    from streamlit.web import cli

    look_for_no_components()

    port, *arguments = sys.argv[1:]
    Thread(target=warm_up, args=(int(port),), daemon=True).start()
    sys.argv = ["streamlit", *arguments]
    cli.main()


if __name__ == "__main__":
    main()
