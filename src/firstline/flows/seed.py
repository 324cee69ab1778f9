"""Five sample tickets, one for each category, for a first look at the desk."""

from collections.abc import Sequence

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.opinion import decided_on
from firstline.flows.receive import Incoming, record
from firstline.store.db import Connection
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Channel


def seed_samples(desk: Desk) -> Sequence[TicketId]:
    """Take the samples in, all or none; each call adds them again."""
    judged = [(incoming, decided_on(desk, incoming.message)) for incoming in SAMPLES]

    def save(db: Connection) -> Sequence[TicketId]:
        return [record(desk, db, incoming, decided).ticket.id for incoming, decided in judged]

    ticket_ids = desk.write(save)
    desk.nudge()
    return ticket_ids


def _sample(  # noqa: PLR0913, PLR0917 - a sample reads as a row of a table
    name: str, email: str, subject: str, text: str, channel: Channel, tier: Tier
) -> Incoming:
    raw = Raw("seed", "text/plain; charset=utf-8", text.encode())
    return Incoming(
        door="tickets",
        raw=raw,
        caller=Caller(name, email),
        text=text,
        subject=subject,
        channel=channel,
        tier=tier,
    )


SAMPLES = (
    _sample(
        "Noah Feld",
        "noah.feld@example.com",
        "Wrong amount on my invoice",
        "Hello, the invoice for March lists two seats more than we have. Could you send a corrected invoice?",
        Channel.EMAIL,
        Tier.STANDARD,
    ),
    _sample(
        "Lena Ortiz",
        "lena.ortiz@example.com",
        "Export is not working",
        "Every export stops with an error since this morning and our month end is blocked. This is urgent.",
        Channel.FORM,
        Tier.PREMIUM,
    ),
    _sample(
        "Samir Haddad",
        "samir@example.org",
        "Pricing for 40 people",
        "We would like to see a demo and a quote for 40 people. Who can we talk to?",
        Channel.CHAT,
        Tier.STANDARD,
    ),
    _sample(
        "Ida Berg",
        "ida.berg@example.net",
        "New password",
        "How do I change the password of my profile? I am on the settings page and do not see it.",
        Channel.WHATSAPP,
        Tier.STANDARD,
    ),
    _sample(
        "Tom Achieng",
        "tom.achieng@example.com",
        "Thank you",
        "Just wanted to say thanks to whoever answered me on Friday. That was very helpful!",
        Channel.EMAIL,
        Tier.VIP,
    ),
)
