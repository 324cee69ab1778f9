"""Drafts on disk: one for each revision, back as it was made, and one that was drafted anew."""

from datetime import timedelta

from firstline.replies.draft import Supported
from firstline.replies.proposal import Proposal, propose
from firstline.replies.sentence_check import Said
from firstline.replies.written import Written
from firstline.store import drafts
from firstline.store.db import Connection, Database
from firstline.triage.labels import first_taxonomy
from tests.make import rows
from tests.store.made import MESSY, MOMENT, VERDICT, stored

FIRST = propose(MESSY, VERDICT, first_taxonomy())
CUT = Said(Supported("You have 14 days.", "contradicted", "returns", "1f"), is_cut=True, reason="It says 30.")
BY_LLM = Written(FIRST.draft, FIRST.policy, "llm", "", (CUT,))
QUOTED = Written(FIRST.draft, FIRST.policy, note="The LLM did not answer within 8 s.")


def test_a_draft_comes_back_as_it_was_made(database: Database) -> None:
    """Its parts, its citations and its policy check."""
    ticket = stored(database)

    database.write(lambda db: drafts.add(db, ticket.id, revision=1, proposal=FIRST, at=MOMENT))

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=1) == FIRST


def test_a_revision_without_a_draft_has_none(database: Database) -> None:
    """The draft of another revision is not its own."""
    ticket, proposal = stored(database), propose("Ava", VERDICT, first_taxonomy())
    database.write(lambda db: drafts.add(db, ticket.id, revision=1, proposal=proposal, at=MOMENT))

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=2) is None
        assert drafts.newest(db, ticket.id, revision=2) is None


def test_what_was_drafted_anew_is_shown_and_the_first_one_stays(database: Database) -> None:
    """With what was cut, and why."""
    ticket = stored(database)

    def save(db: Connection) -> None:
        drafts.add(db, ticket.id, revision=1, proposal=FIRST, at=MOMENT)
        drafts.renew(db, ticket.id, revision=1, proposal=BY_LLM, at=MOMENT)

    database.write(save)

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=1) == FIRST
        assert drafts.newest(db, ticket.id, revision=1) == BY_LLM


def test_of_drafts_that_were_made_anew_the_last_one_stands(database: Database) -> None:
    """Whoever wrote it."""
    ticket = stored(database)
    anew: list[Proposal | None] = []

    def save(db: Connection) -> None:
        for number, one in enumerate((BY_LLM, QUOTED, BY_LLM, QUOTED)):
            at = MOMENT + timedelta(seconds=number)
            drafts.renew(db, ticket.id, revision=1, proposal=one, at=at)
            anew.append(drafts.newest(db, ticket.id, revision=1))

    database.write(save)

    assert anew[-4:] == [BY_LLM, QUOTED, BY_LLM, QUOTED]
    with database.read() as db:
        assert rows(db, "drafts") == 1


def test_a_revision_that_changes_no_reply_has_both_drafts_of_the_one_before(database: Database) -> None:
    """As they were."""
    ticket = stored(database)

    def save(db: Connection) -> None:
        drafts.add(db, ticket.id, revision=1, proposal=FIRST, at=MOMENT)
        drafts.renew(db, ticket.id, revision=1, proposal=BY_LLM, at=MOMENT)
        drafts.carry(db, ticket.id, revision=1, to=2, at=MOMENT)

    database.write(save)

    with database.read() as db:
        assert drafts.load(db, ticket.id, revision=2) == FIRST
        assert drafts.newest(db, ticket.id, revision=2) == BY_LLM
