"""Seed 3's way in, and what it counts."""

import pytest

from firstline.flows.desk import Desk
from firstline.flows.process import measures, process_ticket
from firstline.flows.receive import Incoming, Received
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import ReferenceTaken
from tests.flows.whole import assert_whole
from tests.make import make_ticket


def process(desk: Desk, text: str, *, ref: str = "T-1", name: str = "Ava") -> Received:
    """Process a ticket."""
    caller, raw = Caller(name, f"{name}@example.com"), Raw("process", "text/plain", text.encode())
    incoming = Incoming(door="process", raw=raw, caller=caller, text=text, external_ref=ref, draft_now=True)
    return process_ticket(desk, incoming)


def test_a_fresh_desk_has_processed_nothing(desk: Desk) -> None:
    """The counters that matter are there from the start."""
    assert measures(desk).counters == {"tickets_processed": 0, "tickets_failed": 0}
    assert measures(desk).timers == {}


def test_each_kind_of_ticket_is_counted(desk: Desk) -> None:
    """In seed 3's words; other doors' tickets are not."""
    process(desk, "We have an outage, production is down", ref="T-1")
    process(desk, "I was charged twice, please help", ref="T-2")
    make_ticket(desk)

    counters = measures(desk).counters

    assert counters["tickets_processed"] == 2
    assert (counters["priority_P1"], counters["priority_P2"]) == (1, 1)
    assert (counters["category_Technical"], counters["category_Billing"]) == (1, 1)
    assert sum(n for name, n in counters.items() if name.startswith("compliance_")) == 2
    assert_whole(desk)


def test_a_repeat_is_not_processed_again(desk: Desk) -> None:
    """A continued ticket is; each is timed."""
    for text in ("I was charged twice", "I was charged twice", "Is anybody there?"):
        process(desk, text)

    found = measures(desk)

    assert found.counters["tickets_processed"] == 2
    assert found.timers["ticket_processing"].count == 3
    assert_whole(desk)


def test_a_failure_is_counted(desk: Desk) -> None:
    """And nothing else of it."""
    process(desk, "I was charged twice")

    with pytest.raises(ReferenceTaken):
        process(desk, "I was charged twice", name="Ben")

    counters = measures(desk).counters
    assert (counters["tickets_processed"], counters["tickets_failed"]) == (1, 1)
    assert_whole(desk)
