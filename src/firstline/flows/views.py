"""Saved views: filters with a name, an agent's own or shared with all.

Everybody sees shared views; their owner and leads change them. What is an agent's own is for nobody else's
eyes: it is missing for others, and the event log tells of shared views alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import msgspec

from firstline.core.access import NotAllowed, Permission, Principal
from firstline.core.errors import Conflict
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.who import find_own, own_agent
from firstline.store import events, views
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.views import SavedView
from firstline.tickets.sought import Asked, Sort

MOST = 100
"""Views of one agent."""


class TooManyViews(Conflict):
    """The agent has as many views as one can have."""

    code = "too_many_views"


def list_views(desk: Desk, *, by: Principal, limit: int, after: int = 0) -> Sequence[SavedView]:
    """List the caller's own views and the shared ones, in the order in which they were made."""
    with desk.read() as db:
        return views.page(db, seen_by=find_own(db, by), after=after, limit=limit)


def find_view(desk: Desk, number: int, *, by: Principal) -> SavedView:
    """Give a view, or say that it is missing."""
    with desk.read() as db:
        return views.load(db, number, seen_by=find_own(db, by))


def filters_of(view: SavedView) -> Asked:
    """Give the filters that a view keeps."""
    return msgspec.convert(view.filters, Asked)


def make_view(  # noqa: PLR0913 - a view has this many parts
    desk: Desk, name: str, asked: Asked, sort: Sort, *, shared: bool, by: Principal
) -> SavedView:
    """Save filters under a name.

    Raises:
        NoAgent: when the caller is no agent, and so has no views.
        TooManyViews: when the caller has enough.
    """

    def save(db: Connection) -> SavedView:
        at = desk.clock()
        agent = own_agent(db, by, at=at)
        if views.count(db, agent.id) >= MOST:
            message = f"An agent has {MOST} views at most; forget one that is not needed."
            raise TooManyViews(message)
        values = {"name": name, "shared": shared, "filters": _kept(asked), "sort": sort, "version": 1}
        number = views.add(db, values | {"agent_id": agent.id, "created_at": at, "updated_at": at})
        made = views.load(db, number, seen_by=agent.id)
        _tell(desk, db, "view.created", made, by)
        return made

    return desk.write(save)


def change_view(
    desk: Desk, number: int, given: Mapping[str, Any], *, by: Principal, expected: Expected = None
) -> SavedView:
    """Change what is given of `name`, `filters`, `sort` and `shared`; what is so already leaves no trace.

    Raises:
        ViewMissing: when there is none for the caller.
        NotAllowed: when it is a colleague's, and the caller is no lead.
        Outdated: when somebody else has changed it since.
    """
    wanted = dict(given)
    if "filters" in wanted:
        wanted["filters"] = _kept(wanted["filters"])

    def save(db: Connection) -> SavedView:
        before = _to_change(db, number, by, expected)
        changes = {field: value for field, value in wanted.items() if value != getattr(before, field)}
        if not changes:
            return before
        changes |= {"version": before.version + 1, "updated_at": desk.clock()}
        views.save(db, number, changes)
        after = replace(before, **changes)
        _tell(desk, db, "view.changed", replace(after, shared=before.shared or after.shared), by)
        return after

    return desk.write(save)


def forget_view(desk: Desk, number: int, *, by: Principal, expected: Expected = None) -> None:
    """Forget a view.

    Raises:
        ViewMissing: when there is none for the caller.
        NotAllowed: when it is a colleague's, and the caller is no lead.
        Outdated: when somebody else has changed it since.
    """

    def save(db: Connection) -> None:
        before = _to_change(db, number, by, expected)
        views.remove(db, number)
        _tell(desk, db, "view.removed", before, by)

    desk.write(save)


def _to_change(db: Connection, number: int, by: Principal, expected: Expected) -> SavedView:
    me = find_own(db, by)
    views.hold(db, number)
    found = views.load(db, number, seen_by=me)
    if found.agent_id != me and Permission.LEAD not in by.permissions:
        message = f"This view is {found.agent}'s: they can change it, and so can a lead."
        raise NotAllowed(message)
    check_version(found.version, expected, thing="view", current=found)
    return found


def _kept(asked: Asked) -> dict[str, Any]:
    """Give filters as they are kept, and as they come back from the database: plain JSON."""
    given = {field.name: getattr(asked, field.name) for field in fields(asked)}
    kept: dict[str, Any] = msgspec.to_builtins(
        {name: value for name, value in given.items() if value is not None}, enc_hook=str
    )
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def _tell(desk: Desk, db: Connection, kind: str, view: SavedView, by: Principal) -> None:
    if view.shared:
        data = {"id": view.id, "version": view.version, "name": view.name}
        events.add(db, None, Event(kind, by.name, data, desk.clock()))
