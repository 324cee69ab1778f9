"""Logs go to standard error: text where a person reads along, one JSON object a line elsewhere.

`set_up` is called once by whatever serves the desk. A line carries the id of the request on whose behalf it
was written, if there is one.

What always holds: an exception is written down by its kind and its way through the code, never by its text,
which may hold a customer's words. Only our own loggers follow `FIRSTLINE_LOG_LEVEL`; libraries write
warnings, because what they would say at DEBUG are requests and their bodies. No line gives a terminal orders.
"""

import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TextIO

import msgspec

from firstline.core.trace import ACCESS_LOG, REQUEST_ID
from firstline.run.say import harmless

OWN = "firstline"
FIRST_LINE_ONLY = frozenset({"asyncio"})
"""Loggers that go on to describe objects, which may hold a customer's words."""
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.asgi")
UVICORN_ACCESS = "uvicorn.access"
MOMENT = 0.2
"""Seconds that the line of a request may wait to be written."""

encode = msgspec.json.Encoder().encode
log = logging.getLogger(__name__)


class LogFormat(StrEnum):
    """How a line of the log looks."""

    AUTO = "auto"
    """Text on a terminal, else JSON."""
    TEXT = "text"
    JSON = "json"


class Gathering(logging.StreamHandler[TextIO]):
    """Writes the lines of a moment together.

    A write for each request would hand the processor to another thread each time, which costs more than the
    line. What is left is written at the end; a process that is killed loses the lines of one moment.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []
        self._some = threading.Event()
        threading.Thread(target=self._keep_writing, name="access-log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line for the next write."""
        self._lines.append(self.format(record) + self.terminator)
        if not self._some.is_set():
            self._some.set()

    def flush(self) -> None:
        """Write what there is."""
        with self.lock or threading.RLock():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(lines))
            super().flush()

    def _keep_writing(self) -> None:
        while self._some.wait():
            time.sleep(MOMENT)
            self._some.clear()
            with suppress(OSError, ValueError):  # nobody reads any more
                self.flush()


class TextFormatter(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        moment = f"{datetime.fromtimestamp(record.created).astimezone():%Y-%m-%d %H:%M:%S}"
        head = f"{moment} {record.levelname} {record.name}: {_message(record)}"
        fields = getattr(record, "fields", None)
        if fields is not None:
            head += f" in {fields['ms']} ms, {fields['bytes']} bytes"
        request_id = REQUEST_ID.get()
        line = head if request_id is None else f"{head} [{request_id}]"
        return harmless("\n".join([line, *_way(record)]).rstrip("\n"))


class JsonFormatter(logging.Formatter):
    """For programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record as one line."""
        found: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "request_id": REQUEST_ID.get(),
            **getattr(record, "fields", {}),
        }
        way = "".join(_way(record))
        given = {name: value for name, value in found.items() if value is not None}
        return _one_line(given | {"trace": way} if way else given)


def write_what_is_left() -> None:
    """Write the lines that still wait: a server that a signal ends runs nothing of ours afterwards."""
    for handler in logging.getLogger(ACCESS_LOG).handlers:
        handler.flush()


def set_up(*, level: str, form: LogFormat, stream: TextIO | None = None) -> None:
    """Send the logs of this process to a stream; without one, to standard error."""
    out = stream or sys.stderr
    handler, gathering = logging.StreamHandler(out), Gathering(out)
    as_text = out.isatty() if form is LogFormat.AUTO else form is LogFormat.TEXT
    for one in (handler, gathering):
        one.setFormatter(TextFormatter() if as_text else JsonFormatter())
    root, own, access = (logging.getLogger(name) for name in (None, OWN, ACCESS_LOG))
    root.handlers[:], access.handlers[:] = [handler], [gathering]
    access.propagate = False
    own.setLevel(level)
    root.setLevel(max(own.level, logging.WARNING))
    threading.excepthook = _note_thread


def take_over_uvicorn() -> None:
    """Let uvicorn write by our rules, and no line for a request: its lines would show the query."""
    for name in UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    silent = logging.getLogger(UVICORN_ACCESS)
    silent.handlers.clear()
    silent.propagate = False


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    return text.partition("\n")[0] if record.name in FIRST_LINE_ONLY else text


def _way(record: logging.LogRecord) -> Iterator[str]:
    """Show what was raised and where, causes first."""
    error = record.exc_info[1] if record.exc_info else None
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    for one in reversed(chain):
        yield f"{type(one).__module__}.{type(one).__qualname__} at\n"
        yield from traceback.format_tb(one.__traceback__)


def _one_line(found: dict[str, Any]) -> str:
    try:
        return encode(found).decode()
    except (
        UnicodeEncodeError,
        TypeError,
    ):  # half a character, from a file's name; or an object we do not know
        return json.dumps(found, default=lambda value: type(value).__name__)


def _note_thread(ended: threading.ExceptHookArgs) -> None:
    """Write down why a thread ended, by the same rules as everything."""
    name = ended.thread.name if ended.thread else "unknown"
    if ended.exc_value is not None:
        log.error("The thread %s ended with an error.", name, exc_info=ended.exc_value)
