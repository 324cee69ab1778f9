"""A correction is taken back: the field stands again as it did before, and nothing stays learnt of it.

What had followed from the field goes back with it; what a person has set otherwise stays. It is a revision of
the verdict and an event like the correction itself, so the log tells of both. The example of the ticket loses
the label in the same transaction.

What always holds: the newest correction of a field goes first, and a category and its subcategory count as
one field; what was taken back before leaves no trace when it is taken back again; and a ticket stands in the
desk's taxonomy afterwards.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from firstline.core.access import Principal
from firstline.core.errors import Conflict, Missing
from firstline.core.ids import EntryId, TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Told, act_on_ticket
from firstline.flows.correct import DUE, revise
from firstline.flows.desk import Desk
from firstline.flows.learn import unlearn_from_ticket
from firstline.flows.opinion import heard_on
from firstline.flows.taxonomy import load_taxonomy
from firstline.store import corrections, teams, verdicts
from firstline.store.corrections import Corrected, TakenBack
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.columns import values_of
from firstline.tickets.corrections import PLACE, Was, as_shown, is_corrected, take_back
from firstline.tickets.refiled import retold
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Opinion, Verdict
from firstline.tickets.whereabouts import label_at
from firstline.triage.following import following
from firstline.triage.voices import word_of_llm

UNCORRECTED: Final = "ticket.uncorrected"
"""How the log tells of it."""
Earlier = Iterable[tuple[EntryId, Verdict]]
"""The verdicts before a correction, each with the entry that it judges, the last first."""


class CorrectionMissing(Missing):
    """The ticket has no such correction."""

    code = "correction_missing"


class CorrectedSince(Conflict):
    """The field has a newer correction."""

    code = "corrected_since"


class PlaceGone(Conflict):
    """What stood there before is not in use any more."""

    code = "place_gone"


def take_back_correction(
    desk: Desk, ticket_id: TicketId, number: int, *, by: Principal, expected: Expected = None
) -> Ticket:
    """Let a field stand as it did before a person corrected it; safe to repeat.

    Raises:
        TicketMissing: when there is no such ticket.
        CorrectionMissing: when the ticket has no such correction.
        CorrectedSince: when the field has been corrected again since.
        PlaceGone: when the desk has no such category or team any more.
        Outdated: when the ticket is not as the caller has seen it.
    """

    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        made = _found(db, ticket.id, number)
        if made.taken_back_at is not None:
            return Told(ticket, UNCORRECTED)
        others = [one for one in corrections.standing(db, ticket.id) if one.id != number]
        _check_newest(ticket, made, others)
        after = _without(desk, db, ticket, made, others, by=by, at=at)
        return Told(after, UNCORRECTED, {"field": made.field, "correction_id": made.id})

    ticket = act_on_ticket(desk, ticket_id, act, actor=by.name, expected=expected)
    desk.board.look(desk.read)  # the next message is judged without it
    return ticket


def same_field(name: str) -> Collection[str]:
    """Name the fields that count as one with this one."""
    return PLACE if name in PLACE else (name,)


def uncorrected(  # noqa: PLR0913 - all of the situation
    shown: Verdict,
    newest: EntryId,
    earlier: Earlier,
    made: Corrected,
    *,
    others: Collection[str],
    taxonomy: Taxonomy,
) -> Verdict:
    """Give the verdict without a correction, under the names that categories have now.

    Args:
        shown: the newest verdict, as the ticket shows it.
        newest: the entry that it judges.
        earlier: the verdicts before the correction.
        made: the correction.
        others: fields of which another correction stands.
        taxonomy: the desk's categories.
    """
    if made.field == DUE:
        return shown
    entry_id, before = _as_told(earlier, made)
    was = Was(retold(before, taxonomy), on_newest=entry_id == newest)
    verdict = take_back(shown, was, made.field, others=others, follow=following(taxonomy))
    word = word_of_llm(shown)
    is_news = was.on_newest and not is_corrected(verdict.urgency) and word_of_llm(before) is None
    if made.field == "urgency" and is_news and isinstance(word, Opinion):
        return heard_on(verdict, word)
    return verdict


def _as_told(earlier: Earlier, made: Corrected) -> tuple[EntryId, Verdict]:
    """Find the verdict that told what was corrected: the one before, unless an earlier one was shown."""
    last: tuple[EntryId, Verdict] | None = None
    for entry_id, verdict in earlier:
        last = last or (entry_id, verdict)
        if verdict.field(made.field).value == made.before:
            return entry_id, verdict
    assert last is not None  # noqa: S101 - a correction has never been the first revision
    return last


def _found(db: Connection, ticket_id: TicketId, number: int) -> Corrected:
    made = corrections.find(db, ticket_id, number)
    if made is None:
        message = f"This ticket has no correction {number}."
        raise CorrectionMissing(message)
    return made


def _check_newest(ticket: Ticket, made: Corrected, others: Sequence[Corrected]) -> None:
    same = same_field(made.field)
    newer = next((one for one in others if one.field in same and one.id > made.id), None)
    if newer is not None:
        message = f"{newer.author} has corrected the {_named(newer.field)} since: take that back first."
        raise CorrectedSince(message, current=ticket)


def _without(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    db: Connection,
    ticket: Ticket,
    made: Corrected,
    others: Sequence[Corrected],
    *,
    by: Principal,
    at: datetime,
) -> Ticket:
    newest, taxonomy = verdicts.load(db, ticket.id, ticket.revision), load_taxonomy(db)
    names = {one.field for one in others}
    shown, earlier = as_shown(newest.verdict, ticket), _earlier(db, made, ticket.id)
    verdict = uncorrected(shown, newest.entry_id, earlier, made, others=names, taxonomy=taxonomy)
    _check_place(db, taxonomy, ticket, verdict)
    is_fixed = DUE in {*names, made.field}
    after = moves.correct(ticket, values_of(verdict), is_due_fixed=is_fixed, at=at)
    after = _due_again(ticket, after, made, at)
    revise(db, after, verdict, newest.entry_id)
    corrections.take_back(db, made.id, TakenBack(after.updated_at, by.name))
    desk.queue.put(db, "draft_ticket", ticket.id)
    author = others[0].author if others else by.name
    unlearn_from_ticket(db, after, verdict, newest.text, author=author)
    return after


def _due_again(before: Ticket, after: Ticket, made: Corrected, at: datetime) -> Ticket:
    """Let the ticket be due when it was, where that was corrected and it is known."""
    when = _moment(made.before) if made.field == DUE else None
    return after if when is None else moves.as_one_change(before, moves.amend(after, {DUE: when}, at=at))


def _moment(told: object) -> datetime | None:
    """Read a moment; an edited file may have told of one that is none."""
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return None


def _earlier(db: Connection, made: Corrected, ticket_id: TicketId) -> Iterator[tuple[EntryId, Verdict]]:
    for number in range(made.revision - 1, 0, -1):
        found = verdicts.load(db, ticket_id, number)
        yield found.entry_id, found.verdict


def _check_place(db: Connection, taxonomy: Taxonomy, ticket: Ticket, verdict: Verdict) -> None:
    category, part, team = verdict.category.value, verdict.subcategory.value, verdict.team.value
    is_there = taxonomy.has(label_at(category, part))
    if (category, part) != (ticket.category, ticket.subcategory) and not is_there:
        message = f"It was {part!r} of {category} before, which is not in use any more: set what you want."
        raise PlaceGone(message, current=ticket)
    if team != ticket.team and team not in taxonomy.teams and not teams.find(db, team):
        message = f"The team {team} had it before, which is not there any more: set the one that you want."
        raise PlaceGone(message, current=ticket)


def _named(field: str) -> str:
    return "due time" if field == DUE else field
