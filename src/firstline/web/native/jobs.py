"""/jobs: what the desk does by itself, what it has given up, and what a person decides about it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.ids import LARGEST, JobId
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
from firstline.store.job_list import Listed, State, job_missing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.places import LIMIT, After, Limit, name_of, number_after, paged
from firstline.web.native.shapes import Given
from firstline.web.texts import Filled, Text

KIND = "jobs"
LONGEST_VERB = 40

router = APIRouter(prefix="/api/v1", tags=["jobs"])

Which = Annotated[State | None, Query(description="Only those that wait, run or are dead letters")]
Verb = Annotated[
    Text | None, Query(max_length=LONGEST_VERB, description="Only those of this step, such as draft_ticket")
]
NOT_DEAD = examples.also(
    HTTPStatus.CONFLICT,
    "The job waits or runs",
    "Job 7 is waiting, and no dead letter. `cancel` takes it away.",
    "job_not_dead",
)
DEAD = examples.also(
    HTTPStatus.CONFLICT,
    "The job is a dead letter",
    "Job 7 is a dead letter: nobody will run it. Retry or discard it.",
    "job_dead",
)


class RetryGiven(Given):
    """Which dead letters shall be tried again."""

    model_config = ConfigDict(json_schema_extra={"example": {"verb": "draft_ticket"}})

    verb: Annotated[Filled, Field(max_length=LONGEST_VERB)] | None = None
    """The step's name; not given: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOut:
    """A step that waits, runs or was given up. What is done is not listed any more."""

    id: int
    verb: str
    """What is to be done."""
    subject: int
    """The number of what it is about, mostly of a ticket; 0: of nothing in particular."""
    state: State
    tries: int
    """How often it was begun."""
    priority: int
    """Smaller goes first."""
    due_at: datetime
    """Not before; while it runs: when others may take it, unless its worker says that it lives."""
    put_at: datetime
    dead_at: datetime | None
    reason: str | None
    """Why the last try failed."""
    worker: str | None
    """Which machine and process runs it."""


@dataclass(frozen=True, slots=True)
class JobsPage:
    """How many jobs there are in all, and some of them in the order in which they were queued."""

    waiting: int
    running: int
    dead: int
    items: Sequence[JobOut]
    next: str | None
    """Send it as `after` for the page that follows; null: this was the last."""


RETRY = TypeAdapter(RetryGiven)


@router.get("/jobs", response_model=JobsPage, operation_id="list_jobs")
def get_jobs(
    desk: CurrentDesk, state: Which = None, verb: Verb = None, limit: Limit = LIMIT, after: After = None
) -> Response:
    """List what the desk does by itself; the counts are of all jobs, whatever is asked for."""
    kind = name_of(KIND, state, verb)
    found = list_jobs(desk, WhichJobs(state, verb), after=number_after(kind, after), limit=limit + 1)
    page = paged(kind, found.jobs, job_out, lambda job: job.id, limit=limit)
    counts = found.counts
    return respond(answer(JobsPage(counts.waiting, counts.running, counts.dead, page.items, page.next)))


@router.post(
    "/jobs/retry",
    response_model=Retried,
    operation_id="retry_jobs",
    openapi_extra=examples.body("RetryGiven", required=False),
)
def post_retry_all(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Try dead letters again, all or those of one step, 500 at once; `left` says whether to ask again."""
    verb = call.read(RETRY).verb if call.body.strip() else None
    return respond(answer(retry_all(desk, verb=verb, by=principal)))


@router.get("/jobs/{job_id}", response_model=JobOut, operation_id="read_job")
def get_job(job_id: int, desk: CurrentDesk) -> Response:
    """Give one job; one that is done is not there any more."""
    return respond(answer(job_out(load_job(desk, _known(job_id)))))


@router.post("/jobs/{job_id}/retry", response_model=JobOut, operation_id="retry_job", responses=NOT_DEAD)
def post_retry(job_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Try a dead letter again: now, and with all its tries."""
    return respond(answer(job_out(retry_job(desk, _known(job_id), by=principal))))


@router.post("/jobs/{job_id}/cancel", status_code=204, operation_id="cancel_job", responses=DEAD)
def post_cancel(job_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Take a job away that waits or runs; what a worker still writes about it is undone."""
    cancel_job(desk, _known(job_id), by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("/jobs/{job_id}", status_code=204, operation_id="discard_job", responses=NOT_DEAD)
def delete_job(job_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Throw a dead letter away: what it would have done is not done."""
    discard_job(desk, _known(job_id), by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def job_out(job: Listed) -> JobOut:
    """Show a job."""
    return JobOut(**asdict(job))


def _known(number: int) -> JobId:
    if not 1 <= number <= LARGEST:
        raise job_missing(JobId(number))
    return JobId(number)
