"""Take in messages that were written elsewhere, each once, however often the file comes.

A row is known again by its source, user, time and text, and by how many times the same row stood before it
in the file; so a second run adds only what is new, and a run that was cut off can simply be repeated.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstline.flows.desk import Desk
from firstline.flows.receive import Incoming, record
from firstline.gateways.csv_file import CsvMessage, Reject
from firstline.store import customers
from firstline.store.db import Connection
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller, by_number
from firstline.triage.judge import judge

SOURCE = "csv"
BATCH = 100
"""Rows that share a commit: about 50 ms of work, so that other writers hardly wait."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a run did."""

    rows: int
    messages: int
    """New ones."""
    customers: int
    """New ones."""
    rejects: Sequence[Reject]


def import_messages(desk: Desk, found: Iterable[CsvMessage | Reject]) -> Imported:
    """Take in every row that can be taken; the LLM is not asked."""
    rows = list(found)
    rejects = [row for row in rows if isinstance(row, Reject)]
    seen: Counter[str] = Counter()
    incoming = [_incoming(row, seen) for row in rows if isinstance(row, CsvMessage)]
    messages = people = 0
    for start in range(0, len(incoming), BATCH):
        new, strangers = _take(desk, incoming[start : start + BATCH])
        messages += new
        people += strangers
    desk.nudge()
    return Imported(len(rows), messages, people, rejects)


def _take(desk: Desk, batch: Sequence[Incoming]) -> tuple[int, int]:
    judged = [(incoming, judge(incoming.message)) for incoming in batch]

    def save(db: Connection) -> tuple[int, int]:
        new = strangers = 0
        for incoming, verdict in judged:
            identity = by_number(incoming.caller.external_id or 0)
            strangers += customers.find_alone(db, identity) is None
            new += record(desk, db, incoming, verdict).new
        return new, strangers

    return desk.write(save)


def _incoming(row: CsvMessage, seen: Counter[str]) -> Incoming:
    told = f"{row.user_id}\n{row.written_at.isoformat()}\n{row.text}"
    seen[told] += 1
    fingerprint = hashlib.sha256(told.encode()).hexdigest()
    return Incoming(
        door=SOURCE,
        raw=Raw(SOURCE, "text/csv; charset=utf-8", row.source),
        caller=Caller(f"Customer {row.user_id}", external_id=row.user_id),
        text=row.text,
        external_ref=f"{fingerprint}#{seen[told]}",
        received_at=row.written_at,
    )
