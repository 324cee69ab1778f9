"""What the journeys in a browser may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser.agent import Agent, agent_at
from tests.journeys.browser.chromium import running_chromium
from tests.journeys.server import Server, opened_desk


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, once per test process."""
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
