"""Is the database there, whole, writable, of this version's schema, in time, and is its queue worked off?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError
from firstline.run.checks.finding import Finding, broken, fine, skipped, warn
from firstline.run.opening import is_there, opened_database
from firstline.run.settings import Settings
from firstline.run.sources import place_of
from firstline.store import checkup
from firstline.store.db import Connection, Database
from firstline.store.migrate import head, revision_of

DATABASE, SCHEMA, CLOCK, QUEUE = "database", "schema", "clock", "queue"
APART = timedelta(seconds=2)
"""How far clocks may differ: leases of steps last 30 seconds."""
FAR_APART = timedelta(seconds=20)
LATE = timedelta(minutes=1)
"""For how long a step may be due before somebody should wonder who takes it."""


def check_database(settings: Settings) -> Iterator[Finding]:
    """Look at the database and what is in it."""
    if not is_there(settings):
        yield skipped(DATABASE, f"There is none at {place_of(settings)} yet; `firstline up` makes it.")
        return
    try:
        with opened_database(settings, limited=False) as database:
            yield from _look(database, place_of(settings))
    except DeskError as error:
        yield broken(DATABASE, error.sentence, f"It is looked for at {place_of(settings)}.")


def _look(database: Database, place: str) -> Iterator[Finding]:
    with database.read() as db:
        revision, found = revision_of(db), list(checkup.quick_damages(db))
    mend = "Stop the desk, keep a copy, and restore the latest backup. `firstline db check` says more."
    yield from (broken(DATABASE, sentence, mend) for sentence in found)
    if not found:
        yield fine(DATABASE, f"It answers at {place}, and a quick look finds no damage.")
    yield _schema(revision)
    if revision is None:
        return
    yield _writable(database)
    asked_at = wall_clock()
    with database.read() as db:
        yield _clock(db, asked_at)
        yield from _queue(db)


def _schema(revision: str | None) -> Finding:
    if revision == head():
        return fine(SCHEMA, f"It stands at revision {revision}, which is this version's.")
    if revision is not None and revision > head():
        what = f"It stands at revision {revision}, newer than this version's {head()}."
        return broken(SCHEMA, what, "Upgrade Firstline.")
    what = f"It stands at revision {revision or 'none'}, and this version wants {head()}."
    return warn(SCHEMA, what, "`firstline db upgrade`, or simply `firstline up`, brings it there.")


def _writable(database: Database) -> Finding:
    try:
        may = database.write(checkup.check_writable)
    except DeskError as error:
        return broken(DATABASE, error.sentence, "Until then the desk takes nothing in.")
    if may:
        return fine(DATABASE, "It can be written.")
    mend = "Name the primary server in DATABASE_URL, and give its user the right to write."
    return broken(DATABASE, "It can be read and not written.", mend)


def _clock(db: Connection, asked_at: datetime) -> Finding:
    theirs, newest = checkup.server_time(db), checkup.newest_event(db)
    if theirs is not None and abs(theirs - wall_clock()) > APART + (wall_clock() - asked_at):
        apart = abs(theirs - wall_clock())
        what = f"This machine's clock and the database server's are {apart.total_seconds():.0f} s apart."
        mend = "Let both follow a time server (NTP); steps are handed out by the time."
        return broken(CLOCK, what, mend) if apart > FAR_APART else warn(CLOCK, what, mend)
    if newest is not None and newest > wall_clock() + APART:
        what = f"The newest event happened at {newest:%Y-%m-%d %H:%M:%S} UTC, which is still to come."
        return warn(CLOCK, what, "Look at this machine's clock; let it follow a time server (NTP).")
    return fine(CLOCK, "It agrees with the database.")


def _queue(db: Connection) -> Iterator[Finding]:
    pulse = checkup.pulse(db, now=wall_clock())
    for dead in checkup.dead_steps(db):
        what = f"{dead.amount} steps {dead.verb} were given up: {dead.reason or 'no reason was kept.'}"
        yield warn(
            QUEUE, what, "Mend the reason; what the steps would have done is missing on their tickets."
        )
    overdue = timedelta(seconds=round(pulse.overdue_seconds))
    if overdue > LATE:
        what = f"{pulse.waiting} steps wait, the oldest has been due for {overdue}."
        yield warn(QUEUE, what, "Does a desk run? `firstline up` works them off.")
    elif not pulse.dead:
        yield fine(QUEUE, f"{pulse.waiting} steps wait, {pulse.running} run, none was given up.")
