"""Groups of commands: without one of its commands, a group prints its help."""

from __future__ import annotations

import typer


def group(name: str, about: str, examples: str) -> typer.Typer:
    """An empty group, called and described so."""
    app = typer.Typer(name=name, help=about, epilog=examples, rich_markup_mode="markdown")
    app.callback(invoke_without_command=True)(_print_help)
    return app


def _print_help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
