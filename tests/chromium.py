"""A Chromium that is on the machine, for journeys and measurements in a browser, and what of it is watched.

Playwright drives it; nothing is downloaded. What always holds: whatever the page writes to its console,
every error that it does not catch, and every request that leaves the desk is known at the end, and is a
fault.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # It must look for nothing outside: the machine may have no network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "This needs Chromium. Debian and Ubuntu: apt-get install chromium. "
    "Elsewhere: name it by FIRSTLINE_TEST_CHROMIUM=/path/to/chromium."
)


class ChromiumMissingError(RuntimeError):
    """There is no browser to do it with; the sentence says what to do."""


def find_chromium() -> str:
    """Name the browser.

    Raises:
        ChromiumMissingError: when there is none.
    """
    named = os.environ.get("FIRSTLINE_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise ChromiumMissingError(MISSING)
    return found


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start the browser, without its own sandbox where root would not be let into it."""
    path = find_chromium()
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*SWITCHES, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """What a page has said and asked for, as faults."""

    def __init__(self, page: Page, origin: str) -> None:
        self.faults: list[str] = []
        self._origin = origin
        self._expected: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"not caught: {error}"))
        page.on("request", self._request)

    def expect(self, *words: str) -> None:
        """Let the console speak of what a test has brought about, such as `409` or `ERR_INTERNET`."""
        self._expected += words

    def _console(self, message: ConsoleMessage) -> None:
        loud = message.type in {"error", "warning"}
        if loud and not any(word in message.text for word in self._expected):
            self.faults.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:", "about:")):
            self.faults.append(f"a foreign request: {request.url}")
