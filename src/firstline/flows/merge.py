"""Two customers turn out to be one: the tickets, identities and notes of the one go to the other.

All of it is one transaction. The merged customer's number leads to the one who stayed from then on, and a
message that comes under any of the moved identities is theirs.
"""

from firstline.core.access import Principal
from firstline.core.errors import Conflict
from firstline.core.versions import Expected, check_version
from firstline.flows.customers import Portrait, portrait, settled
from firstline.flows.desk import Desk
from firstline.flows.readdress import readdress
from firstline.store import customer_notes, customers, events
from firstline.store.customers import Customer
from firstline.store.db import Connection
from firstline.store.events import Event


class AlreadyMerged(Conflict):
    """The customer went to another one before."""

    code = "already_merged"


class SameCustomer(Conflict):
    """A customer cannot be merged into themselves."""

    code = "same_customer"


def merge_customer(
    desk: Desk, number: int, into: int, *, by: Principal, expected: Expected = None
) -> Portrait:
    """Merge one customer into another, and give the one who stays; there is no way back.

    Raises:
        CustomerMissing: when there is no such customer.
        AlreadyMerged: when one of them was merged before; the sentence says into whom.
        SameCustomer: when both numbers name the same one.
        TooManyTickets: when there are more than can move at once.
        Outdated: when somebody else has changed the one that goes since the caller looked.
    """

    def save(db: Connection) -> Portrait:
        customers.hold_all(db)
        going, staying = _unmerged(db, number), _unmerged(db, into)
        if going.id == staying.id:
            message = f"{number} and {into} are the same customer."
            raise SameCustomer(message)
        if expected is not None and going.version not in expected:
            check_version(going.version, expected, thing="customer", current=portrait(db, going))
        return portrait(db, _merge(desk, db, going, staying, by))

    return desk.write(save)


def _unmerged(db: Connection, number: int) -> Customer:
    other = customers.went_to(db, number)
    if other is not None:
        message = f"Customer {number} was merged into {other} before."
        raise AlreadyMerged(message)
    return customers.load(db, number)


def _merge(desk: Desk, db: Connection, going: Customer, staying: Customer, by: Principal) -> Customer:
    customers.move_identities(db, going.id, staying.id)
    customer_notes.move(db, going.id, staying.id)
    customers.end_in(db, going.id, staying.id)
    stayed = settled(desk, db, staying, by=by)
    moved = readdress(desk, db, going.id, stayed, by=by)
    told = {
        "customer_id": going.id,
        "number": going.number,
        "into": stayed.id,
        "into_number": stayed.number,
        "tickets": moved,
    }
    events.add(db, None, Event("customer.merged", by.name, told, desk.clock()))
    return stayed
