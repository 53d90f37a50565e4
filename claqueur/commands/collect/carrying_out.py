"""A collection from its beginning to posts in the workspace, as the terminal shows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from claqueur.errors import UserError
from claqueur.terminal.printing import harmless

if TYPE_CHECKING:
    from claqueur.ingest.collect.collection import Collection
    from claqueur.ingest.collect.patience import Watch
    from claqueur.workspace import Workspace


def carry_out(workspace: Workspace, collection: Collection, place: Path) -> None:
    """Collect, say what came, and ingest it. place: the workspace as the user wrote it. Raises UserError."""
    from claqueur.ingest.collect.collect import go_on, ingest_collected

    again = f"claqueur collect resume {collection.id} -w {shlex.quote(str(place))}"
    print(f"Collection {collection.id} (after a stop: {again})", flush=True)
    try:
        with watched() as watch:
            state = go_on(collection, watch)
    except UserError as error:
        raise UserError(f"{error} To continue: {again}") from None
    except KeyboardInterrupt:  # the same command would begin anew
        raise UserError(f"Stopped. What came is kept; to continue: {again}") from None
    print(harmless(state.sentence or ""))
    for name, why in state.skipped:
        print(harmless(f"Skipped {name}: {why}"))
    if collection.request["platform"] == "x":
        print(f"Spent at most ${state.spent_usd}.")
    print(harmless(f"Kept as it came: {collection.file}"))
    summary = ingest_collected(workspace, collection)
    if summary is not None:
        for sentence in summary.sentences():
            print(harmless(sentence))
        print(f"Next: claqueur run --workspace {shlex.quote(str(place))}")


@contextmanager
def watched() -> Iterator[Watch]:
    """Says on stderr how far it is and how long a wait still takes."""
    from claqueur.terminal.collecting import CollectLine

    with CollectLine() as line:
        yield line.watch
