"""Kept answers: found by their scope and key, forgotten when they are old."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from firstline.store import idempotency
from firstline.store.db import Connection, Database
from firstline.store.idempotency import Answer, Kept
from tests.store.made import MESSY, MOMENT

KEPT = Kept(b"\x00digest\xff", Answer(201, MESSY.encode() + b"\x00\xff"))


def test_an_answer_comes_back_byte_for_byte(database: Database) -> None:
    """With its status and the fingerprint of its request."""
    _keep(database, "scope", MESSY)

    assert _find(database, "scope", MESSY) == KEPT


@pytest.mark.parametrize(
    ("scope", "key"),
    [("POST /a", "k"), ("POST /b", "K"), ("POST /b", "k "), ("POST /b", ""), ("POST /bk", "")],
)
def test_another_scope_or_key_has_no_answer(database: Database, scope: str, key: str) -> None:
    """Letter by letter."""
    _keep(database, "POST /b", "k")

    assert _find(database, scope, key) is None


def test_a_look_within_a_change_waits_for_the_change_before_it(database: Database) -> None:
    """Of twelve at once one keeps its answer and eleven find it."""
    kept: list[int] = []

    def once(number: int) -> Kept | None:
        def change(db: Connection) -> Kept | None:
            found = idempotency.find_alone(db, scope="s", key="k")
            if found is None:
                kept.append(number)
                idempotency.keep(db, scope="s", key="k", kept=KEPT, at=MOMENT)
            return found

        return database.write(change)

    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(once, range(12)))

    assert len(kept) == 1
    assert sorted(found, key=lambda one: one is not None) == [None] + [KEPT] * 11


def test_keys_do_not_wait_for_each_other(postgresql_url: str) -> None:
    """PostgreSQL: a change that takes its time holds up only its own key."""
    from tests.make import opened  # noqa: PLC0415 - this test alone opens its own database

    begun, enough = threading.Event(), threading.Event()

    def slow(db: Connection) -> None:
        idempotency.find_alone(db, scope="s", key="slow")
        begun.set()
        assert enough.wait(10)

    with opened(postgresql_url) as database, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(database.write, slow)
        assert begun.wait(10)
        _keep(database, "s", "quick")
        enough.set()
        assert waiting.exception(10) is None
        assert _find(database, "s", "quick") == KEPT


def test_what_is_older_is_forgotten(database: Database) -> None:
    """What was kept at that very moment stays."""
    for number in range(4):
        _keep(database, "s", str(number), days=number)

    forgotten = database.write(lambda db: idempotency.forget(db, before=MOMENT + timedelta(days=2)))

    assert forgotten == 2
    assert [_find(database, "s", str(number)) for number in range(4)] == [None, None, KEPT, KEPT]


def _keep(database: Database, scope: str, key: str, *, days: int = 0) -> None:
    at = MOMENT + timedelta(days=days)
    database.write(lambda db: idempotency.keep(db, scope=scope, key=key, kept=KEPT, at=at))


def _find(database: Database, scope: str, key: str) -> Kept | None:
    with database.read() as db:
        return idempotency.find_alone(db, scope=scope, key=key)
