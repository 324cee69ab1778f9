"""How the command line speaks: answers on standard output, everything else on standard error.

Imports nothing that takes time. What always holds: no answer gives a terminal orders, and what could not be
done ends with exit code 1 and one sentence, not with a traceback.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer

from firstline.core.errors import DeskError

NOT_DONE = 1
NOT_UNDERSTOOD = 2
MARK = "\N{REPLACEMENT CHARACTER}"
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but newline and tab, and those that override the direction of writing."""
GAP = "  "


class NoStart(Exception):
    """Why the desk cannot start, and what to do."""


def examples(*lines: str) -> str:
    r"""Give the end of a command's help: lines to copy.

    >>> examples("firstline up")
    '\x08\nFor example:\n  firstline up'
    """
    return "\n".join(["\b", "For example:", *(f"  {line}" for line in lines)])


def say(text: str = "") -> None:
    """Print a line of the answer."""
    sys.stdout.write(harmless(text) + "\n")


def say_json(value: Any) -> None:  # noqa: ANN401 - anything that JSON can say
    """Print the answer for a program, on one line."""
    sys.stdout.write(json.dumps(value) + "\n")


def say_rows(rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its columns in line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say(GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def note(text: str) -> None:
    """Tell the person something that is no part of the answer."""
    sys.stderr.write(harmless(text) + "\n")


def stop(message: str, *, code: int = NOT_DONE) -> NoReturn:
    """End the command, and say why."""
    note(f"firstline: {message}")
    raise typer.Exit(code)


@contextmanager
def plainly() -> Iterator[None]:
    """End the command with a sentence when the desk says that something cannot be done."""
    try:
        yield
    except NoStart as error:
        stop(str(error))
    except DeskError as error:
        stop(error.sentence)


def harmless(text: str) -> str:
    r"""Replace what a terminal would obey, one for one, so that spans stay right.

    >>> harmless("blocked \x1b[31mred\r\n")
    'blocked �[31mred \n'
    """
    return ORDERS.sub(MARK, text.replace("\r\n", " \n"))  # the end of a line on Windows is no order
