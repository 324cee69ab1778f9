"""GET /metrics: what this process and its database are doing, for Prometheus.

The text format, version 0.0.4. What is counted and timed is this process's own since it started; the queue
and the size are the database's, so that every process tells the same of them. Labels are methods, routes,
classes of status, doors and states: their number is bounded by the code, not by callers.

Whatever the database does, the answer comes: without it, `firstline_database_up` is 0 and its gauges are left
out.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from anyio import to_thread
from fastapi import APIRouter, Request, Response

from firstline import __version__
from firstline.core.errors import Unavailable
from firstline.core.meter import BOUNDS, Timing
from firstline.flows.desk import Desk
from firstline.flows.receive import RECEIVED, TRIAGE
from firstline.flows.vitals import feel_pulse
from firstline.store.checkup import Pulse
from firstline.web.call import CurrentDesk
from firstline.web.house import inside
from firstline.web.watch import Watch

PATIENCE = 2.0
"""Seconds that the database has to answer."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STARTED_AT = time.time()
MEMORY = Path("/proc/self/statm")
"""Linux's own account of this process's memory, in pages."""

router = APIRouter(tags=["health"])
ASKING = anyio.CapacityLimiter(1)
"""Scrapers wait for each other, not for the doors' threads."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """One metric with all its labelled samples."""

    name: str
    kind: str
    help: str
    samples: Iterable[tuple[str, Labels, float]] = field(default=())
    """What follows the name, the labels, the value."""


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus' text format", "content": {"text/plain": {}}}},
)
async def read_metrics(request: Request, desk: CurrentDesk) -> Response:
    """Tell Prometheus what this process and its database are doing."""
    pulse = await _pulse(desk)
    watch = inside(request).watch
    streams = _gauge("firstline_streams", "Listeners to the event log.", float(inside(request).streams.count))
    families = [*_of_process(), *_of_requests(watch), streams, *_of_messages(desk), *_of_database(pulse)]
    return Response(render(families), media_type=CONTENT_TYPE)


def render(families: Iterable[Family]) -> str:
    r"""Write metrics in the text format.

    >>> render([Family("desks", "gauge", "Desks.", [("", {"name": 'a "b"'}, 2.0)])])
    '# HELP desks Desks.\n# TYPE desks gauge\ndesks{name="a \\"b\\""} 2\n'
    """
    return "".join(line + "\n" for family in families for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}"
    yield f"# TYPE {family.name} {family.kind}"
    for ending, labels, value in family.samples:
        shown = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        yield f"{family.name}{ending}{f'{{{shown}}}' if shown else ''} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _of_process() -> Iterator[Family]:
    yield _gauge("firstline_info", "The version that runs.", 1.0, {"version": __version__})
    used = time.process_time()
    yield Family("process_cpu_seconds_total", "counter", "Processor time used, in seconds.", [("", {}, used)])
    yield _gauge("process_start_time_seconds", "When the process began, in Unix time.", STARTED_AT)
    memory = _memory()
    if memory is not None:
        yield _gauge("process_resident_memory_bytes", "Memory held, in bytes.", memory)


def _memory() -> float | None:
    """Give the resident memory where the system tells it."""
    if sys.platform != "linux":
        return None
    pages = int(MEMORY.read_text("ascii").split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


def _of_requests(watch: Watch) -> Iterator[Family]:
    counted = [
        ("", {"method": method, "route": route, "status": status}, float(amount))
        for (method, route, status), amount in sorted(watch.requests.copy().items())
    ]
    yield Family("firstline_http_requests_total", "counter", "Requests answered.", counted)
    timed = {route: spread.timing for route, spread in sorted(watch.durations.copy().items())}
    name = "firstline_http_request_duration_seconds"
    samples = [one for route, timing in timed.items() for one in _histogram({"route": route}, timing)]
    yield Family(name, "histogram", "From a request's headers to its answer's last byte.", samples)


def _of_messages(desk: Desk) -> Iterator[Family]:
    doors = {
        name.removeprefix(RECEIVED): n for name, n in desk.meter.counts.items() if name.startswith(RECEIVED)
    }
    taken = [("", {"door": door}, float(amount)) for door, amount in sorted(doors.items())]
    yield Family(
        "firstline_messages_received_total", "counter", "Customers' messages stored, by door.", taken
    )
    triage = desk.meter.timings.get(TRIAGE)
    samples = [] if triage is None else _histogram({}, triage)
    yield Family(
        "firstline_triage_duration_seconds", "histogram", "The rules' verdict on a message.", samples
    )


def _of_database(pulse: Pulse | None) -> Iterator[Family]:
    yield _gauge("firstline_database_up", "Whether the database answers.", float(pulse is not None))
    if pulse is None:
        return
    steps = {"waiting": pulse.waiting, "running": pulse.running, "dead": pulse.dead}
    samples: list[tuple[str, Labels, float]] = [
        ("", {"state": state}, float(n)) for state, n in steps.items()
    ]
    yield Family("firstline_queue_steps", "gauge", "Steps in the queue.", samples)
    overdue = "For how long the oldest waiting step has been due."
    yield _gauge("firstline_queue_overdue_seconds", overdue, pulse.overdue_seconds)
    yield _gauge("firstline_database_size_bytes", "Size of the database.", float(pulse.size))


def _gauge(name: str, text: str, value: float, labels: Labels | None = None) -> Family:
    return Family(name, "gauge", text, [("", labels or {}, value)])


def _histogram(labels: Labels, timing: Timing) -> list[tuple[str, Labels, float]]:
    """Give the samples of one histogram: cumulative buckets, the sum, the count."""
    found: list[tuple[str, Labels, float]] = []
    so_far = 0
    for bound, amount in zip([*(f"{bound:g}" for bound in BOUNDS), "+Inf"], timing.buckets, strict=True):
        so_far += amount
        found.append(("_bucket", {**labels, "le": bound}, float(so_far)))
    return [*found, ("_sum", labels, timing.total), ("_count", labels, float(timing.count))]


async def _pulse(desk: Desk) -> Pulse | None:
    """Ask the database; it is given up, and its thread left to end by itself, when it takes too long."""
    found: list[Any] = []
    with anyio.move_on_after(PATIENCE):
        try:
            found.append(await to_thread.run_sync(feel_pulse, desk, limiter=ASKING, abandon_on_cancel=True))
        except Unavailable:
            return None
    return found[0] if found else None
