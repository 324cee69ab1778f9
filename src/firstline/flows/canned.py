"""Canned replies: make, change, forget and find them, and fill one in for a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from firstline.core.access import Principal
from firstline.core.errors import Conflict, Invalid
from firstline.core.ids import TicketId
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.gateways.html import sanitised, text_of
from firstline.replies.canned import fill, fill_html
from firstline.store import articles, canned_replies, events, taxonomies, tickets
from firstline.store.canned_replies import CannedReply, Sought
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.taxonomy import chosen

MOST = 2_000
"""Canned replies of one desk."""


class TooManyCannedReplies(Conflict):
    """The desk has as many as it can have."""

    code = "too_many_canned_replies"


def list_canned(desk: Desk, sought: Sought, *, limit: int, after: int = 0) -> Sequence[CannedReply]:
    """List canned replies in the order in which they were made."""
    if sought.category is not None:
        sought = replace(sought, category=desk.board.taxonomy.present(sought.category)[0])
    with desk.read() as db:
        return list(islice(canned_replies.walk(db, sought, after=after), limit))


def find_canned(desk: Desk, number: int, *, ticket_id: TicketId | None = None) -> CannedReply:
    """Give a canned reply, filled in for a ticket when one is named.

    Raises:
        CannedReplyMissing: when there is none.
        TicketMissing: when there is no such ticket.
    """
    with desk.read() as db:
        found = canned_replies.load(db, number)
        if ticket_id is None:
            return found
        ticket = tickets.load(db, ticket_id)
    html = None if found.html is None else fill_html(found.html, ticket)
    return replace(found, text=fill(found.text, ticket), html=html)


def make_canned(desk: Desk, given: Mapping[str, Any], *, by: Principal) -> CannedReply:
    """Make a canned reply of a title, a text or HTML, and for which category and language it is.

    Raises:
        Invalid: when it would say nothing, or the taxonomy has no such category.
        TooManyCannedReplies: when there are enough.
    """
    fields = {"html": None, "category": None, "language": None} | _harmless(given)

    def save(db: Connection) -> CannedReply:
        _check_category(db, fields["category"])
        if canned_replies.count(db) >= MOST:
            message = f"A desk has {MOST} canned replies at most; forget one that is not needed."
            raise TooManyCannedReplies(message)
        at = desk.clock()
        values = fields | {"version": 1, "author": by.name, "created_at": at, "updated_at": at}
        made = canned_replies.add(db, values)
        _tell(desk, db, "canned_reply.created", made, by)
        return made

    return desk.write(save)


def change_canned(
    desk: Desk, number: int, given: Mapping[str, Any], *, by: Principal, expected: Expected = None
) -> CannedReply:
    """Change a canned reply; what it is already leaves no trace.

    Raises:
        CannedReplyMissing: when there is none.
        Outdated: when somebody else has changed it since.
        Invalid: when it would say nothing, or the taxonomy has no such category.
    """
    fields = _harmless(given)

    def save(db: Connection) -> CannedReply:
        before = canned_replies.load(db, number, to_change=True)
        check_version(before.version, expected, thing="canned reply", current=before)
        changes = {name: value for name, value in fields.items() if value != getattr(before, name)}
        if not changes:
            return before
        _check_category(db, changes.get("category"))
        changes |= {"version": before.version + 1, "updated_at": desk.clock()}
        canned_replies.save(db, number, changes)
        after = replace(before, **changes)
        _tell(desk, db, "canned_reply.changed", after, by)
        return after

    return desk.write(save)


def forget_canned(desk: Desk, number: int, *, by: Principal, expected: Expected = None) -> None:
    """Forget a canned reply.

    Raises:
        CannedReplyMissing: when there is none.
        Outdated: when somebody else has changed it since.
    """

    def save(db: Connection) -> None:
        before = canned_replies.load(db, number, to_change=True)
        check_version(before.version, expected, thing="canned reply", current=before)
        canned_replies.remove(db, number)
        _tell(desk, db, "canned_reply.removed", before, by)

    desk.write(save)


def _harmless(given: Mapping[str, Any]) -> dict[str, Any]:
    """Make HTML harmless, and read the text off it when none is given."""
    fields = dict(given)
    if fields.get("html") is not None:
        fields["html"] = sanitised(fields["html"])
        fields.setdefault("text", text_of(fields["html"]))
    if "text" in fields and not fields["text"].strip():
        message = "must say something"
        raise Invalid(message, field="text")
    return fields


def _check_category(db: Connection, name: str | None) -> None:
    if name is not None:
        chosen(taxonomies.load(db), name)


def _tell(desk: Desk, db: Connection, kind: str, reply: CannedReply, by: Principal) -> None:
    data = {name: getattr(reply, name) for name in ("id", "version", "title", "category", "language")}
    events.add(db, None, Event(kind, by.name, data, desk.clock()))
    articles.mark_changed(db, at=desk.clock())  # agents find canned replies beside articles
