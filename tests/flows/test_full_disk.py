"""The disk is full: whoever is refused is told so, nothing is half there, and room mends it."""

import json
import shutil
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.store import tickets
from firstline.store.db import Database
from firstline.store.tickets import Wanted
from tests.disk import limited_disk
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_client, make_desk, opened, run_steps

CALLERS = 8
BALLAST = " and nothing helps" * 900
"""About 16 KB in each message, so that the room is soon used up."""

Answers = dict[str, tuple[int, bytes]]
"""By its key: how each request was answered at last."""


@pytest.fixture
def desk(sqlite_url: str, clock: StillClock) -> Iterator[tuple[Desk, Database]]:
    """Open a desk on a SQLite file."""
    with opened(sqlite_url) as database:
        yield make_desk(database, clock=clock), database


def test_a_database_without_room_loses_nothing_and_halves_nothing(desk: tuple[Desk, Database]) -> None:
    """Eight callers write until no more fits; with room again, the same keys get through, once each."""
    whole_desk, database = desk
    _limit(database, more_pages=150)
    with make_client(whole_desk) as client:
        answers = _send_until_full(client)
        _check(whole_desk, answers)

        _limit(database, more_pages=100_000)
        _send_again(client, answers)

    _check(whole_desk, answers)
    assert {status for status, _ in answers.values()} == {201}
    run_steps(whole_desk)
    assert_whole(whole_desk)


def test_a_full_disk_loses_nothing_and_halves_nothing(sqlite_template: Path) -> None:
    """The same on a real disk of 3 MB; then another file on it is removed."""
    with limited_disk("3m") as disk:
        shutil.copyfile(sqlite_template, disk / "firstline.db")
        (disk / "other").write_bytes(b"x" * 1_500_000)
        with opened(f"sqlite:///{disk}/firstline.db") as database:
            desk = make_desk(database)
            with make_client(desk) as client:
                answers = _send_until_full(client)
                _check(desk, answers)

                (disk / "other").unlink()
                _send_one(client, "later")

            assert add_up(desk).total == len(_acknowledged(answers)) + 1
            assert_whole(desk)


def _send_until_full(client: TestClient) -> Answers:
    """Send from several callers, each until two of its messages are refused."""
    numbers = count()

    def send_some(caller: int) -> Answers:
        mine: Answers = {}
        while sum(status == 503 for status, _ in mine.values()) < 2:
            key = f"key-{caller}-{next(numbers)}"
            mine[key] = _send_one(client, key)
        return mine

    told = together([partial(send_some, caller) for caller in range(CALLERS)])
    return {key: answer for mine in told for key, answer in mine.items()}


def _send_again(client: TestClient, answers: Answers) -> None:
    """Repeat every request: what was answered is answered the same, what was refused gets through."""
    for key, before in answers.items():
        again = _send_one(client, key)
        assert before[0] == 503 or again == before
        answers[key] = again


def _send_one(client: TestClient, key: str) -> tuple[int, bytes]:
    sent = {"user_id": 1 + len(key), "message": f"{key}: it is not working{BALLAST}"}
    answer = client.post("/api/messages/send", json=sent, headers={"Idempotency-Key": key})
    if answer.status_code != 201:
        assert answer.status_code == 503
        assert answer.headers["x-error-code"] == "disk_full"
        assert "Nothing was changed" in answer.json()["error"]
    return answer.status_code, answer.content


def _check(desk: Desk, answers: Answers) -> None:
    """Compare what callers were told with what is there."""
    with desk.read() as db:
        found = {ticket.id: ticket.message for ticket in tickets.newest(db, Wanted(), limit=10_000)}
    told = {json.loads(body)["message_id"]: key for key, body in _acknowledged(answers).items()}
    assert {number: text.partition(":")[0] for number, text in found.items()} == told
    assert_whole(desk)


def _acknowledged(answers: Answers) -> dict[str, bytes]:
    return {key: body for key, (status, body) in answers.items() if status == 201}


def _limit(database: Database, *, more_pages: int) -> None:
    """Let the file grow by so many pages and no further."""
    pages = database.write(lambda db: int(db.exec_driver_sql("PRAGMA page_count").scalar_one()))
    limit = f"PRAGMA max_page_count = {pages + more_pages}"
    database.write(lambda db: db.exec_driver_sql(limit).close())
