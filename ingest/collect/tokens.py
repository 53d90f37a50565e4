"""Tokens for platforms: from the environment or the system's password store, never from a file and never to one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from claqueur.errors import UserError

SERVICE = "claqueur"
X_BEARER = "X_BEARER_TOKEN"
X_USER = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET")
MASTODON_SERVER, MASTODON_TOKEN = "MASTODON_SERVER", "MASTODON_TOKEN"
BLUESKY = ("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD")


@dataclass(frozen=True)
class XTokens:
    """A bearer token (of an app) or the four parts of a user's; nothing of it is shown when it is printed."""

    bearer: str | None = field(default=None, repr=False)
    user: tuple[str, str, str, str] | None = field(default=None, repr=False)


def x_tokens() -> XTokens:
    """The bearer token, else the user's four. Raises UserError if neither is complete."""
    bearer = _of_header(X_BEARER)
    if bearer:
        return XTokens(bearer=bearer)
    parts = [_of_header(name) for name in X_USER]
    if all(parts):
        return XTokens(user=tuple(parts))  # type: ignore[arg-type]
    raise UserError(
        f"There is no token for X: set {X_BEARER} in the environment (from developer.x.com), or keep it in the "
        f'password store with "keyring set {SERVICE} {X_BEARER}".',
        "no_x_token",
    )


def bluesky_login() -> tuple[str, str]:
    """Handle and app password. Raises UserError if one is missing."""
    handle, password = (secret(name) for name in BLUESKY)
    if handle and password:
        return handle, password
    raise UserError(
        "Searching Bluesky needs an account: set BLUESKY_HANDLE and BLUESKY_APP_PASSWORD in the environment (an app "
        "password from Settings, Privacy and security), or keep them in the password store with "
        f'"keyring set {SERVICE} BLUESKY_HANDLE" and so on; the stream needs none.',
        "no_bluesky_login",
    )


def mastodon_server() -> str:
    """The server whose token is kept. Raises UserError if none is named."""
    server = secret(MASTODON_SERVER)
    if server is None:
        raise UserError(
            f"No server of Mastodon was named: give --server, such as mastodon.social, or set {MASTODON_SERVER}.",
            "no_mastodon_server",
        )
    return server


def mastodon_token(host: str) -> str | None:
    """The token for a server, if one is kept for this very server: that of one must not reach another."""
    server = (secret(MASTODON_SERVER) or "").lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    return _of_header(MASTODON_TOKEN) if server == host else None


def _of_header(name: str) -> str | None:
    """As `secret`. Raises UserError, without showing it, if it cannot stand in the header of a request."""
    value = secret(name)
    if value is None or re.fullmatch(r"[!-~]+", value):
        return value
    raise UserError(f"{name} holds a space, a line break or a sign that no token has: copy the token once more.")


def secret(name: str) -> str | None:
    """The secret of that name from the environment, else from the password store; None if neither has it."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    import keyring
    from keyring.errors import KeyringError

    try:
        stored = keyring.get_password(SERVICE, name)
    except KeyringError:  # none here, or it is locked
        return None
    return stored.strip() if stored else None
