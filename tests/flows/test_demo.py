"""The samples fill a desk as if it had been there, once, and every one of them fits."""

from collections import Counter
from datetime import timedelta

from firstline.flows.demo import fill_with_samples
from firstline.flows.desk import Desk
from firstline.gateways.demo_file import DemoConversation, DemoCustomer, DemoEntry, demo_conversations
from firstline.store import events, tickets
from firstline.store.tickets import Wanted
from firstline.tickets.ticket import ENDED, Status
from tests.flows.whole import assert_whole
from tests.make import MORNING, StillClock

ENTRIES = (
    DemoEntry(kind="message", text="Where is my parcel?"),
    DemoEntry(kind="note", text="Lost by the carrier.", author="Jonas Weber", after_minutes=30),
    DemoEntry(kind="reply", text="A new one is on its way.", author="Mara Lind", after_minutes=60),
)


def sample(**parts: object) -> DemoConversation:
    """Make a conversation that began two days ago."""
    given = {
        "customer": DemoCustomer("Ava", "ava@example.com"),
        "channel": "email",
        "tier": "vip",
        "subject": "Parcel",
        "ago_hours": 48.0,
        "entries": ENTRIES,
        "status": "resolved",
        "assignee": "Mara Lind",
        "tags": ["parcel"],
    }
    return DemoConversation(**given | parts)  # type: ignore[arg-type] # each test its own parts


def test_the_bundled_conversations_come_in_whole(desk: Desk) -> None:
    """All of them, over the last weeks, in every state, and nothing lies in the future."""
    samples = list(demo_conversations())

    done = fill_with_samples(desk, samples)

    assert (done.messages, done.rejected) == (len(samples), 0)
    with desk.read() as db:
        every = tickets.newest(db, Wanted(), limit=len(samples) + 1)
        told = [event for ticket in every for event in events.timeline(db, ticket.id)]
    states = Counter(ticket.status for ticket in every)
    assert len(every) == len(samples) > 50
    assert set(states) == set(Status)
    assert all(MORNING - timedelta(days=60) < ticket.received_at < MORNING for ticket in every)
    assert all(event.happened_at <= MORNING for event in told)
    assert all((ticket.resolved_at is not None) == (ticket.status in ENDED) for ticket in every)
    assert_whole(desk)


def test_it_looks_as_if_the_desk_had_been_there(desk: Desk) -> None:
    """Stored when it was written, assigned before the first word, ended after the last."""
    fill_with_samples(desk, [sample()])

    begun = MORNING - timedelta(days=2)
    with desk.read() as db:
        (ticket,) = tickets.newest(db, Wanted(), limit=5)
    assert ticket.created_at == ticket.received_at == begun
    assert ticket.assigned_at is not None
    assert begun < ticket.assigned_at < begun + timedelta(minutes=30)
    assert ticket.resolved_at is not None
    assert begun + timedelta(hours=1) < ticket.resolved_at < begun + timedelta(hours=2)


def test_doing_it_again_adds_nothing(desk: Desk, clock: StillClock) -> None:
    """Not even days later, when all of it would have come later."""
    counts = []
    for _ in range(2):
        counts.append(
            fill_with_samples(desk, [sample(), sample(entries=ENTRIES[:1], status="open")]).messages
        )
        clock.advance(timedelta(days=3))

    assert counts == [1, 0]


def test_two_customers_may_write_the_same(desk: Desk) -> None:
    """Each is a conversation of its own."""
    done = fill_with_samples(desk, [sample(), sample(customer=DemoCustomer("Ben"))])

    assert (done.messages, done.customers) == (2, 2)
