"""Step 6: what people say teaches the desk. A correction is an example at once, a labelled file brings many.

An example holds all that people have set on a ticket, about the message that its newest verdict judges. It
is stored in the transaction of the correction, and the process that stored it counts it from the next message
on. When the correction is taken back, an example without it takes its place in the same way.

What always holds: one example counts for each ticket, the newest; a file that comes twice teaches once; a
label that has another name now is learnt under that one, and one that the desk's taxonomy does not have is
told of and not learnt.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Final

from firstline.core.access import OPERATOR, Principal
from firstline.flows.desk import Desk
from firstline.gateways.labelled_file import SCOPE, LabelledMessage
from firstline.learning.examples import LEFT, labels_now
from firstline.learning.recall import questions
from firstline.store import events, examples
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.examples import TICKET, Labelled, Stored
from firstline.tickets.corrections import CORRECTABLE, is_corrected
from firstline.tickets.taxonomy import Taxonomy
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
    """Store what people have said of a ticket; the last thing that its transaction does.

    What a person has marked, as spam for one, belongs to no category: its other labels teach nothing.
    """
    is_stray = is_corrected(verdict.field(SCOPE)) and ticket.is_marked
    said = {} if is_stray else {about: getattr(verdict, about) for about in LEARNT}
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
        in_scope=not is_stray,
        author=author,
    )
    examples.add(db, example, at=ticket.updated_at)


def unlearn_from_ticket(db: Connection, ticket: Ticket, verdict: Verdict, text: str, *, author: str) -> None:
    """Let a ticket teach what people still say of it, once somebody has taken back what they had said.

    What it had taught stays in the log. A ticket of which nothing was learnt, or all was forgotten, teaches
    nothing by this.
    """
    known = examples.standing_of(db, ticket.id)
    if known is None or not known.teaches:
        return
    if any(is_corrected(verdict.field(name)) for name in CORRECTABLE):
        learn_from_ticket(db, ticket, verdict, text, author=author)
    else:
        examples.add(db, _emptied(known, author), at=ticket.updated_at)


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


def forget(desk: Desk, *, source: str = "", author: str = "", by: Principal = OPERATOR) -> int:
    """Take back what a source or a person has taught, or a person by a source; tells how many examples.

    What was learnt stays in the log, and counts no more from the next message on; the model in force has
    learnt from it until another is trained. The tickets stay as they were corrected.
    """
    after, forgotten = 0, 0
    while True:
        with desk.read() as db:
            some = examples.current(db, after=after, limit=BATCH)
        if not some:
            break
        after = some[-1].id
        empty = [_emptied(one, by.name) for one in some if _is_meant(one, source, author)]
        if empty:
            desk.write(partial(examples.add_many, many=empty, at=desk.clock()))
            forgotten += len(empty)
    if forgotten:
        told = {"source": source, "author": author, "examples": forgotten}
        desk.write(lambda db: events.add(db, None, Event("learn.forgotten", by.name, told, desk.clock())))
        desk.board.look(desk.read)
    return forgotten


def _is_meant(one: Stored, source: str, author: str) -> bool:
    return one.teaches and source in {"", one.source} and author in {"", one.author}


def _emptied(one: Stored, author: str) -> Labelled:
    """Give what takes an example's place and teaches nothing."""
    kept = {part.name: getattr(one, part.name) for part in fields(Labelled)}
    return Labelled(**kept | {"labels": {}, "in_scope": True, "author": author})


def _learn(desk: Desk, batch: Sequence[LabelledMessage], source: str, by: Principal, taken: Taken) -> None:
    taxonomy = desk.board.taxonomy
    asked = questions(taxonomy)
    told = [(one, _labels(one, taxonomy)) for one in batch]
    found = [_example(one, _known(one, labels, asked, taken), source, by.name) for one, labels in told]
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


def _labels(given: LabelledMessage, taxonomy: Taxonomy) -> Mapping[str, str]:
    """Write what a file says as labels, under the names that they have now."""
    category = str(given.labels.get("category", ""))
    return labels_now(
        {about: _label(about, value, category) for about, value in given.lessons.items()}, taxonomy
    )


def _known(
    given: LabelledMessage, labels: Mapping[str, str], asked: Mapping[str, Sequence[str]], taken: Taken
) -> Mapping[str, str]:
    """Leave out the labels that the desk does not have, and count them."""
    known = {about: label for about, label in labels.items() if label in asked.get(about, ())}
    taken.unknown.update(f"{about}: {given.labels[about]}" for about in labels if about not in known)
    return known


def _example(given: LabelledMessage, labels: Mapping[str, str], source: str, author: str) -> Labelled:
    message = given.message
    told = f"{message.subject}\n{message.text}".encode(errors="surrogatepass")
    return Labelled(
        source=source,
        ref=hashlib.sha256(told).hexdigest(),
        text=message.text,
        subject=message.subject,
        tier=message.tier,
        language=message.language,
        labels={} if given.is_stray else labels,
        in_scope=not given.is_stray,
        author=author,
    )


def _label(about: str, value: Any, category: str) -> str:  # noqa: ANN401 - whatever a file says
    try:
        return label_of(about, value, category=category)
    except (TypeError, ValueError):
        return ""
