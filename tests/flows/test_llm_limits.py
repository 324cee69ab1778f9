"""The LLM takes what it may, counted once for all processes of the desk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadlines below
import pytest

from firstline.core.errors import Unavailable
from firstline.flows.ask import STEP
from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.llm_account import Account, Limits
from firstline.flows.llm_health import MANY, Health
from firstline.flows.llm_limits import LimitedLlm, read_account
from firstline.flows.switch import switch_llm
from firstline.gateways.fake_llm import Behaviour, FakeLlm, drops, fails, hangs, hangs_up, says, scores
from firstline.gateways.llm import Heard, LlmAdviser
from firstline.gateways.llm_words import Usage, length_of, question
from firstline.store.db import Connection, Database
from firstline.store.llm_costs import Cost
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Opinion, Voice
from firstline.triage.voices import Silence
from tests.flows.whole import assert_whole
from tests.judged import latest_verdict
from tests.make import StillClock, make_desk, make_ticket, of_both, opened, run_steps

T = TypeVar("T")

BLOCKED = "My account is blocked"
PRICES = Limits(price_in=Decimal("0.15"), price_out=Decimal("0.60"))
SECONDS = timedelta(seconds=1)
MODEL = "gpt-4o-mini"
LENGTH = length_of(question(Message(BLOCKED))).tokens_in
"""What a question about this message takes by its length."""


@contextmanager
def limited(
    database: Database, fake: FakeLlm, clock: StillClock, limits: Limits = PRICES, **how: float
) -> Iterator[Desk]:
    """Open a desk that asks this LLM within these limits, with the switch on."""
    adviser = LlmAdviser(base_url=fake.base_url, **how)  # type: ignore[arg-type] # only the deadline
    desk = make_desk(database, clock=clock)
    llm = LimitedLlm(llm=adviser, limits=limits, write=database.write, clock=clock)
    desk = replace(desk, llm=llm, llm_limits=limits)
    switch_llm(desk, on=True)
    try:
        yield desk
    finally:
        adviser.close()


@contextmanager
def two_desks(url: str, fake: FakeLlm, clock: StillClock, limits: Limits) -> Iterator[tuple[Desk, Desk]]:
    """Open the same database twice, as two processes do."""
    with (
        opened(url) as one,
        opened(url) as other,
        limited(one, fake, clock, limits) as here,
        limited(other, fake, clock, limits) as there,
    ):
        yield here, there


def this_month(desk: Desk) -> Cost:
    """Give what was taken this month."""
    account: Account = read_account(desk)
    (line,) = [line for line in account.lines if line.month == account.month]
    assert line.model == MODEL
    assert account.spent == line.cost.cost
    return line.cost


def someone(number: int) -> Caller:
    """Name a customer who has not written before."""
    return Caller(f"Customer {number}", external_id=number)


def own_urgency(desk: Desk, ticket: Ticket) -> float:
    """Give what the desk makes of it without the LLM."""
    _, _, verdict = latest_verdict(desk, ticket.id)
    return verdict.urgency.opinions[Voice.MODEL].value


def reasons(desk: Desk, ticket: Ticket) -> str:
    """Give what the newest verdict says of the urgency."""
    _, _, verdict = latest_verdict(desk, ticket.id)
    return " | ".join(reason.text for reason in verdict.urgency.reasons)


# --- what is counted --------------------------------------------------------------------------------------


def test_the_account_says_what_the_provider_says(database: Database, clock: StillClock) -> None:
    """Of the door that waits, and of the step."""
    with FakeLlm(scores(4, tokens=(600, 30))) as fake, limited(database, fake, clock) as desk:
        make_ticket(desk, BLOCKED, ask_llm=True)
        make_ticket(desk, BLOCKED, door="tickets")
        run_steps(desk)

        assert this_month(desk) == Cost(calls=2, tokens_in=1200, tokens_out=60, cost=2 * 108)


def test_months_are_counted_apart(database: Database, clock: StillClock) -> None:
    """The last one stays to be looked at."""
    with FakeLlm(scores(4, tokens=(600, 30))) as fake, limited(database, fake, clock) as desk:
        make_ticket(desk, BLOCKED, ask_llm=True)
        clock.advance(timedelta(days=40))
        make_ticket(desk, BLOCKED, ask_llm=True)

        assert [(line.month, line.cost.calls) for line in read_account(desk).lines] == [
            ("2026-04", 1),
            ("2026-03", 1),
        ]


@pytest.mark.parametrize(
    ("script", "cost"),
    [
        ([fails(500), scores(4, tokens=(600, 30))], Cost(2, 600, 30, 108)),
        ([fails(401)], Cost(1, 0, 0, 0)),
        ([says("Hello?", tokens=(600, 5))], Cost(1, 600, 5, 93)),
        ([drops(), scores(4, tokens=(600, 30))], Cost(2, LENGTH + 600, 30, 0)),
        ([hangs_up(), scores(4, tokens=(600, 30))], Cost(2, LENGTH + 600, 30, 0)),
        ([hangs()], Cost(1, LENGTH, 0, 0)),
    ],
)
def test_a_call_without_an_answer_is_counted_by_its_length(
    database: Database, clock: StillClock, script: list[Behaviour], cost: Cost
) -> None:
    """A refusal costs nothing, and nonsense what it says it cost."""
    with FakeLlm(script) as fake, limited(database, fake, clock, deadline=1.5) as desk:
        make_ticket(desk, BLOCKED, ask_llm=True)

        found = this_month(desk)

    assert replace(found, cost=0) == replace(cost, cost=0)
    assert found.cost == PRICES.cost(Usage(found.calls, found.tokens_in, found.tokens_out)).cost


def test_an_answer_that_tells_of_no_tokens_is_counted_by_its_length(
    database: Database, clock: StillClock
) -> None:
    """Some local servers count nothing."""
    with FakeLlm(scores(4, tokens=None)) as fake, limited(database, fake, clock) as desk:
        make_ticket(desk, BLOCKED, ask_llm=True)

        found = this_month(desk)

    assert (found.calls, found.tokens_in) == (1, LENGTH)
    assert 20 < found.tokens_out < 100


def test_a_line_that_was_never_open_costs_nothing(database: Database, clock: StillClock) -> None:
    """Nothing left the desk, however often it tried."""
    with FakeLlm(scores(4)) as fake:
        pass
    with limited(database, fake, clock) as desk:
        make_ticket(desk, BLOCKED, ask_llm=True)

        assert this_month(desk) == Cost(2, 0, 0, 0)


def test_a_call_is_counted_although_its_process_dies(database: Database, clock: StillClock) -> None:
    """By its length, which is counted before it is made."""
    with FakeLlm(scores(4)) as fake, limited(database, fake, clock) as desk:
        llm = replace(_limited(desk), llm=_Dying())

        with pytest.raises(KeyboardInterrupt):
            llm.ask(Message(BLOCKED))

        found = this_month(desk)
        assert (found.calls, found.tokens_in, found.tokens_out) == (1, LENGTH, 0)


def test_an_answer_counts_although_the_account_cannot_be_corrected(
    database: Database, clock: StillClock
) -> None:
    """The database failed when the answer was there."""
    with FakeLlm(scores(4)) as fake, limited(database, fake, clock) as desk:
        llm = replace(_limited(desk), write=_OnlyOnce(database))

        heard = llm.ask(Message(BLOCKED))

        assert isinstance(heard.advice, Opinion)
        assert this_month(desk).tokens_in == LENGTH


# --- money ------------------------------------------------------------------------------------------------


def test_when_the_budget_is_used_up_nobody_is_asked(database: Database, clock: StillClock) -> None:
    """Neither at the door that waits nor by the step, until the next month; the verdict says why."""
    limits = replace(PRICES, monthly_budget=Decimal("0.0002"))  # less than two answers cost
    with FakeLlm(scores(1, tokens=(600, 30))) as fake, limited(database, fake, clock, limits) as desk:
        for _ in range(2):
            make_ticket(desk, BLOCKED, ask_llm=True)
        waiting = make_ticket(desk, BLOCKED, ask_llm=True, caller=someone(8))
        follows = make_ticket(desk, BLOCKED, door="tickets", caller=someone(9))
        run_steps(desk)
        asked = len(fake.asked)
        clock.advance(timedelta(days=31))
        next_month = make_ticket(desk, BLOCKED, ask_llm=True, caller=someone(10))

        assert asked == 2
        for ticket in (waiting, follows):
            assert "this month's budget for it is used up" in reasons(desk, ticket)
            now = find_ticket(desk, ticket.id)
            assert (now.urgency, now.door_urgency) == (own_urgency(desk, ticket), 5.0)
        assert next_month.urgency == of_both(own=waiting.urgency, llm=1.0)
        assert next_month.door_urgency == of_both(own=5.0, llm=1.0)
        assert_whole(desk)


def test_an_account_knows_whether_it_is_used_up(database: Database, clock: StillClock) -> None:
    """A budget of nothing is used up from the start."""
    with FakeLlm(scores(1)) as fake:
        for budget, used_up in ((None, False), (Decimal(1), False), (Decimal(0), True)):
            with limited(database, fake, clock, replace(PRICES, monthly_budget=budget)) as desk:
                assert read_account(desk).is_used_up is used_up


# --- rate -------------------------------------------------------------------------------------------------


def test_the_rate_holds_for_two_desks_on_one_database(database_url: str, clock: StillClock) -> None:
    """Who is turned away comes again, one after the other, and all are judged in the end."""
    limits = replace(PRICES, per_minute=6)
    with FakeLlm(scores(1)) as fake, two_desks(database_url, fake, clock, limits) as (here, there):
        made = [make_ticket(here, f"{BLOCKED}, {n}", door="tickets") for n in range(12)]
        asked = []
        for _ in range(8):
            run_steps(here)
            run_steps(there)
            asked.append(len(fake.asked))
            clock.advance(10 * SECONDS)

        assert asked[0] == 6
        assert all(later - before <= 1 for before, later in pairwise(asked))
        assert asked[-1] == len({request.name for request in fake.asked}) == 12
        for ticket in made:
            assert find_ticket(here, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
        assert_whole(here)


def test_the_door_that_waits_does_not_wait_for_the_rate(database: Database, clock: StillClock) -> None:
    """Its sender is answered at once, by the rules."""
    with (
        FakeLlm(scores(1)) as fake,
        limited(database, fake, clock, replace(PRICES, per_minute=1)) as desk,
    ):
        first, second = (make_ticket(desk, BLOCKED, ask_llm=True, caller=someone(n)) for n in (8, 9))

        own = own_urgency(desk, second)
        assert (first.urgency, second.urgency) == (of_both(own=own, llm=1.0), own)
        assert (first.door_urgency, second.door_urgency) == (of_both(own=5.0, llm=1.0), 5.0)
        assert "the desk asks it 1 times a minute at most" in reasons(desk, second)
        assert len(fake.asked) == 1


# --- the provider's own limit -----------------------------------------------------------------------------


def test_a_provider_that_wants_a_pause_is_left_alone_by_all(database_url: str, clock: StillClock) -> None:
    """By both desks, for as long as it said; then the questions are asked."""
    script = [fails(429, retry_after="30"), scores(1)]
    with FakeLlm(script) as fake, two_desks(database_url, fake, clock, PRICES) as (here, there):
        made = [make_ticket(here, f"{BLOCKED}, {n}", door="tickets") for n in range(3)]
        run_steps(here)
        paused = make_ticket(there, BLOCKED, ask_llm=True)
        clock.advance(29 * SECONDS)
        run_steps(there)
        asked_in_the_pause = len(fake.asked)
        clock.advance(SECONDS)
        run_steps(there)

        assert asked_in_the_pause == 1
        assert "its provider is asked too often" in reasons(here, paused)
        for ticket in made:
            assert find_ticket(here, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
        assert_whole(here)


# --- an LLM that fails ------------------------------------------------------------------------------------


def test_of_an_llm_that_fails_again_and_again_only_a_probe_is_asked(
    database: Database, clock: StillClock
) -> None:
    """The steps of the others end as if it had failed them too, and go on when it answers again."""
    script = [*[fails(500)] * 2 * MANY, scores(1)]
    with FakeLlm(script) as fake, limited(database, fake, clock) as desk:
        made = [make_ticket(desk, f"{BLOCKED}, {n}", door="tickets") for n in range(MANY + 5)]
        run_steps(desk)
        asked_by_steps = len(fake.asked) // 2
        waiting = make_ticket(desk, BLOCKED, ask_llm=True, caller=someone(8))
        clock.advance(60 * SECONDS)
        run_steps(desk)

        assert asked_by_steps == MANY
        own = own_urgency(desk, waiting)
        assert waiting.urgency == of_both(own=own, llm=1.0)  # whoever waits at the door may always ask
        for ticket in made:
            assert find_ticket(desk, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
        assert_whole(desk)


def test_one_probe_a_second_finds_out_whether_it_answers_again(clock: StillClock) -> None:
    """An answer ends the caution; a question that was not asked tells nothing."""
    failed = Heard(Silence("It failed.", MODEL), Usage(1), may_pass=True)
    health = Health()
    for heard in (*[failed] * (MANY - 1), Heard(Silence("Nobody was asked.", MODEL), may_pass=True)):
        health.note(heard, clock())
    at_first = health.may_ask(clock())

    health.note(failed, clock())
    probes = [health.may_ask(clock()) for _ in range(3)]
    clock.advance(SECONDS)
    later = [health.may_ask(clock()) for _ in range(2)]
    health.note(Heard(Opinion(1.0, 0.5), Usage(1)), clock())

    assert at_first
    assert (probes, later) == ([False] * 3, [True, False])
    assert health.may_ask(clock())


# --- repeats ----------------------------------------------------------------------------------------------


def test_a_repeat_carries_the_name_of_the_first(database: Database, clock: StillClock) -> None:
    """The process died when the answer was there and nothing was written."""
    with FakeLlm(scores(1)) as fake, limited(database, fake, clock) as desk:
        ticket = make_ticket(desk, BLOCKED, door="tickets")
        run_steps(replace(desk, llm=_AnswersAndDies(_limited(desk))))
        unwritten = find_ticket(desk, ticket.id).revision
        clock.advance(60 * SECONDS)
        run_steps(desk)

        first, second = fake.asked
        assert unwritten == 1
        assert first.name == second.name
        assert first.name.startswith(f"{STEP}:{ticket.id}:1:")
        assert find_ticket(desk, ticket.id).revision == 2
        assert_whole(desk)


def test_the_same_name_with_other_words_is_another_question(database: Database, clock: StillClock) -> None:
    """So that two desks with one provider never get each other's answers."""
    with FakeLlm(scores(1)) as fake, limited(database, fake, clock) as desk:
        for text in (BLOCKED, BLOCKED, "Thank you"):
            desk.llm.ask(Message(text), name="ask_llm:1:1", patient=True)

        names = [request.name for request in fake.asked]
        assert names[0] == names[1] != names[2]


def _limited(desk: Desk) -> LimitedLlm:
    assert isinstance(desk.llm, LimitedLlm)
    return desk.llm


@dataclass
class _OnlyOnce:
    """A database that fails after the first write."""

    database: Database
    writes: int = 0

    def __call__(self, change: Callable[[Connection], T], /) -> T:
        """Write, or fail."""
        self.writes += 1
        if self.writes > 1:
            message = "The database cannot be reached."
            raise Unavailable(message)
        return self.database.write(change)


class _Dying:
    """An LLM in whose answer the process dies."""

    configured = True
    model = MODEL

    def ask(self, message: Message, *, name: str = "") -> Heard:
        """Die."""
        raise KeyboardInterrupt(message, name)


@dataclass
class _AnswersAndDies:
    """An LLM after whose answer the step dies."""

    llm: LimitedLlm
    configured: bool = True

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Ask in earnest, and lose the answer."""
        heard = self.llm.ask(message, name=name, patient=patient)
        raise RuntimeError(heard)
