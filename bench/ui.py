"""How long does somebody at the inbox wait, with this many tickets?

    python -m bench.ui [--tickets 10000] [--database sqlite|postgresql]

A real `firstline up` with tickets that are all open, and the built inbox in a headless Chromium of 1440 by
900 pixels, which draws without a graphics card. The page itself notes each moment (`bench/ui.js`): from the
key's event, or the start of the navigation, until a frame has been drawn that shows it. Desk and browser
share the machine's cores. It ends with an error where there is no Chromium, and where the page wrote to its
console or asked for something outside the desk.
"""

import argparse
import http.client
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from bench.fill import fill
from bench.intake import busy, drain, new_database
from bench.served import Served, served
from firstline.store.db import open_database
from firstline.store.migrate import upgrade
from tests.chromium import ChromiumMissingError, Watched, find_chromium, running_chromium

IN_THE_PAGE = Path(__file__).with_suffix(".js")
SCREEN: ViewportSize = {"width": 1440, "height": 900}
SETTLED = 1.0
"""Seconds after which a page that was opened has done what follows, as loading the code of an open ticket."""
LOOK, HURRY = 0.5, 0.03
"""Seconds from a ticket's thread to the next stroke: with a look at it, and as fast as somebody can tap. What
is beside the open ticket is made ready after 0.12 s."""
REST = 0.5
"""Seconds between the jumps there and back."""
PAUSE = (0.2, 1.0)
"""Seconds between two changes, at least and at most."""
PACES = {"reads": 40, "looks for a place": 300}
"""Rows in a second for who scrolls to read subjects, and to find a place far down; a screen has twelve."""
MARGIN = 50
"""Rows at the end that are not scrolled to."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured once or several times, and the most that is wanted of its share."""

    name: str
    values: Sequence[float]
    wanted: str = ""
    digits: int = 0

    def row(self) -> Sequence[str]:
        """Write it down; a single value stands for itself."""
        ordered = sorted(self.values)
        shares = (0.5, 0.95, 1.0) if len(ordered) > 1 else (0.5,)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in shares]
        told = [f"{value:,.{self.digits}f}" for value in at]
        return self.name, self.wanted, *told, *([f"{len(ordered):,}"] if len(ordered) > 1 else [])


@dataclass(frozen=True, slots=True)
class Inbox:
    """A desk, the browser at it, and all that pages have said that they should not."""

    desk: Served
    browser: Browser
    faults: list[str]

    @property
    def origin(self) -> str:
        """Where the desk is."""
        return f"http://127.0.0.1:{self.desk.port}"

    @contextmanager
    def page(self) -> Iterator[Page]:
        """Open a page with an empty cache."""
        context = self.browser.new_context(viewport=SCREEN, locale="en-GB")
        context.add_init_script(path=IN_THE_PAGE)
        page = context.new_page()
        watched = Watched(page, self.origin)
        try:
            yield page
        finally:
            context.close()
            self.faults.extend(watched.faults)

    def enter(self, page: Page) -> float:
        """Go to the inbox and look at it, and give the milliseconds until the first row was painted."""
        page.goto(f"{self.origin}/inbox", wait_until="commit")
        painted = _there(page.evaluate("bench.first"), "The list")
        time.sleep(SETTLED)
        return painted

    @contextmanager
    def entered(self) -> Iterator[Page]:
        """Open a page and look at the inbox."""
        with self.page() as page:
            self.enter(page)
            yield page


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--loads", type=int, default=20, help="of the page, with an empty and a full cache")
    parser.add_argument("--presses", type=int, default=120, help="of J, with and without a look")
    parser.add_argument("--changes", type=int, default=60, help="made elsewhere")
    parser.add_argument("--jumps", type=int, default=20, help="to the end, for the first time and again")
    parser.add_argument("--seconds", type=float, default=10.0, help="for which the list scrolls")
    given = parser.parse_args()
    try:
        find_chromium()
    except ChromiumMissingError as missing:
        sys.exit(str(missing))
    notes, faults = [busy("before")], list[str]()
    table = Table(title=f"The inbox with {given.tickets:,} open tickets, {given.database}")
    for name in ("what", "wanted", "p50", "p95", "most", "of"):
        table.add_column(name, justify="left" if name in {"what", "wanted"} else "right")
    with new_database(given.database) as url:
        _fill(url, given.tickets)
        with served(url, core=None) as desk, running_chromium() as browser:
            drain(desk)
            for figure in measure(Inbox(desk, browser, faults), given):
                table.add_row(*figure.row())
            notes.append(f"Chromium {browser.version}")
    out = Console(width=120)
    out.print(table)
    out.print(*notes, busy("after"), sep="; ")
    if faults:
        sys.exit("The page has faults:\n" + "\n".join(sorted(set(faults))))


def measure(inbox: Inbox, given: argparse.Namespace) -> Iterator[Figure]:
    """Use the inbox, in the order in which somebody comes to it."""
    yield from first_loads(inbox, given.loads)
    yield from later_loads(inbox, given.loads)
    yield from moves(inbox, given.presses)
    yield from scrolling(inbox, given.seconds)
    yield from changes(inbox, given.changes)
    yield from jumps(inbox, given.jumps)


def first_loads(inbox: Inbox, count: int) -> Iterator[Figure]:
    """Open the inbox with nothing of it in the cache."""
    painted = []
    for _ in range(count):
        with inbox.page() as page:
            painted.append(inbox.enter(page))
    with inbox.entered() as page:
        needed, whole = page.evaluate("bench.needed()"), page.evaluate("bench.loaded()")
        heap = _heap(page)
    yield Figure("JS and CSS that the list needs, kB gzip", [_gzipped(inbox, needed)], "190", 1)
    yield Figure("the same as the browser got it, kB", [sum(size for _, size in needed) / 1000], digits=1)
    yield Figure("with all that comes right after it, kB gzip", [_gzipped(inbox, whole)], digits=1)
    yield Figure("JS heap then, MB", [heap], digits=1)
    yield Figure("list painted, empty cache, ms", painted, "1,000")


def later_loads(inbox: Inbox, count: int) -> Iterator[Figure]:
    """Open it again and again in one browser."""
    with inbox.entered() as page:
        painted = [inbox.enter(page) for _ in range(count)]
    yield Figure("list painted, full cache, ms", painted, "1,000")


def moves(inbox: Inbox, count: int) -> Iterator[Figure]:
    """Go on to the next ticket, at two paces."""
    for name, pause in (("J with a look", LOOK), ("J at once", HURRY)):
        heads, threads, wholes = [], [], []
        with inbox.entered() as page:
            # The first stroke opens the pane, the others go on.
            _strike(page, "j", "bench.next()")
            for _ in range(count):
                time.sleep(pause)
                head, thread, whole = _strike(page, "j", "bench.next()")
                heads.append(head)
                threads.append(thread)
                wholes.append(whole)
        yield Figure(f"{name}: the next ticket's head, ms", heads, "p95 100")
        yield Figure(f"{name}: its thread, ms", threads, "p95 100")
        yield Figure(f"{name}: all of it, ms", wholes)


def scrolling(inbox: Inbox, seconds: float) -> Iterator[Figure]:
    """Scroll through thousands of rows that were not seen before."""
    with inbox.entered() as page:
        for who, pace in PACES.items():
            rows = min(round(seconds * pace), page.evaluate("bench.length()") - MARGIN)
            told = page.evaluate("([rows, seconds]) => bench.scroll(rows, seconds)", [rows, rows / pace])
            late = 100 * told["late"] / len(told["spans"])
            name = f"scrolling as one {who}, {pace} rows/s"
            yield Figure(f"{name}: a frame, ms", told["spans"], "p50 17", 1)
            yield Figure(f"{name}: frames with a row on its way, %", [late])
        yield Figure("JS heap then, MB", [_heap(page)], digits=1)


def changes(inbox: Inbox, count: int) -> Iterator[Figure]:
    """Let a program change tickets that are on the screen: subject, resolved, open again."""
    line = http.client.HTTPConnection("127.0.0.1", inbox.desk.port)
    chance = random.Random(1)  # noqa: S311 - a bench's dice
    shown = []
    with inbox.entered() as page:
        seen = page.evaluate("bench.seen()")
        for number in range(count):
            ticket = seen[number // 3 % len(seen)]
            path, subject = f"/api/v1/tickets/{ticket}", {"subject": f"Change {number}."}
            method, where, body, sign = (
                ("PATCH", path, subject, subject),
                ("POST", f"{path}/resolution", None, {"ended": True}),
                ("DELETE", f"{path}/resolution", None, {"ended": False}),
            )[number % 3]
            page.evaluate("([id, sign]) => bench.change(id, sign)", [ticket, sign])
            sent = time.time() * 1000
            _ask(line, method, where, body)
            shown.append(_there(page.evaluate("bench.asked"), f"A change of ticket {ticket}") - sent)
            time.sleep(chance.uniform(*PAUSE))
    line.close()
    yield Figure("a change made elsewhere shows in its row, ms", shown, "p95 500")


def jumps(inbox: Inbox, count: int) -> Iterator[Figure]:
    """Jump to the end: of a list that was just entered, and of one where it has been seen."""
    with inbox.entered() as page:
        first, again = list[float](), list[float]()
        for _ in range(count):
            inbox.enter(page)
            first.extend(_strike(page, "End", "bench.last()"))
        for _ in range(count):
            time.sleep(REST)
            page.keyboard.press("Home")
            time.sleep(REST)
            again.extend(_strike(page, "End", "bench.last()"))
    yield Figure("End for the first time: the last row, ms", first, "p95 300")
    yield Figure("End again: the last row, ms", again, "p95 300")


def _fill(url: str, tickets: int) -> None:
    upgrade(url)
    database = open_database(url)
    try:
        fill(database, count=tickets, all_open=True)
        if database.kind == "postgresql":  # as autovacuum does in its time
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.execute(text("VACUUM ANALYZE"))
    finally:
        database.close()


def _strike(page: Page, key: str, watch: str) -> Sequence[float]:
    page.evaluate(f"{watch}, null")  # what it begins is not waited for
    page.keyboard.press(key)
    return [_there(span, f"What {key} goes to") for span in page.evaluate("bench.asked")]


def _there(moment: float | None, what: str) -> float:
    if moment is None:
        message = f"{what} was not painted."
        raise RuntimeError(message)
    return moment


def _gzipped(inbox: Inbox, files: Sequence[tuple[str, int]]) -> float:
    """Ask for the same files as somebody who takes gzip alone, and give their size in kB."""
    line = http.client.HTTPConnection("127.0.0.1", inbox.desk.port)
    sizes = [len(_ask(line, "GET", path, None)) for path, _ in files]
    line.close()
    return sum(sizes) / 1000


def _ask(line: http.client.HTTPConnection, method: str, path: str, body: object) -> bytes:
    given = None if body is None else json.dumps(body)
    line.request(method, path, given, {"Content-Type": "application/json", "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    told = answer.read()
    if answer.status >= http.client.BAD_REQUEST:
        message = f"{method} {path} was answered with {answer.status}: {told.decode(errors='replace')}"
        raise RuntimeError(message)
    return told


def _heap(page: Page) -> float:
    """Give what the page's scripts hold after a collection of garbage, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = session.send("Runtime.getHeapUsage")
    session.detach()
    return float(used["usedSize"]) / 2**20


if __name__ == "__main__":
    main()
