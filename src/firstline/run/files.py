"""Files of the command line: opened for reading and for writing, `-` for the standard ones.

What always holds: a file that is written appears under its name only when it is whole and on the disk, and
only its owner may read it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from firstline.core.errors import DeskError
from firstline.run.say import stop

STANDARD = "-"


class FileNotWritable(DeskError):
    """The file that was asked for cannot be made."""

    code = "file_not_writable"


@dataclass(slots=True)
class Measured:
    """A file that knows how much of it was read."""

    file: BinaryIO
    taken: int = 0

    def read(self, size: int, /) -> bytes:
        """Give up to so many bytes."""
        piece = self.file.read(size)
        self.taken += len(piece)
        return piece

    @property
    def size(self) -> int | None:
        """Say how large it is; None: nobody knows, as with a pipe."""
        with suppress(OSError, ValueError):
            return os.fstat(self.file.fileno()).st_size or None
        return None


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """Open a file for reading; end the command when that is not possible."""
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        found = Path(file).open("rb")  # noqa: SIM115 - closed below; the `with` would also catch what happens inside
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror or error}.")
    with found:
        yield found


@contextmanager
def written(file: str) -> Iterator[BinaryIO]:
    """Write beside the place, and put the file there when it is whole.

    Raises:
        FileNotWritable: when it cannot be made, or the disk is full.
    """
    if file == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with own(unfinished, path) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise _not_writable(path, error) from error
    finally:
        unfinished.unlink(missing_ok=True)


def own(path: Path, shown: Path) -> BinaryIO:
    """Open a file for writing, for its owner only."""
    try:
        number = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    except OSError as error:
        raise _not_writable(shown, error) from error
    return os.fdopen(number, "wb")


def _not_writable(path: Path, error: OSError) -> FileNotWritable:
    return FileNotWritable(f"{path} cannot be written: {error.strerror or error}.")
