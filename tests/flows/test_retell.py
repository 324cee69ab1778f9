"""A conversation from elsewhere is a ticket like any other, with the history that the file tells."""

from datetime import UTC, datetime, timedelta

from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.import_messages import Run, import_messages
from firstline.gateways.import_row import FileEntry, FileTicket
from firstline.store import agents, events, tickets
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import EntryKind, Status, Ticket
from tests.flows.whole import assert_whole
from tests.make import MORNING, rows

THEN = datetime(2025, 1, 15, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


def row(text: str = "Where is my parcel?", **parts: object) -> FileTicket:
    """Make a row of a file."""
    given = {"row": 1, "source": text.encode(), "content_type": "application/x-ndjson", "text": text}
    given |= {"caller": Caller("Ava", "ava@example.com"), "written_at": THEN}
    return FileTicket(**given | parts)  # type: ignore[arg-type] # each test its own parts


def entry(kind: EntryKind, text: str, hours: float, author: str | None = "Mara") -> FileEntry:
    """Make what followed some hours later."""
    who = None if kind == EntryKind.MESSAGE else author
    return FileEntry(kind=kind, text=text, author=who, written_at=THEN + hours * HOUR)


def imported(desk: Desk, *found: FileTicket, run: Run = Run()) -> Ticket:  # noqa: B008 - a frozen value
    """Take rows in, and give the newest ticket."""
    import_messages(desk, found, run)
    with desk.read() as db:
        return tickets.newest(db, Wanted(), limit=1)[0]


LONG = row(
    entries=(
        entry(EntryKind.REPLY, "We look into it.", 1),
        entry(EntryKind.NOTE, "The carrier lost it.", 2, "Jonas"),
        entry(EntryKind.MESSAGE, "My account is blocked now!", 3),
        entry(EntryKind.REPLY, "A new one is on its way.", 4),
    ),
    status=Status.RESOLVED,
    resolved_at=THEN + 5 * HOUR,
    assignee="Mara",
    assigned_at=THEN + HOUR / 2,
    tags=("parcel", "lost"),
)


def test_a_conversation_comes_in_whole(desk: Desk) -> None:
    """Each thing at the moment the file gives; stored now."""
    ticket = imported(desk, LONG)

    assert (ticket.status, ticket.resolved_at) == (Status.RESOLVED, THEN + 5 * HOUR)
    assert (ticket.assigned_to, ticket.assigned_at) == ("Mara", THEN + HOUR / 2)
    assert (ticket.received_at, ticket.heard_at, ticket.created_at) == (THEN, THEN + 3 * HOUR, MORNING)
    with desk.read() as db:
        thread = tickets.threads(db, [ticket.id])[ticket.id]
    assert [(one.author, (one.written_at - THEN) / HOUR) for one in thread] == [
        ("Ava", 0),
        ("Mara", 1),
        ("Jonas", 2),
        ("Ava", 3),
        ("Mara", 4),
    ]
    assert_whole(desk)


def test_the_log_tells_what_happened_when(desk: Desk) -> None:
    """As if the verbs had been called then."""
    ticket = imported(desk, LONG)

    with desk.read() as db:
        told = [
            (one.kind, one.actor, (one.happened_at - THEN) / HOUR) for one in events.timeline(db, ticket.id)
        ]
    assert told == [
        ("ticket.received", "Ava", 0),
        ("ticket.assigned", "Mara", 0.5),
        ("ticket.replied", "Mara", 1),
        ("ticket.noted", "Jonas", 2),
        ("ticket.continued", "Ava", 3),
        ("ticket.replied", "Mara", 4),
        ("ticket.resolved", "Mara", 5),
        ("ticket.tagged", "Mara", 5 + TICK / HOUR),
    ]


def test_agents_are_found_or_made(desk: Desk) -> None:
    """The same name is the same agent."""
    desk.write(lambda db: agents.find_or_add(db, "Mara", at=MORNING))

    ticket = imported(desk, LONG)

    with desk.read() as db:
        assert rows(db, "agents") == 2
    assert ticket.assigned_to == "Mara"


def test_a_further_message_has_its_verdict_and_its_weight(desk: Desk) -> None:
    """The blocked account is what the ticket is about now, as when it is heard at a door."""
    ticket = imported(desk, LONG)

    assert (ticket.revision, ticket.category, ticket.door_urgency) == (2, "account", 5.0)
    assert ticket.urgency > 3


def test_a_matter_that_was_ended_before_a_message_begins_anew(desk: Desk) -> None:
    """The file says when it was ended, and so does the log."""
    again = FileEntry(
        kind=EntryKind.MESSAGE, text="Thank you!", written_at=THEN + 3 * HOUR, ended_at=THEN + 2 * HOUR
    )

    ticket = imported(desk, row("My account is blocked", entries=(again,)))

    assert (ticket.status, ticket.resolved_at, ticket.urgency < 5) == (Status.OPEN, None, True)
    with desk.read() as db:
        kinds = [one.kind for one in events.timeline(db, ticket.id)]
    assert kinds == ["ticket.received", "ticket.resolved", "ticket.continued"]
    assert_whole(desk)


def test_times_that_are_missing_or_run_backwards_do_no_harm(desk: Desk) -> None:
    """What has no time comes with what stands before it; the thread keeps the file's order."""
    ticket = imported(
        desk,
        row(
            written_at=None,
            entries=(
                FileEntry(kind=EntryKind.REPLY, text="First", author="Mara"),
                entry(EntryKind.REPLY, "Second", -5),
                FileEntry(kind=EntryKind.NOTE, text="Third", author="Mara"),
            ),
            status=Status.CLOSED,
            resolved_at=THEN - HOUR,
            assignee="Mara",
        ),
        row(
            "Another one",
            entries=(entry(EntryKind.REPLY, "Late", 2), entry(EntryKind.REPLY, "Earlier", 1)),
            status=Status.CLOSED,
            resolved_at=THEN - HOUR,
        ),
    )

    assert ticket.status == Status.CLOSED
    with desk.read() as db:
        every = tickets.newest(db, Wanted(), limit=9)
        threads = tickets.threads(db, [one.id for one in every])
    for thread in threads.values():
        assert sorted(one.written_at for one in thread) == [one.written_at for one in thread]
    assert [one.text for one in threads[every[1].id]] == ["Where is my parcel?", "First", "Second", "Third"]
    assert_whole(desk)


def test_a_desk_may_look_as_if_it_had_been_there(desk: Desk) -> None:
    """Then the moment of storing is the moment of writing."""
    ticket = imported(desk, LONG, run=Run(stored_then=True))

    assert (ticket.created_at, ticket.updated_at) == (THEN, THEN + 5 * HOUR + TICK)
    assert_whole(desk)


def test_what_was_ended_counts_as_ended(desk: Desk) -> None:
    """In the sums, too."""
    imported(desk, LONG, row("Still open"))

    sums = add_up(desk)
    assert (sums.total, sums.open) == (2, 1)
