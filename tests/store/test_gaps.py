"""Knowledge gaps on disk: a question, how often it was asked, and by whom."""

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from firstline.core.ids import TicketId
from firstline.store import gaps
from firstline.store.db import Connection, Database
from firstline.store.gaps import MOST_COMPARED, SHOWN, GapMissing, GapState
from tests.make import MORNING, make_desk, make_ticket

VECTOR = np.array([0.6, -0.8], np.float32)


def test_a_gap_comes_back_as_it_was_recorded(database: Database) -> None:
    """With its first question, how often it was asked, and when."""
    first, second = tickets(database, 2)
    later = MORNING + timedelta(hours=2)
    number = add(database)

    count(database, number, first)
    database.write(lambda db: gaps.count(db, number, second, at=later))

    with database.read() as db:
        found = gaps.load(db, number)
        assert (found.question, found.language, found.category) == (
            "Do you ship to Iceland?",
            "en",
            "general",
        )
        assert (found.state, found.times, found.version) == (GapState.OPEN, 2, 3)
        assert (found.first_at, found.last_at) == (MORNING, later)
        assert list(found.tickets) == [second, first]
        assert [gaps.is_counted(db, one) for one in (first, TicketId(99))] == [True, False]


def test_what_is_not_there_is_said(database: Database) -> None:
    """By its number."""
    with database.read() as db, pytest.raises(GapMissing, match="no knowledge gap 7"):
        gaps.load(db, 7)


def test_questions_are_compared_with_open_gaps_of_their_language(database: Database) -> None:
    """The one that was asked last first; a vector of another encoder says nothing."""
    old, other = add(database), add(database, encoder="two@1")
    bare, german, settled = add(database, vector=None), add(database, language="de"), add(database)
    database.write(lambda db: gaps.settle(db, gaps.load(db, settled, to_change=True), GapState.ANSWERED))
    (ticket,) = tickets(database, 1)
    later = MORNING + timedelta(hours=2)
    database.write(lambda db: gaps.count(db, other, ticket, at=later))

    found = database.write(lambda db: gaps.comparable(db, "en", "one@1"))

    assert found[0].id == other
    assert {one.id for one in found} == {old, other, bare}
    vectors = {one.id: None if one.vector is None else one.vector.tolist() for one in found}
    assert vectors[other] is None
    assert vectors[bare] is None
    assert vectors[old] == pytest.approx([0.6, -0.8], abs=1e-3)
    assert [one.id for one in database.write(lambda db: gaps.comparable(db, "de", "one@1"))] == [german]
    assert len(found) <= MOST_COMPARED


def test_gaps_are_listed_by_how_often_they_were_asked_page_by_page(database: Database) -> None:
    """The newer first among equals; the settled ones where they are asked for."""
    numbers = [add(database) for _ in range(4)]
    some = tickets(database, 4)
    for gap, ticket in zip([numbers[1], numbers[1], numbers[2], numbers[3]], some, strict=True):
        count(database, gap, ticket)
    database.write(lambda db: gaps.settle(db, gaps.load(db, numbers[3]), GapState.DISMISSED))

    with database.read() as db:
        first = gaps.page(db, GapState.OPEN, limit=2)
        then = gaps.page(db, GapState.OPEN, limit=2, after=(first[-1].times, first[-1].id))
        every = gaps.page(db, None, limit=9)

    assert [(one.id, one.times) for one in first] == [(numbers[1], 2), (numbers[2], 1)]
    assert [one.id for one in then] == [numbers[0]]
    assert [one.id for one in every] == [numbers[1], numbers[3], numbers[2], numbers[0]]
    assert [one.state for one in every if one.id == numbers[3]] == [GapState.DISMISSED]


def test_only_the_newest_tickets_of_a_gap_are_named(database: Database) -> None:
    """All of them are counted."""
    number, some = add(database), tickets(database, SHOWN + 2)
    for ticket in some:
        count(database, number, ticket)

    with database.read() as db:
        found = gaps.load(db, number)

    assert found.times == SHOWN + 2
    assert list(found.tickets) == sorted(some, reverse=True)[:SHOWN]


def add(
    database: Database,
    *,
    language: str = "en",
    encoder: str = "one@1",
    vector: NDArray[np.float32] | None = VECTOR,
) -> int:
    """Record a gap that nobody has asked yet."""

    def save(db: Connection) -> int:
        return gaps.add(
            db,
            "Do you ship to Iceland?",
            language=language,
            category="general",
            encoder=encoder,
            vector=vector,
            at=MORNING,
        )

    return database.write(save)


def count(database: Database, gap_id: int, ticket_id: TicketId) -> None:
    """Let a ticket have asked it."""
    database.write(lambda db: gaps.count(db, gap_id, ticket_id, at=MORNING))


def tickets(database: Database, number: int) -> list[TicketId]:
    """Make some tickets."""
    desk = make_desk(database)
    return [make_ticket(desk, f"Message {at}").id for at in range(number)]
