"""A backup that is read: line by line, with each row understood as its column is, and nothing believed.

What always holds: whoever has come to the end of `parts` and their rows has read a whole and unchanged file.
Everything else ends with `BadBackup`, in a sentence that names the place, or with `NewerBackup`.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec

from firstline.core.errors import Refused
from firstline.store.dump import FORMAT, End, Head, Kind, Shape, Sum, TableHead, Told
from firstline.store.migrate import revisions

LONGEST_LINE = 2**30
"""Bytes. The largest message that a desk can be set to take, 256 MB, needs about a third of it."""

T = TypeVar("T")
TYPES: dict[Kind, Any] = {
    Kind.NUMBER: int,
    Kind.REAL: float,
    Kind.FLAG: bool,
    Kind.TEXT: str,
    Kind.MOMENT: datetime,
    Kind.JSON: msgspec.Raw,
    Kind.BYTES: bytes,
}
AGAIN = "Take another backup."


class BadBackup(Refused):
    """The file is no backup, is cut off, or was changed."""

    code = "bad_backup"


class NewerBackup(Refused):
    """The file was made by a newer version."""

    code = "newer_backup"


class Lines(Protocol):
    """A file that is read line by line."""

    def readline(self, size: int, /) -> bytes:
        """Give a line, or so much of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table in the file: what it is, and its rows, to be read before the next part is asked for."""

    head: TableHead
    _file: "BackupFile"

    def rows(self, shape: Shape) -> Iterator[tuple[Any, ...]]:
        """Give the rows as the columns want them.

        Raises:
            BadBackup: when they do not fit.
        """
        if self.head.columns != shape.columns:
            message = f"The file's table {shape.name} has other columns than that revision. {AGAIN}"
            raise BadBackup(message)
        return self._file.rows(shape)


class BackupFile:
    """A backup, read once from its beginning to its end."""

    def __init__(self, file: Lines) -> None:
        self._file = file
        self._whole = hashlib.sha256()
        self._sums: dict[str, Told] = {}
        self._number = 0
        self._line = b""
        self._next()
        self.head = self._understood(Head, "This file is no backup of Firstline's")
        self._check_version()

    @property
    def sums(self) -> dict[str, Told]:
        """Say what the tables come to that were read."""
        return dict(self._sums)

    def parts(self) -> Iterator[Part]:
        """Give the tables in their order; behind the last, the file is known to be whole."""
        self._next()
        while self._line.startswith(b'{"table":'):
            head = self._understood(TableHead, "A table's head cannot be understood")
            if head.table in self._sums:
                self._fail("A table stands twice in the file")
            self._next()
            yield Part(head, self)
            if head.table not in self._sums:
                self._fail("There is a table in the file that its revision has not")
        self._check_end()

    def rows(self, shape: Shape) -> Iterator[tuple[Any, ...]]:
        """Give the rows of the table at which the file is."""
        decode, counted = _decoder(shape).decode, Sum()
        while self._line.startswith(b"["):
            try:
                yield decode(self._line)
            except (msgspec.MsgspecError, ValueError):
                self._fail(f"A row of the table {shape.name} cannot be understood")
            counted.add(self._line)
            self._next()
        self._sums[shape.name] = counted.told()

    def _next(self) -> None:
        self._whole.update(self._line)
        self._number += 1
        self._line = self._read()
        if not self._line.endswith(b"\n"):
            self._fail("The file is cut off" if self._number > 1 else "This file is no backup of Firstline's")

    def _read(self) -> bytes:
        try:
            return self._file.readline(LONGEST_LINE)
        except EOFError as error:
            raise BadBackup(self._sentence("The file is cut off")) from error
        except (zlib.error, OSError) as error:
            what = "The file was changed or cannot be read" if self._number > 1 else "This file is no backup"
            raise BadBackup(self._sentence(what)) from error

    def _understood(self, kind: type[T], otherwise: str) -> T:
        try:
            return msgspec.json.decode(self._line, type=kind)
        except (msgspec.MsgspecError, ValueError) as error:
            raise BadBackup(self._sentence(otherwise)) from error

    def _check_version(self) -> None:
        if self.head.firstline_backup > FORMAT or self.head.revision not in revisions():
            message = (
                f"The backup was made by Firstline {self.head.version}, whose tables this one does not know. "
                "Upgrade Firstline, then restore it."
            )
            raise NewerBackup(message)

    def _check_end(self) -> None:
        end, found = (
            self._understood(End, "The file's last line cannot be understood"),
            self._whole.hexdigest(),
        )
        if end.sha256 != found or end.tables != self._sums:
            self._fail("The file was changed: its checksums do not agree")
        self._number += 1
        if self._read():
            self._fail("Something stands behind the end of the backup")

    def _fail(self, what: str) -> None:
        raise BadBackup(self._sentence(what))

    def _sentence(self, what: str) -> str:
        return f"{what} (line {self._number:,}). Nothing was restored. {AGAIN}"


def _decoder(shape: Shape) -> msgspec.json.Decoder[Any]:
    types = tuple(TYPES[one.kind] | None if one.optional else TYPES[one.kind] for one in shape.fields)
    return msgspec.json.Decoder(tuple.__class_getitem__(types))
