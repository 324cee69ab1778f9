"""Callers who remember what they were told, and the audit that holds the desk to it.

The ledger lives in the test's own process, so no crash of the desk can touch it. A caller has one message
at a time, each with its own key, and repeats it under that key until it is acknowledged, as a good client
does. `audit` then compares the ledger with the database: it gives findings, so that a test can also ask
for findings where a fault was planted. One about a letter that was lost or doubled begins with that word.
"""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from sqlalchemy import select

from firstline.core.clock import wall_clock
from firstline.flows.desk import Desk
from firstline.run.worker import LEASE
from firstline.store import schema, tickets
from firstline.store.tickets import Wanted
from tests.flows.whole import flaws
from tests.make import StillClock, make_desk, opened, run_steps

CALLERS = 8
PATIENCE = 5.0
"""Seconds that a caller waits for one answer."""

GIVE_UP = 60.0
"""Seconds after which a caller no longer believes that the desk will be back."""

PAUSE = 0.02
"""Seconds between two tries."""

UNAVAILABLE = 503
WHY = "X-Error-Code"
LOST, DOUBLED = "lost", "doubled"

TROUBLES = (
    "My card is blocked",
    "I was charged twice",
    "The export crashes",
    "How do I change my plan",
    "Thanks",
)
ALL = 10**6


@dataclass(frozen=True, slots=True)
class Letter:
    """What a caller sends, the same each time."""

    number: int
    path: str
    body: bytes
    text: str

    @property
    def key(self) -> str:
        """Name the request."""
        return f"letter-{self.number}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the desk said."""

    status: int
    body: bytes
    why: str = field(default="", compare=False)
    """The stable code of a refusal."""


@dataclass(slots=True)
class Ledger:
    """Every letter that was acknowledged, with what was said; and what should never have been said."""

    receipts: dict[Letter, Receipt] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    """How often each key was tried."""
    sent: int = 0
    """How many of these tries found somebody to send to."""
    refused: Counter[str] = field(default_factory=Counter)
    """Refusals for a time (503), by their codes."""
    total: int | None = None
    """Tickets that the desk counted at the end, in its own summary."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        """Count the acknowledged letters."""
        return len(self.receipts)

    def note(self, letter: Letter, receipt: Receipt) -> None:
        """Write down what was said; a second answer to a letter has to equal the first."""
        if receipt.status not in {200, 201}:
            self.complain(f"{letter.key} was refused with {receipt.status}: {receipt.body!r}")
            return
        with self.lock:
            first = self.receipts.setdefault(letter, receipt)
        if first != receipt:
            self.complain(f"{letter.key} was answered {first.body!r}, then {receipt.body!r}")

    def refuse(self, letter: Letter, receipt: Receipt) -> None:
        """Count a refusal for a time; it has to say why."""
        with self.lock:
            self.refused[receipt.why] += 1
        if not receipt.why:
            self.complain(f"{letter.key} was refused for a time, and not told why: {receipt.body!r}")

    def complain(self, what: str) -> None:
        """Write down what should not have happened."""
        with self.lock:
            self.complaints.append(what)


@dataclass(slots=True)
class Callers:
    """Eight callers, who send letters to wherever the desk is at the moment."""

    ledger: Ledger
    port: Callable[[], int]
    """Where the desk listens now; 0: nowhere."""
    rate: float | None = None
    """New letters a second, of all callers together; None: as fast as they are answered."""
    _next: float = 0.0
    _pacing: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=count)
    _threads: list[threading.Thread] = field(init=False)

    def __post_init__(self) -> None:
        """Call them together."""
        self._threads = [threading.Thread(target=self._call, daemon=True) for _ in range(CALLERS)]

    @contextmanager
    def calling(self) -> Iterator[Self]:
        """Let them send, until they are told to finish or the block ends."""
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._stop.set()

    def finish(self) -> None:
        """Return when each has its last letter acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)

    def _call(self) -> None:
        while not self._stop.is_set():
            self._wait_for_turn()
            letter = write_letter(next(self._numbers))
            self._insist(letter)
            if letter.number % 5 == 0:
                self._insist(letter)  # a caller who forgot

    def _wait_for_turn(self) -> None:
        """Keep to the rate."""
        if self.rate is None:
            return
        with self._pacing:
            turn = self._next = max(self._next + 1 / self.rate, time.monotonic())
        self._stop.wait(turn - time.monotonic())

    def _insist(self, letter: Letter) -> None:
        """Send a letter until it is acknowledged, or refused for good."""
        give_up_at = time.monotonic() + GIVE_UP
        while time.monotonic() < give_up_at:
            receipt = self._send(letter)
            if receipt is not None and receipt.status == UNAVAILABLE:
                self.ledger.refuse(letter, receipt)
            elif receipt is not None:
                self.ledger.note(letter, receipt)
                return
            time.sleep(PAUSE)
        self.ledger.complain(f"{letter.key} was never answered")

    def _send(self, letter: Letter) -> Receipt | None:
        """Send a letter once; no receipt: nobody knows what became of it."""
        with self.ledger.lock:
            self.ledger.tries[letter.key] += 1
        port = self.port()
        if not port:
            return None
        with self.ledger.lock:
            self.ledger.sent += 1
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.key}
        try:
            line.request("POST", letter.path, letter.body, headers)
            answer = line.getresponse()
            return Receipt(answer.status, answer.read(), answer.getheader(WHY, ""))
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


def write_letter(number: int) -> Letter:
    """Write the letter of this number: every third to another door, and no text twice."""
    text = f"{TROUBLES[number % len(TROUBLES)]}. This is letter {number} of customer {number % 7 + 1}."
    path, body = DOORS[number % len(DOORS)](number, text)
    return Letter(number, path, json.dumps(body).encode(), text)


def _to_messages(number: int, text: str) -> tuple[str, Mapping[str, Any]]:
    return "/api/messages/send", {"user_id": number % 7 + 1, "message": text}


def _to_tickets(number: int, text: str) -> tuple[str, Mapping[str, Any]]:
    address = f"customer{number % 7}@example.com"
    return "/tickets", {
        "customer_name": "Ava",
        "customer_email": address,
        "subject": f"Letter {number}",
        "message": text,
    }


def _to_process(number: int, text: str) -> tuple[str, Mapping[str, Any]]:
    address = f"customer{number % 7}@example.com"
    return "/api/v1/tickets/process", {
        "ticket_id": f"T-{number}",
        "raw_message": text,
        "customer_name": "Ava",
        "customer_email": address,
    }


DOORS = (_to_messages, _to_tickets, _to_process)


# --- the audit --------------------------------------------------------------------------------------------


def audit(ledger: Ledger, url: str, *, told_all: bool = True) -> list[str]:
    """Hold the desk to what it said; findings, or nothing.

    The desk is closed by now. First what it left undone is done, as its next start would do once the
    leases of the dead have run out. With `told_all` there may be no ticket that nobody was told of.
    """
    with opened(url) as database:
        desk = make_desk(database, clock=StillClock(wall_clock() + 2 * LEASE))
        run_steps(desk)
        found = [*ledger.complaints, *_against_ledger(desk, ledger, told_all=told_all)]
        return [*found, *flaws(desk), *_left_undone(desk)]


def _against_ledger(desk: Desk, ledger: Ledger, *, told_all: bool) -> Iterator[str]:
    with desk.read() as db:
        found = tickets.newest(db, Wanted(), limit=ALL)
        sent = select(schema.entries.c.ticket_id, schema.raw_messages.c.body).join(schema.raw_messages)
        bodies = {row.ticket_id: row.body for row in db.execute(sent)}
    by_text: dict[str, list[int]] = {}
    for ticket in found:
        by_text.setdefault(ticket.message, []).append(ticket.id)
    for letter, receipt in ledger.receipts.items():
        mine = by_text.pop(letter.text, [])
        if not mine:
            yield f"{LOST}: {letter.key} was acknowledged and is lost"
        elif len(mine) > 1:
            yield f"{DOUBLED}: {letter.key} became the tickets {mine}"
        elif bodies.get(mine[0]) != letter.body:
            yield f"{letter.key} has other bytes than were sent"
        elif not _names(receipt, mine[0], letter):
            yield f"{letter.key} is ticket {mine[0]}, and the caller was told {receipt.body!r}"
    if told_all:
        yield from (f"nobody was told of ticket {numbers}: {text}" for text, numbers in by_text.items())
    if ledger.total not in {None, len(found)}:
        yield f"the summary said {ledger.total} tickets, there are {len(found)}"


def _names(receipt: Receipt, number: int, letter: Letter) -> bool:
    told = json.loads(receipt.body)
    if "ticket_id" in told:
        return bool(told["ticket_id"] == f"T-{letter.number}")
    return number in {told.get("message_id"), told.get("id")}


def _left_undone(desk: Desk) -> Iterator[str]:
    """Find steps that wait for ever: after all leases ran out and the desk worked, only its own are left."""
    with desk.read() as db:
        for row in db.execute(select(schema.jobs)):
            if row.verb not in {"fold_tallies", "forget_answers"} or row.dead_at is not None:
                yield f"the step {row.verb} of ticket {row.subject} was left undone"
