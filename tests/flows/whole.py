"""Is the desk whole? Everything that a message brings with it is there, once, and the sums are right.

`assert_whole` recounts all that the desk keeps twice. It is what the tests of this room and the kill
tests end with: whatever was refused, cut off or repeated before, no half of anything may be left.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.exc import DatabaseError

from firstline.core.errors import Unavailable
from firstline.core.ids import TicketId
from firstline.core.text import folded
from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.receive import PROCESSED
from firstline.store import drafts, schema, search, tallies, taxonomies, tickets
from firstline.store.bodies import unpacked
from firstline.store.db import Connection
from firstline.store.tickets import Wanted
from firstline.tickets.columns import columns_of
from firstline.tickets.snapshot import NAMES, snapshot
from firstline.tickets.tally import tally_of
from firstline.tickets.ticket import Entry, EntryKind, Ticket
from firstline.tickets.titles import title_of

PROCESS = "process"
"""The door whose answers show their drafts, and are counted."""

FILES = ("text/csv; charset=utf-8", "application/x-ndjson")
"""What a row of a file is kept as."""

ALL = 10**6
AT_ONCE = 1_000
"""Tickets whose threads are asked for together: a statement takes so many values."""
CHECK_TRIGRAMS = "INSERT INTO search_trigrams(search_trigrams, rank) VALUES ('integrity-check', 1)"


def assert_whole(desk: Desk) -> None:
    """Fail and say what is missing, doubled or miscounted."""
    found = flaws(desk)
    assert not found, "\n".join(found)


def flaws(desk: Desk) -> list[str]:
    """Name all that is not as it should be; nothing when the desk is whole."""
    with desk.read() as db:
        every = list(tickets.newest(db, Wanted(), limit=ALL))
        found = [flaw for check in CHECKS for flaw in check(db, every)]
    return [*found, *_trigrams(desk), *_summary(desk, every)]


def recount(every: Iterable[Ticket]) -> Counter[str]:
    """Count the tallies again from the tickets themselves."""
    counted: Counter[str] = Counter()
    for ticket in every:
        counted.update(tally_of(ticket))
    return counted


# --- what each ticket has ---------------------------------------------------------------------------------


def _verdicts(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Each revision has its verdict, made on an entry of the ticket; they gave the columns."""
    made, judged = schema.verdicts.c, schema.entries.c
    columns: tuple[Any, ...] = (
        made.ticket_id,
        made.revision,
        made.body,
        judged.kind,
        judged.ticket_id.label("judged_id"),
    )
    rows = select(*columns).join(schema.entries, judged.id == made.entry_id)
    by_ticket = _grouped(db.execute(rows.order_by(made.ticket_id, made.revision)).all())
    for ticket in every:
        mine = by_ticket.pop(ticket.id, [])
        if [row.revision for row in mine] != list(range(1, ticket.revision + 1)):
            yield f"ticket {ticket.id} at revision {ticket.revision} has {len(mine)} verdicts"
            continue
        said = [columns_of(unpacked(row.body)) for row in mine]
        newest = said[-1]
        if any(getattr(ticket, name) not in {columns[name] for columns in said} for name in newest):
            yield f"ticket {ticket.id} does not show its verdicts"
        if ticket.urgency < newest["urgency"] or ticket.level > newest["level"]:
            yield f"ticket {ticket.id} weighs less than its newest verdict"
        if any(row.kind != EntryKind.MESSAGE or row.judged_id != ticket.id for row in mine):
            yield f"a verdict of ticket {ticket.id} judges what is no message of it"
    yield from (f"there are verdicts on {number}, which is no ticket" for number in by_ticket)


def _threads(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Each ticket opens with its message, and each of its messages was judged; a correction judges none."""
    by_ticket = _grouped(
        db.execute(select(schema.entries).order_by(schema.entries.c.ticket_id, schema.entries.c.id)).all()
    )
    made = schema.verdicts.c
    judged = Counter(row[0] for row in db.execute(select(made.ticket_id, made.entry_id).distinct()))
    for ticket in every:
        messages = [row for row in by_ticket.get(ticket.id, []) if row.kind == EntryKind.MESSAGE]
        if len(messages) != judged[ticket.id]:
            yield f"ticket {ticket.id} has {len(messages)} messages, and {judged[ticket.id]} were judged"
        elif messages[0].text != ticket.message or by_ticket[ticket.id][0] is not messages[0]:
            yield f"ticket {ticket.id} does not open with its message"


def _raw(db: Connection, _: list[Ticket]) -> Iterator[str]:
    """Each message has its bytes, with the right fingerprint, and no bytes are without a message."""
    kept = {row.id: row for row in db.execute(select(schema.raw_messages))}
    messages = db.execute(select(schema.entries).where(schema.entries.c.kind == EntryKind.MESSAGE)).all()
    for message in messages:
        found = kept.pop(message.raw_id, None)
        if found is None:
            yield f"entry {message.id} has no raw message of its own"
        elif hashlib.sha256(found.body).digest() != found.sha256:
            yield f"the fingerprint of raw message {found.id} is wrong"
    yield from (f"raw message {number} belongs to nothing" for number in kept)


def _events(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Each version of a ticket has its event, and the events tell how the ticket stands."""
    rows = db.execute(
        select(schema.events).where(schema.events.c.ticket_id.is_not(None)).order_by(schema.events.c.id)
    ).all()
    by_ticket = _grouped(sorted(rows, key=lambda row: row.ticket_id))
    for ticket in every:
        mine = by_ticket.pop(ticket.id, [])
        kinds = Counter(row.kind for row in mine)
        if len(mine) != ticket.version:
            yield f"ticket {ticket.id} at version {ticket.version} has {len(mine)} events"
        later = sum(
            kinds[f"ticket.{what}"] for what in ("continued", "corrected", "uncorrected", "judged", "refiled")
        )
        if kinds["ticket.received"] != 1 or later != ticket.revision - 1:
            yield f"ticket {ticket.id} at revision {ticket.revision} has the events {dict(kinds)}"
        if _told(mine) != msgspec.to_builtins(snapshot(ticket), str_keys=True):
            yield f"the events of ticket {ticket.id} do not tell how it stands"
    yield from (f"there are events of {number}, which is no ticket" for number in by_ticket)


def _told(mine: list[Row[Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for row in mine:
        told |= row.data
    return {name: value for name, value in told.items() if name in NAMES}


def _searchable(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Each ticket can be found by all that stands in its thread."""
    texts = db.execute(select(schema.search_texts))
    found = {row.ticket_id: (row.head, row.message, row.work) for row in texts}
    threads: dict[TicketId, list[Entry]] = {}
    for start in range(0, len(every), AT_ONCE):
        threads |= tickets.threads(db, [ticket.id for ticket in every[start : start + AT_ONCE]])
    for ticket in every:
        head = search.head_of(ticket.customer_name, ticket.customer_email, ticket.subject)
        said, work = (
            search.BETWEEN.join(folded(one.text) for one in threads[ticket.id] if is_said == _is_said(one))
            for is_said in (True, False)
        )
        if found.pop(ticket.id, None) != (head, said, work):
            yield f"ticket {ticket.id} cannot be found by what it says"
    yield from (f"a search would find {number}, which is no ticket" for number in found)


def _is_said(entry: Entry) -> bool:
    return entry.kind is EntryKind.MESSAGE


def _drafts(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Each ticket has a draft or a step that will make one; the door that shows drafts has them all.

    What came from a file gets its draft when somebody asks for one.
    """
    from_file = _from_file(db)
    made = {tuple(row) for row in db.execute(select(schema.drafts.c.ticket_id, schema.drafts.c.revision))}
    judging = _judging(db)
    coming = set(
        db.execute(select(schema.jobs.c.subject).where(schema.jobs.c.verb == "draft_ticket")).scalars()
    )
    for ticket in every:
        if ticket.id in from_file:
            continue
        needed = {ticket.revision, *(judging[ticket.id] if ticket.door == PROCESS else ())}
        if not all((ticket.id, revision) in made for revision in needed) and ticket.id not in coming:
            yield f"ticket {ticket.id} has no draft, and none is coming"
    yield from (f"a step is buried: {reason}" for reason in _buried(db))


def _judging(db: Connection) -> dict[int, set[int]]:
    """Name the revisions that judge a message for the first time; the others are corrections."""
    of, revision = schema.verdicts.c.ticket_id, func.min(schema.verdicts.c.revision)
    found: dict[int, set[int]] = {}
    for ticket_id, first in db.execute(select(of, revision).group_by(of, schema.verdicts.c.entry_id)):
        found.setdefault(ticket_id, set()).add(first)
    return found


def _buried(db: Connection) -> Iterable[str]:
    return db.execute(select(schema.jobs.c.error).where(schema.jobs.c.dead_at.is_not(None))).scalars()


def _people(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """Nobody is there without a ticket, and who has a ticket is there under that name."""
    left = select(schema.customers.c.id).where(schema.customers.c.merged_into.is_(None))
    there, writing = len(db.execute(left).all()), len({ticket.customer_id for ticket in every})
    if there != writing:
        yield f"there are {there} customers, and {writing} of them have tickets"
    names = {row.id: row.name for row in db.execute(select(schema.agents))}
    for ticket in every:
        known = None if ticket.assignee_id is None else names.get(ticket.assignee_id)
        if known != ticket.assigned_to:
            yield f"ticket {ticket.id} is assigned to {ticket.assigned_to!r}, who is {known!r}"


# --- what is counted --------------------------------------------------------------------------------------


def _tallies(db: Connection, every: list[Ticket]) -> Iterator[str]:
    """The tallies are what a recount gives."""
    counted = {name: n for name, n in tallies.read(db).items() if n}
    right = {name: n for name, n in (recount(every) + _processed(db, every)).items() if n}
    if counted != right:
        wrong = sorted(name for name in counted.keys() | right if counted.get(name) != right.get(name))
        yield f"miscounted: {[(name, counted.get(name, 0), right.get(name, 0)) for name in wrong]}"


def _processed(db: Connection, every: list[Ticket]) -> Counter[str]:
    """Count what the door that shows drafts has done, from the verdicts and the drafts."""
    counted: Counter[str] = Counter()
    made = {ticket.id for ticket in every if ticket.door == PROCESS} - _from_file(db)
    judged = set()
    taxonomy = taxonomies.load(db)
    in_order = select(schema.verdicts).order_by(schema.verdicts.c.ticket_id, schema.verdicts.c.revision)
    for row in db.execute(in_order):
        if row.ticket_id in made and row.entry_id not in judged:
            judged.add(row.entry_id)
            verdict = unpacked(row.body)
            proposal = drafts.load(db, row.ticket_id, revision=row.revision)
            title = title_of(verdict.category.value, verdict.subcategory.value, taxonomy).category
            compliance = proposal.policy.compliance if proposal else "missing"
            names = (f"priority_{verdict.level.value}", f"category_{title}", f"compliance_{compliance}")
            counted.update(f"{PROCESSED}{name}" for name in ("tickets_processed", *names))
    return counted


def _from_file(db: Connection) -> set[int]:
    """Name the tickets whose opening message is a row of a file."""
    came_as = schema.raw_messages.c.content_type
    rows = select(schema.entries.c.ticket_id).join(
        schema.raw_messages, schema.raw_messages.c.id == schema.entries.c.raw_id
    )
    return set(db.execute(rows.where(came_as.in_(FILES))).scalars())


def _summary(desk: Desk, every: list[Ticket]) -> Iterator[str]:
    """The summary that callers see says the same."""
    sums, right = add_up(desk), recount(every)
    if (sums.total, sums.open) != (len(every), right["status:open"]):
        yield f"the summary says {sums.total} tickets, {sums.open} open"
    for kind, shown in (("category", sums.by_category), ("team", sums.by_team)):
        if shown != {name.removeprefix(f"{kind}:"): n for name, n in right.items() if name.startswith(kind)}:
            yield f"the summary by {kind} is wrong: {shown}"


def _trigrams(desk: Desk) -> Iterator[str]:
    """SQLite's search index, which is kept by triggers, agrees with the texts."""

    def check(db: Connection) -> bool:
        if db.dialect.name != "sqlite":
            return True
        db.exec_driver_sql(CHECK_TRIGRAMS)  # raises when the index and the texts differ
        return True

    try:
        desk.write(check)
    except (Unavailable, DatabaseError) as error:
        yield f"the search index is damaged: {type(error).__name__}"


CHECKS: tuple[Callable[[Connection, list[Ticket]], Iterator[str]], ...] = (
    _verdicts,
    _threads,
    _raw,
    _events,
    _searchable,
    _drafts,
    _people,
    _tallies,
)


def _grouped(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    return {number: list(mine) for number, mine in groupby(rows, key=lambda row: int(row.ticket_id))}
