"""What the desk thinks of a message: the verdict of the voices, kept to the desk's own taxonomy."""

from firstline.flows.desk import Desk
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion, Verdict
from firstline.triage.judge import advised, judge
from firstline.triage.voices import Silence


def verdict_on(desk: Desk, message: Message, *, advice: Opinion[float] | Silence | None = None) -> Verdict:
    """Judge a message by what the noticeboard says; nothing is asked of the database."""
    board = desk.board
    return judge(message, advice=advice, taxonomy=board.taxonomy, learned=board.learned)


def heard_on(verdict: Verdict, advice: Opinion[float] | Silence) -> Verdict:
    """Give a verdict that was made without the LLM with what the LLM says, or with why it says nothing."""
    return advised(verdict, advice)
