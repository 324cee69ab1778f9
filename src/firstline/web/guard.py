"""Who may come in: the one function that authorises every route.

A fresh desk belongs to the person at the machine (local mode): no sign-in, but the request must really
come from this machine. A page of another origin in the same browser is not the person, nor is a request
that a proxy passed on. The moment an account exists the desk is in team mode: what is not public needs a
credential.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from firstline.core.errors import DeskError, Refused

PASSED_ON = ("forwarded", "x-forwarded-", "x-real-ip")
"""How the names of a proxy's headers begin."""
PUBLIC = ("/health", "/health/ready", "/health/live", "/api/health")
ANY_ORIGIN = "*"
ONCE = frozenset({"host", "origin"})
"""Headers that say where a request comes from: with two of one kind nobody knows which is meant."""
NO_HOST = frozenset("@/?#\\")
"""Letters that no host has, but which hide one from whoever reads it as a part of an address."""


class Mode(StrEnum):
    """Whose desk it is."""

    LOCAL = "local"
    TEAM = "team"


class NotFromHere(Refused):
    """Where the request comes from is unclear, or in local mode not the machine itself."""

    code = "not_from_here"


class SignInNeeded(DeskError):
    """In team mode a credential is needed."""

    code = "sign_in_needed"


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a request before anything is read."""

    method: str
    path: str
    scheme: str
    headers: Mapping[str, str]
    """Names in lower case."""
    repeated: AbstractSet[str] = frozenset()
    """Names of headers that came more than once."""


def authorise(visit: Visit, *, mode: Mode, origins: AbstractSet[str]) -> None:
    """Let a request in, or raise why not.

    Raises:
        NotFromHere: when it names two hosts or two origins; in local mode, also when the request does not
            come from this machine itself.
        SignInNeeded: in team mode, when there is no credential.
    """
    if visit.repeated & ONCE:
        message = "A request names its host and its origin once."
        raise NotFromHere(message)
    if mode is Mode.TEAM:
        if visit.path not in PUBLIC and visit.method != "OPTIONS":
            message = "This desk has accounts: sign in, or send an API key."
            raise SignInNeeded(message)
        return
    if not is_loopback(visit.headers.get("host", "")):
        message = "This desk answers only to its own machine: call it as localhost or 127.0.0.1."
        raise NotFromHere(message)
    if any(name.startswith(PASSED_ON) for name in visit.headers):
        message = "This desk does not answer to a proxy while it has no accounts."
        raise NotFromHere(message)
    if not _is_welcome(visit, origins):
        message = "Pages of other origins may not use this desk. FIRSTLINE_CORS_ORIGINS lists those that may."
        raise NotFromHere(message)


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


def _is_welcome(visit: Visit, origins: AbstractSet[str]) -> bool:
    origin = visit.headers.get("origin")
    if origin is not None:
        own = f"{visit.scheme}://{visit.headers['host']}"
        return origin in {own, *origins} or ANY_ORIGIN in origins
    return visit.headers.get("sec-fetch-site") != "cross-site" or ANY_ORIGIN in origins
