"""A reply is drafted anew: by the LLM out of the passages alone where there is one, else by quoting them.

The LLM is asked between the transactions, within the limits of every other question to it, and each sentence
is given as soon as it is whole and checked. Where it is slow, down, out of budget or talks nonsense, or finds
nothing to say, the draft that quotes the articles stands, and says why.

What always holds: a question that the knowledge base does not answer is not put to the LLM; nothing is sent
to anybody; the last that is given is what was stored.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from firstline.core.ids import TicketId
from firstline.core.progress import result_of
from firstline.flows.ask import is_llm_wanted
from firstline.flows.consult import Consulted, question_of
from firstline.flows.desk import Desk
from firstline.flows.propose import ask_library, note_gap, number_of, proposal_for
from firstline.gateways.llm_writing import Ended, Writer
from firstline.knowledge.answerable import ANSWERABLE
from firstline.replies import letter
from firstline.replies.brief import Brief, Piece, brief, pieces
from firstline.replies.proposal import Proposal
from firstline.replies.reading import Reading
from firstline.replies.sentence_check import Case, Said, said
from firstline.replies.written import Letter, Written, quoted, written
from firstline.store import drafts, taxonomies, tickets, verdicts
from firstline.store.db import Connection
from firstline.store.verdicts import Revision
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Ticket

NAME: Final = "draft_ticket"
QUOTES: Final = "the draft quotes the articles"
NO_ANSWER: Final = "The knowledge base has no answer to this, so the LLM was not asked."
NO_PASSAGE: Final = (
    f"No passage in the language of the reply may be given to the LLM, so it was not asked; {QUOTES}."
)
UNABLE: Final = f"The LLM that this desk has writes no drafts; {QUOTES}."
NONSENSE: Final = f"The LLM sent an answer that is not of the form that was asked for; {QUOTES}."
UNANSWERED: Final = f"The LLM found no answer in the passages; {QUOTES}."
MOVED_ON: Final = "The customer has written again since; this draft follows the message before."

Saying = Generator[Said, None, Written]
"""Sentences as they are checked, and the draft in the end."""


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """What is to be answered."""

    ticket: Ticket
    revision: Revision
    taxonomy: Taxonomy
    is_llm_wanted: bool

    @property
    def message(self) -> Message:
        """The customer's words."""
        subject = "" if self.ticket.subject_made else self.ticket.subject
        return Message(self.revision.text, subject, self.ticket.tier)


def find_matter(desk: Desk, ticket_id: TicketId) -> Matter:
    """Look at what is to be answered.

    Raises:
        TicketMissing: when there is no such ticket.
    """
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        revision = verdicts.load(db, ticket_id, ticket.revision)
        taxonomy = taxonomies.load_newer(db, desk.board.taxonomy)
        return Matter(ticket, revision, taxonomy, is_llm_wanted(desk, db))


def redraft(desk: Desk, matter: Matter) -> Saying:
    """Draft anew and store what came of it; give each of the LLM's sentences as soon as it is checked."""
    asked = ask_library(desk, matter.message, matter.revision.verdict)
    otherwise = _quoting(desk, matter, asked)
    saying = _written(desk, matter, asked, otherwise) if matter.is_llm_wanted else _at_once(otherwise)
    made = yield from saying
    return desk.write(partial(_save, desk, matter, asked, made))


def redraft_whole(desk: Desk, matter: Matter) -> Written:
    """Draft anew, and give the whole in the end."""
    return result_of(redraft(desk, matter))


def _quoting(desk: Desk, matter: Matter, asked: Consulted | None) -> Proposal:
    ticket, one = matter.ticket, matter.revision
    name, taxonomy = ticket.customer_name, matter.taxonomy
    return proposal_for(
        name, one.verdict, taxonomy, asked, ticket=one.text, number=number_of(ticket), rules=desk.board.rules
    )


def _at_once(otherwise: Proposal, note: str = "") -> Saying:
    """Let the draft that quotes the articles stand."""
    yield from ()
    return quoted(otherwise, note=note)


def _written(desk: Desk, matter: Matter, asked: Consulted | None, otherwise: Proposal) -> Saying:
    """Ask the LLM, if there is something to ask it."""
    if asked is None or asked.chance < ANSWERABLE:
        return (yield from _at_once(otherwise, NO_ANSWER))
    verdict = matter.revision.verdict
    language = letter.language_for(verdict)
    given = pieces(asked.found, language, besides=_replaced(desk))
    if not given:
        return (yield from _at_once(otherwise, NO_PASSAGE))
    if not isinstance(desk.llm, Writer):
        return (yield from _at_once(otherwise, UNABLE))
    hours = verdict.sla_hours.value
    case = Case(given=given, language=language, sla_hours=hours, rules=desk.board.rules)
    return (yield from _dictated(desk.llm, matter, _letter(matter, case, asked, otherwise)))


def _replaced(desk: Desk) -> frozenset[str]:
    """Name the articles that a newer one stands for."""
    shelf = desk.board.library.shelf
    return frozenset(shelf.kept[older].article.id for older in shelf.replaced)


def _letter(matter: Matter, case: Case, asked: Consulted, otherwise: Proposal) -> Letter:
    return Letter(
        customer_name=matter.ticket.customer_name,
        verdict=matter.revision.verdict,
        case=case,
        asked=matter.revision.text,
        chance=asked.chance,
        otherwise=otherwise,
    )


def _dictated(llm: Writer, matter: Matter, given: Letter) -> Saying:
    """Listen to the LLM, and check each sentence as it comes."""
    reading, told, ended = Reading(), list[Said](), Ended()
    for part in llm.draft(_question(matter, given.case.given, given.case.language), name=_name(matter)):
        if isinstance(part, Ended):
            ended = part
            break
        for line in reading.feed(part):
            checked = list(said(line, given.case))
            told += checked
            yield from checked
    return _ended(ended, reading, told, given)


def _ended(ended: Ended, reading: Reading, told: list[Said], given: Letter) -> Written:
    """Make a draft of what was said, if it was said to the end."""
    whole = reading.whole()
    if ended.why:
        return quoted(given.otherwise, note=f"The LLM {ended.why}; {QUOTES}.", told=_withdrawn(told))
    if whole is None:
        return quoted(given.otherwise, note=NONSENSE, told=_withdrawn(told))
    if not whole.answered:
        return quoted(given.otherwise, note=UNANSWERED, told=_withdrawn(told))
    return written(told, given)


def _withdrawn(told: list[Said]) -> list[Said]:
    """Cut what was kept so far, because another draft stands."""
    return [one if one.is_cut else replace(one, is_cut=True, reason="Another draft stands.") for one in told]


def _question(matter: Matter, given: Sequence[Piece], language: str) -> Brief:
    return brief(question_of(matter.message), given, language)


def _name(matter: Matter) -> str:
    return f"{NAME}:{matter.ticket.id}:{matter.ticket.revision}"


def _save(desk: Desk, matter: Matter, asked: Consulted | None, made: Written, db: Connection) -> Written:
    ticket, verdict, at = matter.ticket, matter.revision.verdict, desk.clock()
    is_newest = tickets.load(db, ticket.id).revision == ticket.revision
    kept = made if is_newest else replace(made, note=" ".join(filter(None, (made.note, MOVED_ON))))
    drafts.renew(db, ticket.id, revision=ticket.revision, proposal=kept, at=at)
    note_gap(desk, db, ticket.id, asked, kept, verdict)
    return kept
