"""Customers on disk: known again by a well-formed address or the caller's own number or reference alone.

Two first messages of one customer at once make one customer: on SQLite there is one writer; on
PostgreSQL both take a lock that is named after the identity.

A customer who was merged into another has nothing left but the pointer to them: no identity, no ticket, no
note. Pointers are one step long, so every number leads to a living customer at once. Whoever recognises a
customer shares a lock that a merge takes alone: so no message is stored for a customer who is just moving.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, insert, select, update

from firstline.core.errors import Missing
from firstline.core.ids import CustomerId, TicketId
from firstline.core.text import folded
from firstline.store.hold import hold, share
from firstline.store.hot import Hot
from firstline.store.schema import customer_identities, customers, tickets
from firstline.store.search import BETWEEN
from firstline.store.tickets import COLUMNS as TICKET_COLUMNS
from firstline.store.tickets import ticket_of
from firstline.tickets.customer import Caller, Identity, by_number, identity_of, is_callers
from firstline.tickets.ticket import ENDED, Ticket

MERGING = "customers"
WINDOW = 50_000
"""Customers that one page of a list looks through at the most; about 20 ms of work."""


class CustomerMissing(Missing):
    """There is no such customer."""

    code = "customer_missing"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who wrote."""

    id: CustomerId
    external_id: int | None
    """The number by which callers know them, where they have one of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody who wrote."""

    id: CustomerId
    external_id: int | None
    name: str
    email: str | None
    created_at: datetime
    version: int

    @property
    def number(self) -> int:
        """The number that callers know: their own, else ours."""
        return self.id if self.external_id is None else self.external_id


@dataclass(frozen=True, slots=True)
class Known:
    """By what a customer is known again."""

    identity: Identity
    verified: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What one customer's tickets add up to."""

    number: int
    total: int
    open: int
    resolved: int
    avg_urgency: float
    first_contact: datetime
    last_contact: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What one customer's tickets add up to, by the verdicts' values; a customer may have none."""

    total: int
    open: int
    average_urgency: float | None
    first_contact: datetime | None
    last_contact: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket that goes to another customer, or to the same one under another number."""

    ticket_id: TicketId
    version: int
    updated_at: datetime


MINE = (customer_identities.c.kind == bindparam("kind")) & (customer_identities.c.value == bindparam("value"))
FIND = Hot(select(customer_identities.c.customer_id).where(MINE))
KNOW = Hot(
    select(customers.c.id, customers.c.external_id).join_from(customer_identities, customers).where(MINE)
)
ADD = Hot(insert(customers).returning(customers.c.id))
IDENTIFY = Hot(insert(customer_identities))
COLUMNS = [customers.c[name] for name in ("id", "external_id", "name", "email", "created_at", "version")]
MOVE = (
    update(tickets)
    .where(tickets.c.id == bindparam("ticket_id"))
    .values(
        customer_id=bindparam("goes_to"),
        customer_external_id=bindparam("number"),
        version=bindparam("to_version"),
        updated_at=bindparam("moved_at"),
    )
)


def find(db: Connection, identity: Identity) -> CustomerId | None:
    """Look a customer up."""
    found = FIND.scalar(db, {"kind": identity.kind, "value": identity.value})
    return None if found is None else CustomerId(found)


def id_of(db: Connection, number: int) -> CustomerId | None:
    """Name a customer by the number that callers know: their own or, from 10^12 on, ours.

    The number of a merged customer names the one they were merged into.
    """
    if is_callers(number):
        return find(db, by_number(number))
    wanted = select(func.coalesce(customers.c.merged_into, customers.c.id)).where(customers.c.id == number)
    found = db.execute(wanted).scalar()
    return None if found is None else CustomerId(found)


def find_or_add(db: Connection, caller: Caller, *, at: datetime) -> CustomerId:
    """Find the customer, or make one; a caller without an identity is always a new one."""
    return recognise(db, caller, at=at).id


def recognise(db: Connection, caller: Caller, *, at: datetime) -> Recognised:
    """Find the customer, or make one, and tell the number that callers know; no merge comes between."""
    hold_still(db)
    identity = identity_of(caller)
    known = None if identity is None else _know_alone(db, identity)
    if known is not None:
        return known
    values = {
        "name": caller.name,
        "email": caller.email,
        "external_id": caller.external_id,
        "created_at": at,
        "sought": sought(caller.name, caller.email, [identity] if identity else []),
    }
    customer_id = CustomerId(ADD.scalar(db, values))
    if identity is not None:
        known_by = {"kind": identity.kind, "value": identity.value, "customer_id": customer_id}
        IDENTIFY.run(db, known_by)
    return Recognised(customer_id, caller.external_id)


def hold_still(db: Connection) -> None:
    """Let no customers be merged until this transaction ends."""
    share(db, MERGING)


def sought(name: str, email: str | None, identities: Iterable[Identity]) -> str:
    """Make the text in which a customer is searched."""
    values = [name, email or "", *(identity.value for identity in identities)]
    return BETWEEN.join(dict.fromkeys(folded(value) for value in values))


def record(db: Connection, number: int) -> Record:
    """Add up one customer's tickets; `number` is the caller's own or, from 10^12 on, ours."""
    ended = tickets.c.status.in_(ENDED)
    customer_id = id_of(db, number)
    row = db.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((ended, 1), else_=0)), 0),
            func.avg(tickets.c.door_urgency),
            func.min(tickets.c.received_at),
            func.max(tickets.c.received_at),
            func.max(tickets.c.customer_external_id),
        ).where(tickets.c.customer_id == customer_id)
    ).one()
    total, resolved, urgency, first, last, external = row
    if not total or customer_id is None:
        message = "Customer not found"
        raise CustomerMissing(message)
    known_as = external or customer_id
    return Record(known_as, total, total - resolved, int(resolved), float(urgency), first, last)


# --- one customer ----------------------------------------------------------------------------------------


def load(db: Connection, number: int, *, to_change: bool = False) -> Customer:
    """Fetch a customer by the number that callers know; `to_change` holds them until the transaction ends."""
    if to_change:
        hold_still(db)
    wanted = select(*COLUMNS).where(customers.c.id == id_of(db, number))
    row = db.execute(wanted.with_for_update(key_share=True) if to_change else wanted).one_or_none()
    if row is None:
        message = f"There is no customer {number}."
        raise CustomerMissing(message)
    return _customer(row)


def went_to(db: Connection, number: int) -> int | None:
    """Tell into whom one of our numbers was merged; None: into nobody."""
    target = customers.alias()
    wanted = select(func.coalesce(target.c.external_id, target.c.id)).join_from(
        customers, target, customers.c.merged_into == target.c.id
    )
    found: int | None = db.execute(wanted.where(customers.c.id == number)).scalar()
    return found


def save(db: Connection, customer_id: CustomerId, changes: dict[str, Any]) -> None:
    """Write down what changed, and let the customer be found by it."""
    db.execute(update(customers).where(customers.c.id == customer_id).values(changes))
    refresh(db, customer_id)


def refresh(db: Connection, customer_id: CustomerId) -> None:
    """Make the text anew in which the customer is searched."""
    wanted = select(customers.c.name, customers.c.email).where(customers.c.id == customer_id)
    name, email = db.execute(wanted).one()
    text = sought(name, email, (known.identity for known in identities(db, customer_id)))
    db.execute(update(customers).where(customers.c.id == customer_id).values(sought=text))


def history(db: Connection, customer_id: CustomerId) -> History:
    """Add up one customer's tickets."""
    ended = func.coalesce(func.sum(case((tickets.c.status.in_(ENDED), 1), else_=0)), 0)
    times = (func.min(tickets.c.received_at), func.max(tickets.c.received_at))
    wanted = select(func.count(), ended, func.avg(tickets.c.urgency), *times)
    total, resolved, urgency, *contacts = db.execute(wanted.where(tickets.c.customer_id == customer_id)).one()
    return History(total, total - int(resolved), None if urgency is None else float(urgency), *contacts)


def tickets_of(
    db: Connection, customer_id: CustomerId, *, limit: int, before: int | None = None
) -> Sequence[Ticket]:
    """List a customer's tickets, the newest first; `before` is the number of the last one seen."""
    mine = select(*TICKET_COLUMNS).where(tickets.c.customer_id == customer_id)
    if before is not None:
        mine = mine.where(tickets.c.id < before)
    return [ticket_of(row) for row in db.execute(mine.order_by(tickets.c.id.desc()).limit(limit))]


def page(
    db: Connection, *, limit: int, contained: str = "", before: int | None = None
) -> tuple[Sequence[Customer], int | None]:
    """List customers, the newest first, and tell the number from which to go on; None: there are no more.

    It looks through `WINDOW` customers at the most: then the page may be short, and there is more.
    """
    top = before if before is not None else (db.execute(select(func.max(customers.c.id))).scalar() or 0) + 1
    inside: list[ColumnElement[bool]] = [customers.c.id < top, customers.c.id >= top - WINDOW]
    if contained:
        inside.append(_contains(db, folded(contained)))
    wanted = select(*COLUMNS).where(customers.c.merged_into.is_(None), *inside)
    found = [_customer(row) for row in db.execute(wanted.order_by(customers.c.id.desc()).limit(limit + 1))]
    if len(found) > limit:
        return found[:limit], found[limit - 1].id
    older = select(customers.c.id).where(customers.c.id < top - WINDOW).limit(1)
    return found, top - WINDOW if db.execute(older).first() else None


def _contains(db: Connection, wanted: str) -> ColumnElement[bool]:
    if db.dialect.name == "sqlite":
        return func.instr(customers.c.sought, wanted) > 0
    return func.strpos(customers.c.sought, wanted) > 0


# --- by what a customer is known --------------------------------------------------------------------------


def identities(db: Connection, customer_id: CustomerId) -> Sequence[Known]:
    """List by what a customer is known again."""
    columns = (customer_identities.c.kind, customer_identities.c.value, customer_identities.c.verified)
    mine = select(*columns).where(customer_identities.c.customer_id == customer_id)
    return sorted(
        (Known(Identity(kind, value), verified) for kind, value, verified in db.execute(mine)),
        key=lambda known: (known.identity.kind, known.identity.value),
    )


def find_alone(db: Connection, identity: Identity) -> CustomerId | None:
    """Look a customer up; nobody else adds the identity until this transaction ends."""
    hold(db, f"{identity.kind}:{identity.value}")
    return find(db, identity)


def identify(db: Connection, customer_id: CustomerId, identity: Identity) -> None:
    """Let a customer be known by an identity that nobody has."""
    IDENTIFY.run(db, {"kind": identity.kind, "value": identity.value, "customer_id": customer_id})


def forget(db: Connection, identity: Identity) -> None:
    """Let nobody be known by an identity any more."""
    db.execute(delete(customer_identities).where(MINE), {"kind": identity.kind, "value": identity.value})


# --- merging ----------------------------------------------------------------------------------------------


def hold_all(db: Connection) -> None:
    """Let nobody recognise, change or merge customers until this transaction ends."""
    hold(db, MERGING)


def tickets_to_move(db: Connection, customer_id: CustomerId, *, most: int) -> Sequence[Place]:
    """Hold a customer's tickets, `most` of them at the most, until the transaction ends."""
    mine = select(tickets.c.id, tickets.c.version, tickets.c.updated_at)
    mine = mine.where(tickets.c.customer_id == customer_id).order_by(tickets.c.id).limit(most)
    return [Place(TicketId(number), *rest) for number, *rest in db.execute(mine.with_for_update())]


def move_tickets(db: Connection, places: Sequence[Place], goes_to: CustomerId, number: int | None) -> None:
    """Give tickets to a customer; each place has the ticket's next version already."""
    values = [
        {
            "ticket_id": place.ticket_id,
            "goes_to": goes_to,
            "number": number,
            "to_version": place.version,
            "moved_at": place.updated_at,
        }
        for place in places
    ]
    if values:
        db.execute(MOVE, values)


def move_identities(db: Connection, customer_id: CustomerId, goes_to: CustomerId) -> None:
    """Let another customer be known by everything that this one was known by."""
    mine = customer_identities.c.customer_id == customer_id
    db.execute(update(customer_identities).where(mine).values(customer_id=goes_to))


def end_in(db: Connection, customer_id: CustomerId, target: CustomerId) -> None:
    """Point from a merged customer, and from everybody merged into them before, to the one who stays."""
    ended = (customers.c.id == customer_id) | (customers.c.merged_into == customer_id)
    db.execute(update(customers).where(ended).values(merged_into=target, external_id=None, sought=""))


def _know_alone(db: Connection, identity: Identity) -> Recognised | None:
    """Look a customer up who may be added; whoever else finds none waits until this transaction ends."""
    row = KNOW.row(db, {"kind": identity.kind, "value": identity.value})
    if row is None:
        hold(db, f"{identity.kind}:{identity.value}")
        row = KNOW.row(db, {"kind": identity.kind, "value": identity.value})
    return None if row is None else Recognised(CustomerId(row[0]), row[1])


def _customer(row: Any) -> Customer:  # noqa: ANN401 - a row of the columns above
    return Customer(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
