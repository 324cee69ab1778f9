"""Where does a request come from? What can be told from its headers alone, before anything is read.

A fresh desk belongs to the person at the machine (local mode): no sign-in, but the request must really
come from this machine. A page of another origin in the same browser is not the person, nor is a request
that a proxy passed on. The moment an account exists the desk is in team mode: what is not public needs a
credential (`admission.py` finds whose it is). What always holds: a browser's cookie alone changes nothing;
that a page of the desk itself asks must be told by a header that no page can forge.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from firstline.core.access import Permission, SignInNeeded
from firstline.core.errors import Refused
from firstline.web.access import ACCESS
from firstline.web.browser import is_apps

__all__ = ["SignInNeeded"]

PASSED_ON = ("forwarded", "x-forwarded-", "x-real-ip")
"""How the names of a proxy's headers begin."""
PUBLIC = ("/health", "/health/ready", "/health/live", "/api/health")
"""Who asks this is never asked who they are."""
STATIC = "/static/"
ASSETS = "/assets/"
"""Files of the app."""
ARTICLES = "/kb/"
"""Pages of the knowledge base, which customers read."""
ANY_ORIGIN = "*"
ONCE = frozenset({"host", "origin", "authorization"})
"""Headers that say who asks and from where: with two of one kind nobody knows which is meant."""
NO_HOST = frozenset("@/?#\\")
"""Letters that no host has, but which hide one from whoever reads it as a part of an address."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
HTTPS = "https"
COOKIE = "firstline_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Under this name a browser takes it from the desk's own host alone, and by https alone."""
BEARER = re.compile(r"Bearer +([\x21-\x7e]+)", re.IGNORECASE)
SOMEWHERE = "unknown"
"""The address of a caller who has none, on a socket of this machine."""
NEIGHBOURS = 64
"""Bits of an IPv6 address that name a household or an office; who has them has all addresses under them."""

Proxies = Sequence[IPv4Network | IPv6Network]


class Mode(StrEnum):
    """Whose desk it is."""

    LOCAL = "local"
    TEAM = "team"


class NotFromHere(Refused):
    """Where the request comes from is unclear, or not where it must come from."""

    code = "not_from_here"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request brings to say who asks; not yet known to be good."""

    token: str = field(repr=False)
    is_key: bool
    """Else it is a session's, from a cookie."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a request before anything is read."""

    method: str
    path: str
    scheme: str
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    repeated: AbstractSet[str] = frozenset()
    """Names of headers that came more than once."""
    client: str = ""
    """The address that the request comes from; empty: a socket of this machine, which has none."""

    @property
    def is_static(self) -> bool:
        """Tell whether this is a file that comes with the program: a page's style, the same everywhere."""
        return self.path.startswith(STATIC)

    @property
    def is_apps(self) -> bool:
        """Tell whether a browser asks this that shall get the app's page."""
        return is_apps(self.method, self.path, self.headers.get("accept", ""))

    @property
    def is_open(self) -> bool:
        """Tell whether nobody who asks this is asked who they are."""
        if self.path in PUBLIC or self.method == "OPTIONS":
            return True
        return self.is_static or self.path.startswith(ASSETS) or self.is_apps

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may ask this; who they are may matter all the same."""
        method = "GET" if self.method == "HEAD" else self.method
        is_page = method == "GET" and self.path.startswith(ARTICLES)
        return self.is_open or is_page or ACCESS.get(f"{method} {self.path}") is Permission.PUBLIC


def authorise(visit: Visit, *, mode: Mode, origins: AbstractSet[str]) -> None:
    """Let a request go on to the question who asks, or raise why not.

    Raises:
        NotFromHere: when it names two hosts or two origins; in local mode, also when the request does not
            come from this machine itself. A page that says so has its style all the same.
    """
    if visit.repeated & ONCE:
        message = "A request names its host, its origin and its credential once."
        raise NotFromHere(message)
    if mode is Mode.TEAM:
        return
    if not visit.is_static:
        _check_own_machine(visit)
    if not _is_welcome(visit, origins):
        message = "Pages of other origins may not use this desk. FIRSTLINE_CORS_ORIGINS lists those that may."
        raise NotFromHere(message)


def check_page(visit: Visit, *, origins: AbstractSet[str], has_cookie: bool) -> None:
    """In team mode: let a change go on that no page of another origin has asked for.

    With a cookie the browser must say which page asks, because it lends the cookie to any; without one,
    programs say nothing, and a browser that does is believed.

    Raises:
        NotFromHere: when it is another origin's page, or may be.
    """
    if visit.method in SAFE:
        return
    origin, site = visit.headers.get("origin"), visit.headers.get("sec-fetch-site")
    if origin is not None:
        is_own = origin in {own_origin(visit), *origins - {ANY_ORIGIN}}
    else:
        is_own = site == "same-origin" or (site is None and not has_cookie)
    if not is_own:
        message = "With a cookie, only the desk's own pages change anything. Programs use an API key."
        raise NotFromHere(message)


def own_origin(visit: Visit) -> str:
    """Name the origin of the desk's own pages, as the caller sees it."""
    return f"{visit.scheme}://{visit.headers.get('host', '')}"


def credential_of(visit: Visit) -> Credential | None:
    """Read what a request brings to say who asks; a key goes before a cookie.

    Raises:
        SignInNeeded: when it cannot be read.
    """
    given = visit.headers.get("authorization")
    if given is not None:
        found = BEARER.fullmatch(given.strip())
        if found is None:
            message = "The Authorization header is not understood: send `Bearer` and an API key."
            raise SignInNeeded(message)
        return Credential(found[1], is_key=True)
    token = session_token(visit)
    return None if token is None else Credential(token, is_key=False)


def session_token(visit: Visit) -> str | None:
    """Read the session's cookie; of two that differ none counts, because one was slipped in."""
    name = cookie_name(visit.scheme)
    pairs = (part.strip().partition("=") for part in visit.headers.get("cookie", "").split(";"))
    values = {value for key, _, value in pairs if key == name}
    if not values:
        return None
    return values.pop() if len(values) == 1 else ""


def cookie_name(scheme: str) -> str:
    """Name the session's cookie."""
    return SECURE_COOKIE if scheme == HTTPS else COOKIE


def seen_through(visit: Visit, proxies: Proxies) -> tuple[str, str]:
    """Tell from which network a request comes, and by which scheme, as proxies that are trusted say."""
    if not _is_in(visit.client, proxies):
        return network_of(visit.client), visit.scheme
    scheme = visit.headers.get("x-forwarded-proto", visit.scheme).rpartition(",")[2].strip().lower()
    chain = [one.strip() for one in visit.headers.get("x-forwarded-for", "").split(",")]
    address = next((one for one in reversed(chain) if one and not _is_in(one, proxies)), visit.client)
    return network_of(address), scheme if scheme in {"http", HTTPS} else visit.scheme


def network_of(address: str) -> str:
    """Give the network that counts as one caller: an IPv4 address, or the /64 that an IPv6 address is in.

    >>> network_of("::ffff:203.0.113.7"), network_of("2001:db8::1:2"), network_of("nowhere")
    ('203.0.113.7', '2001:db8::/64', 'unknown')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return SOMEWHERE
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 4:  # noqa: PLR2004 - the number of the protocol
        return str(found)
    return str(ip_network((int(found), NEIGHBOURS), strict=False))


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Tell whether a host, with or without a port, is this machine itself.

    >>> is_loopback("localhost:8000"), is_loopback("[::1]:8000"), is_loopback("127.0.0.1.example.com")
    (True, True, False)
    """
    if NO_HOST & set(host):
        return False
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _check_own_machine(visit: Visit) -> None:
    if not is_loopback(visit.headers.get("host", "")) or _is_elsewhere(visit.client):
        message = "This desk answers only to its own machine: call it as localhost or 127.0.0.1."
        raise NotFromHere(message)
    if any(name.startswith(PASSED_ON) for name in visit.headers):
        message = "This desk does not answer to a proxy while it has no accounts."
        raise NotFromHere(message)


@lru_cache(maxsize=64)
def _is_elsewhere(client: str) -> bool:
    """Tell whether an address is another machine's; servers write it as a number, never as a name."""
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return not (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _is_in(address: str, proxies: Proxies) -> bool:
    if not proxies:
        return False
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in proxies)


def _is_welcome(visit: Visit, origins: AbstractSet[str]) -> bool:
    origin = visit.headers.get("origin")
    if origin is not None:
        return origin in {own_origin(visit), *origins} or ANY_ORIGIN in origins
    return visit.headers.get("sec-fetch-site") != "cross-site" or ANY_ORIGIN in origins
