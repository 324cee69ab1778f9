"""Knowledge gaps: what customers ask and no article answers, alike questions together.

A question joins the open gap of its language that is nearest in meaning, if it is near enough; where there
are no vectors, one that has the same words. Else it opens a new one.

What always holds: drafting a ticket's reply again counts nothing twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.core.versions import Expected, check_version
from firstline.flows.consult import Consulted
from firstline.flows.desk import Desk
from firstline.knowledge.terms import terms
from firstline.store import events, gaps
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.gaps import Gap, GapState, Near

ALIKE: Final = 0.62
"""Cosine from which on two questions are taken for one. Below .6 different matters of one product meet."""
SAME_WORDS: Final = 0.6
"""Share of the words of both that both have, where there are no vectors."""
LONGEST_QUESTION: Final = 500
CHANGED: Final = "gap.changed"


def list_gaps(
    desk: Desk, state: GapState | None, *, limit: int, after: tuple[int, int] | None = None
) -> Sequence[Gap]:
    """List gaps, those asked most first; `after` is how often the last one was asked, and its id."""
    with desk.read() as db:
        return gaps.page(db, state, limit=limit, after=after)


def settle_gap(desk: Desk, gap_id: int, state: GapState, *, by: Principal, expected: Expected = None) -> Gap:
    """Say what has become of a gap.

    Raises:
        GapMissing: when there is none.
        Outdated: when somebody else has changed it since.
    """

    def save(db: Connection) -> Gap:
        before = gaps.load(db, gap_id, to_change=True)
        check_version(before.version, expected, thing="knowledge gap", current=before)
        if before.state is state:
            return before
        gaps.settle(db, before, state)
        events.add(db, None, Event(CHANGED, by.name, {"id": gap_id, "state": state}, desk.clock()))
        return replace(before, state=state, version=before.version + 1)

    return desk.write(save)


def record_within(  # noqa: PLR0913 - all of the situation
    desk: Desk, db: Connection, ticket_id: TicketId, asked: Consulted, *, language: str, category: str
) -> None:
    """Count a ticket's question among what has no answer, inside the caller's transaction."""
    question = asked.question[:LONGEST_QUESTION]
    if not question or gaps.is_counted(db, ticket_id):
        return
    at = desk.clock()
    near = nearest(asked, question, language, gaps.comparable(db, language, asked.encoder))
    gap_id = near or gaps.add(
        db,
        question,
        language=language,
        category=category,
        encoder=asked.encoder,
        vector=asked.vector,
        at=at,
    )
    gaps.count(db, gap_id, ticket_id, at=at)


def nearest(asked: Consulted, question: str, language: str, among: Sequence[Near]) -> int | None:
    """Give the number of the gap that asks the same; None: it is a new one."""
    best, found = 0.0, None
    words = set(terms(question, language))
    for one in among:
        if asked.vector is not None and one.vector is not None:
            likeness = float(asked.vector @ one.vector) / ALIKE
        else:
            others = set(terms(one.question, language))
            likeness = len(words & others) / max(len(words | others), 1) / SAME_WORDS
        if likeness > max(best, 1.0):
            best, found = likeness, one.id
    return found
