"""Looking at the desk: whole lists in pages, one customer's record, the sums."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from firstline.core.access import LOCAL
from firstline.core.ids import FIRST_CUSTOMER, LARGEST
from firstline.flows import browse
from firstline.flows.browse import (
    Sums,
    Threaded,
    add_up,
    all_messages,
    customer_record,
    newest_tickets,
)
from firstline.flows.desk import Desk, Doors
from firstline.flows.reply import reply_to_ticket
from firstline.flows.resolve import resolve_ticket
from firstline.flows.switch import switch_llm
from firstline.store.customers import CustomerMissing
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import UNENDED, Ticket
from tests.make import StillClock, llm_saying, make_ticket, ticket_id, with_llm

Sort = Literal["urgency", "time"]
TEXTS = ("My account is blocked", "How do I change my plan?", "Thank you", "When will it be disbursed?")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page hold three."""
    monkeypatch.setattr(browse, "PAGE", 3)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("count", [0, 1, 3, 6, 11])
@pytest.mark.parametrize("sort", ["urgency", "time"])
def test_the_list_of_everything_is_whole_and_in_order(
    desk: Desk, clock: StillClock, sort: Sort, count: int
) -> None:
    """Whether the last page is full or not; many came at the same moment."""
    made = [_message_of_moment(desk, clock, number) for number in range(count)]

    listed = _listed(all_messages(desk, Wanted(), sort=sort, customer=None))

    if sort == "urgency":
        in_order = sorted(made, key=lambda one: (one.door_urgency, one.received_at, one.id), reverse=True)
    else:
        in_order = sorted(made, key=lambda one: (one.received_at, one.id), reverse=True)
    assert listed == [ticket.id for ticket in in_order]


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("sort", ["urgency", "time"])
def test_what_comes_in_meanwhile_hides_and_doubles_nothing(desk: Desk, sort: Sort) -> None:
    """A page is read only when it is taken."""
    made = [make_ticket(desk, TEXTS[number % 4]).id for number in range(10)]
    pages = all_messages(desk, Wanted(), sort=sort, customer=None)

    first = [one.ticket.id for one in next(pages)]
    for text in TEXTS:
        make_ticket(desk, text)
    rest = _listed(pages)

    assert len({*first, *rest}) == len([*first, *rest])
    assert set(made) <= {*first, *rest}


def test_a_list_carries_its_threads(desk: Desk) -> None:
    """Each ticket its own."""
    one, other = make_ticket(desk), make_ticket(desk, "Thanks!")
    reply_to_ticket(desk, one.id, agent="Eve", text="Hello", by=LOCAL)

    (page,) = all_messages(desk, Wanted(), sort="urgency", customer=None)

    threads = {item.ticket.id: [entry.text for entry in item.thread] for item in page}
    assert threads == {one.id: [one.message, "Hello"], other.id: ["Thanks!"]}


@pytest.mark.parametrize(
    ("customer", "found"), [(7, [1]), (8, [2]), (FIRST_CUSTOMER + 2, [3]), (9, []), (LARGEST, []), (0, [])]
)
def test_a_customers_list_is_asked_for_by_the_number_that_is_shown(
    desk: Desk, customer: int, found: list[int]
) -> None:
    """The caller's own, or ours where there is none."""
    for caller in (Caller("Seven", external_id=7), Caller("Eight", external_id=8), Caller("Ava")):
        make_ticket(desk, caller=caller)

    assert _listed(all_messages(desk, Wanted(), sort="time", customer=customer)) == found


def test_a_list_may_leave_out_what_is_ended(desk: Desk) -> None:
    """Seed 1's open ones."""
    for _ in range(3):
        make_ticket(desk)
    resolve_ticket(desk, ticket_id(2), by=LOCAL)

    assert _listed(all_messages(desk, Wanted(statuses=UNENDED), sort="time", customer=None)) == [3, 1]


def test_a_fresh_desk_adds_up_to_nothing(desk: Desk) -> None:
    """And divides by nothing."""
    assert add_up(desk) == Sums(0, 0, 0, {}, {}, {}, {}, 0.0)


def test_the_sums_name_what_there_is_and_nothing_else(desk: Desk) -> None:
    """What was there once and is no more has no name."""
    make_ticket(desk, "My account is blocked")
    make_ticket(desk, "Thank you")

    sums = add_up(desk)

    assert (sums.total, sums.open, sums.urgent) == (2, 2, 1)
    assert sums.by_priority == {"urgent": 1, "low": 1}
    assert sums.by_sentiment == {"neutral": 1, "positive": 1}
    assert sums.average_score == 57.5


def test_the_doors_may_show_the_verdict_instead_of_the_formulas(desk: Desk) -> None:
    """Filters, orders and sums follow."""
    desk = with_llm(desk, llm_saying(1.0))
    switch_llm(desk, on=True)
    make_ticket(desk, "My account is blocked", ask_llm=True)
    make_ticket(desk, "When will it be disbursed?")
    by_verdict = replace(desk, doors=Doors.VERDICT)

    for one in (desk, by_verdict):
        (page,) = all_messages(one, Wanted(), sort="urgency", customer=None)
        shown = [
            item.ticket.door_urgency if one.doors is Doors.RULES else item.ticket.urgency for item in page
        ]
        assert shown == sorted(shown, reverse=True)
        urgent = newest_tickets(one, Wanted(priority="urgent"), limit=10)
        assert add_up(one).urgent == len(urgent)


def test_a_customer_without_tickets_is_missing(desk: Desk) -> None:
    """Whatever number is asked for."""
    make_ticket(desk)

    assert customer_record(desk, 7).total == 1
    for number in (8, FIRST_CUSTOMER + 1, LARGEST):
        with pytest.raises(CustomerMissing):
            customer_record(desk, number)


def _message_of_moment(desk: Desk, clock: StillClock, number: int) -> Ticket:
    at = clock.now - timedelta(microseconds=number % 3)
    return make_ticket(desk, TEXTS[number % 4], received_at=at)


def _listed(pages: Iterator[Sequence[Threaded]]) -> list[int]:
    return [one.ticket.id for page in pages for one in page]
