"""Counts: every committed change is in them at once, however far the folding has come."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstline.store import tallies
from firstline.store.db import Connection, Database
from tests.store.made import MESSY

CHANGES = st.lists(st.dictionaries(st.sampled_from(["a", "b", "c:ü"]), st.integers(-9, 9)), max_size=6)


def test_a_sum_is_the_same_before_and_after_folding(database: Database) -> None:
    """Large, negative and odd ones."""
    for change in ({"total": 2**40, MESSY: 1}, {"total": -1, "status:open": -5}, {}, {"total": 2**40}):
        _add(database, change)
    before = _read(database)

    folded = database.write(tallies.fold)

    assert folded == 4
    assert before == _read(database) == {"total": 2**41 - 1, MESSY: 1, "status:open": -5}
    assert database.write(tallies.fold) == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(CHANGES, max_size=4))
def test_folding_may_come_at_any_time(database: Database, steps: list[list[dict[str, int]]]) -> None:
    """Between any two changes: it changes no sum."""
    expected = _read(database)

    for changes in steps:
        for change in changes:
            _add(database, change)
            for name, amount in change.items():
                expected[name] = expected.get(name, 0) + amount
        database.write(tallies.fold)

    assert _nonzero(_read(database)) == _nonzero(expected)


def test_a_reader_sees_whole_sums_while_others_add_and_fold(database: Database) -> None:
    """Two tallies that always grow together are never seen apart, and nothing is lost."""
    stop = threading.Event()

    def keep_folding(_: int) -> int:
        folded = 0
        while not stop.is_set():
            folded += database.write(tallies.fold)
        return folded

    def keep_looking(_: int) -> set[tuple[int, int]]:
        seen = set()
        while not stop.is_set():
            found = _read(database)
            seen.add((found.get("left", 0), found.get("right", 0)))
        return seen

    with ThreadPoolExecutor(8) as threads:
        folding, looking = threads.map(keep_folding, range(2)), threads.map(keep_looking, range(2))
        list(threads.map(lambda _: _add(database, {"left": 1, "right": 1}), range(200)))
        stop.set()
        seen = set().union(*looking)
        folded = sum(folding)

    assert all(left == right for left, right in seen)
    assert _read(database) == {"left": 200, "right": 200}
    with database.read() as db:
        assert folded + tallies.waiting(db) == 200


def test_a_fold_takes_no_more_than_a_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest waits for the next one, and is in every sum meanwhile."""
    monkeypatch.setattr(tallies, "BATCH", 3)
    for _ in range(5):
        _add(database, {"n": 1})

    assert database.write(tallies.fold) == 3
    with database.read() as db:
        assert tallies.waiting(db) == 2
    assert _read(database) == {"n": 5}
    assert database.write(tallies.fold) == 2


def test_a_fold_that_is_undone_leaves_the_deltas(database: Database) -> None:
    """Whatever stops it."""
    _add(database, {"n": 7})

    def fold_and_fail(db: Connection) -> None:
        tallies.fold(db)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        database.write(fold_and_fail)

    assert _read(database) == {"n": 7}
    with database.read() as db:
        assert tallies.waiting(db) == 1


def _add(database: Database, change: Mapping[str, int]) -> None:
    database.write(lambda db: tallies.add(db, change))


def _read(database: Database) -> dict[str, int]:
    with database.read() as db:
        return dict(tallies.read(db))


def _nonzero(counted: Mapping[str, int]) -> dict[str, int]:
    return {name: amount for name, amount in counted.items() if amount}
