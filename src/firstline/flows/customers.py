"""Customers: look at one, list them, note things about them, and say by what they are known.

A customer's number is the caller's own where there is one, else ours, from 10^12 on; the number of a customer
who was merged into another leads to that one. A ticket shows its customer's number as it is now, so a change
of the number moves the tickets, each with its event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from firstline.core.access import Principal
from firstline.core.errors import Conflict
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.readdress import readdress
from firstline.store import customer_notes, customers, events, read_marks, tags
from firstline.store.customer_notes import Note
from firstline.store.customers import Customer, History, Known
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.customer import Identity
from firstline.tickets.ticket import Ticket
from firstline.tickets.unread import is_unread

MOST_IDENTITIES = 100
"""Of one customer."""


class IdentityTaken(Conflict):
    """Another customer is known by it."""

    code = "identity_taken"


class TooManyIdentities(Conflict):
    """The customer is known by as much as anybody can be."""

    code = "too_many_identities"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A customer, by what they are known again, and what their tickets add up to."""

    customer: Customer
    known_by: Sequence[Known]
    history: History


@dataclass(frozen=True, slots=True)
class InList:
    """A ticket as a list shows it."""

    ticket: Ticket
    tags: Sequence[str]
    unread: bool | None
    """None: the caller is no agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which customers a list is asked for."""

    contained: str = ""
    """In the name, the address or an identity, whatever the case."""
    identity: Identity | None = None
    """By which the customer is known, exactly."""


def list_customers(
    desk: Desk, sought: Sought, *, limit: int, before: int | None = None
) -> tuple[Sequence[Customer], int | None]:
    """List customers, the newest first, and the number from which to go on; None: there are no more."""
    with desk.read() as db:
        if sought.identity is None:
            return customers.page(db, limit=limit, contained=sought.contained, before=before)
        found = customers.find(db, sought.identity)
        return ([] if found is None else [customers.load(db, found)]), None


def find_customer(desk: Desk, number: int) -> Portrait:
    """Give a customer by the number that callers know.

    Raises:
        CustomerMissing: when there is none.
    """
    with desk.read() as db:
        return portrait(db, customers.load(db, number))


def portrait(db: Connection, customer: Customer) -> Portrait:
    """Give all there is to see of a customer, inside the caller's transaction."""
    known_by = customers.identities(db, customer.id)
    return Portrait(customer, known_by, customers.history(db, customer.id))


def list_tickets(
    desk: Desk, number: int, *, by: Principal, limit: int, before: int | None = None
) -> Sequence[InList]:
    """List a customer's tickets, the newest first, as the caller sees them.

    Raises:
        CustomerMissing: when there is none.
    """
    with desk.read() as db:
        found = customers.tickets_of(db, customers.load(db, number).id, limit=limit, before=before)
        ids = [ticket.id for ticket in found]
        tagged = tags.of(db, ids)
        read = None if by.agent_id is None else read_marks.of(db, by.agent_id, ids)
    return [
        InList(one, tagged[one.id], None if read is None else is_unread(one, read.get(one.id)))
        for one in found
    ]


def change_customer(
    desk: Desk, number: int, given: Mapping[str, Any], *, by: Principal, expected: Expected = None
) -> Portrait:
    """Change a customer's name or address; their tickets keep what was given with them.

    Raises:
        CustomerMissing: when there is none.
        Outdated: when somebody else has changed the customer since.
    """

    def save(db: Connection) -> Portrait:
        before = _to_change(db, number, expected)
        changes = {name: value for name, value in given.items() if value != getattr(before, name)}
        if not changes:
            return portrait(db, before)
        after = replace(before, **changes, version=before.version + 1)
        customers.save(db, after.id, changes | {"version": after.version})
        _tell(desk, db, "customer.changed", after, by, changes)
        return portrait(db, after)

    return desk.write(save)


def list_notes(desk: Desk, number: int, *, limit: int, before: int | None = None) -> Sequence[Note]:
    """List the notes about a customer, the newest first.

    Raises:
        CustomerMissing: when there is none.
    """
    with desk.read() as db:
        return customer_notes.page(db, customers.load(db, number).id, limit=limit, before=before)


def add_note(desk: Desk, number: int, text: str, *, by: Principal) -> Note:
    """Note something about a customer.

    Raises:
        CustomerMissing: when there is none.
    """

    def save(db: Connection) -> Note:
        customer = customers.load(db, number, to_change=True)
        note = customer_notes.add(db, customer.id, author=by.name, text=text, at=desk.clock())
        _tell(desk, db, "customer.noted", customer, by, {"note_id": note.id})
        return note

    return desk.write(save)


def add_identity(
    desk: Desk, number: int, identity: Identity, *, by: Principal, expected: Expected = None
) -> Portrait:
    """Let a customer be known by one more thing; what they are known by already leaves no trace.

    Raises:
        CustomerMissing: when there is none.
        IdentityTaken: when another customer is known by it; the sentence says which.
        Outdated: when somebody else has changed the customer since.
    """

    def save(db: Connection) -> Portrait:
        before = _to_change(db, number, expected)
        owner = customers.find_alone(db, identity)
        if owner == before.id:
            return portrait(db, before)
        _check_free(db, owner, before, identity)
        customers.identify(db, before.id, identity)
        return _known_differently(desk, db, before, "customer.identified", identity, by)

    return desk.write(save)


def remove_identity(
    desk: Desk, number: int, identity: Identity, *, by: Principal, expected: Expected = None
) -> Portrait:
    """Let a customer be known by something no more; what they are not known by leaves no trace.

    Raises:
        CustomerMissing: when there is none.
        Outdated: when somebody else has changed the customer since.
    """

    def save(db: Connection) -> Portrait:
        before = _to_change(db, number, expected)
        if customers.find_alone(db, identity) != before.id:
            return portrait(db, before)
        customers.forget(db, identity)
        return _known_differently(desk, db, before, "customer.unidentified", identity, by)

    return desk.write(save)


def settled(desk: Desk, db: Connection, customer: Customer, *, by: Principal) -> Customer:
    """Give a customer the next version, and on all their tickets the number by which they are known now."""
    number = _own_number(customer, customers.identities(db, customer.id))
    after = replace(customer, external_id=number, version=customer.version + 1)
    customers.save(db, after.id, {"external_id": number, "version": after.version})
    if number != customer.external_id:
        readdress(desk, db, customer.id, after, by=by)
    return after


def _to_change(db: Connection, number: int, expected: Expected) -> Customer:
    customer = customers.load(db, number, to_change=True)
    if expected is not None and customer.version not in expected:
        check_version(customer.version, expected, thing="customer", current=portrait(db, customer))
    return customer


def _check_free(db: Connection, owner: int | None, customer: Customer, identity: Identity) -> None:
    if owner is not None:
        other = customers.load(db, owner)
        message = f"Customer {other.number} is known by this {identity.kind}. Merge the two if they are one."
        raise IdentityTaken(message)
    if len(customers.identities(db, customer.id)) >= MOST_IDENTITIES:
        message = f"A customer is known by {MOST_IDENTITIES} things at most; remove one that is not needed."
        raise TooManyIdentities(message)


def _known_differently(  # noqa: PLR0913, PLR0917 - all of the situation
    desk: Desk, db: Connection, before: Customer, kind: str, identity: Identity, by: Principal
) -> Portrait:
    after = settled(desk, db, before, by=by)
    _tell(desk, db, kind, after, by, {"kind": identity.kind, "value": identity.value})
    return portrait(db, after)


def _own_number(customer: Customer, known_by: Sequence[Known]) -> int | None:
    """Give the number that the customer has while they are known by it, else their smallest one."""
    numbers = [int(known.identity.value) for known in known_by if known.identity.kind == "external_id"]
    return customer.external_id if customer.external_id in numbers else min(numbers, default=None)


def _tell(  # noqa: PLR0913, PLR0917 - all of the situation
    desk: Desk, db: Connection, kind: str, customer: Customer, by: Principal, data: Mapping[str, Any]
) -> None:
    told = {"customer_id": customer.id, "version": customer.version, **data}
    events.add(db, None, Event(kind, by.name, told, desk.clock()))
