"""What the desk thinks of a ticket, as it stands in the store."""

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import tickets, verdicts
from firstline.tickets.message import Message
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Verdict


def latest_verdict(desk: Desk, ticket_id: TicketId) -> tuple[Ticket, Message, Verdict]:
    """Fetch a ticket, the message that was judged last, and the verdict on it."""
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        revision = verdicts.load(db, ticket_id, ticket.revision)
    subject = "" if ticket.subject_made else ticket.subject
    return ticket, Message(revision.text, subject, ticket.tier), revision.verdict
