"""What a user may set about collecting: addresses, time-outs, prices.

They come from the user's own file (CLAQUEUR_SETTINGS, else claqueur/settings.toml in the configuration folder) and
never from a workspace: a workspace that somebody sent could otherwise name an address, and the tokens would go there.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claqueur.errors import UserError

VARIABLE = "CLAQUEUR_SETTINGS"
SPELLINGS = ("tweet", "post")


@dataclass(frozen=True)
class XSettings:
    """[x]: base_url; spelling: how fields are asked for, "tweet" (tweet.fields ...) or "post" (post.fields ..., X's
    description of August 2026); both are read. Prices in US dollars are those of docs.x.com in November 2026: a post,
    an account, a request for counts of the last week and of the archive. is_context_charged: whether accounts and posts
    that come along with a post are reckoned too; X does not say, so they are. monthly_posts: X's cap.
    """

    base_url: str = "https://api.x.com"
    spelling: str = "tweet"
    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 8
    longest_wait_s: float = 960.0  # X counts requests in windows of 15 minutes
    post_usd: Decimal = Decimal("0.005")
    user_usd: Decimal = Decimal("0.010")
    recent_counts_usd: Decimal = Decimal("0.005")
    all_counts_usd: Decimal = Decimal("0.010")
    is_context_charged: bool = True
    monthly_posts: int = 2_000_000

    def __post_init__(self) -> None:
        if self.spelling not in SPELLINGS:
            raise UserError(f'x.spelling is "{self.spelling}" in the settings: write "tweet" or "post".')
        check_address(self.base_url, "https")


@dataclass(frozen=True)
class BlueskySettings:
    """[bluesky]: stream_url of a Jetstream, service_url of the account's server for signing in and searching.
    rewind_s: how far before the last event a broken stream begins again.
    """

    stream_url: str = "wss://jetstream2.us-east.bsky.network/subscribe"
    service_url: str = "https://bsky.social"
    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 8
    longest_wait_s: float = 900.0
    rewind_s: float = 5.0

    def __post_init__(self) -> None:
        check_address(self.stream_url, "wss")
        check_address(self.service_url, "https")


@dataclass(frozen=True)
class MastodonSettings:
    """[mastodon]: time-outs; the server is named with each request."""

    connect_s: float = 10.0
    read_s: float = 60.0  # a stream shows every 15 seconds that it is there
    attempts: int = 8
    longest_wait_s: float = 900.0


@dataclass(frozen=True)
class CollectSettings:
    """All sections of the settings file."""

    x: XSettings = field(default_factory=XSettings)
    bluesky: BlueskySettings = field(default_factory=BlueskySettings)
    mastodon: MastodonSettings = field(default_factory=MastodonSettings)


def settings_path() -> Path:
    """Where the settings file is, or would be."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "claqueur" / "settings.toml"


def load_settings() -> CollectSettings:
    """The user's settings; the defaults where the file is missing or silent. Raises UserError if it cannot be read."""
    path = settings_path()
    if not path.is_file():
        if os.environ.get(VARIABLE):  # the defaults would send tokens where the user does not want them
            raise UserError(f'There are no settings "{path}": correct or unset {VARIABLE}.')
        return CollectSettings()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f'The settings "{path}" are no TOML ({error}): correct or remove the file.') from None
    unknown = sorted(set(written) - {"x", "bluesky", "mastodon"})
    if unknown:
        raise UserError(
            f'The settings "{path}" have a section [{unknown[0]}]: there are [x], [bluesky] and [mastodon].'
        )
    return CollectSettings(
        _section(XSettings, written.get("x", {}), path, "x"),
        _section(BlueskySettings, written.get("bluesky", {}), path, "bluesky"),
        _section(MastodonSettings, written.get("mastodon", {}), path, "mastodon"),
    )


def _section(kind: Any, written: Any, path: Path, name: str) -> Any:
    known = {entry.name: entry.default for entry in fields(kind)}
    for key in written if isinstance(written, dict) else ["(a value)"]:
        if key not in known:
            raise UserError(f'The settings "{path}" have {name}.{key}: there are {", ".join(known)}.')
    return kind(**{key: _value(value, known[key], f"{name}.{key}", path) for key, value in written.items()})


def _value(written: Any, default: Any, name: str, path: Path) -> Any:
    """The value as a setting of the default's type."""
    wanted = type(default)
    is_number = isinstance(written, int | Decimal) and not isinstance(written, bool) and Decimal(written).is_finite()
    if wanted in (float, int, Decimal) and is_number and written >= 0:
        return wanted(written)
    if wanted not in (str, bool) or not isinstance(written, wanted):
        raise UserError(f'{name} is {written} in the settings "{path}": write it like {default}.')
    return written


def check_address(url: str, safe_scheme: str) -> None:
    """Raises UserError unless the address keeps a token secret on its way: https or wss, or this very machine."""
    parts = urlsplit(url)
    plain = {"https": "http", "wss": "ws"}[safe_scheme]
    if parts.scheme == safe_scheme and parts.hostname:
        return
    if parts.scheme == plain and _is_this_machine(parts.hostname):
        return
    raise UserError(
        f'The address "{url}" in the settings would send tokens readable by others: it has to begin with '
        f"{safe_scheme}:// (or {plain}:// on this machine)."
    )


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
