"""Tags on disk: words that agents put on tickets, in the form that `tickets.tags` gives them."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select

from firstline.core.ids import TicketId
from firstline.store.schema import ticket_tags

OF = (
    select(ticket_tags.c.ticket_id, ticket_tags.c.tag)
    .where(ticket_tags.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
    .order_by(ticket_tags.c.ticket_id, ticket_tags.c.tag)
)
ADD = insert(ticket_tags)
REMOVE = delete(ticket_tags).where(
    ticket_tags.c.ticket_id == bindparam("tagged"), ticket_tags.c.tag.in_(bindparam("gone", expanding=True))
)


def of(db: Connection, ticket_ids: Iterable[TicketId]) -> dict[TicketId, list[str]]:
    """Give the tags of some tickets, in the order of the alphabet."""
    found: dict[TicketId, list[str]] = {ticket_id: [] for ticket_id in ticket_ids}
    if found:
        for ticket_id, tag in db.execute(OF, {"ticket_ids": list(found)}):
            found[ticket_id].append(tag)
    return {ticket_id: sorted(tags) for ticket_id, tags in found.items()}


def change(
    db: Connection,
    ticket_id: TicketId,
    *,
    add: AbstractSet[str] = frozenset(),
    remove: AbstractSet[str] = frozenset(),
) -> None:
    """Put tags on a ticket that it has not, and take some that it has."""
    if remove:
        db.execute(REMOVE, {"tagged": ticket_id, "gone": sorted(remove)})
    if add:
        db.execute(ADD, [{"ticket_id": ticket_id, "tag": tag} for tag in sorted(add)])


def known(db: Connection, *, start: str = "", limit: int) -> Sequence[str]:
    """List the tags that any ticket has and that begin so: one look into the index for each."""
    tag = ticket_tags.c.tag
    first = select(func.min(tag).label("tag")).where(tag >= start)
    walk = first.cte("walk", recursive=True)
    following = select(func.min(tag)).where(tag > walk.c.tag).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.tag.is_not(None)))
    page = select(walk.c.tag).where(walk.c.tag.is_not(None)).limit(limit)
    if start:
        page = page.where(func.substr(walk.c.tag, 1, literal(len(start))) == start)
    return db.execute(page).scalars().all()
