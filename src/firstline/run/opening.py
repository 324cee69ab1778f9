"""Open the desk for one command, without doors and without a worker, and close it again.

A command that only looks (`desk_as_it_is`, `told_settings`, `status_now`, `damages_now`) makes no database
and migrates none.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from firstline.core.clock import wall_clock
from firstline.core.errors import Conflict, DeskError, Missing
from firstline.flows.desk import Desk
from firstline.flows.desk_settings import KNOWN
from firstline.flows.switch import switch_llm
from firstline.gateways.wordllama import NAME
from firstline.run.settings import Settings, read_settings
from firstline.run.sources import DEFAULT, Told, place_of, tell, written
from firstline.run.wiring import adviser, build_desk
from firstline.store import accounts, checkup, closed
from firstline.store import settings as kept
from firstline.store.db import Connection, Database, open_database
from firstline.store.migrate import head, revision_of, upgrade

DATABASE = "database"
UNKNOWN = "unknown"


class NoDatabase(Missing):
    """There is nothing to look at yet."""

    code = "no_database"


class OtherSchema(Conflict):
    """The database has not the schema of this version."""

    code = "other_schema"


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that the desk keeps itself."""

    turn: Callable[..., None]
    meaning: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting that the desk keeps itself, as it is told."""

    default: object
    meaning: str
    changed_by: str
    """A command, or a call of the API."""


SWITCHES: Mapping[str, Switch] = {
    kept.USE_LLM: Switch(switch_llm, "Whether the LLM is asked how urgent a message is."),
}
"""By name; all of them are off on a fresh desk."""
CHANGED_BY = {
    **dict.fromkeys(KNOWN, "PATCH /api/v1/settings"),
    kept.USE_LLM: "firstline settings set use_llm",
    kept.PROMISE: "firstline learn promise 0.98 --set",
}
KEPT: Mapping[str, Shown] = {
    kept.ENCODER: Shown(NAME, "By which encoder the desk compares texts.", "firstline models use"),
    **{name: Shown(one.default, one.meaning, CHANGED_BY[name]) for name, one in KNOWN.items()},
}
"""All of them, by name."""


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """Open the desk as the settings say, on a database of this version's schema.

    Raises:
        NoStart: when a setting cannot be used.
        Unavailable: when the database cannot be reached.
    """
    settings = read_settings()
    upgrade(settings.url)
    llm = adviser(settings)
    try:
        with opened_database(settings) as database:
            yield build_desk(database, llm, settings)
    finally:
        llm.close()


@contextmanager
def desk_as_it_is() -> Iterator[Desk]:
    """Open the desk to look at it: nothing is made and nothing is migrated.

    Raises:
        NoStart: when a setting cannot be used.
        NoDatabase: when there is nothing to look at.
        OtherSchema: when it has to be migrated first.
        Unavailable: when the database cannot be reached.
    """
    settings = read_settings()
    check_there(settings)
    llm = adviser(settings)
    try:
        with opened_database(settings) as database:
            with database.read() as db:
                _check_schema(db)
            yield build_desk(database, llm, settings)
    finally:
        llm.close()


@contextmanager
def opened_database(settings: Settings, *, limited: bool = True) -> Iterator[Database]:
    """Open the database as it is; `limited` as `open_database` has it."""
    database = open_database(settings.url, limited=limited)
    try:
        yield database
    finally:
        database.close()


def told_settings() -> list[Told]:
    """List the settings of this process, then those that the database keeps."""
    settings = read_settings()
    return [*tell(settings), *_told_kept(settings)]


def upgrade_now() -> tuple[str | None, str]:
    """Bring the database to this version's schema; give the revision before and after."""
    settings = read_settings()
    before = None
    if is_there(settings):
        with opened_database(settings) as database, database.read() as db:
            before = revision_of(db)
    upgrade(settings.url)
    return before, head()


def status_now() -> dict[str, str | int]:
    """Say where the database is, at which revision it stands and what it holds."""
    settings = read_settings()
    check_there(settings)
    with opened_database(settings) as database, database.read() as db:
        revision = revision_of(db)
        mark = closed.mark_of(db)
        found: dict[str, str | int] = {
            "database": place_of(settings),
            "kind": database.kind,
            "revision": (mark.revision if mark else revision) or "none",
            "newest_revision": head(),
            "size_bytes": checkup.size(db),
        }
        if mark is not None:
            return found | {"closed": closed.sentence(mark)}
        return found if revision is None else found | _contents(db)


def damages_now() -> list[str]:
    """Look through the whole database.

    Raises:
        DeskClosed: when it was moved away, or is being moved.
        OtherSchema: when it has to be migrated first.
    """
    settings = read_settings()
    check_there(settings)
    with opened_database(settings, limited=False) as database, database.read() as db:
        _check_schema(db)
        return list(checkup.damages(db))


def is_on(settings: Settings, name: str) -> bool:
    """Tell how a switch stands in the database; off where there is none.

    Raises:
        Unavailable: when the database cannot be reached.
    """
    return bool(_kept_values(settings).get(name))


def has_admin_now(settings: Settings) -> bool:
    """Tell whether the database knows an admin.

    Raises:
        Unavailable: when the database cannot be reached.
    """
    if not is_there(settings):
        return False
    with opened_database(settings) as database, database.read() as db:
        return revision_of(db) == head() and accounts.has_admin(db)


def is_there(settings: Settings) -> bool:
    """Tell whether there is a database to open; a server is asked when it is opened."""
    url = make_url(settings.url)
    return url.get_backend_name() != "sqlite" or "uri" in url.query or Path(str(url.database)).exists()


def check_there(settings: Settings) -> None:
    """Go on when there is a database.

    Raises:
        NoDatabase: when there is none.
    """
    if not is_there(settings):
        message = f"There is no database at {place_of(settings)} yet. `firstline db upgrade` makes it."
        raise NoDatabase(message)


def _check_schema(db: Connection) -> None:
    closed.refuse(db)
    if revision_of(db) != head():
        message = "The database has not this version's schema: run `firstline db upgrade` first."
        raise OtherSchema(message)


def _contents(db: Connection) -> dict[str, str | int]:
    pulse = checkup.pulse(db, now=wall_clock())
    found: dict[str, str | int] = {**checkup.amounts(db)}
    steps = {"steps_waiting": pulse.waiting, "steps_running": pulse.running, "steps_dead": pulse.dead}
    return found | steps


def _told_kept(settings: Settings) -> Iterator[Told]:
    try:
        values = _kept_values(settings)
    except DeskError:
        values = dict.fromkeys(KEPT, UNKNOWN)
    for name, setting in KEPT.items():
        value = values.get(name)
        shown = written(setting.default if value is None else value)
        yield Told(
            name,
            shown,
            DEFAULT if value is None else DATABASE,
            f"{setting.meaning} `{setting.changed_by}` changes it.",
        )


def _kept_values(settings: Settings) -> dict[str, Any]:
    if not is_there(settings):
        return {}
    with opened_database(settings) as database, database.read() as db:
        if revision_of(db) is None:
            return {}
        return kept.load_all(db, list(KEPT))
