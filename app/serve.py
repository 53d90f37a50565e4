"""The app's server process: Streamlit, and the heavy libraries imported while the browser still loads the page.

Run by launch.py as `python -m claqueur.app.serve PORT run main.py --flags`; `streamlit run app/main.py` works as well,
only the first page takes a second longer.
"""

from __future__ import annotations

import importlib
import sys
from threading import Thread

from claqueur.app.launch import wait_until_up
from claqueur.errors import UserError

# Only what main.py imports before it draws: it then waits for the import lock. A library that others look up in
# sys.modules, such as pandas, must not be half imported in one thread while another draws.
HEAVY = ("claqueur.app.sections.elements",)


def warm_up(port: int) -> None:
    """Import the heavy libraries once the server answers; before, they would only delay it."""
    try:
        wait_until_up(port)
    except UserError:
        return  # the launcher reports it
    for name in HEAVY:
        importlib.import_module(name)


def main() -> None:
    """Serve until the process is ended."""
    from streamlit.web import cli

    port, *arguments = sys.argv[1:]
    Thread(target=warm_up, args=(int(port),), daemon=True).start()
    sys.argv = ["streamlit", *arguments]
    cli.main()


if __name__ == "__main__":
    main()
