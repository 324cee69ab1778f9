"""Tickets on disk: what was stored comes back, lists have their order, and pages neither skip nor repeat."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstline.core.ids import LARGEST, TicketId
from firstline.core.text import is_takable
from firstline.store import agents, raw, tickets
from firstline.store.db import Connection, Database
from firstline.store.raw import Raw
from firstline.store.tickets import Place, Wanted
from firstline.tickets.ticket import EntryKind, Status, Ticket, TicketMissing
from tests.store.made import MESSY, MOMENT, add_customer, add_ticket, stored

SECOND = timedelta(seconds=1)
TEXTS = st.text(max_size=200).filter(is_takable)
List = Callable[..., Sequence[Ticket]]


# --- what is stored comes back ---------------------------------------------------------------------------


def test_every_field_comes_back_as_it_was(database: Database) -> None:
    """Microseconds, odd letters, the largest numbers: nothing is rounded, cut or changed."""

    def add(db: Connection) -> Ticket:
        return add_ticket(
            db,
            version=2**31 - 1,
            customer_external_id=10**12 - 1,
            customer_name=MESSY,
            customer_email=f"{MESSY}@example.com",
            external_ref=MESSY,
            subject=MESSY,
            message=MESSY,
            status=Status.CLOSED,
            assignee_id=agents.find_or_add(db, MESSY, at=MOMENT),
            assigned_to=MESSY,
            assigned_at=MOMENT + timedelta(microseconds=1),
            resolved_at=MOMENT.replace(year=9999),
            received_at=MOMENT.replace(year=1970, microsecond=1),
            due_at=MOMENT.replace(microsecond=999_999),
            urgency=3.3,
            door_urgency=0.1 + 0.2,
            frustrated=True,
            suggested_reply=MESSY,
        )

    added = database.write(add)

    assert _load(database, added.id) == added
    assert _load(database, added.id).status is Status.CLOSED


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, subject=TEXTS, name=TEXTS)
def test_any_text_that_is_takable_comes_back(database: Database, text: str, subject: str, name: str) -> None:
    """One database holds all the examples."""
    added = stored(database, message=text, subject=subject, customer_name=name)

    found = _load(database, added.id)

    assert (found.message, found.subject, found.customer_name) == (text, subject, name)


def test_a_message_of_a_megabyte_comes_back(database: Database) -> None:
    """It can also be found by its last words."""
    message = "Ω and so on " * 80_000 + "until the very end"

    added = stored(database, message=message)

    assert _load(database, added.id).message == message
    assert _ids(database, tickets.newest, Wanted(in_message="the VERY end"), limit=1) == [added.id]


def test_ids_count_from_one(database: Database) -> None:
    """Callers see them."""
    assert [stored(database).id for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("number", [0, -1, 4_711, LARGEST])
def test_a_number_that_is_no_ticket_is_missing(database: Database, number: int) -> None:
    """However large it is."""
    with pytest.raises(TicketMissing):
        _load(database, TicketId(number))


def test_saving_writes_what_changed(database: Database) -> None:
    """The other ticket stays as it is."""
    before, other = stored(database), stored(database)
    after = replace(before, version=2, status=Status.RESOLVED, resolved_at=MOMENT, team="finance")

    database.write(lambda db: tickets.save(db, before, after))

    assert _load(database, before.id) == after
    assert _load(database, other.id) == other


def test_saving_no_change_writes_nothing(database: Database) -> None:
    """Even a reader could do it."""
    ticket = stored(database)

    with database.read() as db:
        tickets.save(db, ticket, ticket)

    assert _load(database, ticket.id) == ticket


def test_a_ticket_that_is_loaded_to_change_is_held(database: Database) -> None:
    """Of 24 writers at once, each sees what the one before it wrote."""
    ticket = stored(database)

    def count(db: Connection) -> None:
        before = tickets.load(db, ticket.id, to_change=True)
        tickets.save(db, before, replace(before, version=before.version + 1))

    _together([lambda: database.write(count)] * 24)

    assert _load(database, ticket.id).version == 25


def test_a_reference_names_one_ticket_of_its_door(database: Database) -> None:
    """Letter by letter: case and space make another reference."""
    mine = stored(database, door="process", external_ref="T-1 ")
    stored(database, door="other", external_ref="T-1 ")

    def find(door: str, ref: str) -> Ticket | None:
        return database.write(lambda db: tickets.find_by_ref(db, door=door, external_ref=ref))

    assert find("process", "T-1 ") == mine
    assert [find("process", ref) for ref in ("t-1 ", "T-1", "")] == [None] * 3


def test_of_two_looks_for_a_new_reference_the_second_waits(database: Database) -> None:
    """So twelve first messages with one reference find one ticket."""

    def find_or_add(db: Connection) -> int:
        found = tickets.find_by_ref(db, door="process", external_ref="T-1")
        return (found or add_ticket(db, door="process", external_ref="T-1")).id

    found = _together([lambda: database.write(find_or_add)] * 12)

    assert set(found) == {1}


# --- threads ---------------------------------------------------------------------------------------------


def test_a_thread_comes_back_oldest_entry_first(database: Database) -> None:
    """With every part of an entry, and nothing of other tickets."""

    def talk(db: Connection) -> Ticket:
        ticket, other = add_ticket(db), add_ticket(db)
        raw_id = raw.add(db, Raw("messages", "text/plain", b"bytes"), at=MOMENT)
        agent_id = agents.find_or_add(db, "Eve", at=MOMENT)
        later = MOMENT - SECOND  # the order is that of storing, whatever the clock said
        tickets.add_entry(
            db, ticket.id, kind=EntryKind.MESSAGE, author="Ava", text=MESSY, at=MOMENT, raw_id=raw_id
        )
        tickets.add_entry(db, other.id, kind=EntryKind.NOTE, author="Eve", text="other", at=MOMENT)
        tickets.add_entry(
            db, ticket.id, kind=EntryKind.REPLY, author="Eve", text="", at=later, agent_id=agent_id
        )
        return ticket

    ticket = database.write(talk)
    with database.read() as db:
        found = tickets.threads(db, [ticket.id, TicketId(99)])

    thread = [(entry.kind, entry.author, entry.text, entry.written_at) for entry in found[ticket.id]]
    assert thread == [
        (EntryKind.MESSAGE, "Ava", MESSY, MOMENT),
        (EntryKind.REPLY, "Eve", "", MOMENT - SECOND),
    ]
    assert found[TicketId(99)] == []


def test_no_tickets_have_no_threads(database: Database) -> None:
    """An empty page costs no question."""
    with database.read() as db:
        assert tickets.threads(db, []) == {}


# --- lists -----------------------------------------------------------------------------------------------


def test_the_newest_list_is_stable_among_equals(database: Database) -> None:
    """Twelve tickets of three moments, in pages of five: the higher number is the newer one."""
    for number in range(12):
        stored(database, created_at=MOMENT + SECOND * (number % 3))

    pages = [_ids(database, tickets.newest, Wanted(), limit=5, offset=offset) for offset in (0, 5, 10, 15)]

    assert pages == [[12, 9, 6, 3, 11], [8, 5, 2, 10, 7], [4, 1], []]


@pytest.mark.parametrize("by_rules", [True, False])
def test_pages_by_urgency_make_up_the_whole_list(database: Database, *, by_rules: bool) -> None:
    """Urgency, then when the customer wrote, then the number decide; ties of each kind are here."""
    name = "door_urgency" if by_rules else "urgency"
    for number in range(23):
        parts: dict[str, Any] = {name: 1 + number % 3 / 10, "received_at": MOMENT + SECOND * (number % 4)}
        stored(database, **parts)
    wanted = Wanted(by_rules=by_rules)

    whole = _list(database, tickets.most_urgent, wanted, limit=100)
    paged = _pages(database, tickets.most_urgent, wanted)

    assert whole == sorted(whole, key=lambda one: (getattr(one, name), one.received_at, one.id), reverse=True)
    assert paged == whole
    assert len(whole) == 23


def test_pages_by_time_make_up_the_whole_list(database: Database) -> None:
    """When the customer wrote decides, then the number."""
    for number in range(23):
        stored(database, received_at=MOMENT + timedelta(microseconds=number % 4))

    whole = _list(database, tickets.latest, Wanted(), limit=100)
    paged = _pages(database, tickets.latest, Wanted())

    assert whole == sorted(whole, key=lambda one: (one.received_at, one.id), reverse=True)
    assert paged == whole
    assert len(whole) == 23


@pytest.mark.parametrize("pages", [tickets.most_urgent, tickets.latest])
def test_a_page_starts_behind_its_place_whatever_came_in(database: Database, pages: List) -> None:
    """New tickets, at the top and in the middle, neither hide an old one nor show it twice."""
    old = [stored(database, received_at=MOMENT + SECOND * number).id for number in range(6)]
    first = _list(database, pages, Wanted(), limit=3)

    stored(database, received_at=MOMENT + SECOND * 60)
    stored(database, received_at=MOMENT + SECOND * 4)
    rest = _list(database, pages, Wanted(), limit=10, after=_place(first[-1]))

    assert [ticket.id for ticket in [*first, *rest]] == old[::-1]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), {1, 2, 3}),
        (Wanted(statuses=[]), set()),
        (Wanted(statuses=[Status.CLOSED]), {2}),
        (Wanted(statuses=[Status.OPEN, Status.CLOSED]), {1, 2, 3}),
        (Wanted(category="sales"), {2}),
        (Wanted(category="Sales"), set()),
        (Wanted(team="finance"), {3}),
        (Wanted(team="fin%"), set()),
        (Wanted(priority="low"), {2}),
        (Wanted(priority="low", by_rules=False), {3}),
        (Wanted(sentiment="positive"), {2}),
        (Wanted(sentiment="positive", by_rules=False), {3}),
        (Wanted(in_message="blocked"), {1, 3}),
        (Wanted(anywhere="blocked", category="sales"), set()),
        (Wanted(statuses=[Status.OPEN], team="finance", in_message="BLOCK"), {3}),
    ],
)
def test_a_list_holds_what_was_wanted(database: Database, wanted: Wanted, found: set[int]) -> None:
    """Each filter alone and together; the doors' opinion or the verdict's."""
    stored(database)
    stored(
        database,
        status=Status.CLOSED,
        category="sales",
        message="A quote",
        subject="A quote",
        door_priority="low",
        door_sentiment="positive",
    )
    stored(database, team="finance", priority="low", sentiment="positive")

    for pages in (tickets.newest, tickets.most_urgent, tickets.latest):
        assert set(_ids(database, pages, wanted, limit=10)) == found


def test_a_customers_list_holds_nothing_of_others(database: Database) -> None:
    """Not even when the names are equal."""
    other = database.write(lambda db: add_customer(db, 8))
    stored(database)
    theirs = stored(database, customer_id=other)

    assert _ids(database, tickets.newest, Wanted(customer_id=other), limit=9) == [theirs.id]


# --- helpers ---------------------------------------------------------------------------------------------


def _load(database: Database, ticket_id: TicketId) -> Ticket:
    with database.read() as db:
        return tickets.load(db, ticket_id)


def _list(database: Database, pages: List, wanted: Wanted, **how: Any) -> list[Ticket]:  # noqa: ANN401 - of the list
    with database.read() as db:
        return list(pages(db, wanted, **how))


def _ids(database: Database, pages: List, wanted: Wanted, **how: Any) -> list[int]:  # noqa: ANN401 - of the list
    return [ticket.id for ticket in _list(database, pages, wanted, **how)]


def _pages(database: Database, pages: List, wanted: Wanted) -> list[Ticket]:
    found: list[Ticket] = []
    for _ in range(10):  # more pages than there are: a place that is not understood shall not go on for ever
        after = _place(found[-1], wanted) if found else None
        found += _list(database, pages, wanted, limit=5, after=after)
    return found


def _place(ticket: Ticket, wanted: Wanted | None = None) -> Place:
    by_rules = wanted is None or wanted.by_rules
    return Place(ticket.door_urgency if by_rules else ticket.urgency, ticket.received_at, ticket.id)


def _together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(lambda work: work(), works))
