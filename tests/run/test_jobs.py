"""The queue at the command line: looked at, and decided about, with codes and JSON for programs."""

from datetime import timedelta
from pathlib import Path

import pytest

from firstline.core.clock import wall_clock
from firstline.flows.desk import Desk
from firstline.store import jobs
from tests.make import StillClock, make_desk, make_ticket, opened, run_steps
from tests.run.commands import Run, runner

REASON = "It stopped with KeyError."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in an empty folder."""
    return runner(tmp_path, monkeypatch)


def test_the_queue_is_listed_for_people(run: Run, database_url: str) -> None:
    """Counted, then in columns."""
    queue(database_url, dead=1, waiting=1)

    done = run("jobs", "list", DATABASE_URL=database_url)

    counts, head, dead, waiting = done.out.splitlines()
    assert (done.code, counts) == (0, "1 waiting, 0 running, 1 dead")
    assert head.split() == ["job", "step", "subject", "state", "tries", "due", "reason"]
    assert dead.startswith("1    draft_ticket  1        dead")
    assert dead.endswith(REASON)
    assert waiting.split()[:4] == ["2", "draft_ticket", "2", "waiting"]


def test_the_queue_is_listed_for_programs(run: Run, database_url: str) -> None:
    """In the words of the API; `next` goes on."""
    queue(database_url, dead=2, waiting=2)
    at = {"DATABASE_URL": database_url}

    every = run("jobs", "list", "--json", **at).json
    first = run("jobs", "list", "--json", "--limit", "1", "--state", "dead", **at).json
    rest = run("jobs", "list", "--json", "--after", str(first["next"]), "--state", "dead", **at).json

    assert (every["waiting"], every["running"], every["dead"], every["next"]) == (2, 0, 2, None)
    assert [one["id"] for one in first["items"] + rest["items"]] == [1, 2]
    assert first["items"][0] == every["items"][0]
    assert (first["items"][0]["state"], first["items"][0]["reason"]) == ("dead", REASON)
    assert first["items"][0]["put_at"] == "2026-03-02T08:00:00+00:00"
    assert run("jobs", "list", "--json", "--verb", "wake_ticket", **at).json["items"] == []


def test_one_job_is_shown_with_its_reason(run: Run, database_url: str) -> None:
    """For people and for programs."""
    queue(database_url, dead=1)

    shown = run("jobs", "show", "1", DATABASE_URL=database_url)
    told = run("jobs", "show", "1", "--json", DATABASE_URL=database_url)

    assert f"reason    {REASON}" in shown.out
    assert "worker" not in shown.out
    assert (told.json["reason"], told.json["worker"]) == (REASON, None)


def test_a_dead_letter_is_retried_by_its_number(run: Run, database_url: str) -> None:
    """And done by the desk."""
    queue(database_url, dead=1)

    done = run("jobs", "retry", "1", DATABASE_URL=database_url)

    assert (done.code, done.out) == (0, "Job 1 (draft_ticket) waits again.\n")
    with opened(database_url) as database:
        assert run_steps(make_desk(database, clock=StillClock(wall_clock()))) == 1


def test_all_dead_letters_are_retried(run: Run, database_url: str) -> None:
    """Or those of one step."""
    queue(database_url, dead=3)
    at = {"DATABASE_URL": database_url}

    others = run("jobs", "retry", "--all", "--verb", "wake_ticket", "--json", **at)
    every = run("jobs", "retry", "--all", **at)

    assert others.json == {"retried": 0}
    assert (every.code, every.out) == (0, "3 dead letters wait again.\n")


def test_a_job_is_cancelled_and_a_dead_letter_discarded(run: Run, database_url: str) -> None:
    """Each leaves the queue."""
    queue(database_url, dead=1, waiting=1)
    at = {"DATABASE_URL": database_url}

    cancelled, discarded = run("jobs", "cancel", "2", **at), run("jobs", "discard", "1", "--json", **at)

    assert (cancelled.code, cancelled.out) == (0, "Job 2 (draft_ticket) is cancelled.\n")
    assert (discarded.code, discarded.json["state"]) == (0, "dead")
    assert run("jobs", "list", **at).out == "0 waiting, 0 running, 0 dead\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "9"), "There is no job 9."),
        (("retry", "2"), "Job 2 is waiting, and no dead letter."),
        (("discard", "2"), "Job 2 is waiting, and no dead letter."),
        (("cancel", "1"), "Job 1 is a dead letter"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_told_with_code_1(
    run: Run, sqlite_url: str, words: tuple[str, ...], sentence: str
) -> None:
    """And nothing is changed."""
    queue(sqlite_url, dead=1, waiting=1)

    done = run("jobs", *words, DATABASE_URL=sqlite_url)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"firstline: {sentence}")
    assert run("jobs", "list", DATABASE_URL=sqlite_url).out.startswith("1 waiting, 0 running, 1 dead")


@pytest.mark.parametrize(
    "words",
    [
        ("retry",),
        ("retry", "1", "--all"),
        ("retry", "1", "--verb", "draft_ticket"),
        ("show", "0"),
        ("show", str(2**63)),
        ("list", "--state", "done"),
        ("list", "--limit", "0"),
    ],
    ids=str,
)
def test_what_means_nothing_is_told_with_code_2(run: Run, sqlite_url: str, words: tuple[str, ...]) -> None:
    """Before anything is opened."""
    assert run("jobs", *words, DATABASE_URL=sqlite_url).code == 2


def test_looking_makes_no_database(run: Run, tmp_path: Path) -> None:
    """There is nothing to look at."""
    done = run("jobs", "list")

    assert done.code == 1
    assert "There is no database" in done.err
    assert list(tmp_path.iterdir()) == []


def queue(url: str, *, dead: int = 0, waiting: int = 0) -> None:
    """Let there be dead letters, and behind them jobs that wait."""
    with opened(url) as database:
        desk = make_desk(database)
        for _ in range(dead):
            make_ticket(desk)
            bury(desk)
        for _ in range(waiting):
            make_ticket(desk)


def bury(desk: Desk) -> None:
    """Let the next job be given up."""
    now, lease = desk.clock(), timedelta(minutes=1)
    (job,) = desk.write(lambda db: jobs.claim(db, now=now, lease=lease, limit=1, token="mine"))  # noqa: S106 - a lease
    desk.write(lambda db: jobs.bury(db, job, REASON, now=now))
