"""Under a key it happens once: the same answer to every repeat, and nothing twice."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.once import MOST_WAITING, UNDER_WAY, KeyReused, Once, StillUnderWay, answer_once
from firstline.flows.receive import Incoming, Received, receive
from firstline.flows.reply import reply_to_ticket
from firstline.flows.switch import switch_llm
from firstline.flows.tidy import forget_answers
from firstline.gateways.llm import Heard
from firstline.store.db import Connection, Database, DiskFull
from firstline.store.faults import SENTENCES
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message
from firstline.tickets.ticket import TicketMissing
from firstline.tickets.verdict import Opinion
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_desk, make_ticket, opened, rows, ticket_id, with_llm

T = TypeVar("T")

KEY = Once("local POST /api/messages/send", "key-1", b"My card is blocked")


@dataclass
class SlowLlm:
    """Thinks for a while, and counts how often it is asked."""

    asked: list[Message] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    configured: bool = True

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Give an opinion."""
        assert not patient
        self.asked.append(message)
        self.names.append(name)
        time.sleep(0.05)
        return Heard(Opinion(3.0, 0.5))


@dataclass
class HeldLlm:
    """Thinks until it is let go."""

    begun: threading.Event = field(default_factory=threading.Event)
    enough: threading.Event = field(default_factory=threading.Event)

    configured: bool = True

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Give an opinion, late."""
        assert message.text
        assert name
        assert not patient
        self.begun.set()
        assert self.enough.wait(10)
        return Heard(Opinion(3.0, 0.5))


def send(desk: Desk, once: Once | None = KEY) -> Answer:
    """Send a message as a door does."""
    text = "My card is blocked" if once is None else once.body.decode()
    incoming = Incoming(
        door="messages",
        raw=Raw("messages", "text/plain", text.encode()),
        caller=Caller("Customer 7", external_id=7),
        text=text,
        ask_llm=True,
    )
    return answer_once(desk, once, lambda one: receive(one, incoming), told)


def lose(_: Callable[[Connection], T], /) -> T:
    """Fail to write."""
    raise DiskFull(SENTENCES[DiskFull])


def told(received: Received) -> Answer:
    """Tell of a ticket as a door does."""
    return Answer(201, f"{received.ticket.id} {received.ticket.door_urgency}".encode())


def test_five_deliveries_at_once_are_one_ticket_and_five_equal_answers(desk: Desk) -> None:
    """The LLM, which is slow and costs money, is asked once."""
    llm = SlowLlm()
    desk = with_llm(desk, llm)
    switch_llm(desk, on=True)

    answers = together([lambda: send(desk)] * 5)

    assert len(set(answers)) == 1
    assert len(llm.asked) == 1
    with desk.read() as db:
        assert (rows(db, "tickets"), rows(db, "idempotency")) == (1, 1)
    assert_whole(desk)


def test_a_question_of_a_request_that_was_lost_comes_again_under_its_name(desk: Desk) -> None:
    """Who is asked can know it again, and learns nothing of the key; without a key it has no name."""
    llm = SlowLlm()
    desk = with_llm(desk, llm)
    switch_llm(desk, on=True)

    with pytest.raises(DiskFull):
        send(replace(desk, write=lose))
    for once in (KEY, replace(KEY, key="key-2"), replace(KEY, key="key-3", body=b"My card is lost"), None):
        send(desk, once)

    lost, again, *others = llm.names
    assert lost == again
    assert KEY.key not in lost
    assert len({lost, *others}) == 4
    assert others[-1] == ""


def test_of_many_repeats_a_few_wait_and_the_others_are_told_at_once(desk: Desk) -> None:
    """Whoever waits holds a thread that all the desk's callers share."""
    llm = HeldLlm()
    desk = with_llm(desk, llm)
    switch_llm(desk, on=True)

    with ThreadPoolExecutor(MOST_WAITING + 1) as threads:
        try:
            first = threads.submit(send, desk)
            assert llm.begun.wait(10)
            waiting = [threads.submit(send, desk) for _ in range(MOST_WAITING)]
            wait_until(lambda: len(next(iter(UNDER_WAY.locks.values()))[1]) == 1 + MOST_WAITING)
            with pytest.raises(StillUnderWay, match="still under way"):
                send(desk)
            assert not first.done()
        finally:
            llm.enough.set()

    assert {call.result() for call in waiting} == {first.result()} == {send(desk)}
    with desk.read() as db:
        assert rows(db, "tickets") == 1


def test_a_delivery_through_another_process_is_the_same(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten at once through two desks that share nothing but the database."""
    monkeypatch.setattr(
        type(UNDER_WAY), "turn", lambda *_: threading.Lock()
    )  # what one process knows of itself
    with opened(database_url) as other:
        desks = [make_desk(database), make_desk(other)] * 5

        answers = together([partial(send, desk) for desk in desks])

    assert len(set(answers)) == 1
    with database.read() as db:
        assert rows(db, "tickets") == 1
    assert_whole(desks[0])


def test_a_repeat_after_days_of_work_is_the_same(desk: Desk, clock: StillClock) -> None:
    """The answer is kept byte for byte, whatever became of the ticket."""
    first = send(desk)
    reply_to_ticket(desk, ticket_id(1), agent="Eve", text="Hello", by=LOCAL)
    clock.advance(timedelta(days=6))

    assert send(desk) == first
    with desk.read() as db:
        assert rows(db, "tickets") == 1


def test_after_seven_days_the_key_is_free(desk: Desk, clock: StillClock) -> None:
    """The answer is forgotten, and the same request is a new one."""
    first = send(desk)
    clock.advance(timedelta(days=7, microseconds=1))
    forget_answers(desk, 0)

    assert send(desk) != first
    with desk.read() as db:
        assert rows(db, "tickets") == 2


def test_the_same_key_for_another_request_is_refused(desk: Desk) -> None:
    """Nothing is stored, and the first answer stays."""
    first = send(desk)

    with pytest.raises(KeyReused):
        send(desk, replace(KEY, body=b"My cat is blocked"))

    assert send(desk) == first
    with desk.read() as db:
        assert rows(db, "tickets") == 1


@pytest.mark.parametrize(
    "other", [replace(KEY, key="key-2"), replace(KEY, scope="local POST /tickets"), None]
)
def test_another_key_another_place_or_none_is_a_new_ticket(desk: Desk, other: Once | None) -> None:
    """Keys do not meet."""
    assert send(desk) != send(desk, other)


def test_a_request_that_failed_may_be_repeated(desk: Desk) -> None:
    """No answer is kept for what was not done."""
    reply = replace(KEY, scope="local POST /api/messages/1/reply")

    def answer_it() -> Answer:
        return answer_once(
            desk,
            reply,
            lambda one: reply_to_ticket(one, ticket_id(1), agent="Eve", text="Hello", by=LOCAL),
            lambda _: Answer(201, b"done"),
        )

    with pytest.raises(TicketMissing):
        answer_it()
    make_ticket(desk)

    assert answer_it() == answer_it() == Answer(201, b"done")
    with desk.read() as db:
        assert (rows(db, "entries"), rows(db, "idempotency")) == (2, 1)
    assert_whole(desk)


def test_an_answer_that_cannot_be_told_is_not_half_given(desk: Desk) -> None:
    """When the answer fails to be written down, so does the ticket."""

    def fail(_: object) -> Answer:
        message = "no answer"
        raise Unavailable(message)

    incoming = Incoming(door="messages", raw=Raw("messages", "", b""), caller=Caller("Ava"), text="Hello")
    with pytest.raises(Unavailable):
        answer_once(desk, KEY, lambda one: receive(one, incoming), fail)

    with desk.read() as db:
        assert (rows(db, "tickets"), rows(db, "customers"), rows(db, "idempotency")) == (0, 0, 0)
    assert_whole(desk)


def test_nothing_is_remembered_of_keys_that_are_done(desk: Desk) -> None:
    """A process that runs for years does not grow."""
    together([partial(send, desk, replace(KEY, key=f"key-{number % 4}")) for number in range(12)])

    assert UNDER_WAY.locks == {}


def wait_until(fact: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    patient_until = time.monotonic() + 10
    while not fact():
        assert time.monotonic() < patient_until
        time.sleep(0.005)
