"""Does trouble outside, or a long backlog, make messages wait?

    python -m bench.trouble [--database all] [--rate 20] [--seconds 4] [--times 3] [--only TEXT]

One desk on one core takes messages in at a steady rate at a door that answers at once. For each kind of
trouble the LLM is switched off and on by turns, so that whatever else the machine does meets both; a backlog
of steps is piled up after a quiet turn. The table compares the two. While the LLM answers, some messages are
followed until its word is in the verdict.
"""

import argparse
import asyncio
import http.client
import json
import math
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import mean
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bench import disk, intake
from bench.intake import busy, new_database
from bench.load import length_of
from bench.served import Served, pin_self, served
from firstline.core.clock import wall_clock
from firstline.gateways.fake_llm import (
    Asked,
    Behaviour,
    FakeLlm,
    Talk,
    fails,
    hangs,
    hangs_up,
    replies,
    scores,
)
from firstline.store import jobs
from firstline.store.db import Connection, open_database
from firstline.store.schema import tickets

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]

HERE = "127.0.0.1"
TROUBLES: Mapping[str, Behaviour] = {
    "answers after 0.25 s": hangs(0.25, scores(2.0)),
    "hangs": hangs(),
    "hangs up": hangs_up(),
    "out of order (500)": fails(500),
    "sends garbage": replies("<html>Sign in</html>"),
    "is asked too often (429)": fails(429, retry_after="30"),
}
"""The last one makes everybody wait, so it comes last."""
BACKLOG = "a backlog"
PATIENCE, LONGEST = 30.0, 300.0
"""Seconds: for one answer, and for a backlog."""
AT_ONCE = {"FIRSTLINE_LLM_AT_ONCE": "16"}
"""Enough for the rate: 16 questions that take 0.25 s each are 64 a second."""
LOOK, IDLE = 0.5, 0.10
"""Seconds between two looks whether the desk is idle, and the share of a core below which it is."""


@dataclass(slots=True)
class Row:
    """What a situation did to the messages, and what they took beside it, when all was quiet."""

    name: str
    quiet: list[float] = field(default_factory=list)
    """Milliseconds to each answer."""
    troubled: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Of a core, that the desk used under trouble."""
    verdict: list[float] = field(default_factory=list)
    """Seconds from an answer to the LLM's word in the verdict."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each turn")
    parser.add_argument("--times", type=int, default=3, help="turns, quiet and troubled")
    parser.add_argument("--only", default="", help="only situations whose name contains this")
    parser.add_argument("--backlog", type=int, default=10_000, help="steps that wait in the last row")
    given = parser.parse_args()
    notes = [f"disk: {disk.measure()}", busy("before")]
    pin_self(1)
    out = Console(width=140)
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        out.print(_table(kind, measure(kind, given)))
    for note in (*notes, busy("after")):
        out.print(note)


def measure(kind: str, given: argparse.Namespace) -> list[Row]:
    """Go through all situations with one desk."""
    now = [scores(2.0)]

    def behave(asked: Asked, talk: Talk) -> None:
        now[0](asked, talk)

    rows = []
    with FakeLlm(behave) as llm, _desk(kind, llm) as (desk, url):
        load = _Load(desk, given.rate, given.seconds)
        _switch(desk, on=True)
        load.run()  # caches fill, threads start, lines open
        _switch(desk, on=False)
        for name, trouble in TROUBLES.items():
            if given.only in name:
                now[0] = trouble
                rows.append(_by_turns(load, name, given.times))
        if given.only in BACKLOG:
            rows.append(_beside_backlog(load, url, given.backlog, given.times))
    return rows


@dataclass(frozen=True, slots=True)
class _Load:
    """Messages at a steady rate."""

    desk: Served
    rate: float
    seconds: float

    def run(self) -> list[float]:
        """Send them, whether or not the ones before are answered, and give the milliseconds of each."""
        return asyncio.run(_send(self.desk.port, self.rate, self.seconds))


def _by_turns(load: _Load, name: str, times: int) -> Row:
    row, desk = Row(name), load.desk
    for _ in range(times):
        _settle(desk)
        row.quiet += load.run()
        _switch(desk, on=True)
        _trouble(load, row, follow=name.startswith("answers"))
        _switch(desk, on=False)
    return row


def _beside_backlog(load: _Load, url: str, backlog: int, times: int) -> Row:
    row = Row(f"{BACKLOG} of {backlog:,} steps")
    for _ in range(times):
        _settle(load.desk)
        row.quiet += load.run()
        _pile_up(url, backlog)
        _trouble(load, row)
        _wait_until_empty(url)
    return row


def _trouble(load: _Load, row: Row, *, follow: bool = False) -> None:
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(_seconds_to_verdict, load.desk) if follow else None
        cpu, begun = load.desk.cpu(), time.perf_counter()
        row.troubled += load.run()
        row.cpu.append((load.desk.cpu() - cpu) / (time.perf_counter() - begun))
        row.verdict += [] if following is None else [following.result()]


@contextmanager
def _desk(kind: str, llm: FakeLlm) -> Iterator[tuple[Served, str]]:
    """Serve a desk that asks this LLM, on an empty database whose address is known."""
    settings = {"OPENAI_BASE_URL": llm.base_url, **AT_ONCE}
    with new_database(kind) as url, served(url, settings=settings) as desk:
        yield desk, url


async def _send(port: int, rate: float, seconds: float) -> list[float]:
    free: asyncio.Queue[Line] = asyncio.Queue()

    async def one(number: int) -> float:
        begun = time.perf_counter()
        reader, writer = free.get_nowait() if free.qsize() else await asyncio.open_connection(HERE, port)
        writer.write(intake.tickets(number))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(length_of(head))
        if head[9:10] != b"2":
            message = f"A message was refused: {head[:30]!r}"
            raise RuntimeError(message)
        free.put_nowait((reader, writer))
        return (time.perf_counter() - begun) * 1000

    begun, sent = time.perf_counter(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(begun + number / rate - time.perf_counter())
        sent.append(asyncio.create_task(one(number)))
    millis = await asyncio.gather(*sent)
    while free.qsize():
        free.get_nowait()[1].close()
    return list(millis)


def _seconds_to_verdict(desk: Served) -> float:
    body = {"customer": {"email": "followed@example.com"}, "text": "My account is blocked"}
    made = _ask(desk, "POST", "/api/v1/tickets", body)["ticket"]["id"]
    begun = time.perf_counter()
    while _ask(desk, "GET", f"/api/v1/tickets/{made}")["ticket"]["revision"] < 2:  # noqa: PLR2004 - the LLM's
        if time.perf_counter() - begun > PATIENCE:
            return math.inf
        time.sleep(0.05)
    return time.perf_counter() - begun


def _switch(desk: Served, *, on: bool) -> None:
    _ask(desk, "POST", "/api/set/llm", {"use_llm": on})


def _ask(desk: Served, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
    line = http.client.HTTPConnection(HERE, desk.port, timeout=PATIENCE)
    try:
        words = None if body is None else json.dumps(body)
        line.request(method, path, words, {"Content-Type": "application/json"})
        return json.loads(line.getresponse().read())
    finally:
        line.close()


def _pile_up(url: str, backlog: int) -> None:
    """Let steps wait: drafts of tickets that are there."""
    with closing(open_database(url)) as found:

        def pile(db: Connection) -> None:
            here = db.execute(select(tickets.c.id).limit(1_000)).scalars().all()
            for ticket_id in islice(cycle(here), backlog):
                jobs.put(db, "draft_ticket", ticket_id, now=wall_clock())

        found.write(pile)


def _wait_until_empty(url: str) -> None:
    with closing(open_database(url)) as found:
        for _ in range(int(LONGEST / LOOK)):
            with found.read() as db:
                if not jobs.any_due(db, wall_clock()):
                    return
            time.sleep(LOOK)


def _settle(desk: Served) -> None:
    """Wait until what the row before has left costs little."""
    for _ in range(int(PATIENCE / LOOK)):
        before = desk.cpu()
        time.sleep(LOOK)
        if desk.cpu() - before < IDLE * LOOK:
            return


def _table(kind: str, rows: list[Row]) -> Table:
    table = Table(title=f"Intake beside trouble, {kind}")
    names = ("quiet p50 ms", "p95", "troubled p50 ms", "p95", "p95 to quiet", "of a core", "verdict after s")
    for name in ("situation", *names):
        table.add_column(name, justify="left" if name == "situation" else "right")
    for row in rows:
        quiet, troubled = ([_at(some, share) for share in (0.50, 0.95)] for some in (row.quiet, row.troubled))
        times = [f"{value:.1f}" for value in (*quiet, *troubled)]
        verdict = f"{max(row.verdict):.1f}" if row.verdict else ""
        table.add_row(row.name, *times, f"{troubled[1] / quiet[1]:.2f}", f"{mean(row.cpu):.0%}", verdict)
    return table


def _at(some: list[float], share: float) -> float:
    return sorted(some)[min(len(some) - 1, int(len(some) * share))]


if __name__ == "__main__":
    main()
