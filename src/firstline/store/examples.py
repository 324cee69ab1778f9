"""Labelled messages on disk: what people have said of which message, in the order in which it was learnt.

A row is never deleted, and only its `replaced_by` ever changes, once: when other labels, or another text,
come from the same place (`source` and `ref`), the new example takes the place of the one before. So it can be
told at any time which examples counted when any other was the newest. Where a category gets another name, an
example that says the same under the new one takes the old one's place, and names it (`translates`).

What always holds: of each place one example counts, whoever adds at the same moment; and ids are given in the
order of the commits, without a gap, so whoever has seen an id has seen all below it. For that, those who add
wait for each other until their transactions end: add last.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, update

from firstline.core.ids import TicketId
from firstline.store.hold import hold
from firstline.store.schema import examples
from firstline.tickets.message import Message, Tier

TICKET = "ticket"
"""The source of what is learnt from a ticket; its `ref` is the ticket's number."""
ADDING = "examples"
AT_ONCE = 500
"""Examples that are looked up and stored in one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message, and what somebody has said of it."""

    source: str
    """`TICKET`, or the name of a file's import."""
    ref: str
    """The ticket's number, or the digest of a file's message."""
    text: str
    subject: str = ""
    tier: str = Tier.STANDARD
    language: str = ""
    """ISO 639-1; empty: nobody has said."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """By field, all that is known; an example without labels takes back what the one before it taught."""
    in_scope: bool = True
    author: str
    ticket_id: TicketId | None = None
    translates: int | None = None
    """The first example that said the same under an older name of a category; None: it says it itself."""

    @property
    def message(self) -> Message:
        """The message, as every voice reads it."""
        return Message(self.text, self.subject, self.tier, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Labelled):
    """An example as it was learnt."""

    id: int
    learnt_at: datetime
    replaced_by: int | None
    """The example that took its place; None: it counts."""

    @property
    def teaches(self) -> bool:
        """Whether it says anything; else it takes back what the one before it taught."""
        return bool(self.labels) or not self.in_scope


Place = tuple[str, str]
"""Source and ref."""

ADD = insert(examples)
REPLACE = (
    update(examples)
    .where(examples.c.id == bindparam("old"), examples.c.replaced_by.is_(None))
    .values(replaced_by=bindparam("new"))
)
KNOWN = select(*(examples.c[one.name] for one in fields(Stored)))
STANDING = KNOWN.where(
    examples.c.source == bindparam("place"),
    examples.c.ref.in_(bindparam("refs", expanding=True)),
    # Said so that PostgreSQL takes the index of places, also while it has no statistics yet.
    func.coalesce(examples.c.replaced_by, 0) == 0,
)
EVERY = KNOWN.order_by(examples.c.id)
CURRENT = EVERY.where(examples.c.replaced_by.is_(None))
AS_OF = EVERY.where(
    examples.c.id > bindparam("after"),
    examples.c.id <= bindparam("until"),
    or_(examples.c.replaced_by.is_(None), examples.c.replaced_by > bindparam("until")),
)
OF_TICKET = EVERY.where(examples.c.ticket_id == bindparam("ticket"))
STANDING_OF_TICKET = OF_TICKET.where(examples.c.source == TICKET, examples.c.replaced_by.is_(None))
REPLACED_SINCE = select(examples.c.id).where(examples.c.replaced_by > bindparam("after"))
REPLACED_BETWEEN = REPLACED_SINCE.where(examples.c.replaced_by <= bindparam("until"))
NEWEST = select(func.coalesce(func.max(examples.c.id), 0))
COUNT = select(func.count()).select_from(examples).where(examples.c.replaced_by.is_(None))
SAID = ("text", "subject", "tier", "language", "labels", "in_scope")
"""What makes an example another one."""


def add(db: Connection, one: Labelled, *, at: datetime) -> int:
    """Store an example, and give its id; where its place says the same already, give the id of that one."""
    (number,) = add_many(db, [one], at=at)
    return number


def add_many(db: Connection, many: Sequence[Labelled], *, at: datetime) -> Sequence[int]:
    """Store examples in their order, and give the id of each; the same rules hold as for one."""
    hold(db, ADDING)
    found: list[int] = []
    for start in range(0, len(many), AT_ONCE):
        found += _add_some(db, many[start : start + AT_ONCE], at)
    return found


def current(
    db: Connection, *, after: int = 0, until: int | None = None, limit: int | None = None
) -> Sequence[Stored]:
    """List the examples that count, in the order in which they were learnt: those behind `after`."""
    wanted = CURRENT.where(examples.c.id > after).limit(limit)
    return _listed(db, wanted if until is None else wanted.where(examples.c.id <= until))


def as_of(db: Connection, until: int, *, after: int = 0) -> Sequence[Stored]:
    """List the examples that counted when this id was the newest: those behind `after`."""
    return _listed(db, AS_OF, until=until, after=after)


def of_ticket(db: Connection, ticket_id: TicketId) -> Sequence[Stored]:
    """List all that was ever learnt from a ticket, the first first; what was replaced says by what."""
    return _listed(db, OF_TICKET, ticket=ticket_id)


def standing_of(db: Connection, ticket_id: TicketId) -> Stored | None:
    """Give what counts of what was learnt from a ticket; None: nothing ever was."""
    return next(iter(_listed(db, STANDING_OF_TICKET, ticket=ticket_id)), None)


def replaced_since(db: Connection, after: int, *, until: int | None = None) -> Sequence[int]:
    """Name the examples whose place was taken by one behind this id, and not behind `until`."""
    wanted = REPLACED_SINCE if until is None else REPLACED_BETWEEN
    return sorted(db.execute(wanted, {"after": after, "until": until}).scalars())


def newest_id(db: Connection) -> int:
    """Name the newest example; 0: there is none."""
    return int(db.execute(NEWEST).scalar_one())


def count_labelled(db: Connection, labels: Mapping[str, Collection[str]]) -> int:
    """Count the examples that count and have one of these labels, by field."""
    has = [examples.c.labels[about].as_string().in_(sorted(some)) for about, some in labels.items() if some]
    if not has:
        return 0
    return int(db.execute(COUNT.where(or_(*has))).scalar_one())


def count(db: Connection) -> int:
    """Count the examples that count."""
    return int(db.execute(COUNT).scalar_one())


@dataclass
class _Round:
    """What is to be written, and what counts in each place."""

    newest: int
    standing: dict[Place, tuple[int, Labelled]]
    new: list[tuple[int, Labelled]] = field(default_factory=list)
    replaced: list[tuple[int, int]] = field(default_factory=list)

    def take(self, one: Labelled) -> int:
        """Name the example that stands for this one from now on."""
        before = self.standing.get((one.source, one.ref))
        if before is not None and _is_same(before[1], one):
            return before[0]
        self.newest += 1
        if before is not None:
            self.replaced.append((before[0], self.newest))
        self.new.append((self.newest, one))
        self.standing[one.source, one.ref] = self.new[-1]
        return self.newest


def _add_some(db: Connection, some: Sequence[Labelled], at: datetime) -> list[int]:
    work = _Round(newest_id(db), _standing(db, some))
    found = [work.take(one) for one in some]
    if work.new:
        db.execute(ADD, [_row(one) | {"id": number, "learnt_at": at} for number, one in work.new])
    if work.replaced:
        db.execute(REPLACE, [{"old": old, "new": new} for old, new in work.replaced])
    return found


def _standing(db: Connection, some: Iterable[Labelled]) -> dict[Place, tuple[int, Labelled]]:
    """Find what counts in the places from which these come."""
    refs: dict[str, set[str]] = {}
    for one in some:
        refs.setdefault(one.source, set()).add(one.ref)
    return {
        (stored.source, stored.ref): (stored.id, stored)
        for source, wanted in refs.items()
        for stored in _listed(db, STANDING, place=source, refs=sorted(wanted))
    }


def _row(one: Labelled) -> dict[str, Any]:
    return {part.name: getattr(one, part.name) for part in fields(Labelled)}


def _is_same(one: Labelled, other: Labelled) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAID)


def _listed(db: Connection, wanted: Select[Any], **values: object) -> list[Stored]:
    return [_stored(row) for row in db.execute(wanted, values)]


def _stored(row: Row[Any]) -> Stored:
    return Stored(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
