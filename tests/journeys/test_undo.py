"""kill -9 while replies wait, and while one is sent: each goes out once, or is given back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firstline.core.access import LOCAL
from firstline.flows.desk import Desk
from firstline.flows.detail import look_at_ticket
from firstline.flows.outgoing import send_later
from firstline.flows.reply import Contribution
from firstline.run.steps import LEASE
from firstline.tickets.ticket import EntryKind
from tests.flows.whole import assert_whole
from tests.journeys.server import PATIENCE, Server, opened_desk
from tests.make import StillClock, make_ticket, run_steps

SOON, LATER = 1, 60
"""Seconds."""
DELAY = timedelta(seconds=10)

SEND = """
import sys
from tests.journeys.test_undo import DELAY
from tests.make import MORNING, StillClock, make_desk, opened, run_steps

with opened(sys.argv[1]) as database:
    run_steps(make_desk(database, clock=StillClock(MORNING + DELAY)))
"""


def test_what_waited_when_the_desk_was_killed_is_sent_once_or_taken_back(
    database_url: str, desk: Desk, tmp_path: Path
) -> None:
    """One comes due while nobody works, another one is taken back from the next desk."""
    number = make_ticket(desk).id
    at = f"/api/v1/tickets/{number}"
    with opened_desk(tmp_path, DATABASE_URL=database_url) as server:
        _later(server, at, "Sent", SOON)
        kept = _later(server, at, "Kept", LATER)
        server.kill()
    time.sleep(SOON)

    with opened_desk(tmp_path, DATABASE_URL=database_url) as server:
        _wait_until(lambda: [one["text"] for one in _detail(server, at)["outgoing"]] == ["Kept"])
        taken = server.ask("DELETE", f"{at}/outgoing/{kept['id']}")
        detail = _detail(server, at)
        assert server.stop() == 0

    assert (taken.status, taken.json["draft"]["text"]) == (200, "Kept")
    assert ([one["text"] for one in detail["thread"][1:]], detail["outgoing"]) == (["Sent"], [])


@pytest.mark.parametrize("point", ["before_commit:2", "after_commit:2"])
def test_who_dies_while_sending_has_sent_it_or_leaves_it_to_the_next(
    database_url: str, desk: Desk, clock: StillClock, point: str
) -> None:
    """The first commit takes the step, the second one sends: there is nothing between the two ends of it."""
    ticket = make_ticket(desk)
    run_steps(desk)
    send_later(desk, ticket.id, Contribution(kind=EntryKind.REPLY, text="Hello"), delay=DELAY, by=LOCAL)

    died = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", SEND, database_url],
        env=os.environ | {"FIRSTLINE_CRASH_AT": point},
        check=False,
    )
    is_sent = point.startswith("after")
    seen = look_at_ticket(desk, ticket.id, by=LOCAL)
    assert died.returncode == -signal.SIGKILL
    assert (len(seen.thread), len(seen.outgoing)) == ((2, 0) if is_sent else (1, 1))
    clock.advance(DELAY + LEASE)
    run_steps(desk)

    seen = look_at_ticket(desk, ticket.id, by=LOCAL)
    assert ([entry.text for entry in seen.thread[1:]], seen.outgoing) == (["Hello"], [])
    assert_whole(desk)


def _later(server: Server, at: str, text: str, seconds: int) -> Any:  # noqa: ANN401 - JSON
    body = {"kind": "reply", "text": text, "delay_seconds": seconds}
    answer = server.ask("POST", f"{at}/entries", body)
    assert answer.status == 202, answer.body
    return answer.json["outgoing"]


def _detail(server: Server, at: str) -> Any:  # noqa: ANN401 - JSON
    return server.ask("GET", at).json


def _wait_until(holds: Callable[[], bool]) -> None:
    enough = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < enough
        time.sleep(0.05)
