"""How much of something may still be used, counted once for all processes of the desk.

An allowance is a bucket: so much in a span of time. It starts full, what is taken leaves it, and it fills
again as time passes. `take` asks for one piece, now or not at all; `line_up` gives everybody who was turned
away a moment of their own to come again, in their order; `pause` lets nobody take anything for a while.

What always holds: in any span no more is taken than the bucket holds and gains, however many processes take
at once. A clock that is behind another one fills nothing twice.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from firstline.store.hold import hold
from firstline.store.schema import allowances

PIECE = 1_000
"""What one piece is in the table's `rest`: thousandths."""

LOAD = select(allowances.c.rest, allowances.c.filled_at).where(allowances.c.name == bindparam("wanted"))
SAVE = update(allowances).where(allowances.c.name == bindparam("wanted"))

_PAUSE, _LINE = "pause", "line"


def take(db: Connection, name: str, amount: int, per: timedelta, now: datetime) -> timedelta | None:
    """Take one piece; where there is none, say how long to wait until there is one.

    Args:
        db: a transaction.
        name: of the bucket.
        amount: how much it holds, and how much it gains in the span.
        per: the span.
        now: the present moment.
    """
    full = amount * PIECE
    rest, filled_at = _stand(db, name) or (full, now)
    passed = max(now - filled_at, timedelta(0))
    rest = min(full, rest + int(full * (passed / per)))
    if rest < PIECE:
        return (PIECE - rest) * per / full
    _save(db, name, rest - PIECE, max(now, filled_at))
    return None


def line_up(  # noqa: PLR0913 - as `take`, and how long is too long
    db: Connection, name: str, amount: int, per: timedelta, now: datetime, *, within: timedelta
) -> timedelta | None:
    """Give the next free moment to whoever found the bucket empty, and say how far away it is.

    None: it would be later than `within`; then the moment stays free.
    """
    line = f"{name}:{_LINE}"
    last = _stand(db, line)
    moment = max(now, now if last is None else last[1]) + per / amount
    if moment - now > within:
        return None
    _save(db, line, 0, moment)
    return moment - now


def pause(db: Connection, name: str, until: datetime) -> None:
    """Let nobody take anything before this moment."""
    paused = f"{name}:{_PAUSE}"
    last = _stand(db, paused)
    _save(db, paused, 0, until if last is None else max(until, last[1]))


def paused(db: Connection, name: str, now: datetime) -> timedelta | None:
    """Say for how long nobody may take anything; None: there is no pause."""
    last = db.execute(LOAD, {"wanted": f"{name}:{_PAUSE}"}).one_or_none()
    left = timedelta(0) if last is None else last.filled_at - now
    return left if left > timedelta(0) else None


def _stand(db: Connection, name: str) -> tuple[int, datetime] | None:
    """Read how a bucket stands; nobody else touches it until the transaction ends."""
    hold(db, f"allowance:{name}")
    row = db.execute(LOAD, {"wanted": name}).one_or_none()
    return None if row is None else (row.rest, row.filled_at)


def _save(db: Connection, name: str, rest: int, filled_at: datetime) -> None:
    values = {"rest": rest, "filled_at": filled_at}
    if not db.execute(SAVE.values(values), {"wanted": name}).rowcount:
        db.execute(insert(allowances).values(name=name, **values))
