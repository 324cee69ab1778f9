"""Webs and workers as processes apart, over one database: together they are one desk."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from firstline.store import jobs
from firstline.store.jobs import Counts
from tests.journeys.ledger import Ledger, Letter, Receipt, audit, write_letter
from tests.journeys.server import COMMAND, Server, launched
from tests.make import opened

LETTERS = 60
PATIENCE = 60.0
"""Seconds within which four processes start at once, and anything else happens, on a busy machine."""
HASTY = (sys.executable, str(Path(__file__).with_name("hasty.py")))
OPEN = "Firstline is open at "
WORKS = "Firstline works"
AT_ONCE = 10.0
"""Seconds that a worker may take to end in order."""


def test_two_webs_and_two_workers_are_one_desk(empty_url: str, tmp_path: Path) -> None:
    """Started all at once on nothing; one worker dies amid its work, and all of it is done, once."""
    with ExitStack() as stack:

        def start(*words: str, crash_at: str = "nowhere") -> Server:
            told = {"DATABASE_URL": empty_url, "FIRSTLINE_CRASH_AT": crash_at}
            return stack.enter_context(started(tmp_path, *words, command=COMMAND, **told))

        webs = [start("serve", "--port", "0") for _ in range(2)]
        doomed = start("worker", crash_at="after_claim:2")
        heir = start("worker", "--threads", "1")
        for web in webs:
            wait_until_open(web)
        ledger = send(webs)
        assert wait_for(lambda: left(empty_url) == Counts(0, 0, 0))
        codes = [server.stop() for server in (heir, *webs)]

    assert audit(ledger, empty_url) == []
    assert len(ledger) == LETTERS
    assert doomed.process.returncode == -9
    assert codes == [0, 0, 0]


def test_a_web_without_a_worker_takes_messages_in_and_says_what_is_lacking(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A worker that comes later does what waits, and ends in order."""
    with started(tmp_path, "serve", "--port", "0", DATABASE_URL=sqlite_url) as web:
        wait_until_open(web)
        status = web.send("POST", "/tickets", write_letter(1).body).status
        time.sleep(0.5)
        waiting = left(sqlite_url).waiting
        before = web.ask("GET", "/health").json["services"]
        with started(tmp_path, "worker", DATABASE_URL=sqlite_url) as worker:
            done = wait_for(lambda: left(sqlite_url).waiting == 0)
            seen = wait_for(lambda: "engine" in web.ask("GET", "/health").json["services"])
            began = time.monotonic()
            code = worker.stop()
            took = time.monotonic() - began
        after = web.ask("GET", "/health").json["services"]

    assert (status, waiting, before) == (201, 2, {"database": "healthy"})
    assert (done, seen, after) == (True, True, {"database": "healthy", "engine": "healthy"})
    assert code == 0
    assert took < AT_ONCE
    assert "draft_ticket" in said(worker, WORKS)


def test_a_worker_that_is_woken_and_told_to_end_at_once_ends(sqlite_url: str, tmp_path: Path) -> None:
    """The system may hand the signal to any of its threads then, and the sleeping one is not woken by it."""
    assert [_woken_and_ended(sqlite_url, tmp_path) for _ in range(5)] == [0] * 5


def test_a_server_of_ones_own_can_leave_the_steps_to_others(sqlite_url: str, tmp_path: Path) -> None:
    """By a setting."""
    serve = (sys.executable, "-m", "uvicorn", "firstline.run.asgi:app", "--port", "0")
    with started(tmp_path, command=serve, DATABASE_URL=sqlite_url, FIRSTLINE_WORKER="off") as web:
        assert wait_for(lambda: bool(said(web, "Uvicorn running on")))
        web.address = said(web, "Uvicorn running on").split()[3]
        status = web.send("POST", "/tickets", write_letter(1).body).status
        time.sleep(0.5)
        waiting = left(sqlite_url).waiting
        web.stop()

    assert (status, waiting) == (201, 2)  # the draft, and the vectors of the samples


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    """In a sentence, with exit code 1."""
    with started(tmp_path, "worker", DATABASE_URL="postgresql://127.0.0.1:1/none") as worker:
        code = worker.wait()

    assert code == 1
    assert "firstline: The database cannot be reached." in "".join(worker.complained)
    assert "Traceback" not in "".join(worker.complained)


# --- processes --------------------------------------------------------------------------------------------


def _woken_and_ended(url: str, folder: Path) -> int:
    with started(folder, "worker", DATABASE_URL=url) as worker:
        assert wait_for(lambda: bool(said(worker, WORKS)))
        worker.process.send_signal(signal.SIGSTOP)
        time.sleep(0.1)
        worker.process.send_signal(signal.SIGCONT)
        return worker.stop()


@contextmanager
def started(
    folder: Path, *words: str, command: tuple[str, ...] = COMMAND, **environment: str
) -> Iterator[Server]:
    """Start a process of the desk; workers with short leases. It is gone when the block ends."""
    begin = HASTY if words[:1] == ("worker",) else command
    with launched(folder, *begin, *words, **environment) as server:
        yield server


def wait_until_open(web: Server) -> None:
    """Return when it listens, and note where."""
    assert wait_for(lambda: bool(said(web, OPEN)) or web.process.poll() is not None)
    assert web.process.poll() is None, "".join(web.complained)
    web.address = said(web, OPEN).removeprefix(OPEN).partition(";")[0]


def said(server: Server, words: str) -> str:
    """Find a message in its log."""
    lines = [
        json.loads(line) for line in list(server.complained) if line.startswith("{") and line[-1] == "\n"
    ]
    return next((line["message"] for line in lines if words in line["message"]), "")


def send(webs: list[Server]) -> Ledger:
    """Let every letter be taken in, by one web or the other."""
    ledger = Ledger()

    def post(letter: Letter) -> None:
        web = webs[letter.number % len(webs)]
        answered = web.send("POST", letter.path, letter.body, {"Idempotency-Key": letter.key})
        ledger.note(letter, Receipt(answered.status, answered.body))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(post, map(write_letter, range(LETTERS))))
    return ledger


def left(url: str) -> Counts:
    """Count what waits, runs and was given up."""
    with opened(url) as database, database.read() as db:
        return jobs.counts(db)


def wait_for(what: Callable[[], bool]) -> bool:
    """Tell whether it comes true, soon enough."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        if what():
            return True
        time.sleep(0.1)
    return False
