"""Give the desk's tickets away: each with its customer, its thread, its history, its verdict and its tags.

The tickets come one after the other, so an export of any size takes the memory of a page, and a number for
each customer. A ticket that is changed meanwhile is given as it stood when its page was read. The event log
says that an export was made before the first ticket is given.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import UNSET, UnsetType

from firstline.core.access import OPERATOR
from firstline.core.errors import DeskError
from firstline.core.ids import CustomerId, TicketId
from firstline.flows.desk import Desk
from firstline.flows.history import history_of
from firstline.gateways.export_file import (
    VERDICT,
    ExportedCustomer,
    ExportedEntry,
    ExportedName,
    ExportedNote,
    ExportedTicket,
)
from firstline.gateways.history import told
from firstline.store import events, exports
from firstline.store.events import Event
from firstline.store.exports import Which, Whole
from firstline.tickets.customer import Caller, identity_of, is_callers
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.learned import Learned

PAGE = 200
"""Tickets that are read at once; about 20 ms of work."""

MADE_REF = re.compile("[0-9a-f]{64}#[0-9]+")
"""A reference that an import made from the row itself; the next import makes the same."""


def export_tickets(
    desk: Desk,
    which: Which = Which(),  # noqa: B008 - a frozen value
    *,
    by: str = OPERATOR.name,
    with_history: bool = True,
) -> Iterator[ExportedTicket]:
    """Give the tickets that are wanted, in the order of their numbers; a table needs no history."""
    _tell(desk, which, by)
    giving = _Giving(desk.board.taxonomy, with_history, desk.board.learned.untaught)
    last = TicketId(0)
    while True:
        with desk.read() as db:
            page = exports.page(db, which, after=last, limit=PAGE, with_verdicts=with_history)
        yield from (giving.exported(whole) for whole in page)
        if len(page) < PAGE:
            return
        last = page[-1].ticket.id


def _tell(desk: Desk, which: Which, by: str) -> None:
    """Note who takes the desk's tickets along; a full disk keeps nobody from saving them."""
    since = None if which.since is None else which.since.isoformat()
    data = {"statuses": [*which.statuses], "since": since}
    with suppress(DeskError):
        event = Event("export.made", by, data, desk.clock())
        desk.write(lambda db: events.add(db, None, event))


@dataclass(slots=True)
class _Giving:
    """An export under way."""

    taxonomy: Taxonomy
    with_history: bool
    learned: Learned
    """What any other desk with this taxonomy knows, too."""
    told_of: set[CustomerId] = field(default_factory=set)
    """Customers of whom all was said with an earlier ticket."""

    def exported(self, whole: Whole) -> ExportedTicket:
        ticket = whole.ticket
        found = ExportedTicket(
            source=ticket.door,
            external_ref=_ref(ticket.external_ref),
            customer=self.customer(whole),
            channel=ticket.channel,
            tier=ticket.tier,
            subject=None if ticket.subject_made else ticket.subject,
            text=ticket.message,
            received_at=ticket.received_at,
            status=ticket.status,
            resolved_at=ticket.resolved_at,
            assignee=ticket.assigned_to,
            assigned_at=ticket.assigned_at,
            tags=whole.tags,
            entries=_entries(whole),
            verdict={name: getattr(ticket, name) for name in VERDICT},
            html=_or_unset(whole.entries[0].html),
            snoozed_until=_or_unset(ticket.snoozed_until),
        )
        return replace(found, history=self.history(whole)) if self.with_history else found

    def history(self, whole: Whole) -> list[Mapping[str, Any]] | UnsetType:
        return [told(act) for act in history_of(whole, self.taxonomy, self.learned)] or UNSET

    def customer(self, whole: Whole) -> ExportedCustomer:
        ticket, person = whole.ticket, whole.person
        number = ticket.customer_external_id
        ref = person.ref if number is None else str(number)
        found = ExportedCustomer(ref=ref, email=ticket.customer_email, name=ticket.customer_name)
        own = identity_of(_caller(found))
        if [*person.identities] != ([] if own is None else [own]):
            found = replace(found, identities=person.identities)
        return found if self.has_told(ticket.customer_id) else _introduced(found, whole)

    def has_told(self, customer_id: CustomerId) -> bool:
        """Tell whether this customer was named before, and remember it."""
        before = len(self.told_of)
        self.told_of.add(customer_id)
        return len(self.told_of) == before


def _introduced(customer: ExportedCustomer, whole: Whole) -> ExportedCustomer:
    """Say all that the desk knows of the customer."""
    person = whole.person
    if (person.name, person.email) != (customer.name, customer.email):
        customer = replace(customer, known_as=ExportedName(name=person.name, email=person.email))
    notes = [ExportedNote(author=n.author, text=n.text, written_at=n.written_at) for n in person.notes]
    return replace(customer, notes=notes or UNSET)


def _caller(customer: ExportedCustomer) -> Caller:
    """Name who wrote as an import of the line will."""
    ref = customer.ref
    if ref is not None and ref.isascii() and ref.isdecimal() and is_callers(int(ref)):
        return Caller(customer.name, customer.email, int(ref))
    return Caller(customer.name, customer.email, ref=ref)


def _or_unset(value: Any) -> Any:  # noqa: ANN401 - any field that may be left out
    return UNSET if value is None else value


def _ref(ref: str | None) -> str | None:
    return None if ref is None or MADE_REF.fullmatch(ref) else ref


def _entries(whole: Whole) -> list[ExportedEntry]:
    ended_at = exports.ends(whole.events) if whole.ticket.revision > 1 else {}
    return [
        ExportedEntry(
            kind=entry.kind,
            author=entry.author,
            text=entry.text,
            written_at=entry.written_at,
            ended_at=ended_at.get(entry.id),
            html=_or_unset(entry.html),
        )
        for entry in whole.entries[1:]
    ]
