"""Saved views on disk: filters with a name, an agent's own or shared with all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from firstline.core.errors import Missing
from firstline.core.ids import AgentId
from firstline.store.schema import agents, saved_views
from firstline.tickets.sought import Sort


class ViewMissing(Missing):
    """There is no such view, or it is not for the caller."""

    code = "view_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """Filters with a name."""

    id: int
    version: int
    agent_id: AgentId
    agent: str
    """The name of the agent whose view it is."""
    name: str
    shared: bool
    filters: Mapping[str, Any]
    """What `tickets.sought.Asked` holds, without what is None."""
    sort: Sort
    created_at: datetime
    updated_at: datetime


LISTED = select(saved_views, agents.c.name.label("agent")).join_from(saved_views, agents)


def load(db: Connection, number: int, *, seen_by: AgentId | None) -> SavedView:
    """Fetch a view that an agent may see; another's own is missing like one that never was."""
    return load_several(db, [number], seen_by=seen_by)[0]


def load_several(db: Connection, numbers: Sequence[int], *, seen_by: AgentId | None) -> Sequence[SavedView]:
    """Fetch views that an agent may see, in the order of their numbers here; all of them, or none is."""
    if not numbers:
        return []
    rows = db.execute(LISTED.where(saved_views.c.id.in_(numbers), _is_for(seen_by)))
    found = {row.id: _view(row) for row in rows}
    missing = next((number for number in numbers if number not in found), None)
    if missing is not None:
        message = f"There is no view {missing}."
        raise ViewMissing(message)
    return [found[number] for number in numbers]


def page(db: Connection, *, seen_by: AgentId | None, after: int = 0, limit: int) -> Sequence[SavedView]:
    """List the views that an agent may see, in the order in which they were made."""
    listed = LISTED.where(saved_views.c.id > after, _is_for(seen_by)).order_by(saved_views.c.id)
    return [_view(row) for row in db.execute(listed.limit(limit))]


def every(db: Connection) -> Sequence[SavedView]:
    """List all views of all agents, held until the transaction ends."""
    held = LISTED.order_by(saved_views.c.id).with_for_update(of=saved_views)
    return [_view(row) for row in db.execute(held)]


def count(db: Connection, agent_id: AgentId) -> int:
    """Count the views that an agent has made."""
    mine = select(func.count()).select_from(saved_views).where(saved_views.c.agent_id == agent_id)
    return int(db.execute(mine).scalar_one())


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Store a view and give its number; `values` has every field but that and the agent's name."""
    added = insert(saved_views).values(**values).returning(saved_views.c.id)
    return int(db.execute(added).scalar_one())


def hold(db: Connection, number: int) -> None:
    """Hold a view until the transaction ends, so that nobody else changes it meanwhile."""
    db.execute(select(saved_views.c.id).where(saved_views.c.id == number).with_for_update())


def save(db: Connection, number: int, changes: Mapping[str, Any]) -> None:
    """Write down what changed."""
    db.execute(update(saved_views).where(saved_views.c.id == number).values(**changes))


def remove(db: Connection, number: int) -> None:
    """Forget a view."""
    db.execute(delete(saved_views).where(saved_views.c.id == number))


def _is_for(agent_id: AgentId | None) -> ColumnElement[bool]:
    shared = saved_views.c.shared.is_(True)
    return shared if agent_id is None else or_(shared, saved_views.c.agent_id == agent_id)


def _view(row: Row[Any]) -> SavedView:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    return SavedView(**fields | {"sort": Sort(fields["sort"])})
