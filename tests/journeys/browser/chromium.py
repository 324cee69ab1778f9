"""The browser of the journeys: a Chromium that is on the machine, and what of it is watched.

Playwright drives it; nothing is downloaded. Where there is none the journeys are left out with a sentence
that says so, and where CI=true that is a failure. What always holds: whatever the page writes to its console,
every error that it does not catch, and every request that leaves the desk is known at the end, and is a
fault.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
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
    "The journeys in a browser need Chromium. Debian and Ubuntu: apt-get install chromium. "
    "Elsewhere: name it by FIRSTLINE_TEST_CHROMIUM=/path/to/chromium."
)
AXE = Path(__file__).parents[3] / "ui" / "node_modules" / "axe-core" / "axe.min.js"


def find_chromium() -> str:
    """Name the browser; without one the test is left out, or fails where it must not be."""
    named = os.environ.get("FIRSTLINE_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


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


def violations(page: Page) -> Sequence[str]:
    """Ask axe what people who do not see, or do not point, would stumble over."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']} at {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
