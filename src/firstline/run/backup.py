"""A whole desk into a file, out of one, and to PostgreSQL, for the command line.

The file is packed with gzip and written beside its place; on a terminal a line shows how far it is. What is
in it, and how a database comes to it, stands in `store/dump.py`, `store/restore.py` and `store/moving.py`.
"""

import gzip
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedWriter
from typing import TYPE_CHECKING, cast

from sqlalchemy.engine import make_url

from firstline import __version__
from firstline.core.clock import wall_clock
from firstline.run.files import Measured, opened, written
from firstline.run.opening import check_there, opened_database
from firstline.run.say import NoStart
from firstline.run.settings import is_openable, read_settings
from firstline.store import closed
from firstline.store.dump import Tell, dump
from firstline.store.moving import Moved, move
from firstline.store.restore import Restored, restore

if TYPE_CHECKING:
    from io import RawIOBase

PACKING = 3
"""gzip's level. At 6, its own choice, a backup is 4 % smaller and takes half as long again."""

AT_ONCE = 2**18
"""Bytes that are packed together."""


def backup_now(file: str) -> tuple[int, float]:
    """Write the desk to a file or to standard output; tells how many rows, and how many seconds it took."""
    settings = read_settings()
    check_there(settings)
    begun, lines = time.monotonic(), 0
    with ExitStack() as stack:
        database = stack.enter_context(opened_database(settings, limited=False))
        db = stack.enter_context(database.read())
        tell = stack.enter_context(progress())
        out = stack.enter_context(written(file))
        packed = stack.enter_context(gzip.GzipFile("", "wb", PACKING, cast("BufferedWriter", out), mtime=0))
        buffer = stack.enter_context(BufferedWriter(cast("RawIOBase", packed), AT_ONCE))
        for lines, line in enumerate(dump(db, moment=wall_clock(), version=__version__, tell=tell)):  # noqa: B007 - counts for the outside
            buffer.write(line)
    return lines, time.monotonic() - begun


def restore_now(file: str, into: str | None) -> Restored:
    """Bring a backup back, into the desk's own database or another."""
    url = read_settings().url if into is None else checked(into)
    with ExitStack() as stack:
        source = Measured(stack.enter_context(opened(file)))
        tell = stack.enter_context(progress(lambda: (source.taken, source.size)))
        packed = stack.enter_context(gzip.GzipFile("", "rb", fileobj=cast("BufferedWriter", source)))
        return restore(url, packed, tell=tell)


def move_now(url: str) -> Moved:
    """Move the desk to PostgreSQL."""
    settings = read_settings()
    check_there(settings)
    with progress() as tell:
        return move(settings.url, checked(url), at=wall_clock(), tell=tell)


def reopen_now() -> closed.Mark:
    """Let a desk start again on a database that was moved, or was to be moved."""
    settings = read_settings()
    check_there(settings)
    with opened_database(settings) as database:
        return database.write(closed.take_back)


def checked(url: str) -> str:
    """Take a URL that names a database.

    Raises:
        NoStart: when it does not; it is not repeated, because it may hold a password.
    """
    if not is_openable(url):
        message = (
            "Name a database: postgresql://user:password@host:port/database or sqlite:///path/to/file.db"
        )
        raise NoStart(message)
    return make_url(url).render_as_string(hide_password=False)


@contextmanager
def progress(done: Callable[[], tuple[int, int | None]] = lambda: (0, None)) -> Iterator[Tell]:
    """Show how far it is where somebody looks, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _table, _rows: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - as above

    begun, total = time.monotonic(), 0
    with Progress(
        BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)

        def show(table: str, rows: int) -> None:
            nonlocal total
            total += rows
            rate = total / max(time.monotonic() - begun, 0.001)
            taken, size = done()
            bar.update(
                task, completed=taken, total=size, description=f"{total:,} rows, {rate:,.0f}/s: {table}"
            )

        yield show
