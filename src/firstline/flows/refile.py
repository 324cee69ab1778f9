"""Tickets and examples go where their labels have gone: the step behind a renamed, merged or split category.

Some at a time, each ticket by a change of its own: its next version, a revision of its verdict under the
present names, an event. Then the examples: one that says the present name takes the place of each that says
an old one. At last the category that was left is taken away, and where a model answers another is asked for.

What always holds: it goes by the taxonomy as it stands, so it may be begun, killed and repeated at any time,
and a ticket that another process has just put under an old name follows within about a minute. Earlier
revisions, events and corrections stay as they were.
"""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Final

from firstline.core.ids import TicketId
from firstline.flows.change import Told, act_within
from firstline.flows.desk import Desk
from firstline.flows.snooze import CLOCKWORK
from firstline.flows.taxonomy import STEP
from firstline.flows.train import STEP as TRAIN
from firstline.learning.examples import labels_now
from firstline.store import drafts, events, example_vectors, examples, models, taxonomies, tickets, verdicts
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.examples import Labelled, Stored
from firstline.tickets import moves
from firstline.tickets.refiled import REFILED, filing_of, is_misfiled, refiled
from firstline.tickets.reorganised import without_left
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Ticket

TICKETS: Final = 25
"""Tickets of one transaction: it is over in less than a tenth of a second, and others get their turn."""
EXAMPLES: Final = 500
"""Examples that are looked at in one transaction."""
SETTLED: Final = timedelta(seconds=10)
"""After this long every process judges by the new taxonomy; until then what it left has a place."""


def refile_step(desk: Desk, after: int) -> None:
    """Move some tickets, or, when there are none left, examples behind this one. Safe to repeat."""

    def save(db: Connection) -> None:
        taxonomy = taxonomies.load(db)
        if _refile_some(desk, db, taxonomy):
            desk.queue.put(db, STEP, after)
        elif (reached := _translate_some(desk, db, taxonomy, after)) is not None:
            desk.queue.put(db, STEP, reached)
        else:
            _finish(desk, db)

    desk.write(save)
    desk.nudge()


def is_refiling_due(db: Connection) -> bool:
    """Tell whether a ticket is where it has no place any more, or a category that was left is still there."""
    taxonomy = taxonomies.load(db)
    return bool(taxonomy.leaving) or (
        bool(taxonomy.moves) and bool(tickets.misfiled(db, taxonomy.moves, limit=1))
    )


def _refile_some(desk: Desk, db: Connection, taxonomy: Taxonomy) -> bool:
    """Move some tickets; tells whether there were any."""
    found = tickets.misfiled(db, taxonomy.moves, limit=TICKETS) if taxonomy.moves else []
    for ticket_id in found:
        _refile(desk, db, ticket_id, taxonomy)
    return bool(found)


def _refile(desk: Desk, db: Connection, ticket_id: TicketId, taxonomy: Taxonomy) -> None:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        if not is_misfiled(ticket, taxonomy):
            return Told(ticket, REFILED)
        newest = verdicts.load(db, ticket.id, ticket.revision)
        filing = filing_of(ticket, newest.verdict, taxonomy)
        after = moves.refile(ticket, filing.columns, at=at)
        verdict, revision = refiled(ticket, newest.verdict, filing, taxonomy), after.revision
        at = after.updated_at
        verdicts.add(db, ticket.id, revision=revision, entry_id=newest.entry_id, verdict=verdict, at=at)
        drafts.carry(db, ticket.id, revision=ticket.revision, to=revision, at=at)
        return Told(after, REFILED, {"taxonomy": taxonomy.version})

    act_within(db, ticket_id, act, at=desk.clock(), actor=CLOCKWORK)


def _translate_some(desk: Desk, db: Connection, taxonomy: Taxonomy, after: int) -> int | None:
    """Let the next examples say the present names, and tell up to which; None: there were none left."""
    found = examples.current(db, after=after, limit=EXAMPLES)
    told = [(one, _under_present_names(one, taxonomy)) for one in found]
    changed = [(one, now) for one, now in told if now is not one]
    numbers = examples.add_many(db, [now for _, now in changed], at=desk.clock()) if changed else ()
    example_vectors.carry(db, {one.id: number for (one, _), number in zip(changed, numbers, strict=True)})
    return found[-1].id if found else None


def _under_present_names(one: Stored, taxonomy: Taxonomy) -> Labelled:
    labels = labels_now(one.labels, taxonomy)
    if labels is one.labels:
        return one
    same = {part.name: getattr(one, part.name) for part in fields(Labelled)}
    return Labelled(**same | {"labels": labels, "translates": one.translates or one.id})


def _finish(desk: Desk, db: Connection) -> None:
    """Take away what was left, once nobody puts a ticket there; and let a model be trained on what is now."""
    taxonomy = taxonomies.load_alone(db)
    _let_train(desk, db, taxonomy)
    if not taxonomy.leaving:
        return
    settled_at = (taxonomies.saved_at(db) or desk.clock()) + SETTLED
    if settled_at > desk.clock():
        desk.queue.put(db, STEP, examples.newest_id(db), at=settled_at)
        return
    at, gone = desk.clock(), sorted(taxonomy.leaving)
    after = taxonomies.save(db, without_left(taxonomy), at=at)
    told = {"version": after.version, "removed": gone}
    events.add(db, None, Event("taxonomy.changed", CLOCKWORK, told, at))


def _let_train(desk: Desk, db: Connection, taxonomy: Taxonomy) -> None:
    """Ask for a training where a model answers that none has followed since labels went."""
    newest = models.every(db, limit=1)
    if models.active(db) and newest and taxonomies.moves_between(db, newest[0].taxonomy, taxonomy.version):
        desk.queue.put(db, TRAIN, 0, key=TRAIN)
