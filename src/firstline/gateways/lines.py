"""A file as lines of text, however large it is and whatever is in it.

Gzip is unpacked and a byte order mark dropped on the way. What always holds: no more than one line's limit is
in memory at a time, and a file that unpacks without end stops at a limit. Bytes that are not UTF-8 come as
halves of surrogate pairs, so that the row they stand in can be named and given back byte for byte.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from firstline.gateways.import_row import FileUnreadable

LONGEST = 2**22
"""Characters of a line, and of a row of several lines: a long thread fits in."""
MOST_BYTES = 8 * 2**30
"""Of a file, when it is unpacked."""
PIECE = 2**16
GZIP = b"\x1f\x8b"


class Source(Protocol):
    """Where bytes come from: a file, standard input, a request's body."""

    def read(self, size: int, /) -> bytes:
        """Give up to so many bytes; none: this is the end."""


class Lines:
    """The lines of a file, one after the other; `long` when the last one was cut at the limit."""

    def __init__(self, source: Source, *, most_bytes: int = MOST_BYTES, strict: bool = False) -> None:
        errors = "strict" if strict else "surrogateescape"
        stream = io.BufferedReader(_Counted(_unpacked(source), most_bytes), PIECE)
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors=errors, newline="")
        self._ahead: str | None = None

    def first(self) -> str:
        """Look at the next line without taking it."""
        if self._ahead is None:
            self._ahead = self.next()
        return self._ahead

    def next(self) -> str:
        """Give the next line with its end; nothing: this was the last. At the limit it is cut."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            return ahead
        with _readable():
            return self._text.readline(LONGEST + 1)

    def drop_rest(self) -> None:
        """Pass over what is left of a line that was cut."""
        with _readable():
            while (piece := self._text.readline(PIECE)) and not piece.endswith(("\n", "\r")):
                pass


def is_long(line: str) -> bool:
    """Tell whether a line was cut."""
    return len(line) > LONGEST


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8 text."
        raise FileUnreadable(message) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = "The file is packed with gzip, and is damaged or cut off."
        raise FileUnreadable(message) from error


class _Peeked(io.RawIOBase):
    """A source that can be read as Python's own streams can, its first bytes put back."""

    def __init__(self, first: bytes, source: Source) -> None:
        self._first = first
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # typeshed's Buffer is no type before 3.12
        given = self._first or self._source.read(len(buffer))
        self._first = given[len(buffer) :]
        given = given[: len(buffer)]
        buffer[: len(given)] = given
        return len(given)


class _Counted(io.RawIOBase):
    """Gives bytes as long as there are not too many."""

    def __init__(self, source: BinaryIO, most: int) -> None:
        self._source = source
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # as above
        given = self._source.read(len(buffer))
        self._left -= len(given)
        if self._left < 0:
            message = f"The file has more than {self._most:,} bytes, unpacked. Raise the limit or split it."
            raise FileUnreadable(message)
        buffer[: len(given)] = given
        return len(given)


def _unpacked(source: Source) -> BinaryIO:
    first = source.read(PIECE)
    stream = io.BufferedReader(_Peeked(first, source), PIECE)
    if first.startswith(GZIP):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value] # it reads as any binary stream does
    return stream
