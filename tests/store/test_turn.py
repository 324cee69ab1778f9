"""Processes that write to one file take turns: one at a time, and nobody is passed over."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firstline.store import turn as turns
from firstline.store.turn import Turn

HOLD_FOR_EVER = """
import sys, time
from pathlib import Path
from firstline.store.turn import Turn

with Turn(Path(sys.argv[1])):
    print("mine", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Turn]:
    """Stand for one process."""
    with closing(Turn(tmp_path / "desk.db")) as turn:
        yield turn


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Turn]:
    """Stand for another."""
    with closing(Turn(tmp_path / "desk.db")) as turn:
        yield turn


def test_only_one_has_the_turn(tmp_path: Path) -> None:
    """Four writers, each with files of its own as processes have, never meet."""
    inside: list[int] = []
    met: list[int] = []

    def write_often() -> None:
        with closing(Turn(tmp_path / "desk.db")) as turn:
            for _ in range(25):
                with turn:
                    inside.append(1)
                    met.append(len(inside))
                    inside.pop()

    _run_together([write_often] * 4)

    assert met == [1] * 100


def test_who_waits_comes_before_who_has_just_left(busy: Turn, patient: Turn, tmp_path: Path) -> None:
    """A busy process cannot take the turn again over the head of a waiting one."""
    order: list[str] = []

    def wait_for_the_turn() -> None:
        with patient:
            order.append("patient")

    waiting = threading.Thread(target=wait_for_the_turn)
    with busy:
        waiting.start()
        _wait_until_someone_waits(tmp_path / "desk.db")
    with busy:
        order.append("busy")
    waiting.join()

    assert order == ["patient", "busy"]


def test_the_turn_of_a_killed_process_passes_on(patient: Turn, tmp_path: Path) -> None:
    """Nothing is left behind that would need a hand."""
    command = [sys.executable, "-c", HOLD_FOR_EVER, str(tmp_path / "desk.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603 - our own words
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        holder.kill()
    began = time.monotonic()

    with patient:
        waited = time.monotonic() - began

    assert waited < turns.PATIENCE / 10


def test_a_holder_that_does_not_move_is_passed(
    busy: Turn, patient: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn is a courtesy: after a while the database's own lock has the last word."""
    monkeypatch.setattr(turns, "PATIENCE", 0.05)

    with busy:
        with patient:
            pass
        with patient:
            passed = True

    assert passed


def test_a_folder_without_files_for_turns_is_no_obstacle(tmp_path: Path) -> None:
    """Where nothing can be locked, each one goes when it likes."""
    with Turn(tmp_path / "missing" / "desk.db"):
        gone_on = True

    assert gone_on


def _run_together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _wait_until_someone_waits(database: Path) -> None:
    """Return when somebody else holds the head of the queue."""
    head = database.with_name(database.name + "-next").open("ab")
    patient_until = time.monotonic() + 10
    with head:
        while turns._try_lock(head.fileno()) and time.monotonic() < patient_until:  # noqa: SLF001 - the only way to look
            turns._unlock(head.fileno())  # noqa: SLF001 - as above
            time.sleep(0.001)
