"""The formats that claqueur reads, the more particular first."""

from __future__ import annotations

from claqueur.errors import UserError
from claqueur.ingest.readers import (
    bluesky,
    coortweet,
    mastodon,
    meta_library,
    reddit,
    table,
    tiktok_research,
    toolkit,
    twarc_csv,
    x_archive,
    x_operations,
    x_v1,
    x_v2,
    youtube,
)
from claqueur.ingest.readers.fourcat import instagram as fourcat_instagram
from claqueur.ingest.readers.fourcat import other as fourcat_other
from claqueur.ingest.readers.fourcat import telegram as fourcat_telegram
from claqueur.ingest.readers.fourcat import tiktok as fourcat_tiktok
from claqueur.ingest.readers.fourcat import x as fourcat_x
from claqueur.ingest.readers.fourcat import youtube as fourcat_youtube
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.readers.telegram import desktop as telegram_desktop
from claqueur.ingest.readers.telegram import telethon as telegram_telethon
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import nearest

READERS: tuple[Reader, ...] = (
    coortweet.READER,
    toolkit.READER,
    fourcat_x.READER,
    fourcat_telegram.READER,
    fourcat_tiktok.READER,
    fourcat_instagram.READER,
    fourcat_youtube.READER,
    fourcat_other.READER,
    meta_library.READER,
    x_v1.READER,
    x_v2.READER,
    twarc_csv.READER,
    x_operations.READER,
    x_archive.READER,
    bluesky.READER,
    mastodon.READER,
    telegram_desktop.READER,
    telegram_telethon.READER,
    reddit.READER,
    youtube.READER,
    tiktok_research.READER,
    table.READER,
)


def recognise(source: Source, source_format: str = "auto") -> tuple[Reader, str]:
    """The reader for a source and why: the one asked for, or the first that recognises the content.

    Raises UserError if the format is unknown or cannot be read from such a file.
    """
    if source_format == "auto":
        for reader in READERS:
            reason = reader.recognise(source)
            if reason is not None:
                return reader, reason
    reader = reader_named(source_format)
    if source.container not in reader.containers:
        raise UserError(
            f"{source.name} is {source.container}, but the format {reader.name} is read from "
            f"{' or '.join(reader.containers)}: leave --format out."
        )
    return reader, "you said so"


def reader_named(name: str) -> Reader:
    """The reader of a format. Raises UserError, naming the nearest, if there is none of this name."""
    by_name = {reader.name: reader for reader in READERS}
    if name not in by_name:
        close = nearest(name, list(by_name))
        hint = f' (nearest: "{close}")' if close else ""
        raise UserError(f'There is no format "{name}"{hint}: the formats are auto, {", ".join(by_name)}.')
    return by_name[name]
