"""What agents keep on tickets: tags, read marks, drafts, corrections, and threads by pages."""

from datetime import timedelta
from functools import partial

from firstline.core.ids import AgentId, TicketId
from firstline.store import agent_drafts, agents, corrections, entries, read_marks, tags, tickets
from firstline.store.agent_drafts import AgentDraft
from firstline.store.db import Connection, Database
from firstline.tickets.corrections import Correction
from firstline.tickets.ticket import EntryKind
from firstline.tickets.verdict import Priority
from tests.store.made import MESSY, MOMENT, add_ticket, stored

LATER = MOMENT + timedelta(microseconds=1)


def test_tags_are_listed_for_many_tickets_at_once(database: Database) -> None:
    """Those of each in the order of the alphabet; a ticket without any has none."""
    one, other, bare = (stored(database).id for _ in range(3))
    database.write(lambda db: tags.change(db, one, add={"b", "a", "ß"}))
    database.write(lambda db: tags.change(db, other, add={"a"}))

    database.write(lambda db: tags.change(db, one, add={"c"}, remove={"b", "never there"}))

    with database.read() as db:
        assert tags.of(db, [one, other, bare]) == {one: ["a", "c", "ß"], other: ["a"], bare: []}
        assert tags.of(db, []) == {}


def test_the_tags_in_use_are_each_listed_once(database: Database) -> None:
    """However many tickets have them, and only those that begin so."""
    numbers = [stored(database).id for _ in range(3)]
    for number in numbers:
        database.write(partial(tags.change, ticket_id=number, add={"vip", "vi_x", "a"}))

    with database.read() as db:
        assert sorted(tags.known(db, limit=9)) == ["a", "vi_x", "vip"]
        assert sorted(tags.known(db, start="vi", limit=9)) == ["vi_x", "vip"]
        assert tags.known(db, start="vi_", limit=9) == ["vi_x"]
        assert len(tags.known(db, limit=2)) == 2
        assert tags.known(db, start="zz", limit=9) == []


def test_a_read_mark_is_each_agents_own_and_moves(database: Database) -> None:
    """The last moment counts; taking it away leaves the others'."""
    number, eve, bob = database.write(_ticket_and_agents)
    for agent, at in ((eve, MOMENT), (eve, LATER), (bob, MOMENT)):
        database.write(partial(read_marks.put, agent_id=agent, ticket_id=number, at=at))

    with database.read() as db:
        assert read_marks.of(db, eve, [number, TicketId(99)]) == {number: LATER}
    database.write(lambda db: read_marks.remove(db, eve, number))

    with database.read() as db:
        assert read_marks.of(db, eve, [number]) == {}
        assert read_marks.of(db, bob, [number]) == {number: MOMENT}


def test_a_draft_comes_back_as_it_was_saved(database: Database) -> None:
    """One of each kind; the newer words replace the older."""
    number, eve, _ = database.write(_ticket_and_agents)
    first = AgentDraft(EntryKind.REPLY, MESSY, None, 1, MOMENT)
    second = AgentDraft(EntryKind.REPLY, "two", "<p>two</p>", 2, LATER)
    note = AgentDraft(EntryKind.NOTE, "", None, 1, MOMENT)

    for draft in (first, second, note):
        database.write(partial(agent_drafts.save, agent_id=eve, ticket_id=number, draft=draft))

    with database.read() as db:
        assert agent_drafts.of(db, eve, number) == [second, note]
        assert agent_drafts.find(db, eve, number, EntryKind.REPLY) == second
    database.write(lambda db: agent_drafts.remove(db, eve, number, EntryKind.REPLY))
    with database.read() as db:
        assert agent_drafts.of(db, eve, number) == [note]


def test_corrections_keep_any_kind_of_value(database: Database) -> None:
    """Names, numbers, yes and no, moments; the last is listed first, page after page."""
    number = stored(database).id
    made = [
        Correction("priority", Priority.LOW, Priority.HIGH),
        Correction("urgency", 1.5, 5.0),
        Correction("frustrated", before=False, after=True),
        Correction("due_at", MOMENT, LATER),
    ]

    database.write(lambda db: corrections.add(db, number, made, revision=2, author=MESSY, at=MOMENT))

    with database.read() as db:
        first = corrections.of(db, number, limit=2)
        rest = corrections.of(db, number, before=first[-1].id, limit=9)
        assert corrections.has(db, number, "due_at")
        assert not corrections.has(db, number, "level")
    found = [*first, *rest]
    assert [(one.field, one.before, one.after) for one in reversed(found)] == [
        ("priority", "low", "high"),
        ("urgency", 1.5, 5.0),
        ("frustrated", False, True),
        ("due_at", "2026-03-02T08:00:00.123457Z", "2026-03-02T08:00:00.123458Z"),
    ]
    assert {(one.author, one.corrected_at, one.revision) for one in found} == {(MESSY, MOMENT, 2)}


def test_a_thread_is_read_from_its_end(database: Database) -> None:
    """Page after page, and nothing of another ticket's."""
    number, _, _ = database.write(_ticket_and_agents)
    other = stored(database).id
    for text in ("one", "two", "three"):
        for ticket_id in (number, other):
            database.write(partial(_note, ticket_id=ticket_id, text=text))

    with database.read() as db:
        newest = entries.page(db, number, limit=2)
        oldest = entries.page(db, number, before=newest[-1].id, limit=2)

    assert [(entry.text, entry.html) for entry in [*newest, *oldest]] == [
        ("three", "<p>three</p>"),
        ("two", "<p>two</p>"),
        ("one", "<p>one</p>"),
    ]
    assert {entry.ticket_id for entry in [*newest, *oldest]} == {number}


def _ticket_and_agents(db: Connection) -> tuple[TicketId, AgentId, AgentId]:
    eve, bob = (agents.find_or_add(db, name, at=MOMENT) for name in ("Eve", "Bob"))
    return add_ticket(db).id, eve, bob


def _note(db: Connection, ticket_id: TicketId, text: str) -> None:
    html, kind = f"<p>{text}</p>", EntryKind.NOTE
    tickets.add_entry(db, ticket_id, kind=kind, author="Eve", text=text, html=html, at=MOMENT)
