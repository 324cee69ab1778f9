"""A person changes what stands on a ticket; where that is a field of the verdict, it is a correction.

A correction is a revision of the verdict in which the person's opinion stands beside the others' and counts.
What was there before, who changed it and when is kept. Whoever sets a field to what it is confirms it: it is
theirs then, and what the customer writes later does not change it. Several changes at once are one version
of the ticket and one event. `take_back.py` takes a correction back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.core.ids import EntryId, TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Told, act_on_ticket
from firstline.flows.desk import Desk
from firstline.flows.learn import learn_from_ticket
from firstline.flows.taxonomy import load_taxonomy
from firstline.store import corrections, teams, tickets, verdicts
from firstline.store.corrections import Corrected
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.columns import values_of
from firstline.tickets.corrections import Correction, as_shown, correct, is_corrected
from firstline.tickets.taxonomy import Taxonomy, check_part, chosen
from firstline.tickets.ticket import Status, Ticket
from firstline.tickets.verdict import Verdict
from firstline.triage.following import following

DUE = "due_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a person wants; what is not named stays."""

    status: Status | None = None
    plain: Mapping[str, Any] = field(default_factory=dict)
    """Of the ticket itself: `subject`, `tier`, `channel`."""
    verdict: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the verdict, each one of `CORRECTABLE`."""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The ticket as it stands now, and which corrections were made."""

    ticket: Ticket
    corrections: Sequence[Corrected]
    """In the order in which they were made; the last is the first that can be taken back."""


def change_fields(
    desk: Desk, ticket_id: TicketId, changes: Changes, *, by: Principal, expected: Expected = None
) -> Ticket:
    """Change a ticket as a person wants it, and give it as it stands then; as `make_changes` does."""
    return make_changes(desk, ticket_id, changes, by=by, expected=expected).ticket


def make_changes(
    desk: Desk, ticket_id: TicketId, changes: Changes, *, by: Principal, expected: Expected = None
) -> Changed:
    """Change a ticket as a person wants it, and name the corrections, so that they can be taken back.

    Raises:
        TicketMissing: when there is no such ticket.
        Invalid: when a value does not fit the desk's categories or teams.
        Outdated: when the ticket is not as the caller has seen it.
    """
    made: list[Corrected] = []

    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        done = _corrected(desk, db, ticket, changes, by=by, at=at)
        corrected, made[:] = done.ticket, done.corrections  # the change may be run more than once
        after = _amended(db, corrected, changes, at)
        moved = after if changes.status is None else moves.move_to(after, changes.status, at=at)
        return Told(_as_one(ticket, moved), _event(ticket, corrected, after))

    ticket = act_on_ticket(desk, ticket_id, act, actor=by.name, expected=expected)
    if changes.verdict:
        desk.board.look(desk.read)  # the next message is judged by what this one has taught
    return Changed(ticket, made)


def revise(db: Connection, ticket: Ticket, verdict: Verdict, entry_id: EntryId) -> None:
    """Store what a person made of the verdict as its ticket's newest revision."""
    revision, at = ticket.revision, ticket.updated_at
    verdicts.add(db, ticket.id, revision=revision, entry_id=entry_id, verdict=verdict, at=at)


def _corrected(  # noqa: PLR0913 - all of the situation
    desk: Desk, db: Connection, ticket: Ticket, changes: Changes, *, by: Principal, at: datetime
) -> Changed:
    after, wanted = ticket, dict[str, Any]()
    if changes.verdict:
        newest = verdicts.load(db, ticket.id, ticket.revision)
        shown = as_shown(newest.verdict, ticket)
        wanted = _new(shown, changes.verdict)
    if wanted:
        taxonomy = load_taxonomy(db)
        _check_values(db, taxonomy, ticket, wanted)
        verdict = correct(shown, wanted, author=by.name, follow=following(taxonomy))
        is_fixed = changes.due_at is not None or corrections.has(db, ticket.id, DUE)
        after = moves.correct(ticket, values_of(verdict), is_due_fixed=is_fixed, at=at)
        revise(db, after, verdict, newest.entry_id)
        desk.queue.put(db, "draft_ticket", ticket.id)
    made = _made(ticket, wanted, changes.due_at)
    rows = corrections.add(db, ticket.id, made, revision=after.revision, author=by.name, at=at)
    if wanted:
        learn_from_ticket(db, after, verdict, newest.text, author=by.name)
    return Changed(after, rows)


def _new(shown: Verdict, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a person has said before."""
    fields = {name: shown.field(name) for name in wanted}
    return {
        name: wanted[name]
        for name, field in fields.items()
        if field.value != wanted[name] or not is_corrected(field)
    }


def _made(ticket: Ticket, wanted: Mapping[str, Any], due_at: datetime | None) -> list[Correction]:
    """Name what changes; a field that is only confirmed does not."""
    values = {**wanted, DUE: ticket.due_at if due_at is None else due_at}
    return [
        Correction(name, getattr(ticket, name), value)
        for name, value in values.items()
        if value != getattr(ticket, name)
    ]


def _amended(db: Connection, ticket: Ticket, changes: Changes, at: datetime) -> Ticket:
    wanted = dict(changes.plain)
    if changes.due_at is not None:
        wanted[DUE] = changes.due_at
    if wanted.get("subject", ticket.subject) != ticket.subject:
        wanted["subject_made"] = False
    after = moves.amend(ticket, wanted, at=at)
    if after.subject != ticket.subject:
        tickets.save_search_head(db, after)
    return after


def _as_one(before: Ticket, after: Ticket) -> Ticket:
    """Count several moves of one transaction as one version."""
    return after if after is before else moves.as_one_change(before, after)


def _event(before: Ticket, corrected: Ticket, after: Ticket) -> str:
    if corrected is not before:
        return "ticket.corrected"
    return "ticket.changed" if after is not before else "ticket.status_changed"


def _check_values(db: Connection, taxonomy: Taxonomy, ticket: Ticket, wanted: Mapping[str, Any]) -> None:
    if "category" in wanted:
        chosen(taxonomy, wanted["category"])
    if wanted.get("subcategory"):
        name = wanted.get("category", ticket.category)
        check_part(taxonomy, taxonomy.find(name) or chosen(taxonomy, name), wanted["subcategory"])
    if "team" in wanted and wanted["team"] not in taxonomy.teams and not teams.find(db, wanted["team"]):
        message = f"There is no team {wanted['team']!r}"
        raise Invalid(message, field="team")
