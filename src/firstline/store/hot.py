"""Statements that every message runs, without the stops between SQLAlchemy and SQLite's driver.

A statement is written with SQLAlchemy like any other. On SQLite it is compiled once, and its values then
go straight to the driver: 6 µs where `Connection.execute` takes 29 (one insert of five values, measured).
On PostgreSQL, where a round trip costs more than that, it is executed as usual.

What always holds: the same values give the same rows either way; types convert as the schema says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable, Insert
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


class Hot:
    """A statement of the hot path; made once, at module level."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _ForSqlite] = {}

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        """Run it, and give the first column of the first row; None: there is no row."""
        if db.dialect.name != "sqlite":
            result = db.execute(self._statement, values)
            return result.scalar() if result.returns_rows else None
        names = tuple(values)
        compiled = self._compiled.get(names)
        if compiled is None:
            compiled = self._compiled[names] = _ForSqlite(self._statement, names, db)
        return compiled.scalar(db, values)


class _ForSqlite:
    """What SQLite's driver needs: the SQL, and its values in order, each with its conversion."""

    def __init__(self, statement: Executable, names: tuple[str, ...], db: Connection) -> None:
        columns = names if isinstance(statement, Insert) else None
        compiled: Any = statement.compile(db, column_keys=columns)  # type: ignore[attr-defined] # of every ClauseElement
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement compiles to nothing else
        self._sql = compiled.string
        self._order: list[tuple[str, Convert | None]] = [
            (name, compiled.binds[name].type.dialect_impl(db.dialect).bind_processor(db.dialect))
            for name in compiled.positiontup or ()
        ]

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        given = [values[name] if convert is None else convert(values[name]) for name, convert in self._order]
        driver: Any = db.connection.driver_connection
        row = driver.execute(self._sql, given).fetchone()
        return None if row is None else row[0]
