"""Look through a file before it is taken in: what its columns hold, what its rows would be, what is wrong.

All of it is read and compared with what is on the desk, as `firstline import --dry-run` does, and nothing is
stored.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from firstline.flows.desk import Desk
from firstline.flows.import_messages import Imported, Run, import_in_batches
from firstline.flows.judgement import judged
from firstline.gateways.import_file import How, Look, look_at, read_rows
from firstline.gateways.import_row import FileTicket, Reject
from firstline.tickets.message import Message

MOST_FIRST = 5
"""Rows that are shown as they would be: enough to see that each column is where it belongs."""


@dataclass(frozen=True, slots=True)
class FirstRow:
    """A row as it would be."""

    row: FileTicket
    columns: Mapping[str, Any]
    """What the desk thinks of its opening message: `category`, `urgency`, ..."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the file is, and what an import of it would do."""

    look: Look
    first: Sequence[FirstRow]
    done: Imported
    """How many rows would be new, are there already, or cannot be taken; customers are not counted."""


def look_through(desk: Desk, file: IO[bytes], how: How, run: Run) -> Generator[Imported, None, Looked]:
    """Read a file to its end, and tell after each batch how far that is; nothing is stored.

    Raises:
        FileUnreadable: when it cannot be read at all, or no further.
    """
    look = look_at(file, how)
    if look.problem is not None:
        return Looked(look, (), Imported(0, 0, 0))
    file.seek(0)
    first: list[FileTicket] = []
    rows = _noting(read_rows(file, how), first)
    done = yield from import_in_batches(desk, rows, replace(run, dry=True))
    return Looked(look, _thought(desk, first), done)


def _noting(rows: Iterable[FileTicket | Reject], first: list[FileTicket]) -> Iterator[FileTicket | Reject]:
    """Note the first rows that can be taken, in passing."""
    for row in rows:
        if isinstance(row, FileTicket) and len(first) < MOST_FIRST:
            first.append(row)
        yield row


def _thought(desk: Desk, first: Sequence[FileTicket]) -> Sequence[FirstRow]:
    """Let the desk judge the first rows."""
    messages = [Message(row.text, row.subject or "", row.tier) for row in first]
    found = judged(desk.board.taxonomy, messages, desk.board.learned)
    return [FirstRow(row, one.columns) for row, one in zip(first, found, strict=True)]
