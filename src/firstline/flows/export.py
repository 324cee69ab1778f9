"""Give the desk's tickets away: each with its customer, its thread, its verdict and its tags.

The tickets come one after the other, so an export of any size takes the memory of a page. A ticket that is
changed meanwhile is given as it stood when its page was read.
"""

import re
from collections.abc import Iterator

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.gateways.export_file import VERDICT, ExportedCustomer, ExportedEntry, ExportedTicket
from firstline.store import exports
from firstline.store.exports import Which, Whole

PAGE = 200
"""Tickets that are read at once; about 20 ms of work."""

MADE_REF = re.compile("[0-9a-f]{64}#[0-9]+")
"""A reference that an import made from the row itself; the next import makes the same."""


def export_tickets(desk: Desk, which: Which = Which()) -> Iterator[ExportedTicket]:  # noqa: B008 - a frozen value
    """Give the tickets that are wanted, in the order of their numbers."""
    last = TicketId(0)
    while True:
        with desk.read() as db:
            page = exports.page(db, which, after=last, limit=PAGE)
        yield from (_exported(whole) for whole in page)
        if len(page) < PAGE:
            return
        last = page[-1].ticket.id


def _exported(whole: Whole) -> ExportedTicket:
    ticket = whole.ticket
    return ExportedTicket(
        source=ticket.door,
        external_ref=_ref(ticket.external_ref),
        customer=_customer(whole),
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
    )


def _ref(ref: str | None) -> str | None:
    return None if ref is None or MADE_REF.fullmatch(ref) else ref


def _customer(whole: Whole) -> ExportedCustomer:
    ticket = whole.ticket
    number = ticket.customer_external_id
    ref = whole.ref if number is None else str(number)
    return ExportedCustomer(ref=ref, email=ticket.customer_email, name=ticket.customer_name)


def _entries(whole: Whole) -> list[ExportedEntry]:
    return [
        ExportedEntry(
            kind=entry.kind,
            author=entry.author,
            text=entry.text,
            written_at=entry.written_at,
            ended_at=whole.ended_at.get(entry.id),
        )
        for entry in whole.entries[1:]
    ]
