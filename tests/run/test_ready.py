"""What a worker has taken is begun in an order that lets every verb have its turn."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from firstline.core.ids import JobId
from firstline.run.ready import Batch, Ready
from firstline.store.jobs import Job


def job(number: int, verb: str = "slow", *, priority: int = 0, tries: int = 1) -> Job:
    """Make a job that is held."""
    return Job(JobId(number), verb, number, tries, "token", priority)


def filled(*jobs: Job, threads: int = 1) -> Ready:
    """Let jobs wait, each alone, in this order."""
    ready = Ready(threads)
    for one in jobs:
        ready.put([one])
    return ready


def begun(ready: Ready, times: int) -> list[int]:
    """Begin and end so many batches, one after the other."""
    return [number for _ in range(times) for number in _one(ready)]


def test_verbs_take_turns_however_long_one_line_is() -> None:
    """The two of the other verb do not wait for the hundred that came before."""
    slow = [job(number) for number in range(100)]
    ready = filled(*slow, job(200, "quick"), job(201, "quick"))

    assert begun(ready, 5) == [0, 200, 1, 201, 2]


def test_what_presses_more_goes_first_whatever_its_verb() -> None:
    """Turns are for equals."""
    ready = filled(job(1, "a"), job(2, "a"), job(3, "b", priority=-1), job(4, "b", priority=-1))

    assert begun(ready, 4) == [3, 4, 1, 2]


def test_one_verb_never_has_all_threads() -> None:
    """Of three threads two are at the slow jobs; the third finds nothing, until another verb comes."""
    ready = filled(*(job(number) for number in range(9)), threads=3)
    first, second = _take(ready), _take(ready)

    with ThreadPoolExecutor(1) as third:
        waiting = third.submit(ready.take)
        assert not _is_done_soon(waiting.done)
        ready.put([job(50, "quick")])
        assert _numbers(waiting.result(10) or []) == [50]

    assert (_numbers(first), _numbers(second)) == ([0], [1])
    ready.end(first)
    assert _numbers(_take(ready)) == [2]


def test_those_who_wait_for_the_outside_world_have_threads_of_their_own() -> None:
    """Two of them wait, a third must not; the other verbs go on as if nobody waited."""
    ready = Ready(1, {"outside": 2})
    for one in (*(job(number, "outside") for number in range(3)), job(50, "quick"), job(51, "quick")):
        ready.put([one])

    taken = [_numbers(_take(ready)) for _ in range(3)]

    assert sorted(taken) == [[0], [1], [50]]
    ready.end([job(50, "quick")])
    assert _numbers(_take(ready)) == [51]


def test_a_job_that_was_begun_before_waits_for_those_that_were_taken_before_it() -> None:
    """Of its own verb and of others; those that are taken later do not hold it up."""
    ready = filled(job(1, "a"), job(2, "b"), job(3, "c", tries=2, priority=-9), job(4, "a"))

    assert begun(ready, 4) == [1, 2, 3, 4]


def test_jobs_that_were_lost_are_taken_out_of_their_batch() -> None:
    """The others of it are still run together."""
    ready = Ready(1)
    ready.put([job(1), job(2), job(3)])
    ready.put([job(4, "b")])

    dropped = ready.drop([job(2), job(4, "b"), job(9)])

    assert _numbers(dropped) == [2, 4]
    assert begun(ready, 1) == [1, 3]
    assert ready.empty() == []


def test_threads_go_home_when_it_is_closed_and_empty() -> None:
    """What waits is still handed out first."""
    ready = filled(*(job(number) for number in range(50)), threads=4)
    done: list[int] = []

    def work() -> None:
        while (batch := ready.take()) is not None:
            done.extend(_numbers(batch))
            ready.end(batch)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    ready.close()
    for thread in threads:
        thread.join(10)

    assert sorted(done) == list(range(50))
    assert not any(thread.is_alive() for thread in threads)


def _one(ready: Ready) -> list[int]:
    batch = _take(ready)
    ready.end(batch)
    return _numbers(batch)


def _take(ready: Ready) -> Batch:
    batch = ready.take()
    assert batch is not None
    return batch


def _numbers(jobs: Sequence[Job]) -> list[int]:
    return [one.id for one in jobs]


def _is_done_soon(done: object) -> bool:
    assert callable(done)
    threading.Event().wait(0.05)
    return bool(done())
