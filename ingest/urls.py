"""One form per link: redirects unwrapped, tracking parameters, fragments, m. and www. dropped, by ural's rules."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from ural import is_shortened_url, normalize_url

# Every shared link of X is a t.co link that cannot be resolved offline; its path is case-sensitive and it has no query.
OPAQUE_HOSTS = frozenset({"t.co", "bit.ly", "ow.ly", "goo.gl", "tinyurl.com", "dlvr.it", "ift.tt", "buff.ly", "fb.me"})


@lru_cache(maxsize=200_000)
def canonical_url(url: str) -> str | None:
    """The canonical form of `url`, without protocol, or None if it is no link to a host.

    A shortened link cannot be expanded offline and stays an object of its own. Source: ural (médialab Sciences Po).
    """
    url = url.strip()
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
        if "." not in host or " " in host:
            return None
        if host in OPAQUE_HOSTS:
            return f"{host}{parts.path.rstrip('/')}"
        return normalize_url(url) or None
    except ValueError:  # such as a port that is no number, an IPv6 address cut short
        return None


def is_shortened(canonical: str) -> bool:
    """Whether a canonical link belongs to a known shortening service, so that its target is unknown offline."""
    return _shortens(canonical.partition("/")[0])


@lru_cache(maxsize=100_000)
def _shortens(host: str) -> bool:
    return host in OPAQUE_HOSTS or bool(is_shortened_url(host))
