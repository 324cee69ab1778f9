"""Do the settings contradict each other, or mean what nobody can have meant?"""

import difflib
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from firstline.core.errors import DeskError
from firstline.run.checks.finding import Finding, broken, fine, warn
from firstline.run.opening import has_admin_now
from firstline.run.settings import Settings
from firstline.run.sources import Given, names_of
from firstline.web.guard import ANY_ORIGIN, is_loopback

PART = "settings"
OURS = "firstline_"
FOR_TESTS = ("firstline_test_", "firstline_crash_at", "firstline_kills")
"""Variables that are read by tests and test aids alone."""


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Look at what was set; when there is nothing to say, say so."""
    given = Given()
    found = [
        *_unknown(given),
        *_doubled(given),
        *_idle_home(given, settings),
        *_open_to_others(settings),
        *_nowhere(settings),
        *_origins(settings),
        *_plain_llm(settings),
    ]
    yield from found or [fine(PART, "They can be used, and none contradicts another.")]


def _unknown(given: Given) -> Iterator[Finding]:
    known = {name.lower(): name for field in Settings.model_fields for name in names_of(field)}
    for name in sorted({*given.environment, *given.file}):
        if name.startswith(OURS) and name not in known and not name.startswith(FOR_TESTS):
            near = difflib.get_close_matches(name, known, n=1)
            mend = f"Did you mean {known[near[0]]}? " if near else ""
            yield warn(PART, f"{name.upper()} is no setting.", f"{mend}`firstline settings` lists them.")


def _doubled(given: Given) -> Iterator[Finding]:
    for field in Settings.model_fields:
        names = names_of(field)
        if len(given.values(names)) > 1:
            what = f"{' and '.join(names)} are both set, to different values; {names[0]} counts."
            yield warn(PART, what, "Take one of them away.")


def _idle_home(given: Given, settings: Settings) -> Iterator[Finding]:
    both = given.values(names_of("home")) and given.values(names_of("database_url"))
    if both and settings.url.startswith("sqlite"):  # with a server, encoders are kept there
        what = "FIRSTLINE_HOME is set and has no effect, because a database URL says where the data lies."
        yield warn(PART, what, "Take one of them away.")


def _open_to_others(settings: Settings) -> Iterator[Finding]:
    if any(network.prefixlen == 0 for network in settings.proxies):
        what = "FIRSTLINE_PROXIES believes every address, so anybody may pretend to be anybody."
        yield warn(PART, what, "List the addresses of your own proxies.")
    is_closed = ip_address(settings.host).is_loopback
    if not is_closed and settings.admin_email is None and not _has_admin(settings):
        what = f"HOST={settings.host} can be reached from other machines, and there is no admin."
        mend = "It will not start so. Set HOST=127.0.0.1, or make an admin: `firstline user add`."
        yield broken(PART, what, mend)


def _nowhere(settings: Settings) -> Iterator[Finding]:
    if not (settings.public_url or ip_address(settings.host).is_loopback):
        what = f"HOST={settings.host} can be reached from other machines, and no FIRSTLINE_PUBLIC_URL is set."
        mend = "Say where customers reach the desk, or links to its own articles lead nowhere in a mail."
        yield warn(PART, what, mend)


def _has_admin(settings: Settings) -> bool:
    try:
        return has_admin_now(settings)
    except DeskError:
        return True  # nobody knows; that the database does not answer is found elsewhere


def _origins(settings: Settings) -> Iterator[Finding]:
    if ANY_ORIGIN in settings.cors_origins:
        what = "FIRSTLINE_CORS_ORIGINS=* lets any web page in a browser of this machine use the desk."
        yield warn(PART, what, "List the origins that may, such as https://desk.example.com.")
    for origin in sorted(settings.cors_origins - {ANY_ORIGIN}):
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            what = f"FIRSTLINE_CORS_ORIGINS names {origin!r}, which no browser sends."
            yield warn(PART, what, "Write scheme, host and port only: https://desk.example.com")


def _plain_llm(settings: Settings) -> Iterator[Finding]:
    if settings.openai_base_url is None:
        return
    parts = urlsplit(settings.openai_base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        what = "OPENAI_BASE_URL is no web address, so the LLM cannot be asked."
        yield broken(PART, what, "Write it as https://host/v1")
    elif (
        parts.scheme == "http"
        and settings.openai_api_key
        and not is_loopback(parts.netloc.rpartition("@")[2])
    ):
        what = "OPENAI_BASE_URL is http, so the key and the messages cross the network unprotected."
        yield warn(PART, what, "Use https, unless the network is yours alone.")
