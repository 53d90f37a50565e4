"""One form per link: redirects unwrapped, tracking parameters, fragments, m. and www. dropped, by ural's rules."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from ural import get_domain_name, is_shortened_url, normalize_url

# Every link shared on X is a t.co link, so these are worth a way of their own.
X_LINK = re.compile(r"https?://t\.co/(\w+)/?")
# Shorteners whose path is case-sensitive and whose query says nothing.
OPAQUE_HOSTS = frozenset({"t.co", "bit.ly", "ow.ly", "goo.gl", "tinyurl.com", "dlvr.it", "ift.tt", "buff.ly", "fb.me"})
# Links of which ural drops no more than www., a last slash and campaign parameters. What it makes of their host is
# asked once per host, which takes a twentieth of the time; tests compare both ways. Left out are last names that it
# drops and hosts whose links hold another's address.
PLAIN_LINK = re.compile(
    r"https?://([a-z\d-]+(?:\.[a-z\d-]+)+)"
    r"((?:/[\w-]+)*(?<!/(?i:amp))(?<!/index)(?<!/default)(?:(?<=\w)\.(?:html?|php|aspx?))?)/?"
    r"(?:\?utm_\w+=[\w.-]*(?:&utm_\w+=[\w.-]*)*)?",
    re.ASCII,
)
HOST = re.compile("[^/?#]*")  # of a canonical link
WRAPPING_HOSTS = ("ampproject.org", "marfeel.com", "marfeelcache.com")


def canonical_url(url: str) -> str | None:
    """The canonical form of `url`, without protocol, or None if it is no link to a host.

    A shortened link cannot be expanded offline and stays an object of its own. Source: ural (médialab Sciences Po).
    """
    if opaque := X_LINK.fullmatch(url):
        return f"t.co/{opaque[1]}"
    if (plain := PLAIN_LINK.fullmatch(url)) and (host := _plain_host(plain[1])):
        return f"{host}{plain[2]}"
    return _canonical(url.strip())


@lru_cache(maxsize=100_000)
def _plain_host(host: str) -> str | None:
    """The canonical form of a host, or None where that of its links does not begin with it."""
    special = host.endswith(WRAPPING_HOSTS) or host.removeprefix("www.") in OPAQUE_HOSTS
    return None if special else _canonical(f"https://{host}")


@lru_cache(maxsize=50_000)
def _canonical(url: str) -> str | None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.")
        if "." not in host or " " in host:
            return None
        if host in OPAQUE_HOSTS:
            return f"{host}{parts.path.rstrip('/')}"
        canonical = _by_all_rules(url)
        return canonical if urlsplit(f"//{canonical}").hostname else None
    except ValueError:  # such as a port that is no number, an IPv6 address cut short
        return None


def _by_all_rules(url: str) -> str:
    try:
        return normalize_url(url)  # type: ignore[no-any-return]
    except (AttributeError, RecursionError):  # ural 1.6 follows a redirect to an address without a host, or to itself
        return normalize_url(url, infer_redirection=False)  # type: ignore[no-any-return]


def _host(canonical: str) -> str:
    return HOST.match(canonical)[0]  # type: ignore[index]


def is_shortened(canonical: str) -> bool:
    """Whether a canonical link belongs to a known shortening service, so that its target is unknown offline."""
    return _shortens(_host(canonical))


@lru_cache(maxsize=100_000)
def _shortens(host: str) -> bool:
    return host in OPAQUE_HOSTS or bool(is_shortened_url(host))


def registrable_domain(canonical: str) -> str:
    """The domain that was registered for a canonical link's host, by the public suffix list; else the host itself."""
    return _registered(_host(canonical))


@lru_cache(maxsize=100_000)
def _registered(host: str) -> str:
    return get_domain_name(host) or host
