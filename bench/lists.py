"""How long do lists, searches and counts take, and how much memory, on a desk with this many tickets?

    python -m bench.lists [--tickets 1000 --tickets 100000] [--database sqlite|postgresql|all] [--all-open]
    python -m bench.lists --url sqlite:////path/of/a/filled.db [--only whole]

Makes scratch databases, fills them (`bench.fill`), asks each thing thirty times through the flows that the
doors call, and deletes them. A row for each question: the median and the 95th percentile as the clock on the
wall says, the median of this process's own CPU time, which a busy machine disturbs less, and how many tickets
came back. Below: memory, and how busy the machine was.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select, text

from bench.desk import bench_desk
from bench.fill import NOW, fill
from bench.intake import busy, new_database
from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.browse import add_up
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.detail import look_at_ticket
from firstline.flows.list_tickets import count_tickets, list_tickets, order_tickets
from firstline.flows.views import list_views, make_view
from firstline.store import schema
from firstline.store.db import open_database
from firstline.store.migrate import upgrade
from firstline.tickets.sought import KEYS, Asked, Place, Sort, View

WHO = replace(LOCAL, name="Agent 1")
"""Who asks: the busiest agent."""
TIMES = 30
DAY = timedelta(days=1)
PAGE = 51
"""A page of fifty, and one more to know whether there is more."""
SOME = 20_000
"""How deep a deep page lies, where there are so many."""
SINGLE: Mapping[str, Asked] = {
    "status open": Asked(status=("open",)),
    "status resolved": Asked(status=("resolved",)),
    "category billing": Asked(category=("billing",)),
    "category sales": Asked(category=("sales",)),
    "category nowhere": Asked(category=("nowhere",)),
    "priority urgent": Asked(priority=("urgent",)),
    "level P1": Asked(level=("P1",)),
    "team finance": Asked(team=("finance",)),
    "assignee first": Asked(assignee=("Agent 1",)),
    "assignee last": Asked(assignee=("Agent 40",)),
    "assignee none": Asked(assignee=("none",)),
    "channel api": Asked(channel=("api",)),
    "language de": Asked(language=("de",)),
    "scope autoreply": Asked(scope=("autoreply",)),
    "scope bounce": Asked(scope=("bounce",)),
    "scope in_scope": Asked(scope=("in_scope",)),
    "certainty person": Asked(certainty=("person",)),
    "sentiment positive": Asked(sentiment=("positive",)),
    "subcategory refunds": Asked(subcategory=("Refunds",)),
    "subcategory nowhere": Asked(subcategory=("nowhere",)),
    "a day long ago": Asked(received_from=NOW - 800 * DAY, received_to=NOW - 799 * DAY),
    "half a year": Asked(received_from=NOW - 600 * DAY, received_to=NOW - 420 * DAY),
    "unread": Asked(unread=True),
}
SEVERAL = (
    Asked(view=View.OPEN, category=("billing",), language=("de",)),
    Asked(category=("sales",), sentiment=("negative",), certainty=("person",)),
    Asked(view=View.UNASSIGNED, priority=("urgent",)),
    Asked(category=("billing", "account"), priority=("high", "urgent")),
    Asked(unread=True, view=View.OPEN),
    Asked(view=View.OPEN, scope=("autoreply", "spam")),
)
SAVED = (
    Asked(view=View.OPEN, category=("billing",)),
    Asked(view=View.OPEN, priority=("high", "urgent")),
    Asked(view=View.MINE, unread=True),
    Asked(view=View.RESOLVED, category=("billing",)),
    Asked(q="card"),
)
"""Views that somebody keeps and has counted."""
WHOLE = 20_000
"""Numbers of a list that come at once."""
SEARCHES = ("rareword", "rarestword", "card", "please help", "nosuchword", "acc", '"credit card"', "the")

Question = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Timed:
    """What a question took, in milliseconds."""

    name: str
    p50: float
    p95: float
    cpu: float
    found: str


def measure(desk: Desk, *, only: str = "") -> list[Timed]:
    """Ask everything, or the questions whose name has these words."""
    return [_timed(name, ask) for name, ask in _questions(desk) if only in name]


def _questions(desk: Desk) -> Iterator[tuple[str, Question]]:
    yield from _of_filters(desk)
    for sort in Sort:
        yield f"deep page by {sort}", _listing(desk, Asked(), sort, _deep(desk, sort))
    for words in SEARCHES:
        for sort in (Sort.NEWEST, Sort.PRIORITY):
            yield f"search {words} by {sort}", _listing(desk, Asked(q=words), sort)
    yield "search card, open, by newest", _listing(desk, Asked(q="card", view=View.OPEN), Sort.NEWEST)
    yield from _of_whole_lists(desk)
    yield "counts", lambda: [count_tickets(desk, [], by=WHO)]
    saved = _saved(desk)
    yield f"counts with {len(saved)} saved views", lambda: [count_tickets(desk, saved, by=WHO)]
    yield "summary", lambda: [add_up(desk)]
    yield "one ticket", lambda: [look_at_ticket(desk, _last(desk), by=WHO)]
    yield "a patch", _patching(desk)


def _of_filters(desk: Desk) -> Iterator[tuple[str, Question]]:
    for view, sort in product(View, Sort):
        yield f"view {view} by {sort}", _listing(desk, Asked(view=view), sort)
    for (name, asked), sort in product(SINGLE.items(), Sort):
        yield f"{name} by {sort}", _listing(desk, asked, sort)
    for (number, asked), sort in product(enumerate(SEVERAL, start=1), (Sort.NEWEST, Sort.PRIORITY)):
        yield f"several filters {number} by {sort}", _listing(desk, asked, sort)


def _of_whole_lists(desk: Desk) -> Iterator[tuple[str, Question]]:
    for view, sort in product(View, Sort):
        yield f"whole view {view} by {sort}", _ordering(desk, Asked(view=view), sort)
    for (number, asked), sort in product(enumerate(SEVERAL, start=1), (Sort.NEWEST, Sort.PRIORITY)):
        yield f"whole, several filters {number} by {sort}", _ordering(desk, asked, sort)
    for name in ("category billing", "scope in_scope", "unread"):
        for sort in (Sort.NEWEST, Sort.UPDATED):
            yield f"whole {name} by {sort}", _ordering(desk, SINGLE[name], sort)
    yield "whole search the by newest", _ordering(desk, Asked(q="the"), Sort.NEWEST)


def _ordering(desk: Desk, asked: Asked, sort: Sort) -> Question:
    return lambda: order_tickets(desk, asked, sort, by=WHO, most=WHOLE).ids


def _saved(desk: Desk) -> list[int]:
    """Keep the views, once."""
    if not list_views(desk, by=WHO, limit=1):
        for number, asked in enumerate(SAVED, start=1):
            make_view(desk, f"View {number}", asked, Sort.NEWEST, shared=False, by=WHO)
    return [view.id for view in list_views(desk, by=WHO, limit=len(SAVED))]


def _listing(desk: Desk, asked: Asked, sort: Sort, after: Place | None = None) -> Question:
    return partial(list_tickets, desk, asked, sort, by=WHO, limit=PAGE, after=after)


def _deep(desk: Desk, sort: Sort) -> Place | None:
    """Give a place far down, by an offset for once."""
    key = schema.tickets.c[KEYS[sort]]
    order = (key, schema.tickets.c.id) if sort is Sort.DUE else (key.desc(), schema.tickets.c.id.desc())
    with desk.read() as db:
        row = db.execute(
            select(key, schema.tickets.c.id).order_by(*order).limit(1).offset(SOME)
        ).one_or_none()
    return None if row is None else Place(row[0], row[1])


def _last(desk: Desk) -> TicketId:
    with desk.read() as db:
        return TicketId(db.execute(select(func.max(schema.tickets.c.id))).scalar_one())


def _patching(desk: Desk) -> Question:
    last, dues = _last(desk), iter(range(10**6))

    def patch() -> list[object]:
        due = NOW + timedelta(minutes=next(dues))
        return [change_fields(desk, TicketId(last), Changes(due_at=due), by=WHO)]

    return patch


def _timed(name: str, ask: Question) -> Timed:
    found = ask()
    walls, cpus = [], []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        found = ask()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls.sort()
    cpus.sort()
    return Timed(name, walls[TIMES // 2], walls[int(TIMES * 0.95)], cpus[TIMES // 2], str(len(found)))


def _run(url: str, *, title: str, tickets: int | None, given: argparse.Namespace, out: Console) -> None:
    upgrade(url)
    database = open_database(url)
    try:
        if tickets is not None:
            fill(database, count=tickets, all_open=given.all_open)
        if database.kind == "postgresql":  # as autovacuum does in its time
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.execute(text("VACUUM ANALYZE"))
        notes = [busy("before")]
        rows = measure(bench_desk(database), only=given.only)
    finally:
        database.close()
    table = Table(title=title)
    for name in ("question", "p50 ms", "p95 ms", "CPU ms", "found"):
        table.add_column(name, justify="left" if name == "question" else "right")
    for row in rows:
        table.add_row(row.name, f"{row.p50:.1f}", f"{row.p95:.1f}", f"{row.cpu:.1f}", row.found)
    out.print(table)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out.print(*notes, busy("after"), f"this process held {megabytes:.0f} MB at most", sep="; ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, action="append", help="may be repeated; 1,000 and 100,000")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--all-open", action="store_true", help="no ticket is resolved or closed")
    parser.add_argument("--url", help="a database that is filled already")
    parser.add_argument("--only", default="", help="only questions whose name contains this")
    given = parser.parse_args()
    out = Console(width=120)
    if given.url:
        _run(given.url, title=given.url, tickets=None, given=given, out=out)
        return
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        for tickets in given.tickets or (1_000, 100_000):
            with new_database(kind) as url:
                title = f"{kind}, {tickets:,} tickets{', all open' if given.all_open else ''}"
                _run(url, title=title, tickets=tickets, given=given, out=out)


if __name__ == "__main__":
    main()
