"""An import that is killed again and again: in the end each row is there once, or in the reject file.

`FIRSTLINE_IMPORT_ROWS=100000 pytest tests/journeys/test_import_kill.py` does it with a larger file.
"""

import csv
import os
import random
import signal
import time
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import func, select

from firstline.flows.desk import Desk
from firstline.store import schema
from firstline.store.db import Database
from tests.flows.whole import assert_whole
from tests.journeys.server import COMMAND, Server, launched
from tests.make import make_desk, opened

ROWS = int(os.environ.get("FIRSTLINE_IMPORT_ROWS", "4000"))
KILLS = 5
REJECTED = 3
"""The exit code when some rows are in the reject file."""
PATIENCE = 60.0 + ROWS / 100
"""Seconds that a run may take on a busy machine."""

TEXTS = ("My account is blocked", "Where is order {n}?", "Thank you, number {n}", "I was charged twice ({n})")


def test_each_row_of_a_killed_import_is_there_once(database_url: str, tmp_path: Path) -> None:
    """Or in the reject file; equal rows are as many messages, and no half of anything is left."""
    good, bad = write_file(tmp_path / "in.csv")
    with opened(database_url) as database:
        for kill in range(1, KILLS + 1):
            kill_import(database, tmp_path, at=len(good) * kill // (KILLS + 1))
        killed_at = count(database)

        with importing(tmp_path, database_url) as last:
            code = last.process.wait(PATIENCE)

        assert code == REJECTED
        assert 0 < killed_at < len(good)
        assert stored(database) == Counter(good)
        assert rejected(tmp_path / "in.csv.rejects.csv") == bad
        assert_whole(desk_of(database))


def write_file(path: Path) -> tuple[list[str], list[int]]:
    """Write rows, some of them equal and some bad; give the good ones' texts and the bad ones' numbers."""
    good, bad = [], []
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("User ID", "Message Body", "Timestamp (UTC)"))
        for n in range(1, ROWS + 1):
            text = TEXTS[n % len(TEXTS)].format(n=n)
            user = "nobody" if n % 97 == 0 else 1 + n % 7
            rows.writerow((user, text, f"2026-01-15 {n % 24}:{n % 60:02}:00"))
            (bad.append(n) if n % 97 == 0 else good.append(text))
    return good, bad


def kill_import(database: Database, folder: Path, *, at: int) -> None:
    """Start the import and end it, as a power cut would, when about so many rows are stored."""
    patient_until = time.monotonic() + PATIENCE
    with importing(folder, database.engine.url.render_as_string(hide_password=False)) as run:
        while count(database) < at and run.process.poll() is None and time.monotonic() < patient_until:
            time.sleep(0.01)
        time.sleep(random.uniform(0.0, 0.1))  # noqa: S311 - no secret
        run.kill()
    assert run.process.returncode == -signal.SIGKILL


def importing(folder: Path, url: str) -> AbstractContextManager[Server]:
    """Start the import in a process of its own."""
    return launched(folder, *COMMAND, "import", "in.csv", DATABASE_URL=url)


def count(database: Database) -> int:
    """Count the tickets, from outside."""
    with database.read() as db:
        return int(db.execute(select(func.count()).select_from(schema.tickets)).scalar_one())


def stored(database: Database) -> Counter[str]:
    """Count the messages by their text."""
    with database.read() as db:
        return Counter(db.execute(select(schema.tickets.c.message)).scalars())


def rejected(path: Path) -> list[int]:
    """Give the numbers of the rows that were given back."""
    with path.open(newline="", encoding="utf-8") as file:
        return [int(row["row"]) for row in csv.DictReader(file)]


def desk_of(database: Database) -> Desk:
    """Open a desk over the database."""
    return make_desk(database)
