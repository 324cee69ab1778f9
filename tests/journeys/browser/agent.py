"""Somebody at the inbox: a browser of their own at one desk, and what they do there in words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.chromium import Watched
from tests.journeys.browser.axe import violations
from tests.journeys.server import Server

PATIENCE = 20_000
"""Milliseconds within which something shows, even on a busy machine."""
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody with a browser."""

    page: Page
    server: Server
    watched: Watched

    def go(self, path: str) -> None:
        """Open an address of the desk."""
        self.page.goto(f"{self.server.address.rstrip('/')}{path}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def sees(self, words: str) -> None:
        """Wait until words are on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def button(self, name: str, *, exact: bool = False) -> Locator:
        """Find a button by its name."""
        return self.page.get_by_role("button", name=name, exact=exact)

    def row(self, words: str) -> Locator:
        """Find a ticket in the list."""
        return self.page.get_by_role("option").filter(has_text=words)

    def sign_in(self, email: str, password: str) -> None:
        """Come in."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.button("Sign in").click()
        expect(self.page).to_have_url(re.compile("/inbox"))

    def check(self) -> None:
        """Hold the page as it stands to what it owes everybody."""
        found = violations(self.page)
        assert not found, f"{self.page.url}: {found}"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"the page is {wide} pixels wider than the window"


@contextmanager
def agent_at(
    browser: Browser, server: Server, *, dark: bool = False, size: ViewportSize = DESKTOP
) -> Iterator[Agent]:
    """Open a browser for somebody; in the end nothing may have gone wrong in it."""
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        has_touch=size is PHONE,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watched = Watched(page, server.address.rstrip("/"))
    try:
        yield Agent(page, server, watched)
        assert not watched.faults, watched.faults
    finally:
        context.close()
