"""kill -9 under load, again and again: what was acknowledged is there, once, whole.

Eight callers send without pause. The desk is killed at random moments and at named points, and started
again; the callers repeat what was not answered under the same key. Their ledger is then compared with
the database. `FIRSTLINE_KILLS=200 pytest tests/journeys/test_kill.py` kills for longer.
"""

import http.client
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from firstline.core.clock import wall_clock
from firstline.store import schema
from tests.journeys.ledger import Callers, Ledger, Letter, audit, write_letter
from tests.journeys.server import COMMAND, PATIENCE, Server, opened_desk, started
from tests.make import opened

KILLS = int(os.environ.get("FIRSTLINE_KILLS", "6"))
LETTERS = 40
"""Acknowledged between two kills, about."""

POINTS = (None, "before_commit:25", "after_commit:25", None, "after_claim:6", "before_commit:40")
"""Where the desk dies, one start after the other; None: from outside, at a random moment."""

LIAR = (sys.executable, str(Path(__file__).with_name("liar.py")))


@dataclass(slots=True)
class Where:
    """Where the desk is at the moment."""

    port: int = 0


def test_what_was_acknowledged_survives_every_kill(database_url: str, tmp_path: Path) -> None:
    """Nothing lost, nothing doubled, and every step comes to its end."""
    ledger = _kill_and_call(tmp_path, database_url, [POINTS[n % len(POINTS)] for n in range(KILLS)])

    assert audit(ledger, database_url) == []
    assert len(ledger) > KILLS * LETTERS / 2
    assert max(ledger.tries.values()) > 2  # somebody had to ask again


@pytest.mark.parametrize(
    ("fault", "point", "finding"),
    [
        ("answers_before_the_commit", "told_before_commit:30", "is lost"),
        ("keeps_the_answer_apart", "between_transactions:30", "became the tickets"),
    ],
)
def test_a_planted_fault_is_found(
    sqlite_url: str, tmp_path: Path, fault: str, point: str, finding: str
) -> None:
    """Otherwise the silence of the test above would say nothing."""
    ledger = _kill_and_call(tmp_path, sqlite_url, [point], command=(*LIAR, fault))

    assert any(finding in found for found in audit(ledger, sqlite_url))


def test_what_a_killed_desk_left_is_done_by_the_next(database_url: str, tmp_path: Path) -> None:
    """Steps that waited and steps that it held; nobody has to ask for them."""
    with opened_desk(
        tmp_path, DATABASE_URL=database_url, FIRSTLINE_CRASH_AT="after_claim:5"
    ) as server:  # behind what its samples bring
        for number in count():
            if not _is_taken(server, write_letter(number)):
                break
        server.process.wait(PATIENCE)
    left = _drafts_to_make(database_url)
    _let_leases_run_out(database_url)

    with opened_desk(tmp_path, DATABASE_URL=database_url) as server:
        patient_until = time.monotonic() + PATIENCE
        while _drafts_to_make(database_url) and time.monotonic() < patient_until:
            time.sleep(0.05)
        server.stop()

    assert left > 0
    assert audit(Ledger(), database_url, told_all=False) == []


def _kill_and_call(
    folder: Path, url: str, points: Sequence[str | None], *, command: Sequence[str] = COMMAND
) -> Ledger:
    """Start a desk for each point, let it die there under load, and end with one that lives."""
    ledger, where = Ledger(), Where()
    with Callers(ledger, lambda: where.port).calling() as callers:
        for point in points:
            die_at = point or "nowhere"
            with started(folder, command=command, DATABASE_URL=url, FIRSTLINE_CRASH_AT=die_at) as server:
                if server.opens():  # what the one before has left may lead it to its point at once
                    where.port = server.port
                _die(server, ledger, point)
        with opened_desk(folder, DATABASE_URL=url) as server:
            where.port = server.port
            _wait_for_letters(ledger)
            callers.finish()
            ledger.total = server.ask("GET", "/analytics/summary").json["total_tickets"]
            assert server.stop() == 0
    return ledger


def _die(server: Server, ledger: Ledger, point: str | None) -> None:
    """Let the desk die under load: by itself at its point, or from outside."""
    if point is None:
        _wait_for_letters(ledger)
        time.sleep(random.uniform(0.0, 0.1))  # noqa: S311 - no secret
        server.kill()
    assert server.process.wait(PATIENCE) == -signal.SIGKILL


def _wait_for_letters(ledger: Ledger) -> None:
    enough, patient_until = len(ledger) + LETTERS, time.monotonic() + PATIENCE
    while len(ledger) < enough and time.monotonic() < patient_until:
        time.sleep(0.005)


def _is_taken(server: Server, letter: Letter) -> bool:
    try:
        return server.send("POST", letter.path, letter.body).status in {200, 201}
    except (OSError, http.client.HTTPException):
        return False


def _drafts_to_make(url: str) -> int:
    with opened(url) as database, database.read() as db:
        wanted = select(func.count()).where(schema.jobs.c.verb == "draft_ticket")
        return int(db.execute(wanted).scalar_one())


def _let_leases_run_out(url: str) -> None:
    """Make the leases of the dead end now instead of in half a minute."""
    held = schema.jobs.c.token.is_not(None)
    with opened(url) as database:
        database.write(
            lambda db: db.execute(update(schema.jobs).where(held).values(due_at=wall_clock())).close()
        )
