"""A message comes in: everything that it brings is stored, once, however many come at the same time."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from firstline.core.access import LOCAL
from firstline.core.ids import RawId
from firstline.flows.browse import add_up, find_ticket
from firstline.flows.desk import Desk
from firstline.flows.receive import Incoming, Received, receive
from firstline.flows.resolve import resolve_ticket
from firstline.flows.switch import switch_llm
from firstline.store import events, raw, schema, tickets
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import ReferenceTaken, Status
from firstline.tickets.verdict import Voice
from firstline.triage.voices import Silence
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.judged import latest_verdict
from tests.make import ScriptedLlm, StillClock, llm_saying, make_ticket, rows, run_steps, with_llm

AVA, BEN = Caller("Ava", "ava@example.com"), Caller("Ben", "ben@example.com")
TABLES = ("tickets", "entries", "raw_messages", "verdicts", "events", "search_texts", "tally_deltas", "jobs")


def process(text: str, *, ref: str = "T-1", caller: Caller = AVA) -> Incoming:
    """Write to the door that knows references."""
    raw = Raw("process", "application/json", text.encode())
    return Incoming(door="process", raw=raw, caller=caller, text=text, external_ref=ref, draft_now=True)


# --- one message -----------------------------------------------------------------------------------------


def test_a_message_brings_one_of_each(desk: Desk) -> None:
    """A ticket, its entry, its bytes, its verdict, its event, its counts and its next step."""
    make_ticket(desk)

    with desk.read() as db:
        assert {table: rows(db, table) for table in TABLES} == dict.fromkeys(TABLES, 1)
    assert_whole(desk)


def test_the_bytes_are_kept_as_they_came(desk: Desk) -> None:
    """Whatever the door understood of them."""
    sent = Raw("messages", "text/odd; x=\xfc", b"\x00\xff {not even JSON")

    receive(desk, Incoming(door="messages", raw=sent, caller=AVA, text="Hello"))

    with desk.read() as db:
        assert raw.load(db, RawId(1)) == sent


def test_what_is_answered_is_what_stands_in_the_database(desk: Desk) -> None:
    """Also after the steps that follow: they change nothing that a door shows."""
    received = make_ticket(desk, "The export crashes, order #12345, please help asap 👋")

    assert find_ticket(desk, received.id) == received
    run_steps(desk)
    assert find_ticket(desk, received.id) == received


def test_a_message_from_the_past_keeps_its_time(desk: Desk, clock: StillClock) -> None:
    """When the customer wrote is one thing, when the desk stored it another; the first starts the clock."""
    written = clock.now - timedelta(days=40, microseconds=7)

    ticket = make_ticket(desk, received_at=written)

    assert (ticket.received_at, ticket.created_at, ticket.updated_at) == (written, clock.now, clock.now)
    assert ticket.due_at == written + timedelta(hours=ticket.sla_hours)


# --- many at once ----------------------------------------------------------------------------------------


def test_fifty_first_messages_of_one_customer_make_one_customer(desk: Desk) -> None:
    """And fifty tickets, each whole, numbered without a gap."""
    received = together([lambda: make_ticket(desk)] * 50)

    assert {ticket.id for ticket in received} == set(range(1, 51))
    assert len({ticket.customer_id for ticket in received}) == 1
    assert add_up(desk).total == 50
    assert_whole(desk)


def test_twenty_deliveries_of_one_reference_are_one_ticket_and_one_answer(desk: Desk) -> None:
    """One of them was new."""
    received = together([lambda: receive(desk, process("I was charged twice"))] * 20)

    assert sum(one.new for one in received) == 1
    assert len({_told(one) for one in received}) == 1
    with desk.read() as db:
        assert (rows(db, "tickets"), rows(db, "entries")) == (1, 1)
    assert_whole(desk)


def test_twelve_texts_under_one_reference_are_one_thread(desk: Desk) -> None:
    """Each is an entry with a verdict of its own, in the order in which they were stored."""
    texts = [f"Charged twice, case {number}" for number in range(12)]

    received = together([partial(receive, desk, process(text)) for text in texts])

    assert {one.ticket.id for one in received} == {1}
    assert sorted(one.ticket.revision for one in received) == list(range(1, 13))
    with desk.read() as db:
        thread = tickets.threads(db, [received[0].ticket.id])[received[0].ticket.id]
    assert sorted(entry.text for entry in thread) == sorted(texts)
    assert_whole(desk)


# --- a reference -----------------------------------------------------------------------------------------


def test_the_same_text_again_is_the_same_answer(desk: Desk, clock: StillClock) -> None:
    """An hour later, too; nothing is written and no clock moves."""
    first = receive(desk, process("I was charged twice"))
    with desk.read() as db:
        before = {table: rows(db, table) for table in TABLES}
    clock.advance(timedelta(hours=1))

    again = receive(desk, process("I was charged twice"))

    assert not again.new
    assert _told(again) == _told(first)
    with desk.read() as db:
        assert {table: rows(db, table) for table in TABLES} == before
    assert find_ticket(desk, first.ticket.id) == first.ticket


def test_an_earlier_text_is_answered_as_it_was_then(desk: Desk, clock: StillClock) -> None:
    """Though the matter has gone on since."""
    first = receive(desk, process("I was charged twice"))
    clock.advance(timedelta(hours=1))
    receive(desk, process("Thank you, it is solved"))

    again = receive(desk, process("I was charged twice"))

    assert (again.verdict, again.judged_at, again.proposal) == (
        first.verdict,
        first.judged_at,
        first.proposal,
    )
    assert again.ticket.revision == 2


def test_another_text_continues_the_ticket(desk: Desk, clock: StillClock) -> None:
    """The newest verdict counts, the opening message stays, and what was ended is open again."""
    first = receive(desk, process("Just a question about my plan")).ticket
    resolve_ticket(desk, first.id, by=LOCAL)
    clock.advance(timedelta(hours=1))

    heard = receive(desk, process("URGENT: our production is down!")).ticket

    assert (heard.id, heard.message, heard.status) == (first.id, first.message, Status.OPEN)
    assert (heard.revision, heard.version, heard.resolved_at) == (2, 3, None)
    assert heard.due_at == clock.now + timedelta(hours=heard.sla_hours)
    _, message, verdict = latest_verdict(desk, first.id)
    assert (message.text, verdict.category.value) == ("URGENT: our production is down!", heard.category)
    assert_whole(desk)


def test_another_customers_reference_is_refused(desk: Desk) -> None:
    """And nothing of the attempt is left, not even the customer."""
    receive(desk, process("I was charged twice"))
    with desk.read() as db:
        before = {table: rows(db, table) for table in (*TABLES, "customers")}

    with pytest.raises(ReferenceTaken, match="T-1"):
        receive(desk, process("I was charged twice", caller=BEN))

    with desk.read() as db:
        assert {table: rows(db, table) for table in (*TABLES, "customers")} == before
    assert_whole(desk)


# --- the event -------------------------------------------------------------------------------------------


def test_the_events_tell_what_happened_and_who_did_it(desk: Desk) -> None:
    """The customer wrote twice; the entries are named."""
    ticket = receive(desk, process("I was charged twice")).ticket
    receive(desk, process("And nobody answers me"))

    with desk.read() as db:
        told = events.timeline(db, ticket.id)
        entry_ids = db.execute(select(schema.entries.c.id).order_by(schema.entries.c.id)).scalars().all()

    assert [(event.kind, event.actor) for event in told] == [
        ("ticket.received", "Ava"),
        ("ticket.continued", "Ava"),
    ]
    assert [event.data["entry_id"] for event in told] == entry_ids


# --- the LLM ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "asks", "heard"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_llm_is_heard_where_the_switch_is_on_and_the_door_asks(
    desk: Desk, *, on: bool, asks: bool, heard: bool
) -> None:
    """Then six tenths of the door's urgency are its own."""
    desk = with_llm(desk, llm_saying(1.0))
    switch_llm(desk, on=on)

    ticket = make_ticket(desk, "My account is blocked", ask_llm=asks)

    _, _, verdict = latest_verdict(desk, ticket.id)
    assert (Voice.LLM in verdict.urgency.opinions) is heard
    assert ticket.door_urgency == pytest.approx(2.6 if heard else 5.0)
    assert_whole(desk)


def test_an_llm_that_is_on_and_has_no_key_is_missed_in_the_verdict(desk: Desk) -> None:
    """Whoever turned the switch sees why nothing has changed."""
    switch_llm(desk, on=True)

    ticket = make_ticket(desk, "My account is blocked", ask_llm=True)

    _, _, verdict = latest_verdict(desk, ticket.id)
    assert "was not asked, because no API key is set" in verdict.urgency.reasons[-1].text


def test_a_silent_llm_leaves_the_rules_their_say(desk: Desk) -> None:
    """The message is stored with the reason for the silence."""
    desk = with_llm(desk, ScriptedLlm(Silence("The LLM did not answer in time.", "some-model")))
    switch_llm(desk, on=True)

    ticket = make_ticket(desk, "My account is blocked", ask_llm=True)

    _, _, verdict = latest_verdict(desk, ticket.id)
    assert ticket.door_urgency == 5.0
    assert any("did not answer" in reason.text for reason in verdict.urgency.reasons)
    assert_whole(desk)


def _told(received: Received) -> tuple[object, ...]:
    return (received.ticket, received.judged_at, repr(received.verdict), repr(received.proposal))
