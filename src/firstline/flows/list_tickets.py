"""List tickets by any filter, in five orders, by words, page by page or at once; count what the views hold.

The callers' words (`me`, an agent's name, a customer's number) become numbers in the transaction that reads
the list. A value that nothing has finds nothing, and is no error; a category that has another name now is
found under either. Counts that nobody could wait for are the sums that every change keeps; the few that
depend on the time are counted by an index.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from firstline.core.access import Principal
from firstline.core.ids import LARGEST, AgentId, CustomerId, TicketId
from firstline.flows.desk import Desk
from firstline.flows.detail import Seen, see
from firstline.flows.views import filters_of
from firstline.flows.who import find_own
from firstline.store import agents, customers, lists, settings, tallies, views
from firstline.store.db import Connection
from firstline.store.views import SavedView
from firstline.tickets import tally
from firstline.tickets.highlight import MOST, Snippet, snippets
from firstline.tickets.phrase import Sentence, understand
from firstline.tickets.sought import (
    NOBODY,
    Asked,
    Filters,
    Place,
    Sort,
    Sought,
    View,
    named_now,
    with_leaving,
)
from firstline.tickets.ticket import ENDED
from firstline.tickets.verdict import TicketScope

ME = "me"
NONE = "none"
NO_CUSTOMER = CustomerId(-1)
"""A customer without tickets."""
COUNTED = 1_000
"""Tickets up to which those of a saved view are counted."""
ALL = 2**31
SAME = [field.name for field in fields(Filters)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text in which words stand that were searched for."""

    part: str
    """subject, customer or message."""
    text: str
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket in a list."""

    seen: Seen
    marks: Sequence[Mark] | None
    """None: the list is no search."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A list at once: its tickets by number, in the order of its pages."""

    ids: Sequence[TicketId]
    more: bool
    """The list goes on behind them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tickets a saved view holds."""

    view: SavedView
    count: int
    more: bool
    """There are more, and they were not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tickets there are where; what has none is not in the maps."""

    views: Mapping[View, int]
    teams: Mapping[str, int]
    categories: Mapping[str, int]
    scopes: Mapping[str, int]
    """Of open tickets, as those of the teams."""
    saved: Sequence[Counted]


def list_tickets(  # noqa: PLR0913 - all of the situation
    desk: Desk, asked: Asked, sort: Sort, *, by: Principal, limit: int, after: Place | None = None
) -> Sequence[Found]:
    """List a page of tickets, with what a list shows of each; a search with the places of its words."""
    with desk.read() as db:
        sought = _sought(desk, db, asked, find_own(db, by))
        found = see(db, lists.page(db, sought, sort, limit=limit, after=after), by=by)
        if sought.words is None:
            return [Found(seen, None) for seen in found]
        texts = lists.texts_of(db, [seen.ticket.id for seen in found])
    return [Found(seen, _marks(seen, texts[seen.ticket.id], sought.words)) for seen in found]


def order_tickets(desk: Desk, asked: Asked, sort: Sort, *, by: Principal, most: int) -> Whole:
    """List the numbers of all tickets of a list, up to so many."""
    with desk.read() as db:
        sought = _sought(desk, db, asked, find_own(db, by))
        found = lists.whole(db, sought, sort, most=most + 1)
    return Whole(found[:most], more=len(found) > most)


def count_tickets(desk: Desk, view_ids: Sequence[int], *, by: Principal) -> Counts:
    """Count what each view holds; of saved ones those that are named.

    Raises:
        ViewMissing: when one of them is none, or not for the caller.
    """
    with desk.read() as db:
        me, sums = find_own(db, by), tallies.read(db)
        at_risk = lists.count(db, _sought(desk, db, Asked(view=View.AT_RISK), me), most=ALL)
        return Counts(
            views=_of_views(sums, me) | {View.AT_RISK: at_risk},
            teams=_of(sums, tally.OPEN_TEAM),
            categories=_of(sums, tally.OPEN_CATEGORY),
            scopes=_of_scopes(sums),
            saved=[_counted(desk, db, view, me) for view in views.load_several(db, view_ids, seen_by=me)],
        )


def _sought(desk: Desk, db: Connection, asked: Asked, me: AgentId | None) -> Sought:
    """Say what is asked as the database knows it."""
    view = asked.view or View.ALL
    taxonomy = desk.board.taxonomy
    categories, subcategories = named_now(taxonomy, asked.category, asked.subcategory)
    same = {name: getattr(asked, name) for name in SAME}
    same |= {"category": with_leaving(taxonomy, categories), "subcategory": subcategories}
    return Sought(
        view=view,
        me=me,
        due_before=_soon(desk, db) if view is View.AT_RISK else None,
        assignee=None if asked.assignee is None else _agents(db, asked.assignee, me),
        customer=None if asked.customer is None else customers.id_of(db, asked.customer) or NO_CUSTOMER,
        words=understand(asked.q) if asked.q and asked.q.strip() else None,
        **same,
    )


def _soon(desk: Desk, db: Connection) -> datetime:
    """Tell until when a ticket must be due to be at risk."""
    minutes = settings.load(db, settings.AT_RISK_MINUTES, settings.AT_RISK_USUALLY)
    return desk.clock() + timedelta(minutes=minutes)


def _agents(db: Connection, named: Sequence[str], me: AgentId | None) -> list[AgentId | None]:
    found: list[AgentId | None] = []
    for name in named:
        if name == NONE:
            found.append(NOBODY)
        elif (agent_id := me if name == ME else _agent(db, name)) is not None:
            found.append(agent_id)
    return found


def _agent(db: Connection, name: str) -> AgentId | None:
    if name.isascii() and name.isdecimal():
        return AgentId(min(int(name), LARGEST))
    return agents.find(db, name)


def _marks(seen: Seen, texts: Sequence[str], sentence: Sentence) -> list[Mark]:
    ticket = seen.ticket
    parts = [("subject", ticket.subject), ("customer", ticket.customer_name)]
    parts.append(("customer", ticket.customer_email or ""))
    found = [_mark(part, one) for part, text in parts for one in snippets(text, sentence, most=1)]
    for text in texts:
        room = MOST - sum(one.part == "message" for one in found)
        found += [_mark("message", one) for one in snippets(text, sentence, most=room)]
    return found


def _mark(part: str, snippet: Snippet) -> Mark:
    return Mark(part, snippet.text, snippet.spans)


def _of_views(sums: Counter[str], me: AgentId | None) -> dict[View, int]:
    return {
        View.OPEN: sums[tally.OPEN],
        View.MINE: 0 if me is None else sums[tally.open_of(me)],
        View.UNASSIGNED: sums[tally.OPEN_UNASSIGNED],
        View.NEEDS_PERSON: sums[tally.OPEN_PERSON],
        View.WAITING: sums[tally.OPEN_WAITING],
        View.SNOOZED: sums[tally.SNOOZED],
        View.RESOLVED: sum(sums[f"status:{status}"] for status in ENDED),
        View.ALL: sums[tally.TOTAL],
    }


def _of(sums: Counter[str], kind: str) -> dict[str, int]:
    start = f"{kind}:"
    return {name.removeprefix(start): n for name, n in sums.items() if n and name.startswith(start)}


def _of_scopes(sums: Counter[str]) -> dict[str, int]:
    marks = _of(sums, tally.OPEN_SCOPE)
    rest = sums[tally.OPEN] - sum(marks.values())
    return {TicketScope.IN_SCOPE: rest, **marks} if rest else marks


def _counted(desk: Desk, db: Connection, view: SavedView, me: AgentId | None) -> Counted:
    found = lists.count(db, _sought(desk, db, filters_of(view), me), most=COUNTED + 1)
    return Counted(view, min(found, COUNTED), more=found > COUNTED)
