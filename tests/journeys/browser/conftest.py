"""What the journeys in a browser may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import ChromiumMissingError, find_chromium, running_chromium
from tests.journeys.browser.agent import Agent, agent_at
from tests.journeys.server import Server, opened_desk


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Start Chromium for one test: as long as Playwright runs, nothing else here can run an event loop."""
    _need_chromium()
    with running_chromium() as found:
        yield found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Open a fresh desk in a process of its own."""
    with opened_desk(tmp_path) as found:
        yield found


@pytest.fixture
def agent(browser: Browser, server: Server) -> Iterator[Agent]:
    """Sit somebody down at it."""
    with agent_at(browser, server) as found:
        yield found


def _need_chromium() -> None:
    """Leave the journey out where there is no browser, with the sentence that says so; CI may not do so."""
    try:
        find_chromium()
    except ChromiumMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
