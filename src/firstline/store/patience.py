"""How long we wait for PostgreSQL: a request ends, whatever the server or the line to it does.

The server itself gives up a statement first, so that it does not go on working for nobody. Where it is
frozen and cannot, the connection is given up a little later, by our own clock; a line on which nothing is
acknowledged, by the system's. What always holds: with a limit, no statement is waited for longer than
`GIVE_UP`, and a connection that was given up is closed, so that nobody reads an answer that was another's.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import URL, Engine, event

T = TypeVar("T")

SERVER_GIVES_UP = 15
"""Seconds for one statement, its wait for others' locks included. The longest, a fold, takes 0.03."""

GIVE_UP = 20.0
"""Seconds until we close the connection. With the 10 that a new one may take to open, 30 for a request."""

LOOK = 0.1
"""Seconds between two looks at the clock while nothing comes; psycopg's own."""

SETTINGS = {
    "connect_timeout": 10,  # seconds
    "application_name": "firstline",
    "keepalives_idle": 30,  # seconds until a silent connection is asked for a sign of life
    "keepalives_interval": 5,  # seconds until it is asked again,
    "keepalives_count": 3,  # so often at most
    "tcp_user_timeout": 20_000,  # milliseconds for which what was sent may stay unacknowledged
}


class Patient(psycopg.Connection[Any]):
    """A connection that does not wait for ever."""

    def wait(self, gen: PQGen[T], interval: float = LOOK, timeout: float | None = None) -> T:
        """Wait for an answer, and close the connection when it does not come."""
        try:
            return super().wait(gen, interval, GIVE_UP if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:  # the server did not say this; we heard nothing
                self.close()
            raise


def settings_for(address: URL, *, limited: bool) -> dict[str, Any]:
    """Give what a connection is opened with; what the address says itself goes before."""
    settings = {name: value for name, value in SETTINGS.items() if name not in address.query}
    if not limited:
        return settings
    theirs = address.query.get("options", "")
    return settings | {"options": f"-c statement_timeout={SERVER_GIVES_UP}s {theirs}".strip()}


def limit(engine: Engine) -> None:
    """Let the engine open connections that do not wait for ever."""
    event.listen(
        engine, "do_connect", lambda _dialect, _record, words, names: Patient.connect(*words, **names)
    )
