"""Decide once more what the desk had decided by itself, by what it knew then, and say whether it is the same.

What the desk decides by itself is the verdict on each message that comes in, and what the LLM's later word
made of it. Beside the verdict stands its basis (`tickets/basis.py`); what the desk knew is made ready again
(`recollect.py`), the message is judged again, and the two verdicts are compared (`tickets/redecision.py`).
Where people had changed something before the LLM's word came, it is joined again with what stood there.

What always holds: nothing is changed and the LLM is not asked; its word is taken as it was. Where the two
differ and it is known why (the rules are others now), it is said; where something is not there any more, that
is said instead of a guess.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final

from firstline.core.errors import DeskError, Missing
from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.opinion import heard_on
from firstline.flows.recollect import Note, Recollection
from firstline.store import verdicts
from firstline.store.bodies import Unreadable, read_carefully
from firstline.store.verdicts import Kept
from firstline.tickets.basis import Basis, Decided
from firstline.tickets.redecision import Change, changes, touched
from firstline.tickets.verdict import Verdict
from firstline.triage.edition import edition
from firstline.triage.following import following
from firstline.triage.judge import judge
from firstline.triage.voices import word_of_llm
from firstline.triage.weighing import with_facts

PAGE: Final = 100
"""Tickets that are looked at together."""
NO_BASIS: Final = (
    "It was not noted by what this was decided: it is from before that was kept, or another desk decided it."
)


class RevisionMissing(Missing):
    """The ticket has no such revision."""

    code = "revision_missing"


class Outcome(StrEnum):
    """How a decision came out the second time."""

    SAME = "same"
    DIFFERENT = "different"
    """And nothing is known that explains it."""
    EXPLAINED = "explained"
    """Not the same, and it is known why."""
    UNKNOWN = "unknown"
    """It could not be decided again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redecided:
    """A decision, made once more."""

    ticket_id: TicketId
    revision: int
    made_at: datetime
    outcome: Outcome
    basis: Basis | None = None
    changes: Sequence[Change] = ()
    by_people: Sequence[str] = ()
    """Fields of which only the voices' opinions were compared, because people had a say in them."""
    notes: Sequence[str] = ()
    """What is otherwise than it was then, in sentences."""
    trouble: str = ""
    """Why it could not be decided again, or not be read; a sentence, or nothing."""


def redecide(desk: Desk, ticket_id: TicketId, revision: int | None = None) -> Redecided:
    """Decide once more about a ticket; without a revision it is the newest that the desk decided by itself.

    Of a revision that is a person's, it is the decision on which that stands.

    Raises:
        TicketMissing: when there is no such ticket.
        RevisionMissing: when it has no such revision.
    """
    with desk.read() as db:
        kept = verdicts.of_ticket(db, ticket_id)
    if revision is None:
        return _again(Recollection(desk), list(_decisions(kept))[-1])
    decision = _under(kept, revision)
    found = _again(Recollection(desk), decision)
    if decision.kept.revision == revision:
        return found
    note = f"Revision {revision} is not the desk's own: it stands on revision {found.revision}."
    return replace(found, notes=[note, *found.notes])


def redecide_all(desk: Desk, *, newest: int | None = None) -> Iterator[Redecided]:
    """Decide once more about all tickets, or the newest, from the newest down, in the memory of one page."""
    recollection, after, left = Recollection(desk), None, newest
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        with desk.read() as db:
            kept = verdicts.before(db, after, limit=size)
        if not kept:
            return
        yield from _of_page(recollection, kept)
        after, left = kept[0].ticket_id, None if left is None else left - size


@dataclass(frozen=True, slots=True)
class _Decision:
    """A revision that the desk decided by itself."""

    first: Kept
    """The first on its entry: what was decided when the message came."""
    kept: Kept
    before: Kept | None = None
    """What the LLM's later word joined; None: this is the first."""
    basis: Basis | None = None
    """Of the first."""

    @property
    def time(self) -> tuple[int, int, int]:
        """Order decisions as what was known grew."""
        if self.basis is None:
            return 0, 0, 0
        origin = self.basis.origin
        return origin.taxonomy, origin.model, origin.newest


def _of_page(recollection: Recollection, kept: Iterable[Kept]) -> Iterator[Redecided]:
    """Decide again in the order in which the desk learnt, and tell in the order of the tickets."""
    in_time = sorted(_decisions(kept), key=lambda one: one.time)
    found = [_again(recollection, one) for one in in_time]
    yield from sorted(found, key=lambda one: (-one.ticket_id, one.revision))


def _decisions(kept: Iterable[Kept]) -> Iterator[_Decision]:
    """Find what the desk decided by itself: the first on each entry, and that with the LLM's later word."""
    for _, some in groupby(kept, key=lambda one: one.entry_id):
        first, *others = some
        verdict, basis = _read(first)
        yield _Decision(first, first, basis=basis)
        if verdict is None or word_of_llm(verdict) is not None:
            continue
        found = next((pair for pair in pairwise([first, *others]) if _has_word(pair[1])), None)
        if found is not None:
            yield _Decision(first, found[1], found[0], basis)


def _under(kept: Sequence[Kept], revision: int) -> _Decision:
    """Find the decision on which a revision stands."""
    wanted = next((one for one in kept if one.revision == revision), None)
    if wanted is None:
        message = f"Ticket {kept[0].ticket_id} has no revision {revision}; it has 1 to {kept[-1].revision}."
        raise RevisionMissing(message)
    decisions = _decisions(one for one in kept if one.entry_id == wanted.entry_id)
    return [one for one in decisions if one.kept.revision <= revision][-1]


def _read(kept: Kept) -> tuple[Verdict, Basis | None] | tuple[None, None]:
    try:
        return read_carefully(kept.body)
    except Unreadable:
        return None, None


def _has_word(kept: Kept) -> bool:
    verdict, _ = _read(kept)
    return verdict is not None and word_of_llm(verdict) is not None


def _again(recollection: Recollection, decision: _Decision) -> Redecided:
    kept, before = decision.kept, decision.before
    try:
        (first, basis), (stored, _) = read_carefully(decision.first.body), read_carefully(kept.body)
        stood = None if before is None or before is decision.first else read_carefully(before.body)[0]
    except Unreadable as error:
        return _told(kept, Outcome.DIFFERENT, trouble=str(error))
    if basis is None:
        return _told(kept, Outcome.UNKNOWN, trouble=NO_BASIS)
    try:
        again, notes = _judged_again(recollection, decision.first.text, first, basis)
    except DeskError as error:
        return _told(kept, Outcome.UNKNOWN, trouble=error.sentence, basis=basis)
    word = None if before is None else word_of_llm(stored)
    joined = again if word is None else heard_on(stood or again, word)
    return _compared(kept, stored, joined, basis, notes)


def _judged_again(
    recollection: Recollection, text: str, first: Verdict, basis: Basis
) -> tuple[Verdict, Sequence[Note]]:
    """Judge a message by what was known then, and say what is otherwise now."""
    recalled = recollection.at(basis.origin)
    taxonomy = recollection.taxonomy(basis.taxonomy)
    learned = replace(recalled.learned, policy=basis.policy)
    judged = Decided(judge(basis.message(text), taxonomy=taxonomy, learned=learned), basis)
    again, word = with_facts(judged, basis.facts, follow=following(taxonomy)).verdict, word_of_llm(first)
    heard = again if word is None else heard_on(again, word)
    return heard, [*recalled.notes, *_other_rules(basis.edition)]


def _other_rules(then: str) -> Iterator[Note]:
    """Say whether the rules are others now, and what of them."""
    (version, _, digest), (version_now, _, digest_now) = then.partition("+"), edition().partition("+")
    if version != version_now:
        yield Note(f"Firstline {version} decided it, and this is {version_now}.", explains=True)
    elif digest != digest_now:
        text = f"The rule packs or the phrases are others now: {digest} then, {digest_now} now."
        yield Note(text, explains=True)


def _compared(kept: Kept, stored: Verdict, again: Verdict, basis: Basis, notes: Sequence[Note]) -> Redecided:
    found = changes(stored, again)
    outcome = Outcome.SAME
    if found:
        outcome = Outcome.EXPLAINED if any(note.explains for note in notes) else Outcome.DIFFERENT
    told = [note.text for note in notes]
    return replace(_told(kept, outcome, basis=basis), changes=found, by_people=touched(stored), notes=told)


def _told(kept: Kept, outcome: Outcome, *, trouble: str = "", basis: Basis | None = None) -> Redecided:
    return Redecided(
        ticket_id=kept.ticket_id,
        revision=kept.revision,
        made_at=kept.made_at,
        outcome=outcome,
        basis=basis,
        trouble=trouble,
    )
