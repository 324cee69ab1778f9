"""How soon does a listener hear what was committed, and what does it cost that many listen?

    python -m bench.events [--events 200] [--seconds 10] [--listeners 1000] [--database sqlite|postgresql|all]

Two desks over one database, on one core; the listeners and the one caller are on the other. The first table:
from a message's answer, which comes after its commit, to the event at a listener of the desk that took it in,
and at one of the other desk. The second: what a quiet desk needs while nobody, one or very many listen.
"""

import argparse
import http.client
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from bench.intake import TEXTS, busy, new_database
from bench.served import Served, pin_self, served
from tests.crowd import Member, crowd, wait_until

MANY_STREAMS = {"FIRSTLINE_STREAMS": "100000", "FIRSTLINE_STREAMS_EACH": "100000"}
PAUSE = 0.05
"""Seconds between two messages on average: a desk on a busy day, not one under load."""
SETTLE = 3.0
"""Seconds after which a desk has done what follows a start, or the coming of a thousand listeners."""


@dataclass(slots=True)
class Ear:
    """When a listener heard of each ticket."""

    heard: dict[int, float] = field(default_factory=dict)

    def __call__(self, data: bytes, at: float) -> None:
        """Note an event."""
        told = json.loads(data)
        if told["kind"] == "ticket.received":
            self.heard[told["ticket_id"]] = at


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=200, help="messages at each desk")
    parser.add_argument("--seconds", type=float, default=10.0, help="for which a quiet desk is watched")
    parser.add_argument("--listeners", type=int, default=1_000, help="how many very many are")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    given = parser.parse_args()
    notes = [busy("before")]
    pin_self(1)
    soon, cost = _tables(given.listeners)
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        with new_database(kind) as url:
            with served(url, settings=MANY_STREAMS) as one, served(url, settings=MANY_STREAMS) as other:
                for row in latency(one, other, given.events):
                    soon.add_row(kind, *row)
            with served(url, settings=MANY_STREAMS) as desk:
                for row in idle(desk, given.listeners, given.seconds):
                    cost.add_row(kind, *row)
    out = Console(width=120)
    for found in (soon, cost, *notes, busy("after")):
        out.print(found)


def latency(one: Served, other: Served, count: int) -> Iterator[Sequence[str]]:
    """Send messages to both desks by turns, and tell when listeners of the first heard of them."""
    ear, answered = Ear(), [dict[int, float](), dict[int, float]()]
    with crowd([Member(lambda: [one.port], ear)]):
        for number in range(2 * count):
            desk = (one, other)[number % 2]
            ticket_id = send(desk.port, number)
            answered[number % 2][ticket_id] = time.perf_counter()
            time.sleep(random.uniform(0, 2 * PAUSE))  # noqa: S311 - no secret
        wait_until(lambda: len(ear.heard) == 2 * count)
    for where, found in zip(("the same process", "another process"), answered, strict=True):
        millis = sorted((ear.heard[ticket_id] - at) * 1000 for ticket_id, at in found.items())
        yield where, *(f"{millis[int(len(millis) * share)]:.0f}" for share in (0.5, 0.95, 0.99))


def send(port: int, number: int) -> int:
    """Send a message and give its ticket, on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    body = {"user_id": 1 + number, "message": f"{TEXTS[number % len(TEXTS)]} ({number})"}
    line.request("POST", "/api/messages/send", json.dumps(body), {"Content-Type": "application/json"})
    answer = json.loads(line.getresponse().read())
    line.close()
    return int(answer["message_id"])


def idle(desk: Served, many: int, seconds: float) -> Iterator[Sequence[str]]:
    """Watch a quiet desk while nobody, one or very many listen."""
    time.sleep(SETTLE)
    alone = desk.megabytes()
    for listeners in (0, 1, many):
        with crowd([Member(lambda: [desk.port]) for _ in range(listeners)]):
            time.sleep(SETTLE if listeners else 0)
            began = desk.cpu()
            time.sleep(seconds)
            share = (desk.cpu() - began) / seconds
            more = (desk.megabytes() - alone) * 1024 / max(1, listeners)
            each = f"{more:.0f}" if listeners == many else ""
            yield f"{listeners:,}", f"{share:.1%}", f"{desk.megabytes():.0f}", each


def _tables(many: int) -> tuple[Table, Table]:
    soon = Table(title="From the commit to a listener, ms")
    for name in ("database", "written by", "p50", "p95", "p99"):
        soon.add_column(name, justify="left" if name in {"database", "written by"} else "right")
    cost = Table(title=f"A quiet desk while nobody, one or {many:,} listen")
    for name in ("database", "listeners", "of a core", "MB", "KB each"):
        cost.add_column(name, justify="left" if name == "database" else "right")
    return soon, cost


if __name__ == "__main__":
    main()
