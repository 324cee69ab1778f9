"""Statements for PostgreSQL that travel together.

A statement that is sent alone is a trip to the server and back, which costs the desk more than the server.
So a statement whose answer nobody needs waits in the parcel until one is asked for an answer, or until the
commit. Then all of them go in one trip, by PostgreSQL's pipeline, each prepared once for a connection.

What always holds: the server runs the statements in the order in which they were given, those of
SQLAlchemy among them, because the parcel is sent off before each. When one fails, the server skips those
behind it, the commit too. The error is the one that SQLAlchemy would have raised, at the end of the trip.
"""

from collections.abc import Generator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple, NoReturn

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.exc import StatementError

from firstline.store.faults import as_sqlalchemy

BEGIN, COMMIT, ROLLBACK = b"BEGIN ISOLATION LEVEL READ COMMITTED", b"COMMIT", b"ROLLBACK"
DONE = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}

Trip = Generator[Wait, Ready | int, list[PGresult]]


class Item(NamedTuple):
    """A statement in the server's own words, and its values as the driver sends them."""

    sql: bytes
    values: Sequence[Any] = ()
    formats: Sequence[Format] | None = None


class _Posted(NamedTuple):
    """What the server owes an answer for: a statement, or the preparing of it."""

    sql: bytes
    prepares: bool


class Parcel:
    """What one connection has to say to the server; open while the connection writes."""

    def __init__(self, driver: psycopg.Connection[Any], dialect: Dialect) -> None:
        self._driver = driver
        self._server = driver.pgconn
        self._dialect = dialect
        self._adapt = Transformer(driver)
        self._names: dict[bytes, bytes] = {}
        self._fresh = (b"desk_%d" % number for number in count())
        self._items: list[Item] = []
        self.is_open = False

    @property
    def is_lost(self) -> bool:
        """Whether the connection is gone, so that nothing can be said any more, not even a rollback."""
        return self._driver.closed

    def open(self) -> None:
        """Begin a transaction with the next trip."""
        self._items = [Item(BEGIN)]
        self.is_open = True

    def close(self) -> None:
        """Forget what was not sent; the transaction is over."""
        self._items = []
        self.is_open = False

    def add(self, sql: bytes, values: Sequence[object]) -> None:
        """Let a statement travel with the next that is awaited."""
        kinds = [PyFormat.BINARY if isinstance(value, bytes) else PyFormat.TEXT for value in values]
        try:
            words = self._adapt.dump_sequence(values, kinds)
        except psycopg.Error as error:
            raise self._raised(error, sql) from error
        self._items.append(Item(sql, words, self._adapt.formats))

    def ask(self, sql: bytes, values: Sequence[object]) -> tuple[Any, ...] | None:
        """Send all there is, this statement last, and give its first row; None: there is none."""
        self.add(sql, values)
        answer = self._send()[-1]
        if not answer.ntuples:
            return None
        self._adapt.set_pgresult(answer)
        row: tuple[Any, ...] = self._adapt.load_row(0, tuple)
        return row

    def flush(self) -> None:
        """Send all there is."""
        if self._items:
            self._send()

    def commit(self) -> None:
        """Send all there is, and the commit with it; return when the server has it on its disk."""
        self._items.append(Item(COMMIT))
        answer = self._send()[-1]
        if answer.command_status != COMMIT:
            message = "The server answered the commit with a rollback."
            raise RuntimeError(message)

    def rollback(self) -> None:
        """Undo the transaction; where that cannot be said any more, the server does it by itself.

        Left to the driver, it would make the server forget every statement that was prepared.
        """
        self._items = (
            [Item(ROLLBACK)] if self._driver.info.transaction_status != TransactionStatus.IDLE else []
        )
        with suppress(StatementError):
            self.flush()

    def _send(self) -> list[PGresult]:
        """Make the trip, and give an answer for each statement; the parcel is empty afterwards."""
        items, self._items = self._items, []
        try:
            self._server.enter_pipeline_mode()
            posted = self._post(items)
            answers = self._driver.wait(self._trip())
            self._server.exit_pipeline_mode()
        except BaseException as error:
            self._driver.close()  # nobody knows what is still under way on it
            if isinstance(error, psycopg.Error):
                raise self._raised(error, items[-1].sql) from error
            raise
        return self._checked(posted, answers)

    def _post(self, items: Sequence[Item]) -> list[_Posted]:
        """Hand everything to libpq, which does not wait."""
        posted = []
        for sql, values, formats in items:
            if sql not in self._names:
                self._names[sql] = next(self._fresh)
                self._server.send_prepare(self._names[sql], sql)
                posted.append(_Posted(sql, prepares=True))
            self._server.send_query_prepared(self._names[sql], values, formats)
            posted.append(_Posted(sql, prepares=False))
        self._server.pipeline_sync()
        return posted

    def _trip(self) -> Trip:
        """Send and read by turns, as the line allows, until the server has answered everything."""
        server = self._server
        answers: list[PGresult] = []
        while server.flush():
            yield Wait.RW
            server.consume_input()
        while True:
            while server.is_busy():
                yield Wait.R
                server.consume_input()
            answer = server.get_result()
            if answer is None:  # it stands between two answers
                self._check_line()
            elif answer.status == ExecStatus.PIPELINE_SYNC:
                return answers
            else:
                answers.append(answer)

    def _check_line(self) -> None:
        if self._server.status != ConnStatus.OK:
            message = "The connection broke before the server had answered."
            raise psycopg.OperationalError(message)

    def _checked(self, posted: Sequence[_Posted], answers: Sequence[PGresult]) -> list[PGresult]:
        """Give the statements' answers, or raise the first error; what was skipped is not prepared."""
        both = list(zip(posted, answers, strict=True))
        failed = [(post, answer) for post, answer in both if answer.status not in DONE]
        for post, _ in failed:
            if post.prepares:
                del self._names[post.sql]
        if failed:
            self._fail(*failed[0])
        return [answer for post, answer in both if not post.prepares]

    def _fail(self, post: _Posted, answer: PGresult) -> NoReturn:
        error = error_from_result(answer, encoding=self._driver.info.encoding)
        if isinstance(error, InvalidSqlStatementName):
            self._names.clear()  # somebody made the server forget; then it shall learn everything anew
        raise self._raised(error, post.sql) from error

    def _raised(self, error: psycopg.Error, sql: bytes) -> StatementError:
        return as_sqlalchemy(error, sql.decode(), self._dialect, self._driver)


def give_one_to_each_connection(engine: Engine) -> None:
    """Let every connection of the engine have its parcel, which `of` finds."""

    def give(driver: psycopg.Connection[Any], record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record of a connection
        record.info["parcel"] = Parcel(driver, engine.dialect)

    def send_first(db: Connection, *_: object) -> None:
        of(db).flush()

    event.listen(engine, "connect", give)
    event.listen(engine, "before_cursor_execute", send_first)


def of(db: Connection) -> Parcel:
    """Give the parcel of a connection."""
    parcel: Parcel = db.info["parcel"]
    return parcel
