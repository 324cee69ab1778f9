"""What the desk thinks of a message: the verdict of the voices, kept to the desk's own taxonomy."""

from firstline.flows.desk import Desk
from firstline.tickets.basis import Decided
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion, Verdict
from firstline.triage.judge import advised, decided
from firstline.triage.voices import Silence


def verdict_on(desk: Desk, message: Message, *, advice: Opinion[float] | Silence | None = None) -> Verdict:
    """Judge a message by what the noticeboard says; nothing is asked of the database."""
    return decided_on(desk, message, advice=advice).verdict


def decided_on(desk: Desk, message: Message, *, advice: Opinion[float] | Silence | None = None) -> Decided:
    """Judge a message as `verdict_on` does, and say by what, for whoever keeps the verdict."""
    board = desk.board
    return decided(message, advice=advice, taxonomy=board.taxonomy, learned=board.learned)


def heard_on(verdict: Verdict, advice: Opinion[float] | Silence) -> Verdict:
    """Give a verdict that was made without the LLM with what the LLM says, or with why it says nothing."""
    return advised(verdict, advice)
