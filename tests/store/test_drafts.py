"""Drafts on disk: one for each revision, back as it was made."""

from firstline.replies.proposal import propose
from firstline.store import drafts
from firstline.store.db import Database
from firstline.triage.labels import first_taxonomy
from tests.store.made import MESSY, MOMENT, VERDICT, stored


def test_a_draft_comes_back_as_it_was_made(database: Database) -> None:
    """Its parts, its citations and its policy check."""
    ticket, proposal = stored(database), propose(MESSY, VERDICT, first_taxonomy())

    database.write(lambda db: drafts.add(db, ticket.id, revision=1, proposal=proposal, at=MOMENT))

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=1) == proposal


def test_a_revision_without_a_draft_has_none(database: Database) -> None:
    """The draft of another revision is not its own."""
    ticket, proposal = stored(database), propose("Ava", VERDICT, first_taxonomy())
    database.write(lambda db: drafts.add(db, ticket.id, revision=1, proposal=proposal, at=MOMENT))

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=2) is None
