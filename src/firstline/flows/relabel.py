"""What else names a category: saved views and canned replies get the names that labels have now.

All in the transaction that puts the taxonomy in force. A view or a canned reply that changes gets the next
version, and the log tells of it as of any other change; of an agent's own view it is silent.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from firstline.core.access import Principal
from firstline.store import canned_replies, events, views
from firstline.store.canned_replies import CannedReply
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.views import SavedView
from firstline.tickets.sought import named_now
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import APART

NAMES = ("category", "subcategory")
"""The filters of a view that name a label."""


def relabel(db: Connection, taxonomy: Taxonomy, *, by: Principal, at: datetime) -> None:
    """Bring all that names a label under the names that labels have now."""
    for view in views.every(db):
        filters = _filters_now(view.filters, taxonomy)
        if filters != view.filters:
            _save_view(db, view, filters, by, at)
    gone = [name for name in taxonomy.moves if APART not in name]
    for reply in canned_replies.under(db, gone):
        _save_reply(db, reply, taxonomy.present(str(reply.category))[0], by, at)


def _filters_now(filters: Mapping[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    now = named_now(taxonomy, *(filters.get(name) for name in NAMES))
    named = {name: list(value) for name, value in zip(NAMES, now, strict=True) if value is not None}
    return {**filters, **named}


def _save_view(
    db: Connection, view: SavedView, filters: Mapping[str, Any], by: Principal, at: datetime
) -> None:
    changes = {"filters": filters, "version": view.version + 1, "updated_at": at}
    views.save(db, view.id, changes)
    if view.shared:
        data = {"id": view.id, "version": view.version + 1, "name": view.name}
        events.add(db, None, Event("view.changed", by.name, data, at))


def _save_reply(db: Connection, reply: CannedReply, category: str, by: Principal, at: datetime) -> None:
    after = replace(reply, category=category, version=reply.version + 1, updated_at=at)
    changes = {name: getattr(after, name) for name in ("category", "version", "updated_at")}
    canned_replies.save(db, reply.id, changes)
    data = {name: getattr(after, name) for name in ("id", "version", "title", "category", "language")}
    events.add(db, None, Event("canned_reply.changed", by.name, data, at))
