"""A reply waits a moment before it goes out: it is sent once or taken back, whatever happens meanwhile."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from firstline.core.access import LOCAL, ROLES, NotAllowed, Principal, Role
from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError, Outdated
from firstline.core.ids import OutgoingId
from firstline.flows.browse import find_ticket
from firstline.flows.compose import DraftMissing, find_draft, save_draft
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.detail import look_at_ticket
from firstline.flows.jobs import WhichJobs, cancel_job, list_jobs
from firstline.flows.outgoing import (
    STEP,
    AlreadySent,
    OutgoingMissing,
    Queued,
    recall_entry,
    send_entry,
    send_later,
)
from firstline.flows.reply import Contribution, ReplyHeld, add_to_thread
from firstline.flows.resolve import resolve_ticket
from firstline.flows.work import STEPS
from firstline.run.worker import Worker
from firstline.store import events, tickets, words
from firstline.store.jobs import LeaseQueue
from firstline.tickets.phrase import understand
from firstline.tickets.ticket import Entry, EntryKind, Status, Ticket
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_agent, make_key, make_ticket, rows, run_steps

REPLY, NOTE = EntryKind.REPLY, EntryKind.NOTE
DELAY = timedelta(seconds=10)
TICK = timedelta(microseconds=1)


def later(  # noqa: PLR0913 - what may differ from story to story
    desk: Desk,
    ticket: Ticket,
    text: str = "We look into it.",
    *,
    by: Principal = LOCAL,
    kind: EntryKind = REPLY,
    status: Status | None = None,
) -> Queued:
    """Let something wait for ten seconds."""
    contribution = Contribution(kind=kind, text=text, status=status, is_held=True)
    return send_later(desk, ticket.id, contribution, delay=DELAY, by=by)


def make_lead(desk: Desk, name: str) -> Principal:
    """Make a lead who is signed in."""
    return replace(make_agent(desk, name), permissions=ROLES[Role.LEAD], role=Role.LEAD)


def written(desk: Desk, ticket: Ticket) -> list[Entry]:
    """Give what agents have in the thread."""
    with desk.read() as db:
        return tickets.threads(db, [ticket.id])[ticket.id][1:]


def told(desk: Desk, ticket: Ticket) -> list[str]:
    """Give the kinds of what happened to a ticket since it came."""
    with desk.read() as db:
        return [event.kind for event in events.timeline(db, ticket.id)][1:]


def on_their_way(desk: Desk, ticket: Ticket) -> list[OutgoingId]:
    """Give the numbers of what waits."""
    return [one.id for one in look_at_ticket(desk, ticket.id, by=LOCAL).outgoing]


def found(desk: Desk, word: str) -> list[int]:
    """Search for a word."""
    with desk.read() as db:
        return list(db.execute(words.newest_with(db, understand(word), limit=9)).scalars())


# --- it goes out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (REPLY, ["ticket.reply_queued", "ticket.replied"]),
        (NOTE, ["ticket.note_queued", "ticket.noted"]),
    ],
)
def test_it_goes_out_when_its_time_has_come_and_only_once(
    desk: Desk, clock: StillClock, kind: EntryKind, names: list[str]
) -> None:
    """Until then it stands in no thread, and no search finds it; others see that it is on its way."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket, "The Zebra is out", kind=kind).waiting

    clock.advance(DELAY - TICK)
    run_steps(desk)
    assert (written(desk, ticket), found(desk, "zebra")) == ([], [])
    assert on_their_way(desk, ticket) == [queued.id]
    clock.advance(TICK)
    run_steps(desk)
    run_steps(desk)
    send_entry(desk, queued.id)

    (entry,) = written(desk, ticket)
    assert (entry.kind, entry.author, entry.text) == (kind, "local", "The Zebra is out")
    assert entry.written_at == queued.due_at
    assert (on_their_way(desk, ticket), found(desk, "zebra")) == ([], [ticket.id])
    assert told(desk, ticket) == names
    assert_whole(desk)


def test_sent_and_resolved_is_one_change(desk: Desk, clock: StillClock) -> None:
    """As with a reply that goes out at once; until then the matter is open."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket, status=Status.RESOLVED).seen.ticket

    before = find_ticket(desk, ticket.id)
    clock.advance(DELAY)
    run_steps(desk)

    after = find_ticket(desk, ticket.id)
    assert (before.status, after.status, after.resolved_at) == (Status.OPEN, Status.RESOLVED, clock.now)
    assert after.version == queued.version + 1
    assert_whole(desk)


@pytest.mark.parametrize("wanted", [Status.RESOLVED, Status.CLOSED])
def test_a_matter_about_which_the_customer_wrote_meanwhile_is_not_ended(
    desk: Desk, clock: StillClock, wanted: Status
) -> None:
    """The agent has not seen that message; the reply goes out, and the log says what was left."""
    ticket = make_ticket(desk, external_ref="T-1")
    later(desk, ticket, status=wanted)
    make_ticket(desk, "Wait, it is blocked again!", external_ref="T-1")

    clock.advance(DELAY)
    run_steps(desk)

    assert find_ticket(desk, ticket.id).status is Status.OPEN
    with desk.read() as db:
        last = events.timeline(db, ticket.id)[-1]
    assert (last.kind, last.data["status_wanted"]) == ("ticket.replied", wanted)
    assert "status" not in last.data
    assert_whole(desk)


def test_any_other_status_is_set_though_the_customer_wrote_meanwhile(desk: Desk, clock: StillClock) -> None:
    """It hides the new message from nobody."""
    ticket = make_ticket(desk, external_ref="T-1")
    later(desk, ticket, status=Status.WAITING_CUSTOMER)
    make_ticket(desk, "One thing more", external_ref="T-1")

    clock.advance(DELAY)
    run_steps(desk)

    assert find_ticket(desk, ticket.id).status is Status.WAITING_CUSTOMER


def test_what_the_customer_had_written_before_ends_with_the_rest(desk: Desk, clock: StillClock) -> None:
    """The agent has seen it."""
    make_ticket(desk, external_ref="T-1")
    ticket = make_ticket(desk, "Any news?", external_ref="T-1")
    later(desk, ticket, status=Status.RESOLVED)

    clock.advance(DELAY)
    run_steps(desk)

    assert find_ticket(desk, ticket.id).status is Status.RESOLVED


def test_it_goes_out_whatever_a_colleague_has_done_with_the_ticket(desk: Desk, clock: StillClock) -> None:
    """What was acknowledged is sent; what the colleague did stands."""
    ticket = make_ticket(desk)
    later(desk, ticket, by=make_agent(desk, "Eve"))
    change_fields(desk, ticket.id, Changes(verdict={"category": "sales"}), by=LOCAL)
    resolve_ticket(desk, ticket.id, by=LOCAL)

    clock.advance(DELAY)
    run_steps(desk)

    after = find_ticket(desk, ticket.id)
    assert [entry.author for entry in written(desk, ticket)] == ["Eve"]
    assert (after.category, after.status) == ("sales", Status.RESOLVED)
    assert_whole(desk)


def test_a_worker_that_sleeps_wakes_in_time(desk: Desk) -> None:
    """Without being told: nobody nudges it when the moment comes."""
    desk = replace(desk, clock=wall_clock, queue=LeaseQueue(wall_clock))
    ticket = make_ticket(desk)
    run_steps(desk)
    with at_work(desk):
        contribution = Contribution(kind=REPLY, text="Hello")
        queued = send_later(desk, ticket.id, contribution, delay=timedelta(seconds=0.5), by=LOCAL)
        enough = time.monotonic() + 20
        while not written(desk, ticket) and time.monotonic() < enough:
            time.sleep(0.02)

    (entry,) = written(desk, ticket)
    assert timedelta(0) <= entry.written_at - queued.waiting.due_at < timedelta(seconds=1)


@contextmanager
def at_work(desk: Desk) -> Iterator[None]:
    """Let a worker work."""
    worker = Worker(desk, STEPS, schedules={})
    worker.start()
    try:
        yield
    finally:
        worker.stop()


# --- it is taken back ---------------------------------------------------------------------------------------


def test_what_is_taken_back_in_time_never_goes_out(desk: Desk, clock: StillClock) -> None:
    """Its step finds nothing to send; the log tells the others."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket, status=Status.RESOLVED).waiting
    clock.advance(DELAY - TICK)

    recalled = recall_entry(desk, ticket.id, queued.id, by=LOCAL)
    clock.advance(DELAY)
    run_steps(desk)

    assert recalled.taken == queued
    assert (written(desk, ticket), on_their_way(desk, ticket)) == ([], [])
    assert find_ticket(desk, ticket.id) == recalled.seen.ticket
    assert told(desk, ticket) == ["ticket.reply_queued", "ticket.reply_recalled"]
    assert_whole(desk)


def test_what_has_gone_out_cannot_be_taken_back(desk: Desk, clock: StillClock) -> None:
    """It says so, and stays where it is."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket).waiting
    clock.advance(DELAY)
    run_steps(desk)

    with pytest.raises(AlreadySent, match="gone out already"):
        recall_entry(desk, ticket.id, queued.id, by=LOCAL)

    assert len(written(desk, ticket)) == 1


def test_whether_it_was_sent_or_taken_back_can_be_told_apart(desk: Desk) -> None:
    """A second try to take it back, another ticket's, one that never was: none of them was sent."""
    ticket, other = make_ticket(desk), make_ticket(desk)
    queued, its = later(desk, ticket).waiting, later(desk, other).waiting
    recall_entry(desk, ticket.id, queued.id, by=LOCAL)

    for number in (queued.id, its.id, OutgoingId(2**62)):
        with pytest.raises(OutgoingMissing):
            recall_entry(desk, ticket.id, number, by=LOCAL)

    assert on_their_way(desk, other) == [its.id]


def test_of_sending_and_taking_back_at_the_same_moment_one_happens(desk: Desk, clock: StillClock) -> None:
    """Never both, never neither, however close it is."""
    ticket = make_ticket(desk)
    numbers = [later(desk, ticket, f"Word {n}").waiting.id for n in range(8)]
    clock.advance(DELAY)

    def take_back(number: OutgoingId) -> bool:
        try:
            return bool(recall_entry(desk, ticket.id, number, by=LOCAL))
        except AlreadySent:
            return False

    def both(number: OutgoingId) -> bool:
        works: list[Callable[[], bool | None]] = [
            partial(take_back, number),
            partial(send_entry, desk, number),
        ]
        return together(works)[0] is True

    are_taken = [both(number) for number in numbers]

    texts = [entry.text for entry in written(desk, ticket)]
    assert texts == [f"Word {n}" for n, is_taken in enumerate(are_taken) if not is_taken]
    assert on_their_way(desk, ticket) == []
    assert_whole(desk)


def test_a_number_is_given_to_no_other(desk: Desk, clock: StillClock) -> None:
    """The step of what was taken back does not send what came after it."""
    ticket = make_ticket(desk)
    first = later(desk, ticket).waiting
    recall_entry(desk, ticket.id, first.id, by=LOCAL)
    clock.advance(DELAY - TICK)
    second = later(desk, ticket, "Another one").waiting

    clock.advance(TICK)
    run_steps(desk)

    assert second.id > first.id
    assert (written(desk, ticket), on_their_way(desk, ticket)) == ([], [second.id])


def test_a_step_that_comes_too_early_waits_on(desk: Desk, clock: StillClock) -> None:
    """As when the clock was set back meanwhile."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket).waiting

    send_entry(desk, queued.id)
    assert written(desk, ticket) == []
    clock.advance(DELAY)
    run_steps(desk)

    assert len(written(desk, ticket)) == 1
    assert_whole(desk)


def test_what_nobody_sends_any_more_can_be_taken_back(desk: Desk, clock: StillClock) -> None:
    """An admin has cancelled the step: the words are not lost."""
    ticket = make_ticket(desk)
    queued = later(desk, ticket).waiting
    (job,) = list_jobs(desk, WhichJobs(verb=STEP), after=0, limit=9).jobs
    cancel_job(desk, job.id, by=LOCAL)

    clock.advance(DELAY)
    run_steps(desk)

    assert on_their_way(desk, ticket) == [queued.id]
    assert recall_entry(desk, ticket.id, queued.id, by=LOCAL).taken.text == queued.text


# --- what is refused at once --------------------------------------------------------------------------------


def test_what_the_policy_holds_back_does_not_even_wait(desk: Desk) -> None:
    """The agent hears it while they can still change a word; nothing is stored."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    save_draft(desk, ticket.id, REPLY, text="We will refund you.", html=None, by=eve)

    with pytest.raises(ReplyHeld):
        later(desk, ticket, "We will refund you.", by=eve)

    assert on_their_way(desk, ticket) == []
    assert find_draft(desk, ticket.id, REPLY, by=eve).text == "We will refund you."
    assert find_ticket(desk, ticket.id) == ticket


def test_two_agents_who_have_seen_the_same_do_not_both_answer(desk: Desk) -> None:
    """That something is on its way is a change, of which the second has to hear first."""
    ticket, eve, bob = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Bob")
    seen, said = {ticket.version}, Contribution(kind=REPLY, text="Hello")
    queued = send_later(desk, ticket.id, said, delay=DELAY, by=eve, expected=seen)

    with pytest.raises(Outdated) as at_once:
        add_to_thread(desk, ticket.id, said, by=bob, expected=seen)
    with pytest.raises(Outdated):
        send_later(desk, ticket.id, said, delay=DELAY, by=bob, expected=seen)

    assert at_once.value.current == queued.seen.ticket
    assert on_their_way(desk, ticket) == [queued.waiting.id]


# --- whose words they are -----------------------------------------------------------------------------------


def test_the_words_come_back_as_a_draft(desk: Desk) -> None:
    """It was gone while they waited, because a second window would have sent it again."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    save_draft(desk, ticket.id, REPLY, text="Hel", html=None, by=eve)
    said = Contribution(kind=REPLY, text="Hello", html="<p>Hello</p>")
    queued = send_later(desk, ticket.id, said, delay=DELAY, by=eve).waiting
    with pytest.raises(DraftMissing):
        find_draft(desk, ticket.id, REPLY, by=eve)

    recalled = recall_entry(desk, ticket.id, queued.id, by=eve)

    draft = find_draft(desk, ticket.id, REPLY, by=eve)
    assert (draft.text, draft.html) == ("Hello", "<p>Hello</p>")
    assert recalled.draft == draft


def test_what_was_begun_meanwhile_is_kept(desk: Desk, clock: StillClock) -> None:
    """When the first is taken back, and when another one is sent; an empty draft is no beginning."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    first, second = (later(desk, ticket, text, by=eve).waiting for text in ("First", "Second"))
    save_draft(desk, ticket.id, REPLY, text="P.S.", html=None, by=eve)

    recalled = recall_entry(desk, ticket.id, first.id, by=eve)
    clock.advance(DELAY)
    run_steps(desk)
    assert recalled.draft == find_draft(desk, ticket.id, REPLY, by=eve)
    assert recalled.draft is not None
    assert (recalled.draft.text, recalled.taken.text) == ("P.S.", "First")
    assert [entry.text for entry in written(desk, ticket)] == [second.text]

    third = later(desk, ticket, "Third", by=eve).waiting
    empty = save_draft(desk, ticket.id, REPLY, text=" ", html=None, by=eve)
    recall_entry(desk, ticket.id, third.id, by=eve)
    draft = find_draft(desk, ticket.id, REPLY, by=eve)
    assert (draft.text, draft.version) == ("Third", empty.version + 1)


def test_a_colleague_may_not_take_it_back_and_a_lead_may(desk: Desk) -> None:
    """The words are their author's again, not the lead's."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    queued = later(desk, ticket, "Hello", by=eve).waiting

    for other in (make_agent(desk, "Bob"), make_key()):
        with pytest.raises(NotAllowed, match="Eve's"):
            recall_entry(desk, ticket.id, queued.id, by=other)
    assert on_their_way(desk, ticket) == [queued.id]
    lea = make_lead(desk, "Lea")
    recalled = recall_entry(desk, ticket.id, queued.id, by=lea)

    assert (recalled.taken.text, recalled.draft) == ("Hello", None)
    assert find_draft(desk, ticket.id, REPLY, by=eve).text == "Hello"
    with desk.read() as db:
        assert events.timeline(db, ticket.id)[-1].actor == "Lea"


def test_programs_take_back_what_they_wrote_themselves(desk: Desk, clock: StillClock) -> None:
    """A key without an account has no drafts; the key of an account is the same agent as its browser."""
    ticket, eve, key = make_ticket(desk), make_agent(desk, "Eve"), make_key("Robot")
    mine, sent = (later(desk, ticket, text, by=key).waiting for text in ("One", "Two"))
    hers = later(desk, ticket, "Three", by=eve).waiting

    assert recall_entry(desk, ticket.id, mine.id, by=key).draft is None
    assert recall_entry(desk, ticket.id, hers.id, by=replace(eve, credential="key:9")).taken == hers
    with pytest.raises(DeskError):
        recall_entry(desk, ticket.id, sent.id, by=replace(key, credential="key:2"))
    clock.advance(DELAY)
    run_steps(desk)

    assert [(entry.author, entry.text) for entry in written(desk, ticket)] == [("Robot", "Two")]
    with desk.read() as db:
        assert rows(db, "outgoing") == 0
    assert_whole(desk)
