"""Is the database there, whole, writable, of this version's schema, and in time?

What is in the queue is looked at by `engine`, where the schema allows it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError
from firstline.run.checks.engine import check_engine
from firstline.run.checks.finding import Finding, broken, fine, skipped, warn
from firstline.run.opening import is_there, opened_database
from firstline.run.settings import Settings
from firstline.run.sources import place_of
from firstline.store import checkup, closed
from firstline.store.db import Connection, Database
from firstline.store.migrate import head, revision_of

DATABASE, SCHEMA, CLOCK = "database", "schema", "clock"
APART = timedelta(seconds=2)
"""How far clocks may differ: leases of steps last 30 seconds."""
FAR_APART = timedelta(seconds=20)
MOST_GAPS = 5
AFRESH = "Keep a copy, and restore the latest backup into an empty database."


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
        found, schema = list(checkup.quick_damages(db)), list(_schema(db))
        revision, is_whole = revision_of(db), not checkup.schema_gaps(db)
    mend = "Stop the desk, keep a copy, and restore the latest backup. `firstline db check` says more."
    yield from (broken(DATABASE, sentence, mend) for sentence in found)
    if not found:
        yield fine(DATABASE, f"It answers at {place}, and a quick look finds no damage.")
    yield from schema
    if revision is None:
        return
    yield _writable(database)
    asked_at = wall_clock()
    with database.read() as db:
        yield _clock(db, asked_at)
        if is_whole:
            yield from check_engine(db)


def _schema(db: Connection) -> Iterator[Finding]:
    mark = closed.mark_of(db)
    if mark is not None:
        yield broken(SCHEMA, "No desk may start on this database.", closed.sentence(mark))
        return
    if checkup.is_migrating(db):
        mend = "Wait until it has ended. If it hangs, end that process: what it began is undone."
        yield warn(SCHEMA, "Another process migrates the database just now.", mend)
    revision = revision_of(db)
    if revision == head():
        yield _whole(revision, checkup.schema_gaps(db))
    elif revision is None and checkup.has_tables(db):
        yield broken(SCHEMA, "It has tables and no revision: making or restoring it was cut off.", AFRESH)
    elif revision is not None and revision > head():
        what = f"It stands at revision {revision}, newer than this version's {head()}."
        yield broken(SCHEMA, what, "Upgrade Firstline.")
    else:
        what = f"It stands at revision {revision or 'none'}, and this version wants {head()}."
        yield warn(SCHEMA, what, "`firstline db upgrade`, or simply `firstline up`, brings it there.")


def _whole(revision: str, gaps: list[str]) -> Finding:
    if not gaps:
        return fine(SCHEMA, f"It stands at revision {revision}, which is this version's.")
    named = ", ".join(gaps[:MOST_GAPS]) + (f" and {len(gaps) - MOST_GAPS} more" if gaps[MOST_GAPS:] else "")
    what = f"It stands at revision {revision} and lacks {named}: a migration was cut off or undone by hand."
    return broken(SCHEMA, what, AFRESH)


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
