"""What a person decides about a job is done, told in the log, and never at odds with a worker."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.ids import JobId
from firstline.flows import jobs as decisions
from firstline.flows.desk import Desk
from firstline.flows.jobs import (
    Retried,
    WhichJobs,
    cancel_job,
    discard_job,
    list_jobs,
    load_job,
    retry_all,
    retry_job,
)
from firstline.store import events, jobs
from firstline.store.db import Connection
from firstline.store.events import Cursor, Event
from firstline.store.job_list import JobDead, JobMissing, JobNotDead, Listed, State
from firstline.store.jobs import Counts, Job, LeaseLost
from firstline.store.settings import save
from tests.flows.together import together
from tests.make import MORNING, StillClock, make_ticket, run_steps

LEASE = timedelta(minutes=1)
REASON = "It stopped with KeyError."
Decide = Callable[..., object]


def test_a_job_is_listed_as_it_stands(desk: Desk, clock: StillClock) -> None:
    """Waiting, running and dead, in the order in which they were queued."""
    put(desk, 1)
    held = take(desk)
    put(desk, 2)
    dead = bury(desk)
    put(desk, 3)
    clock.advance(LEASE)

    found = list_jobs(desk, WhichJobs(), after=0, limit=10)

    assert found.counts == Counts(waiting=1, running=1, dead=1)
    running, given_up, waiting = found.jobs
    assert [one.state for one in found.jobs] == [State.RUNNING, State.DEAD, State.WAITING]
    assert (running.id, running.tries, running.due_at) == (held.id, 1, MORNING + LEASE)
    assert (given_up.id, given_up.reason, given_up.dead_at) == (dead, REASON, MORNING)
    assert (waiting.subject, waiting.tries, waiting.put_at, waiting.worker) == (3, 0, MORNING, None)


def test_a_list_is_of_one_state_and_one_step_if_asked(desk: Desk) -> None:
    """And goes on behind a number."""
    for number in range(3):
        put(desk, number, verb="draft_ticket")
        put(desk, number, verb="wake_ticket")
    bury(desk)

    drafts = list_jobs(desk, WhichJobs(State.WAITING, "draft_ticket"), after=0, limit=10).jobs
    behind = list_jobs(desk, WhichJobs(verb="draft_ticket"), after=drafts[0].id, limit=10).jobs

    assert [job.subject for job in drafts] == [1, 2]
    assert [job.subject for job in behind] == [2]


def test_a_dead_letter_that_is_retried_is_done(desk: Desk) -> None:
    """Now, with all its tries, and without the old reason."""
    ticket = make_ticket(desk)
    dead = bury(desk)
    nudged: list[None] = []

    retried = retry_job(replace(desk, nudge=lambda: nudged.append(None)), dead, by=LOCAL)

    assert (retried.state, retried.tries, retried.due_at, retried.reason) == (
        State.WAITING,
        0,
        MORNING,
        None,
    )
    assert len(nudged) == 1
    assert run_steps(desk) == 1
    assert drafts_of(desk, ticket.id) == 1


def test_a_job_that_is_cancelled_is_never_done(desk: Desk) -> None:
    """It leaves the queue."""
    ticket = make_ticket(desk)
    (waiting,) = list_jobs(desk, WhichJobs(), after=0, limit=10).jobs

    gone = cancel_job(desk, waiting.id, by=LOCAL)

    assert gone == waiting
    assert run_steps(desk) == 0
    assert drafts_of(desk, ticket.id) == 0


def test_a_job_that_is_cancelled_while_it_runs_writes_nothing(desk: Desk) -> None:
    """Its worker has lost the lease, and with it the write."""
    put(desk, 1)
    held = take(desk)
    cancel_job(desk, held.id, by=LOCAL)

    def late(db: Connection) -> None:
        save(db, "late", value=True, at=MORNING)
        jobs.done(db, held)

    with pytest.raises(LeaseLost):
        desk.write(late)

    with desk.read() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM settings").scalar_one() == 0


def test_a_dead_letter_that_is_discarded_is_gone(desk: Desk) -> None:
    """For good."""
    put(desk, 1)
    dead = bury(desk)

    discard_job(desk, dead, by=LOCAL)

    with pytest.raises(JobMissing, match=f"There is no job {dead}"):
        load_job(desk, dead)


@pytest.mark.parametrize(
    ("decide", "kind"),
    [(retry_job, "job.retried"), (discard_job, "job.discarded"), (cancel_job, "job.cancelled")],
)
def test_a_decision_stands_in_the_log_with_who_and_why(desk: Desk, decide: Decide, kind: str) -> None:
    """The job itself may be gone by then."""
    put(desk, 7)
    number = bury(desk) if decide is not cancel_job else fail(desk)

    decide(desk, number, by=replace(LOCAL, name="Kim"))

    data = {"job_id": number, "verb": "draft_ticket", "subject": 7, "reason": REASON}
    assert logged(desk) == [Event(kind, "Kim", data, MORNING)]


@pytest.mark.parametrize("decide", [retry_job, discard_job])
@pytest.mark.parametrize("held", [False, True])
def test_only_a_dead_letter_is_retried_or_discarded(desk: Desk, decide: Decide, *, held: bool) -> None:
    """What waits or runs is refused, and nothing is told."""
    put(desk, 1)
    (job,) = list_jobs(desk, WhichJobs(), after=0, limit=10).jobs
    if held:
        take(desk)

    with pytest.raises(JobNotDead, match="is running" if held else "is waiting"):
        decide(desk, job.id, by=LOCAL)

    assert logged(desk) == []
    assert load_job(desk, job.id).state is (State.RUNNING if held else State.WAITING)


def test_a_dead_letter_is_not_cancelled(desk: Desk) -> None:
    """It is retried or discarded."""
    put(desk, 1)
    dead = bury(desk)

    with pytest.raises(JobDead, match="Retry or discard it"):
        cancel_job(desk, dead, by=LOCAL)

    assert load_job(desk, dead).state is State.DEAD


@pytest.mark.parametrize("decide", [retry_job, discard_job, cancel_job])
def test_a_job_that_is_not_there_is_missing(desk: Desk, decide: Decide) -> None:
    """It is done, or never was."""
    with pytest.raises(JobMissing):
        decide(desk, JobId(7), by=LOCAL)


def test_all_dead_letters_of_a_step_are_retried_at_once(desk: Desk) -> None:
    """Those of others stay, and each is told."""
    for number in range(3):
        put(desk, number, verb="wake_ticket")
        bury(desk)
    put(desk, 9)
    bury(desk)

    done = retry_all(desk, verb="wake_ticket", by=LOCAL)

    assert done == Retried(3, 0)
    assert list_jobs(desk, WhichJobs(), after=0, limit=10).counts == Counts(waiting=3, running=0, dead=1)
    assert [event.data["subject"] for event in logged(desk)] == [0, 1, 2]


def test_more_dead_letters_than_fit_are_retried_by_and_by(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how many are left."""
    monkeypatch.setattr(decisions, "MOST_AT_ONCE", 2)
    for number in range(3):
        put(desk, number)
        bury(desk)

    assert [retry_all(desk, by=LOCAL) for _ in range(3)] == [Retried(2, 1), Retried(1, 0), Retried(0, 0)]


def test_of_two_who_decide_at_once_one_is_told(desk: Desk) -> None:
    """Eight of them retry and discard the same dead letters."""
    numbers = []
    for number in range(5):
        put(desk, number)
        numbers.append(bury(desk))

    def decide(act: Callable[..., Listed]) -> int:
        return sum(could(act, desk, number) for number in numbers)

    done = together([partial(decide, act) for act in [retry_job, discard_job] * 4])

    assert sum(done) == len(numbers) == len(logged(desk))


def could(act: Callable[..., Listed], desk: Desk, number: JobId) -> bool:
    """Decide, and tell whether that was possible."""
    try:
        act(desk, number, by=LOCAL)
    except (JobMissing, JobNotDead):
        return False
    return True


def put(desk: Desk, subject: int, *, verb: str = "draft_ticket") -> None:
    """Queue a job."""
    desk.write(lambda db: desk.queue.put(db, verb, subject))


def take(desk: Desk) -> Job:
    """Hold the next job, as a worker does."""
    now = desk.clock()
    (job,) = desk.write(lambda db: jobs.claim(db, now=now, lease=LEASE, limit=1, token="mine"))  # noqa: S106 - a lease
    return job


def bury(desk: Desk) -> JobId:
    """Let the next job be given up."""
    job = take(desk)
    desk.write(lambda db: jobs.bury(db, job, REASON, now=desk.clock()))
    return job.id


def fail(desk: Desk) -> JobId:
    """Let the next job fail; it waits for its second try."""
    job = take(desk)
    desk.write(lambda db: jobs.failed(db, job, REASON, now=desk.clock(), luck=0.5))
    return job.id


def drafts_of(desk: Desk, ticket_id: int) -> int:
    """Count a ticket's drafts."""
    with desk.read() as db:
        asked = f"SELECT count(*) FROM drafts WHERE ticket_id = {ticket_id}"  # noqa: S608 - a number of ours
        return int(db.exec_driver_sql(asked).scalar_one())


def logged(desk: Desk) -> list[Event]:
    """List what was decided."""
    with desk.read() as db:
        part = events.part(db, Cursor(), limit=100)
    return [one.event for one in part.items if one.event.kind.startswith("job.")]
