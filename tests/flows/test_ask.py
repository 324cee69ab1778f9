"""The LLM is asked about what was taken in without it, and its word joins the verdict."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from firstline.core.access import LOCAL
from firstline.flows.ask import LATEST, STEP, TRIES
from firstline.flows.assign import assign_ticket
from firstline.flows.browse import find_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.resolve import resolve_ticket
from firstline.flows.switch import switch_llm
from firstline.gateways.llm import Heard
from firstline.store import events, jobs
from firstline.tickets.message import Message
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Opinion, Reason, Voice
from firstline.triage.voices import Silence
from tests.flows.whole import assert_whole
from tests.judged import latest_verdict
from tests.make import StillClock, llm_saying, make_ticket, of_both, run_steps, with_llm

BLOCKED = "My account is blocked"
SECONDS = timedelta(seconds=1)


@dataclass
class Adviser:
    """An LLM that follows a script, one answer for each question, the last one for all that follow."""

    script: list[Heard]
    asked: list[tuple[str, str]] = field(default_factory=list)
    """The names of the questions, and their texts."""
    meanwhile: list[object] = field(default_factory=list)
    """What is done, once, while it thinks: calls without arguments."""
    configured: bool = True

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Give the next answer."""
        assert bool(name) is patient
        self.asked.append((name, message.text))
        while self.meanwhile:
            act = self.meanwhile.pop(0)
            assert callable(act)
            act()
        return self.script[min(len(self.asked), len(self.script)) - 1]


def says(urgency: float) -> Heard:
    """Make an answer."""
    return Heard(Opinion(urgency, 0.5, (Reason(Voice.LLM, "sounds like it", urgency, "scripted"),)))


def silent(why: str = "did not answer", *, may_pass: bool = True, wait: timedelta | None = None) -> Heard:
    """Make a silence."""
    return Heard(Silence(f"The LLM {why}; the rules decided.", "scripted"), may_pass=may_pass, wait=wait)


def asking(desk: Desk, *script: Heard) -> tuple[Desk, Adviser]:
    """Give the desk an LLM, and turn the switch on."""
    adviser = Adviser(list(script))
    switch_llm(desk, on=True)
    return with_llm(desk, adviser), adviser


def newest_reasons(desk: Desk, ticket: Ticket) -> str:
    """Give what the newest verdict says of the urgency."""
    _, _, verdict = latest_verdict(desk, ticket.id)
    return " | ".join(reason.text for reason in verdict.urgency.reasons)


def judged(desk: Desk, ticket: Ticket) -> list[events.Event]:
    """Give the events that tell of the LLM's word."""
    with desk.read() as db:
        return [told for told in events.timeline(db, ticket.id) if told.kind == "ticket.judged"]


# --- an opinion -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts", [{"door": "tickets"}, {"door": "process", "draft_now": True}, {"door": "api"}]
)
def test_a_message_is_judged_by_the_desk_at_once_and_by_the_llm_soon_after(
    desk: Desk, parts: dict[str, object]
) -> None:
    """The verdict grows by a revision; the seeds' doors go on showing the rules' opinion."""
    desk, llm = asking(desk, says(1.0))

    ticket = make_ticket(desk, BLOCKED, **parts)
    at_once = find_ticket(desk, ticket.id)
    run_steps(desk)
    after = find_ticket(desk, ticket.id)

    own = at_once.urgency
    assert (at_once.door_urgency, at_once.revision) == (5.0, 1)
    assert (after.urgency, after.door_urgency, after.revision) == (of_both(own=own, llm=1.0), 5.0, 2)
    assert (after.due_at, after.level, after.priority) == (ticket.due_at, ticket.level, ticket.priority)
    assert llm.asked == [(f"{STEP}:{ticket.id}:1", BLOCKED)]
    _, _, verdict = latest_verdict(desk, ticket.id)
    assert verdict.urgency.decided_by is Voice.LLM
    assert {voice: one.value for voice, one in verdict.urgency.opinions.items()} == {
        Voice.LLM: 1.0,
        Voice.MODEL: own,
        Voice.RULE: 5.0,
    }
    assert_whole(desk)


def test_the_log_tells_what_the_llm_changed(desk: Desk) -> None:
    """And who it was."""
    desk, _ = asking(desk, says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")

    run_steps(desk)

    (told,) = judged(desk, ticket)
    assert told.actor == "desk"
    urgency = of_both(own=ticket.urgency, llm=1.0)
    assert (told.data["urgency"], told.data["voice"], told.data["revision"]) == (urgency, "llm", 2)


def test_the_door_that_waits_for_the_llm_needs_no_step(desk: Desk) -> None:
    """Seed 1's answer has its word already."""
    desk, llm = asking(desk, says(1.0))

    ticket = make_ticket(desk, BLOCKED, ask_llm=True)
    run_steps(desk)

    assert llm.asked == [("", BLOCKED)]
    assert find_ticket(desk, ticket.id).door_urgency == of_both(own=5.0, llm=1.0)


@pytest.mark.parametrize(("on", "configured"), [(False, True), (True, False)])
def test_without_a_switch_or_an_llm_no_step_follows(desk: Desk, *, on: bool, configured: bool) -> None:
    """The verdict says nothing of it either."""
    desk, llm = asking(desk, says(1.0))
    llm.configured = configured
    switch_llm(desk, on=on)

    ticket = make_ticket(desk, BLOCKED, door="tickets")
    run_steps(desk)

    assert llm.asked == []
    assert find_ticket(desk, ticket.id).revision == 1


def test_a_switch_that_was_turned_off_meanwhile_counts(desk: Desk) -> None:
    """Nothing is shown to an LLM that is not wanted any more."""
    desk, llm = asking(desk, says(1.0))
    make_ticket(desk, BLOCKED, door="tickets")
    switch_llm(desk, on=False)

    run_steps(desk)

    assert llm.asked == []


def test_a_second_message_is_asked_about_alone(desk: Desk) -> None:
    """Each of the two has its name, and what weighs does not fall."""
    desk, llm = asking(desk, says(3.0))
    first = make_ticket(desk, BLOCKED, door="tickets", external_ref="1")
    run_steps(desk)
    weight = find_ticket(desk, first.id).urgency

    make_ticket(desk, "Any news?", door="tickets", external_ref="1")
    run_steps(desk)

    assert llm.asked == [(f"{STEP}:{first.id}:1", BLOCKED), (f"{STEP}:{first.id}:3", "Any news?")]
    after = find_ticket(desk, first.id)
    assert (after.revision, after.urgency) == (4, weight)
    assert_whole(desk)


def test_a_second_message_can_weigh_more_by_the_llms_word(desk: Desk) -> None:
    """Then the ticket rises."""
    desk, _ = asking(desk, says(5.0))
    first = make_ticket(desk, "How do I change my name?", door="tickets", external_ref="1")
    make_ticket(desk, "Any news?", door="tickets", external_ref="1")
    before, _, second = latest_verdict(desk, first.id)

    run_steps(desk)

    risen = find_ticket(desk, first.id).urgency
    assert risen == of_both(own=second.urgency.value, llm=5.0) > before.urgency
    assert_whole(desk)


# --- people, and time -------------------------------------------------------------------------------------


def test_what_a_person_has_set_stays(desk: Desk) -> None:
    """What the LLM thinks stands beside it."""
    desk, _ = asking(desk, says(5.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    due = ticket.due_at + timedelta(hours=5)
    wanted = {"urgency": 2.0, "category": "billing"}
    change_fields(desk, ticket.id, Changes(verdict=wanted, due_at=due), by=LOCAL)

    run_steps(desk)

    after, _, verdict = latest_verdict(desk, ticket.id)
    assert (after.urgency, after.category, after.due_at) == (2.0, "billing", due)
    assert verdict.urgency.opinions[Voice.LLM].value == 5.0
    assert verdict.urgency.decided_by is Voice.HUMAN
    assert_whole(desk)


def test_a_silence_adds_nothing_to_what_a_person_has_set(desk: Desk) -> None:
    """There is nothing to explain."""
    desk, _ = asking(desk, silent(may_pass=False))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    change_fields(desk, ticket.id, Changes(verdict={"urgency": 2.0}), by=LOCAL)

    run_steps(desk)

    assert find_ticket(desk, ticket.id).revision == 2
    assert_whole(desk)


def test_a_ticket_that_has_moved_on_is_left_alone(desk: Desk) -> None:
    """A correction, or a new message, came while the LLM was thinking; the message has its own step."""
    desk, llm = asking(desk, says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets", external_ref="1")
    llm.meanwhile = [lambda: make_ticket(desk, "My card was stolen", door="tickets", external_ref="1")]

    run_steps(desk)

    with desk.read() as db:
        kinds = [told.kind for told in events.timeline(db, ticket.id)]
    assert kinds == ["ticket.received", "ticket.continued", "ticket.judged"]
    assert llm.asked[-1] == (f"{STEP}:{ticket.id}:2", "My card was stolen")
    assert_whole(desk)


def test_an_agents_work_does_not_keep_the_llm_from_its_word(desk: Desk) -> None:
    """An assignment is no other verdict."""
    desk, llm = asking(desk, says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    llm.meanwhile = [lambda: assign_ticket(desk, ticket.id, "Eve", by=LOCAL)]

    run_steps(desk)

    after = find_ticket(desk, ticket.id)
    assert (after.assigned_to, after.urgency) == ("Eve", of_both(own=ticket.urgency, llm=1.0))
    assert_whole(desk)


def test_of_a_matter_that_has_ended_nobody_is_asked(desk: Desk) -> None:
    """It is urgent no more."""
    desk, llm = asking(desk, says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    resolve_ticket(desk, ticket.id, by=LOCAL)

    run_steps(desk)

    assert llm.asked == []


# --- when there is no answer ------------------------------------------------------------------------------


def test_a_failure_that_may_pass_is_tried_again(desk: Desk, clock: StillClock) -> None:
    """After the queue's pause, under the same name."""
    desk, llm = asking(desk, silent(), says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    run_steps(desk)
    clock.advance(60 * SECONDS)

    run_steps(desk)

    assert llm.asked == [(f"{STEP}:{ticket.id}:1", BLOCKED)] * 2
    assert find_ticket(desk, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
    assert_whole(desk)


def test_a_failure_that_stays_ends_in_the_verdict_and_not_in_a_dead_letter(
    desk: Desk, clock: StillClock
) -> None:
    """The ticket says why the rules decided alone."""
    desk, llm = asking(desk, silent())
    ticket = make_ticket(desk, BLOCKED, door="tickets")

    for _ in range(TRIES + 2):
        run_steps(desk)
        clock.advance(120 * SECONDS)

    assert len(llm.asked) == TRIES
    assert "The LLM did not answer; the rules decided." in newest_reasons(desk, ticket)
    assert find_ticket(desk, ticket.id).urgency == ticket.urgency
    with desk.read() as db:
        assert jobs.counts(db) == jobs.Counts(waiting=0, running=0, dead=0)
    assert_whole(desk)


def test_a_failure_that_will_not_pass_is_told_at_once(desk: Desk) -> None:
    """A wrong key does not mend itself."""
    desk, llm = asking(desk, silent("did not accept the API key", may_pass=False))
    ticket = make_ticket(desk, BLOCKED, door="tickets")

    run_steps(desk)

    assert len(llm.asked) == 1
    assert "did not accept the API key" in newest_reasons(desk, ticket)


def test_whoever_is_told_to_wait_waits_without_using_up_tries(desk: Desk, clock: StillClock) -> None:
    """The rate allows it later, or the provider does."""
    wait = silent("was not asked", wait=30 * SECONDS)
    desk, llm = asking(desk, *[wait] * (TRIES + 2), says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")

    run_steps(desk)
    clock.advance(29 * SECONDS)
    run_steps(desk)
    early = len(llm.asked)
    for _ in range(TRIES + 2):
        clock.advance(30 * SECONDS)
        run_steps(desk)

    assert early == 1
    assert find_ticket(desk, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
    assert_whole(desk)


def test_an_answer_that_would_come_too_late_is_not_waited_for(desk: Desk, clock: StillClock) -> None:
    """The verdict says why there is none."""
    desk, llm = asking(desk, silent("was not asked", wait=30 * SECONDS))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    run_steps(desk)
    clock.advance(LATEST)

    run_steps(desk)
    run_steps(desk)

    assert len(llm.asked) == 2
    assert "The LLM was not asked" in newest_reasons(desk, ticket)


def test_what_was_asked_is_not_asked_again(desk: Desk) -> None:
    """However often the step comes."""
    desk, llm = asking(desk, says(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")
    for _ in range(3):
        run_steps(desk)
        desk.write(lambda db: desk.queue.put(db, STEP, ticket.id))

    run_steps(desk)

    assert len(llm.asked) == 1
    assert len(judged(desk, ticket)) == 1


def test_a_hundred_messages_are_all_judged(desk: Desk) -> None:
    """Each by its own step."""
    desk, llm = asking(desk, says(1.0))
    made = [make_ticket(desk, f"{BLOCKED}, {number}", door="tickets") for number in range(100)]

    run_steps(desk)

    assert len(set(llm.asked)) == len(llm.asked) == 100
    assert {find_ticket(desk, ticket.id).revision for ticket in made} == {2}


def test_the_scripted_llm_of_other_tests_is_asked_in_the_same_way(desk: Desk) -> None:
    """It stands in for this one where only its opinion matters."""
    switch_llm(desk, on=True)
    desk = with_llm(desk, llm_saying(1.0))
    ticket = make_ticket(desk, BLOCKED, door="tickets")

    run_steps(desk)

    assert find_ticket(desk, ticket.id).urgency == of_both(own=ticket.urgency, llm=1.0)
