"""Fill a desk with conversations that were written for it, so that every screen has something true to show.

They lie over the last weeks before now, and look as if the desk had been there. Each has a reference of its
own, so doing it again adds nothing; what was taken in once is not moved with the time. They cannot be taken
away again, because the event log forgets nothing: a desk for looking at has a folder of its own.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from firstline.core.access import OPERATOR, Principal
from firstline.core.progress import result_of
from firstline.flows.desk import Desk
from firstline.flows.import_messages import Imported, Importing, Run, import_in_batches
from firstline.gateways.demo_file import DemoConversation, DemoEntry
from firstline.gateways.import_row import FileEntry, FileTicket
from firstline.gateways.json_file import CONTENT_TYPE
from firstline.store import imports
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import ENDED, EntryKind, Status

SOURCE = "demo"
BATCH = 20
"""Conversations that share a commit: each is many steps, and whoever waits wants to see that it goes on."""
PAUSE = timedelta(minutes=7)
"""From the last word to the end of a matter, and from the first to its assignment, at the most."""


def fill_with_samples(desk: Desk, samples: Iterable[DemoConversation]) -> Imported:
    """Take the samples in; safe to repeat."""
    return result_of(fill_in_batches(desk, samples))


def fill_in_batches(
    desk: Desk, samples: Iterable[DemoConversation], *, by: Principal = OPERATOR
) -> Importing:
    """Do the same, and tell after each batch what is done by now."""
    run = Run(source=SOURCE, by=by.name, stored_then=True, batch=BATCH)
    return import_in_batches(desk, _rows(samples, desk.clock()), run)


def count_samples(desk: Desk) -> int:
    """Count the sample conversations that are on the desk."""
    with desk.read() as db:
        return imports.count(db, SOURCE)


def _rows(samples: Iterable[DemoConversation], now: datetime) -> Iterator[FileTicket]:
    for row, sample in enumerate(samples, start=1):
        yield _row(row, sample, now)


def _row(row: int, sample: DemoConversation, now: datetime) -> FileTicket:
    begun_at = now - timedelta(hours=sample.ago_hours)
    status, assignee = Status(sample.status), sample.assignee
    later = [_entry(entry, begun_at) for entry in sample.entries[1:]]
    last = later[-1].written_at or begun_at if later else begun_at
    text = sample.entries[0].text
    return FileTicket(
        row=row,
        source=sample.source,
        content_type=CONTENT_TYPE,
        text=text,
        caller=Caller(sample.customer.name, sample.customer.email),
        subject=sample.subject,
        channel=sample.channel,
        tier=sample.tier,
        external_ref=f"demo-{hashlib.sha256(f'{sample.customer.name}: {text}'.encode()).hexdigest()[:16]}",
        written_at=begun_at,
        status=status,
        resolved_at=min(last + PAUSE, now) if status in ENDED else None,
        assignee=assignee,
        assigned_at=_assigned_at(sample, begun_at, now),
        tags=tuple(sorted(set(sample.tags))),
        entries=later,
    )


def _entry(entry: DemoEntry, begun_at: datetime) -> FileEntry:
    return FileEntry(
        kind=EntryKind(entry.kind),
        text=entry.text,
        author=entry.author,
        written_at=begun_at + timedelta(minutes=entry.after_minutes),
    )


def _assigned_at(sample: DemoConversation, begun_at: datetime, now: datetime) -> datetime:
    """Give it to its agent soon, and not after the agent's first word."""
    worked = (entry.after_minutes for entry in sample.entries if entry.kind != EntryKind.MESSAGE)
    soon = begun_at + min(PAUSE, timedelta(minutes=next(worked, PAUSE / timedelta(minutes=1)) / 2))
    return min(soon, now)
