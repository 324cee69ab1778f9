"""Two customers become one, whatever else happens at the same moment."""

from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Conflict
from firstline.flows import readdress
from firstline.flows.customers import add_identity, find_customer
from firstline.flows.desk import Desk
from firstline.flows.merge import AlreadyMerged, merge_customer
from firstline.flows.readdress import TooManyTickets
from firstline.flows.resolve import resolve_ticket
from firstline.store import events
from firstline.tickets.customer import Caller, given_identity
from firstline.tickets.ticket import Ticket
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import make_ticket, rows

AVA = Caller("Ava", "ava@example.com")
SEVEN = Caller("Customer 7", external_id=7)


def test_messages_that_come_during_a_merge_are_all_there(desk: Desk) -> None:
    """Each is the ticket of the one who stayed, before, in or after the merge."""
    ours = make_ticket(desk, caller=AVA).customer_id
    make_ticket(desk, caller=SEVEN)

    together(
        [lambda: merge_customer(desk, ours, 7, by=LOCAL).customer.id]
        + [lambda: make_ticket(desk, caller=AVA).customer_id] * 12
    )

    assert find_customer(desk, 7).history.total == 14
    assert find_customer(desk, ours).customer.number == 7
    assert_whole(desk)


def test_first_messages_during_the_merge_of_others_are_all_there(desk: Desk) -> None:
    """Nobody new is lost, and nobody is made twice."""
    ours = make_ticket(desk, caller=AVA).customer_id
    make_ticket(desk, caller=SEVEN)
    new = Caller("Ben", "ben@example.com")

    together(
        [lambda: merge_customer(desk, ours, 7, by=LOCAL).customer.id]
        + [lambda: make_ticket(desk, caller=new).customer_id] * 8
    )

    with desk.read() as db:
        assert rows(db, "customers") == 3
    assert_whole(desk)


def test_eight_merges_into_one_at_once_lose_nothing(desk: Desk) -> None:
    """All of them end up with the one who stays."""
    callers = [Caller(f"Customer {number}", external_id=number) for number in range(1, 10)]
    for caller in callers:
        make_ticket(desk, caller=caller)

    together([partial(_merge, desk, number, 9) for number in range(1, 9)])

    assert find_customer(desk, 9).history.total == 9
    assert {find_customer(desk, number).customer.number for number in range(1, 10)} == {9}
    assert_whole(desk)


def test_of_two_merges_into_each_other_one_wins(desk: Desk) -> None:
    """The other is told, and nothing goes round in a circle."""
    first = make_ticket(desk, caller=AVA).customer_id
    second = make_ticket(desk, caller=Caller("Ben", "ben@example.com")).customer_id

    answers = together([lambda: _merge(desk, first, second), lambda: _merge(desk, second, first)])

    assert sorted(answers, key=str) == ["already_merged", "merged"]
    assert find_customer(desk, first).customer == find_customer(desk, second).customer
    assert_whole(desk)


def test_changes_of_the_tickets_during_a_merge_are_kept(desk: Desk) -> None:
    """Each ticket is resolved and moved, each with its event."""
    tickets = [make_ticket(desk, caller=AVA) for _ in range(6)]
    make_ticket(desk, caller=SEVEN)

    together(
        [lambda: merge_customer(desk, tickets[0].customer_id, 7, by=LOCAL).customer.id]
        + [partial(_resolve, desk, one) for one in tickets]
    )

    assert find_customer(desk, 7).history.open == 1
    assert_whole(desk)


def test_an_address_that_is_added_while_its_owner_writes_first_is_ones_alone(desk: Desk) -> None:
    """Either the message is the customer's, or the address is refused."""
    make_ticket(desk, caller=SEVEN)

    answers = together([lambda: _add(desk), *[lambda: str(make_ticket(desk, caller=AVA).customer_id)] * 6])

    with desk.read() as db:
        assert rows(db, "customers") == (1 if answers[0] == "added" else 2)
        assert rows(db, "customer_identities") == 2
    assert len(set(answers[1:])) == 1
    assert_whole(desk)


def test_a_ticket_tells_that_it_moved(desk: Desk) -> None:
    """And the log tells who did it."""
    ticket = make_ticket(desk, caller=AVA)
    make_ticket(desk, caller=SEVEN)

    merge_customer(desk, ticket.customer_id, 7, by=LOCAL)

    with desk.read() as db:
        moved = events.timeline(db, ticket.id)[-1]
    assert (moved.kind, moved.actor, moved.data["customer_external_id"]) == ("ticket.readdressed", "local", 7)


def test_a_merge_that_would_hold_everybody_up_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other way round it may be possible."""
    monkeypatch.setattr(readdress, "MOST", 2)
    ours, *_ = [make_ticket(desk, caller=AVA).customer_id for _ in range(3)]
    make_ticket(desk, caller=SEVEN)

    with pytest.raises(TooManyTickets, match="more than 2 tickets"):
        merge_customer(desk, ours, 7, by=LOCAL)

    assert find_customer(desk, ours).history.total == 3
    assert_whole(desk)


def test_a_merged_customer_cannot_be_merged_again(desk: Desk) -> None:
    """Who asks for the second time learns that it is done."""
    ours = make_ticket(desk, caller=AVA).customer_id
    make_ticket(desk, caller=SEVEN)
    merge_customer(desk, ours, 7, by=LOCAL)

    with pytest.raises(AlreadyMerged, match=f"Customer {ours} was merged into 7 before"):
        merge_customer(desk, ours, 7, by=LOCAL)


def _merge(desk: Desk, number: int, into: int) -> str:
    try:
        merge_customer(desk, number, into, by=LOCAL)
    except Conflict as refused:
        return refused.code
    return "merged"


def _resolve(desk: Desk, ticket: Ticket) -> int:
    return resolve_ticket(desk, ticket.id, by=LOCAL).customer_id


def _add(desk: Desk) -> str:
    try:
        add_identity(desk, 7, given_identity("email", "ava@example.com"), by=LOCAL)
    except Conflict as refused:
        return refused.code
    return "added"
