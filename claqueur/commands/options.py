"""Options that several commands have in common."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from claqueur.errors import UserError
from claqueur.terminal.printing import Format

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the investigation.")]
RunOption = Annotated[str | None, typer.Option("--run", help="Run id; default: the latest finished run.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Print at most this many rows.")]
TimezoneOption = Annotated[
    str | None, typer.Option(help="Zone of times that name none, such as Europe/Paris; default: UTC, and told.")
]
MAP_OF_POSTS = '--map is "{item}": write field=column, such as --map account_id=author.'
DURATION = re.compile(r"([0-9]{1,9})\s*(s|m|h)?")
DURATION_S = {"s": 1, "m": 60, "h": 3600, None: 1}


def seconds_of(text: str, option: str, otherwise: str = "") -> int:
    """The seconds of a duration such as 60s, 10m or 1h.

    Raises UserError, naming the option and what else it takes, if it is none.
    """
    found = DURATION.fullmatch(text.strip())
    if not found:
        raise UserError(f'{option} is "{text}": write it like 60s, 10m or 1h{otherwise}.')
    return int(found.group(1)) * DURATION_S[found.group(2)]


def pairs_of_map(items: list[str], sentence: str) -> dict[str, str]:
    """field -> column of every --map.

    Raises UserError with `sentence` (which may name the {item}) if one is not field=column, or if a field comes twice.
    """
    pairs: dict[str, str] = {}
    for item in items:
        field, separator, column = (part.strip() for part in item.partition("="))
        if not separator or not field:
            raise UserError(sentence.format(item=item))
        if field in pairs:
            raise UserError(f"--map gives {field} twice ({pairs[field]} and {column}): keep one of them.")
        pairs[field] = column
    return pairs


def mapping_of_posts(items: list[str], timezone: str | None) -> dict[str, str]:
    """The mapping that --map and --timezone say. Raises UserError for what is no pair, or said twice."""
    pairs = pairs_of_map(items, MAP_OF_POSTS)
    if timezone is not None:
        if "time.zone" in pairs:
            raise UserError("The time zone is given twice: leave out --timezone or --map time.zone.")
        pairs["time.zone"] = timezone
    return pairs
