"""`firstline jobs`: what the desk does by itself, what it has given up, and what to do about that."""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from firstline.core.access import OPERATOR
from firstline.core.ids import LARGEST, JobId
from firstline.run.say import NOT_UNDERSTOOD, examples, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.core.access import Principal
    from firstline.flows.desk import Desk
    from firstline.store.job_list import Listed

HELP = """Look at the steps that the desk does by itself, and decide about them.

A step waits, runs, or is a dead letter: it failed at every try and was given up. Its reason is kept with it.
Mend the reason, then retry it; or discard it, if nobody misses what it would have done.
"""
MOST = 1_000
"""Jobs that one list shows."""
EVERY = "Retry every dead letter instead of one."


class Shown(StrEnum):
    """What can be with a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


class Decision(Protocol):
    """What somebody decides about one job."""

    def __call__(self, desk: "Desk", job_id: JobId, *, by: "Principal") -> "Listed":
        """Do so, and give the job."""


Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Number = Annotated[int, typer.Argument(help="The job's number, as `list` shows it.", min=1, max=LARGEST)]
Verb = Annotated[str | None, typer.Option(help="Only those of this step, such as draft_ticket.")]
State = Annotated[Shown | None, typer.Option(help="Only those with which it is so.")]
Limit = Annotated[int, typer.Option(help="How many at the most.", min=1, max=MOST)]
After = Annotated[int, typer.Option(help="Only those behind this number.", min=0, max=LARGEST)]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help=HELP,
        epilog=examples("firstline jobs list --state dead", "firstline jobs retry --all"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list", epilog=examples("firstline jobs list", "firstline jobs list --state dead --json"))(
        show_all
    )
    group.command("show", epilog=examples("firstline jobs show 7"))(show)
    group.command(
        "retry", epilog=examples("firstline jobs retry 7", "firstline jobs retry --all --verb draft_ticket")
    )(retry)
    group.command("cancel", epilog=examples("firstline jobs cancel 7"))(cancel)
    group.command("discard", epilog=examples("firstline jobs discard 7"))(discard)
    app.add_typer(group, name="jobs")


def show_all(
    *, state: State = None, verb: Verb = None, limit: Limit = 50, after: After = 0, json: Json = False
) -> None:
    """Count the jobs, and list some in the order in which they were queued. What is done is not listed."""
    from firstline.flows.jobs import WhichJobs, list_jobs  # noqa: PLC0415 - takes half a second
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above
    from firstline.store.job_list import State as Stored  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        which = WhichJobs(None if state is None else Stored(state), verb)
        found = list_jobs(desk, which, after=after, limit=limit + 1)
    shown, counts = found.jobs[:limit], asdict(found.counts)
    behind = shown[-1].id if len(found.jobs) > limit else None
    if json:
        say_json(counts | {"items": list(map(_as_json, shown)), "next": behind})
        return
    say(", ".join(f"{amount:,} {name}" for name, amount in counts.items()))
    if shown:
        say_rows([("job", "step", "subject", "state", "tries", "due", "reason"), *map(_row, shown)])
    if behind is not None:
        say(f"There are more: --after {behind}")


def show(number: Number, *, json: Json = False) -> None:
    """Show one job with its reason, and the worker that runs it."""
    from firstline.flows.jobs import load_job  # noqa: PLC0415 - as above
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        job = load_job(desk, JobId(number))
    if json:
        say_json(_as_json(job))
    else:
        told = {name: value for name, value in _as_json(job).items() if value is not None}
        say_rows([(name.replace("_", " "), str(value)) for name, value in told.items()])


def retry(
    number: Annotated[int | None, typer.Argument(help="The job's number.", min=1, max=LARGEST)] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help=EVERY)] = False,
    verb: Verb = None,
    json: Json = False,
) -> None:
    """Try a dead letter again: now, and with all its tries. A running desk takes it at once."""
    if (number is None) is not every or (verb is not None and not every):
        stop("Name one job, or give --all, with or without --verb.", code=NOT_UNDERSTOOD)
    if number is None:
        _retry_all(verb, json=json)
        return
    from firstline.flows.jobs import retry_job  # noqa: PLC0415 - as above

    _decide(retry_job, number, "waits again", json=json)


def cancel(number: Number, *, json: Json = False) -> None:
    """Take a job away that waits or runs; what a worker still writes about it is undone."""
    from firstline.flows.jobs import cancel_job  # noqa: PLC0415 - as above

    _decide(cancel_job, number, "is cancelled", json=json)


def discard(number: Number, *, json: Json = False) -> None:
    """Throw a dead letter away: what it would have done is not done."""
    from firstline.flows.jobs import discard_job  # noqa: PLC0415 - as above

    _decide(discard_job, number, "is discarded", json=json)


def _decide(decision: "Decision", number: int, what: str, *, json: bool) -> None:
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        job = decision(desk, JobId(number), by=OPERATOR)
    if json:
        say_json(_as_json(job))
    else:
        say(f"Job {number} ({job.verb}) {what}.")


def _retry_all(verb: str | None, *, json: bool) -> None:
    """Retry until none is left that was there, so many at once that no write of the desk waits long."""
    from firstline.flows.jobs import retry_all  # noqa: PLC0415 - as above
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        done = retry_all(desk, verb=verb, by=OPERATOR)
        total, left = done.retried, done.left
        while done.retried and left > 0:
            done = retry_all(desk, verb=verb, by=OPERATOR)
            total, left = total + done.retried, left - done.retried
    if json:
        say_json({"retried": total})
    else:
        say("One dead letter waits again." if total == 1 else f"{total:,} dead letters wait again.")


def _row(job: "Listed") -> tuple[str, ...]:
    due = f"{job.due_at:%Y-%m-%d %H:%M:%S}"
    return str(job.id), job.verb, str(job.subject), job.state, str(job.tries), due, job.reason or ""


def _as_json(job: "Listed") -> dict[str, Any]:
    values = asdict(job)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }
