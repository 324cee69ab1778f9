"""Step 6: what people say teaches the desk. A correction is an example at once, a labelled file brings many.

An example holds all that people have set on a ticket, about the message that its newest verdict judges. It
is stored in the transaction of the correction, and the process that stored it counts it from the next message
on.

What always holds: one example counts for each ticket, the newest; a file that comes twice teaches once; a
label that the desk's taxonomy does not have is told of and not learnt.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from firstline.core.access import OPERATOR, Principal
from firstline.flows.desk import Desk
from firstline.gateways.labelled_file import LabelledMessage
from firstline.learning.examples import LEFT
from firstline.learning.recall import questions
from firstline.store import events, examples
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.examples import TICKET, Labelled
from firstline.tickets.corrections import is_corrected
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Verdict
from firstline.triage.blend import SCALES, label_of

LEARNT: Final = ("category", "subcategory", "team", *SCALES)
"""The fields that can be learnt."""
BATCH: Final = 500
MOST_UNKNOWN: Final = 50
"""Unknown labels that are told by name."""


@dataclass(slots=True)
class Taken:
    """What became of a labelled file."""

    messages: int = 0
    examples: int = 0
    """Those that teach something."""
    new: int = 0
    """Those that were not known yet."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Labels that the desk does not have, and how often they came."""


def learn_from_ticket(db: Connection, ticket: Ticket, verdict: Verdict, text: str, *, author: str) -> None:
    """Store what people have said of a ticket; the last thing that its transaction does."""
    said = {about: getattr(verdict, about) for about in LEARNT}
    labels = {
        f"{'' if is_corrected(one) else LEFT}{about}": label_of(
            about, one.value, category=verdict.category.value
        )
        for about, one in said.items()
    }
    example = Labelled(
        source=TICKET,
        ref=str(ticket.id),
        ticket_id=ticket.id,
        text=text,
        subject="" if ticket.subject_made else ticket.subject,
        tier=ticket.tier,
        language=verdict.language.value if is_corrected(verdict.language) else "",
        labels=labels,
        author=author,
    )
    examples.add(db, example, at=ticket.updated_at)


def learn_from_file(
    desk: Desk, messages: Iterable[LabelledMessage], *, source: str, by: Principal = OPERATOR
) -> Taken:
    """Learn from labelled messages; safe to repeat, after a kill too."""
    taken, batch = Taken(), list[LabelledMessage]()
    for message in messages:
        batch.append(message)
        if len(batch) == BATCH:
            _learn(desk, batch, source, by, taken)
            batch = []
    _learn(desk, batch, source, by, taken)
    if taken.new:
        told = {"source": source, "examples": taken.new}
        desk.write(lambda db: events.add(db, None, Event("learn.imported", by.name, told, desk.clock())))
    desk.board.look(desk.read)
    return taken


def _learn(desk: Desk, batch: Sequence[LabelledMessage], source: str, by: Principal, taken: Taken) -> None:
    asked = questions(desk.board.taxonomy)
    found = [_example(one, asked, source, by.name, taken) for one in batch]
    wanted = [one for one in found if one.labels or not one.in_scope]
    taken.messages += len(batch)
    taken.examples += len(wanted)
    if not wanted:
        return

    def save(db: Connection) -> int:
        before = examples.newest_id(db)
        examples.add_many(db, wanted, at=desk.clock())
        return examples.newest_id(db) - before

    taken.new += desk.write(save)


def _example(
    given: LabelledMessage, asked: Mapping[str, Sequence[str]], source: str, author: str, taken: Taken
) -> Labelled:
    labels, category = dict[str, str](), str(given.labels.get("category", ""))
    for about, value in given.labels.items():
        label = _label(about, value, category)
        if about in asked and label in asked[about]:
            labels[about] = label
        else:
            taken.unknown[f"{about}: {value}"] += 1
    message = given.message
    told = f"{message.subject}\n{message.text}".encode(errors="surrogatepass")
    return Labelled(
        source=source,
        ref=hashlib.sha256(told).hexdigest(),
        text=message.text,
        subject=message.subject,
        tier=message.tier,
        language=message.language,
        labels=labels if given.in_scope is not False else {},
        in_scope=given.in_scope is not False,
        author=author,
    )


def _label(about: str, value: Any, category: str) -> str:  # noqa: ANN401 - whatever a file says
    try:
        return label_of(about, value, category=category)
    except (TypeError, ValueError):
        return ""
