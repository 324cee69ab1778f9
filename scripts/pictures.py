"""Pictures of every page of the inbox, and of its states, to be looked at before a change is called done.

    python -m scripts.pictures FOLDER [--only ticket ...]

Light and dark, on a usual window, a large one and a phone: `ticket-dark-1440x900.png` is one of them. They
are taken of a desk of their own, with the conversations of the demo, that is gone afterwards. A page that
writes to its console, or asks for something outside the desk, ends it with what that was.
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.chromium import running_chromium
from tests.journeys.browser.agent import DESKTOP, PHONE, agent_at
from tests.journeys.browser.states import (
    State,
    fill,
    fresh_states,
    give_to_a_team,
    look_at,
    states,
    team_states,
)
from tests.journeys.server import Server, opened_desk

LARGE: ViewportSize = {"width": 1920, "height": 1080}


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description="Take pictures of every page of the inbox.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=(), metavar="NAME", help="states whose names begin so")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        opened_desk(Path(home)) as server,
        running_chromium() as browser,
    ):
        studio = _Studio(browser, server, given.folder, tuple(given.only))
        studio.take(fresh_states())
        fill(server)
        server.ask("POST", "/api/v1/demo")
        studio.take(states())
        give_to_a_team(server)
        studio.take(team_states())


class _Studio:
    def __init__(self, browser: Browser, server: Server, folder: Path, only: Sequence[str]) -> None:
        self._browser = browser
        self._server = server
        self._folder = folder
        self._only = tuple(only) or ("",)

    def take(self, shown: Iterable[State]) -> None:
        wanted = [one for one in shown if one.name.startswith(self._only)]
        for dark, size in product((False, True), (DESKTOP, LARGE, PHONE)):
            with agent_at(self._browser, self._server, dark=dark, size=size) as agent:
                for state in wanted:
                    look_at(agent, state)
                    look = "dark" if dark else "light"
                    path = self._folder / f"{state.name}-{look}-{size['width']}x{size['height']}.png"
                    agent.page.screenshot(path=path)
                    print(path)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
