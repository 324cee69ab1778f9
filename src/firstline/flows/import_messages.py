"""Take in messages that were written elsewhere, each once, however often the file comes.

A row is known again by its reference, or else by its source, user, time and text and by how many times the
same row stood before it in the file. Each batch of rows is looked up before it is judged. So a second run
adds only what is new, and a run that was killed is simply started again: what it had stored is passed over
at the speed of reading.

A batch is one transaction, with all that a message brings with it; only the step that drafts a reply is left
out, because nobody needs a thousand drafts for old mail: a draft is made when it is asked for. Rows are read,
judged and forgotten batch by batch, so a file of any size takes the memory of a small one.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from firstline.core.access import OPERATOR
from firstline.core.errors import Conflict, DeskError
from firstline.core.progress import result_of
from firstline.flows.desk import Desk
from firstline.flows.judgement import Judgements, Judges, judge_here
from firstline.flows.keep import Kept, by_door, keep
from firstline.flows.opinion import decided_on
from firstline.flows.receive import Incoming, record
from firstline.flows.snooze import rest
from firstline.flows.telling import Judged, Story
from firstline.gateways.import_row import FileTicket, Reject
from firstline.store import events, imports
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.imports import Known
from firstline.store.raw import Raw
from firstline.store.seen import Seen
from firstline.tickets.message import Message
from firstline.tickets.ticket import ReferenceTaken

SOURCE = "csv"
BATCH = 100
"""Rows that share a commit: about 30 ms of work, so that other writers hardly wait."""
MOST_UNKNOWN = 100
"""Names and labels that a run tells of because this desk does not know them."""
FULL = 200_000
"""Characters after which a batch is full, however few its rows are."""
MOST_REJECTS = 1_000
"""Rejects that the result itself repeats; a run's caller hears of all of them."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a run did."""

    rows: int
    messages: int
    """New ones."""
    customers: int
    """New ones."""
    rejects: Sequence[Reject] = field(default_factory=list)
    """The first of those that could not be taken, without their rows."""
    rejected: int = 0
    """How many could not be taken."""
    unknown: frozenset[str] = frozenset()
    """What the file names and this desk does not know, such as `agent Mara`: it was left out. Some of it."""

    @property
    def known(self) -> int:
        """How many rows were there already."""
        return self.rows - self.messages - self.rejected


def _ignore(_: object) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a file is taken in, and who hears of it."""

    source: str = SOURCE
    """Where rows come from that do not say it themselves."""
    by: str = OPERATOR.name
    """Who takes it in, for the event log."""
    dry: bool = False
    """Nothing is stored."""
    stored_then: bool = False
    """The desk shall look as if it had been there when the messages were written."""
    batch: int = 0
    """Rows that share a commit at the most; 0: as many as usual."""
    judges: Judges = judge_here
    on_reject: Callable[[Reject], None] = _ignore


Importing = Generator[Imported, None, Imported]
"""An import under way: what is done so far, after each batch, and what was done in the end."""


def import_messages(desk: Desk, found: Iterable[FileTicket | Reject], run: Run = Run()) -> Imported:
    """Take in every row that can be taken; the LLM is not asked.

    Raises:
        FileUnreadable: when the file cannot be read to its end; what came before is stored.
    """
    return result_of(import_in_batches(desk, found, run))


def import_in_batches(desk: Desk, found: Iterable[FileTicket | Reject], run: Run = Run()) -> Importing:
    """Do the same, and tell after each batch what is done by now.

    Whoever closes it ends the import behind the batch that is under way; what is stored stays.
    """
    with closing(Seen()) as seen:
        taking = _Taking(desk, run, seen)
        try:
            yield from _take_all(taking, found)
        except BaseException:
            with suppress(DeskError):  # what ended the run is told; the log may be out of reach as well
                taking.tell(whole=False)
            raise
        taking.tell(whole=True)
    desk.nudge()
    return taking.done


def _take_all(taking: "_Taking", found: Iterable[FileTicket | Reject]) -> Iterator[Imported]:
    with ThreadPoolExecutor(1, "storing") as storing:
        under_way: Future[None] | None = None
        for rows in _batches(
            found, taking.run.batch or BATCH
        ):  # the next ones are read and judged while one is stored
            batch = taking.begin(rows)
            if under_way is not None:
                under_way.result()
            done, under_way = taking.done, storing.submit(taking.end, batch)
            if done.rows:
                yield done  # while the next batch is stored
        if under_way is not None:
            under_way.result()
            yield taking.done


@dataclass(frozen=True, slots=True)
class _Row:
    """A row under the reference by which it is known again."""

    row: FileTicket
    story: Story
    given: bool
    """The reference is the file's own; else it is made of all that the row says."""

    @property
    def place(self) -> tuple[str, str]:
        """Name the door and the reference."""
        return self.story.place


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows under way: those that are being judged, and those that add to another row's reference."""

    rows: int
    rejects: Sequence[Reject]
    fresh: Sequence[_Row]
    again: Sequence[_Row]
    judgements: Callable[[], Judgements]


@dataclass(slots=True)
class _Taking:
    """A run under way: batches are begun in one thread and ended in another, each in their order."""

    desk: Desk
    run: Run
    seen: Seen
    done: Imported = field(default_factory=lambda: Imported(0, 0, 0))

    def begin(self, rows: Sequence[FileTicket | Reject]) -> _Batch:
        """Find out what of a batch is new, and let it be judged."""
        rejects = [one for one in rows if isinstance(one, Reject)]
        fresh, again = self.sort([self.named(one) for one in rows if isinstance(one, FileTicket)])
        messages = [message for one in fresh for message in one.story.messages]
        return _Batch(len(rows), rejects, fresh, again, self.judgements(messages))

    def judgements(self, messages: Sequence[Message]) -> Callable[[], Judgements]:
        """Let messages be judged by what the desk knows now."""
        judge, board = judge_here if self.run.dry else self.run.judges, self.desk.board
        return judge(board.taxonomy, messages, board.learned)

    def end(self, batch: _Batch) -> None:
        """Store what is new of a batch, and tell of the rest."""
        for reject in batch.rejects:
            self.reject(reject)
        if self.run.dry:
            self.count(messages=len(batch.fresh))
        else:
            there = self.store(batch)
            batch = replace(batch, again=[*there, *batch.again])
        for one in batch.again:
            self.take_again(one)
        self.count(rows=batch.rows)

    def store(self, batch: _Batch) -> list[_Row]:
        """Store rows, and give those whose own reference has come to be known meanwhile."""
        if not batch.fresh:
            return []
        judgements, policy = iter(batch.judgements()), self.desk.board.learned.policy
        judged = [
            Judged(one.story, list(islice(judgements, len(one.story.messages))), policy)
            for one in batch.fresh
        ]
        kept = self.desk.write(lambda db: self.keep(db, judged))
        self.count(messages=kept.tickets, customers=kept.customers)
        if kept.unknown and len(self.done.unknown) < MOST_UNKNOWN:
            unknown = sorted(self.done.unknown | kept.unknown)[:MOST_UNKNOWN]
            self.done = replace(self.done, unknown=frozenset(unknown))
        return [one for one in batch.fresh if one.given and one.place in kept.there]

    def keep(self, db: Connection, judged: Sequence[Judged]) -> Kept:
        """Store conversations, and let what rests be woken in its time."""
        kept = keep(db, judged, taxonomy=self.desk.board.taxonomy, at=self.desk.clock())
        for ticket in kept.resting:
            rest(self.desk, db, ticket)
        return kept

    def tell(self, *, whole: bool) -> None:
        """Write into the event log what the run did; one that stored nothing leaves no trace."""
        done = self.done
        if not done.messages or self.run.dry:
            return
        data = {
            "source": self.run.source,
            "whole": whole,
            "rows": done.rows,
            "tickets": done.messages,
            "customers": done.customers,
            "known": done.known,
            "rejected": done.rejected,
            "unknown": sorted(done.unknown),
        }
        event = Event("import.finished", self.run.by, data, self.desk.clock())
        self.desk.write(lambda db: events.add(db, None, event))

    def sort(self, rows: Sequence[_Row]) -> tuple[list[_Row], list[_Row]]:
        """Pass over what is stored already; part what is new from what adds to another row's reference."""
        known = self.known(rows)
        fresh: dict[tuple[str, str], _Row] = {}
        again = []
        for one in rows:
            before = known.get(one.place)
            if before is None and one.place not in fresh:
                fresh[one.place] = one
            elif one.given and not _is_same(one, before):
                again.append(one)
        return list(fresh.values()), again

    def known(self, rows: Sequence[_Row]) -> dict[tuple[str, str], Known]:
        """Look up what is stored under the rows' references."""
        found: dict[tuple[str, str], Known] = {}
        with self.desk.read() as db:
            for door, refs in by_door(one.place for one in rows).items():
                found |= {(door, ref): one for ref, one in imports.known(db, door, refs).items()}
        return found

    def take_again(self, one: _Row) -> None:
        """Take a row whose reference is known: the next message of that ticket, or a mistake."""
        if one.story.entries and _is_same(one, self.known([one]).get(one.place)):
            return
        try:
            if one.story.entries:
                message = f"The reference {one.place[1]!r} belongs to another conversation."
                raise ReferenceTaken(message)
            if not self.run.dry:
                incoming = one.story.incoming
                decided = decided_on(self.desk, incoming.message)
                received = self.desk.write(lambda db: record(self.desk, db, incoming, decided))
                self.count(messages=int(received.new))
        except Conflict as conflict:
            self.reject(Reject(one.row.row, conflict.sentence, one.row.source))

    def reject(self, reject: Reject) -> None:
        """Note a row that cannot be taken."""
        self.run.on_reject(reject)
        rejects = self.done.rejects
        if len(rejects) < MOST_REJECTS:
            rejects = [*rejects, replace(reject, source=b"")]
        self.done = replace(self.done, rejects=rejects, rejected=self.done.rejected + 1)

    def count(self, *, rows: int = 0, messages: int = 0, customers: int = 0) -> None:
        """Count what was done."""
        done = self.done
        self.done = replace(
            done,
            rows=done.rows + rows,
            messages=done.messages + messages,
            customers=done.customers + customers,
        )

    def named(self, row: FileTicket) -> _Row:
        """Give a row the reference by which it is known again."""
        door = row.door or self.run.source
        ref = row.external_ref
        if ref is None:
            told = _told(row)
            times = self.seen.again(hashlib.sha256(f"{door}\n{told}".encode()).digest()[:16])
            ref = f"{hashlib.sha256(told.encode()).hexdigest()}#{times}"
        incoming = Incoming(
            door=door,
            raw=Raw(door, row.content_type, row.source),
            caller=row.caller,
            text=row.text,
            subject=row.subject,
            channel=row.channel,
            tier=row.tier,
            external_ref=ref,
            received_at=row.written_at,
            is_old=True,
        )
        story = Story(
            incoming=incoming,
            entries=row.entries,
            status=row.status,
            resolved_at=row.resolved_at,
            assignee=row.assignee,
            assigned_at=row.assigned_at,
            tags=row.tags,
            html=row.html,
            snoozed_until=row.snoozed_until,
            customer=row.customer,
            history=row.history,
            stored_then=self.run.stored_then,
        )
        return _Row(row, story, given=row.external_ref is not None)


def _batches(found: Iterable[FileTicket | Reject], most: int) -> Iterator[list[FileTicket | Reject]]:
    """Gather rows until there are enough of them, or they hold enough."""
    batch: list[FileTicket | Reject] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one.source)
        if len(batch) >= most or size >= FULL:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _told(row: FileTicket) -> str:
    """Say all that makes a row without a reference one message."""
    caller = row.caller
    who = caller.external_id or caller.ref or caller.email or caller.name
    when = "" if row.written_at is None else row.written_at.isoformat()
    return f"{who}\n{when}\n{row.text}"


def _is_same(one: _Row, before: Known | None) -> bool:
    """Tell whether what is stored is this row, and not another message under its reference."""
    incoming = one.story.incoming
    if before is None or before.message != incoming.text:
        return False
    return bool(one.story.entries) or before.caller == replace(incoming.caller, ref=None)
