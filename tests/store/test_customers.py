"""Customers on disk: one person is one customer, however many messages come at once, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from firstline.core.ids import FIRST_CUSTOMER, LARGEST, CustomerId
from firstline.store import customers
from firstline.store.customers import CustomerMissing, Recognised, Record
from firstline.store.db import Database
from firstline.tickets.customer import Caller, by_number, identity_of
from firstline.tickets.ticket import Status
from tests.make import rows
from tests.store.made import MESSY, MOMENT, stored


@pytest.mark.parametrize(
    "callers",
    [
        (Caller("Customer 7", external_id=7), Caller("Customer Seven", external_id=7)),
        (Caller("Ava", "ava@example.com"), Caller("Ava M.", "AVA@Example.COM")),
        (Caller("Jörg", "jörg@straße.example"), Caller("Jörg", "JÖRG@STRASSE.example")),
        (Caller("A", "n/a", external_id=7), Caller("B", "b@example.com", external_id=7)),
    ],
)
def test_one_person_is_one_customer(database: Database, callers: tuple[Caller, Caller]) -> None:
    """Known again by the caller's number, else by the address, whatever its case."""
    first, second = (_find_or_add(database, caller) for caller in callers)

    assert first == second


@pytest.mark.parametrize(
    "callers",
    [
        (Caller("Customer 7", external_id=7), Caller("Customer 7", external_id=8)),
        (Caller("Ava", "ava@example.com"), Caller("Ava", "ava@example.org")),
        (Caller("Ava", "n/a"), Caller("Ava", "n/a")),
        (Caller("Ava"), Caller("Ava")),
        (Caller("7", external_id=7), Caller("7", "7@example.com")),
    ],
)
def test_two_people_are_two_customers(database: Database, callers: tuple[Caller, Caller]) -> None:
    """A name or a word that everyone types makes nobody the same."""
    first, second = (_find_or_add(database, caller) for caller in callers)

    assert first != second


def test_fifty_first_messages_at_once_make_one_customer(database: Database) -> None:
    """By address; all of them hear the same number."""
    ava = Caller("Ava", "ava@example.com")

    with ThreadPoolExecutor(50) as threads:
        found = set(threads.map(lambda _: _find_or_add(database, ava), range(50)))

    assert found == {FIRST_CUSTOMER}
    with database.read() as db:
        assert (rows(db, "customers"), rows(db, "customer_identities")) == (1, 1)


def test_our_numbers_start_where_callers_numbers_end(database: Database) -> None:
    """So the two never meet."""
    ours = [_find_or_add(database, Caller(MESSY, MESSY)) for _ in range(3)]

    assert ours == [FIRST_CUSTOMER, FIRST_CUSTOMER + 1, FIRST_CUSTOMER + 2]


def test_a_customer_is_found_by_the_number_that_callers_know(database: Database) -> None:
    """Their own when they have one, else ours; a number that nobody has names nobody."""
    known = _find_or_add(database, Caller("Customer 7", external_id=7))

    with database.read() as db:
        assert customers.find(db, by_number(7)) == known
        assert customers.id_of(db, 7) == known
        assert customers.id_of(db, known) == known
        assert customers.find(db, by_number(8)) is None
        assert customers.id_of(db, 8) is None


def test_an_identity_is_compared_letter_by_letter(database: Database) -> None:
    """A search's wildcards are letters of an address."""
    _find_or_add(database, Caller("Ava", "a_b@example.com"))

    with database.read() as db:
        other = identity_of(Caller("Axb", "axb@example.com"))
        assert other is not None
        assert customers.find(db, other) is None


def test_a_record_adds_up_one_customers_tickets(database: Database) -> None:
    """What is closed counts as resolved; the mean is exact; the contacts are when the customer wrote."""
    other = _find_or_add(database, Caller("Customer 8", external_id=8))
    for number, status in enumerate((Status.OPEN, Status.WAITING_CUSTOMER, Status.RESOLVED, Status.CLOSED)):
        at = MOMENT + timedelta(microseconds=number)
        stored(database, status=status, door_urgency=1.0 + number / 10, received_at=at)
    stored(database, customer_id=other, customer_external_id=8, door_urgency=5.0)

    with database.read() as db:
        found = customers.record(db, 7)

    last = MOMENT + timedelta(microseconds=3)
    assert found == Record(7, 4, 2, 2, found.avg_urgency, MOMENT, last)
    assert found.avg_urgency == pytest.approx(1.15)


def test_a_customer_without_a_number_has_a_record_under_ours(database: Database) -> None:
    """And is shown with it."""
    ava = _find_or_add(database, Caller("Ava", "ava@example.com"))
    stored(database, customer_id=ava, customer_external_id=None)

    with database.read() as db:
        assert customers.record(db, ava).number == ava


@pytest.mark.parametrize("number", [0, -1, 8, FIRST_CUSTOMER + 5, LARGEST])
def test_a_number_that_is_no_customer_has_no_record(database: Database, number: int) -> None:
    """Not even an empty one."""
    stored(database)

    with database.read() as db, pytest.raises(CustomerMissing, match="Customer not found"):
        customers.record(db, number)


def test_a_list_looks_through_a_window_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may be empty and lead on; at the end everybody was seen once."""
    monkeypatch.setattr(customers, "WINDOW", 2)
    for number in range(1, 8):
        _find_or_add(database, Caller("Ava" if number == 1 else "Ben", external_id=number))

    pages, before = [], None
    while True:
        with database.read() as db:
            found, before = customers.page(db, limit=5, contained="ava", before=before)
        pages.append([one.number for one in found])
        if before is None:
            break

    assert pages == [[], [], [], [1]]


def test_a_customer_of_a_merge_has_the_number_of_the_one_who_stayed(database: Database) -> None:
    """Whoever writes under an address of theirs is recognised with it."""
    seven = _find_or_add(database, Caller("Customer 7", external_id=7))
    ava = Caller("Ava", "ava@example.com")
    identity = identity_of(ava)
    assert identity is not None
    database.write(lambda db: customers.identify(db, seven, identity))

    assert database.write(lambda db: customers.recognise(db, ava, at=MOMENT)) == Recognised(seven, 7)


def _find_or_add(database: Database, caller: Caller) -> CustomerId:
    return database.write(lambda db: customers.find_or_add(db, caller, at=MOMENT))
