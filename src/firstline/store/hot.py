"""Statements that every message runs, without the stops between SQLAlchemy and the database's driver.

A statement is written with SQLAlchemy like any other. It is compiled once for each kind of database, and
its values then go straight to the driver: on SQLite 6 µs where `Connection.execute` takes 29 (one insert
of five values, measured). In a write on PostgreSQL they go by `Parcel`: what is `run` there travels with
the next statement that is asked for its answer, or with the commit.

What always holds: the same values give the same rows either way, types convert as the schema says, and
an error is the one that SQLAlchemy would have raised; on PostgreSQL it may come a few statements later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable, Insert
from sqlalchemy.sql.compiler import SQLCompiler

from firstline.store.faults import as_sqlalchemy

if TYPE_CHECKING:
    from firstline.store.parcel import Parcel  # it imports a driver, which a desk on SQLite does without

Convert = Callable[[Any], Any]


class Hot:
    """A statement of the hot path; made once, at module level."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        """Run it, and give the first column of the first row; None: there is no row."""
        return self._for(db, values).scalar(db, values)

    def row(self, db: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run it, and give the first row; None: there is none."""
        return self._for(db, values).row(db, values)

    def run(self, db: Connection, values: Mapping[str, Any]) -> None:
        """Run it, at the latest with the commit; nobody waits for what it answers."""
        self._for(db, values).run(db, values)

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of several rows, in their order; all of them have the same names."""
        if rows:
            self._for(db, rows[0]).run_many(db, rows)

    def _for(self, db: Connection, values: Mapping[str, Any]) -> _Compiled:
        shape = (db.dialect.name, *values)
        compiled = self._compiled.get(shape)
        if compiled is None:
            compiled = self._compiled[shape] = _Compiled(self._statement, tuple(values), db)
        return compiled


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
        self._by_number = self._numbered() if self._by_name else b""

    def scalar(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        row = self.row(db, values)
        return None if row is None else row[0]

    def row(self, db: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        given = self._given(values)
        parcel = self._parcel(db)
        if parcel is not None:
            return parcel.ask(self._by_number, given)
        cursor = self._execute(db, given)
        row: tuple[Any, ...] | None = cursor.fetchone() if cursor.description else None
        return row

    def run(self, db: Connection, values: Mapping[str, Any]) -> None:
        given = self._given(values)
        parcel = self._parcel(db)
        if parcel is None:
            self._execute(db, given)
        else:
            parcel.add(self._by_number, given)

    def run_many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if self._by_name:
            for values in rows:
                self.run(db, values)
            return
        driver: Any = db.connection.driver_connection
        given = [self._given(values) for values in rows]
        try:
            driver.executemany(self._sql, given)
        except Exception as error:
            raise self._as_sqlalchemy(error, db) from error

    def _given(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[name] if convert is None else convert(values[name]) for name, convert in self._order]

    def _numbered(self) -> bytes:
        """Write the SQL as PostgreSQL itself takes it, with numbers in the values' places."""
        places = {name: f"${number}" for number, (name, _) in enumerate(self._order, start=1)}
        sql: str = self._sql % places
        return sql.encode()

    def _parcel(self, db: Connection) -> Parcel | None:
        parcel: Parcel | None = db.info.get("parcel") if self._by_name else None
        return parcel if parcel is not None and parcel.is_open else None

    def _execute(self, db: Connection, given: list[Any]) -> Any:  # noqa: ANN401 - a driver's cursor
        words: Any = given
        if self._by_name:
            words = {name: value for (name, _), value in zip(self._order, given, strict=True)}
        driver: Any = db.connection.driver_connection
        try:
            return driver.execute(self._sql, words)
        except Exception as error:
            raise self._as_sqlalchemy(error, db) from error

    def _as_sqlalchemy(self, error: Exception, db: Connection) -> Exception:
        return as_sqlalchemy(error, self._sql, db.dialect, db.connection.dbapi_connection)
