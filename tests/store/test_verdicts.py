"""Verdicts on disk: each revision comes back as it was made, with the text that it judges."""

import pytest

from firstline.core.ids import TicketId
from firstline.store import tickets, verdicts
from firstline.store.db import Connection, Database
from firstline.store.verdicts import Revision
from firstline.tickets.message import Message
from firstline.tickets.ticket import EntryKind
from firstline.tickets.verdict import Opinion, Reason, Verdict, Voice
from firstline.triage.judge import judge
from tests.store.made import MESSY, MOMENT, add_ticket

ADVICE = Opinion(4.2, 0.5, (Reason(Voice.LLM, MESSY, 4.2, "some-model"),))


@pytest.mark.parametrize(
    "text",
    [
        "My card is blocked, order #123-4567, EUR 19.90, write to ava@example.com by 2026-03-01",
        "Thanks!",
        MESSY,
        "How do I change my password? " * 4_000,
    ],
)
def test_a_verdict_comes_back_as_it_was_made(database: Database, text: str) -> None:
    """Values, odds, reasons with their places, opinions and named things."""
    verdict = judge(Message(text, subject=MESSY, tier="vip"), advice=ADVICE)

    ticket_id = database.write(lambda db: _with_revisions(db, [text], verdict))

    with database.read() as db:
        judged = tickets.threads(db, [ticket_id])[ticket_id][0]
        assert verdicts.load(db, ticket_id, 1) == Revision(verdict, MOMENT, text, judged.id)


def test_a_revision_is_found_by_exactly_its_text(database: Database) -> None:
    """The first that judged it; a text of another ticket is not found."""
    texts = ["first", "second", "first", MESSY]

    ticket_id = database.write(lambda db: _with_revisions(db, texts))
    other_id = database.write(lambda db: _with_revisions(db, ["third"]))

    with database.read() as db:
        found = [verdicts.revision_on(db, ticket_id, text) for text in [*texts, "First", "first ", "third"]]
        assert found == [1, 2, 1, 4, None, None, None]
        assert verdicts.revision_on(db, other_id, "third") == 1


def _with_revisions(db: Connection, texts: list[str], verdict: Verdict | None = None) -> TicketId:
    ticket = add_ticket(db)
    for revision, text in enumerate(texts, 1):
        entry_id = tickets.add_entry(
            db, ticket.id, kind=EntryKind.MESSAGE, author="Ava", text=text, at=MOMENT
        )
        made = verdict or judge(Message(text))
        verdicts.add(db, ticket.id, revision=revision, entry_id=entry_id, verdict=made, at=MOMENT)
    return ticket.id
