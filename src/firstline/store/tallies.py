"""Counts that summaries show, kept without a row that every writer would wait for.

Each transaction adds one row of deltas; a job folds the rows into totals. A reader adds both up in one
statement, so a summary includes every committed change at once, however far the folding has come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import (
    BigInteger,
    Connection,
    Text,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import tallies, tally_deltas

ADD = Hot(insert(tally_deltas))
READ = union_all(
    select(tallies.c.name, tallies.c.amount, cast(null(), Text).label("changes")),
    select(cast(null(), Text), cast(literal(0), BigInteger), tally_deltas.c.changes),
)
ANY = select(exists(select(tally_deltas.c.id)))
BATCH = 5_000
"""Deltas that one fold takes; about 30 ms of work."""

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(dict[str, int]).decode


def add(db: Connection, changes: Mapping[str, int]) -> None:
    """Note what this transaction adds to which tally."""
    ADD.run(db, {"changes": encode(changes).decode()})


def read(db: Connection) -> Counter[str]:
    """Give every tally as it stands."""
    found: Counter[str] = Counter()
    for name, amount, changes in db.execute(READ):
        if changes is None:
            found[name] += amount
        else:
            found.update(decode(changes))
    return found


def fold(db: Connection) -> int:
    """Move waiting deltas into the totals; tells how many."""
    hold(db, "tallies")
    batch = select(tally_deltas.c.id).order_by(tally_deltas.c.id).limit(BATCH)
    taken = delete(tally_deltas).where(tally_deltas.c.id.in_(batch)).returning(tally_deltas.c.changes)
    rows = db.execute(taken).scalars().all()
    for name, amount in _sum(rows).items():
        grown = update(tallies).where(tallies.c.name == name).values(amount=tallies.c.amount + amount)
        if not db.execute(grown).rowcount:
            db.execute(insert(tallies).values(name=name, amount=amount))
    return len(rows)


def waiting(db: Connection) -> int:
    """Count the deltas that are not folded yet."""
    return int(db.execute(select(func.count()).select_from(tally_deltas)).scalar_one())


def any_waiting(db: Connection) -> bool:
    """Tell whether there is anything to fold."""
    return bool(db.execute(ANY).scalar_one())


def _sum(rows: Iterable[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for changes in rows:
        total.update(decode(changes))
    return total
