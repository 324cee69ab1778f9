"""Customers on disk: found again by a well-formed address or the caller's own number, by nothing else.

Two first messages of one customer at once make one customer: on SQLite there is one writer; on
PostgreSQL both take a lock that is named after the identity.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, insert, select

from firstline.core.errors import Missing
from firstline.core.ids import CustomerId
from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import customer_identities, customers, tickets
from firstline.tickets.customer import Caller, Identity, by_number, identity_of, is_callers
from firstline.tickets.ticket import ENDED


class CustomerMissing(Missing):
    """There is no such customer."""

    code = "customer_missing"


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


FIND = Hot(
    select(customer_identities.c.customer_id).where(
        customer_identities.c.kind == bindparam("kind"), customer_identities.c.value == bindparam("value")
    )
)
ADD = Hot(insert(customers).returning(customers.c.id))
IDENTIFY = Hot(insert(customer_identities))


def find(db: Connection, identity: Identity) -> CustomerId | None:
    """Look a customer up."""
    found = FIND.scalar(db, {"kind": identity.kind, "value": identity.value})
    return None if found is None else CustomerId(found)


def find_alone(db: Connection, identity: Identity) -> CustomerId | None:
    """Look a customer up who may be added; whoever else finds none waits until this transaction ends."""
    known = find(db, identity)
    if known is None:
        hold(db, f"{identity.kind}:{identity.value}")
        known = find(db, identity)
    return known


def id_of(db: Connection, number: int) -> CustomerId | None:
    """Name a customer by the number that callers know: their own or, from 10^12 on, ours."""
    return find(db, by_number(number)) if is_callers(number) else CustomerId(number)


def find_or_add(db: Connection, caller: Caller, *, at: datetime) -> CustomerId:
    """Find the customer, or make one; a caller without an identity is always a new one."""
    identity = identity_of(caller)
    known = None if identity is None else find_alone(db, identity)
    if known is not None:
        return known
    values = {"name": caller.name, "email": caller.email, "external_id": caller.external_id, "created_at": at}
    customer_id = CustomerId(ADD.scalar(db, values))
    if identity is not None:
        known_by = {"kind": identity.kind, "value": identity.value, "customer_id": customer_id}
        IDENTIFY.scalar(db, known_by)
    return customer_id


def record(db: Connection, number: int) -> Record:
    """Add up one customer's tickets; `number` is the caller's own or, from 10^12 on, ours."""
    ended = tickets.c.status.in_(ENDED)
    mine = tickets.c.customer_id == id_of(db, number)
    row = db.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((ended, 1), else_=0)), 0),
            func.avg(tickets.c.door_urgency),
            func.min(tickets.c.received_at),
            func.max(tickets.c.received_at),
            func.max(tickets.c.customer_external_id),
        ).where(mine)
    ).one()
    total, resolved, urgency, first, last, external = row
    if not total:
        message = "Customer not found"
        raise CustomerMissing(message)
    return Record(external or number, total, total - resolved, int(resolved), float(urgency), first, last)
