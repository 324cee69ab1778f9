"""A verdict on a terminal: the words that counted are marked, and no message gives the terminal orders."""

import io
import json
import re
import unicodedata
from dataclasses import replace

import pytest
from rich.console import Console

from firstline.run.say import MARK, harmless
from firstline.run.show import print_verdict, verdict_json
from firstline.tickets.message import Message
from firstline.triage.judge import judge

RED = "\x1b[31m"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))


def shown(text: str, *, colour: bool = False) -> str:
    """Print the verdict on a message, as on a terminal of 200 columns."""
    out = Console(
        file=io.StringIO(), width=200, color_system="standard" if colour else None, force_terminal=colour
    )
    message = Message(text)
    print_verdict(judge(message), message, console=out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_a_mark_is_told_first_and_only_where_there_is_one() -> None:
    """With the words that gave it."""
    spam = shown("We rank your website on the first page of Google for only $99: https://rank.example")
    plain = shown("I was charged twice")

    assert re.search(r"^scope +spam +\d+% +suggest +“", spam, re.MULTILINE)
    assert "scope" not in plain


@pytest.mark.parametrize("order", [*CONTROLS.replace("\n", "").replace("\t", ""), *OVERRIDES])
def test_no_order_reaches_the_terminal(order: str) -> None:
    """A mark stands in its place, wherever the message is quoted."""
    told = shown(f"blocked {order}[31mred, write to a{order}b@example.com, order {order}4711")

    assert f"blocked {MARK}[31mred" in told
    assert [sign for sign in told if unicodedata.category(sign) == "Cc" and sign != "\n"] == []
    assert set(told).isdisjoint(OVERRIDES)


def test_the_words_that_counted_are_marked_behind_an_order_too() -> None:
    """Each order became one mark, so that nothing has moved."""
    told = shown(f"Hello \a\b\r\v{RED} my account is blocked", colour=True)

    assert "\x1b[1;4mblocked\x1b[0m" in told.splitlines()[0]
    assert told.startswith(f"Hello {MARK * 5}[31m")


def test_lines_and_columns_stay() -> None:
    """Also those that were written on Windows."""
    assert harmless("one\n\ttwo\r\nthree") == "one\n\ttwo \nthree"


def test_json_says_the_same_without_an_order() -> None:
    """A program reads what was written; a terminal that shows it obeys nothing."""
    verdict = judge(Message("My account is blocked"))
    words = f"{OVERRIDES}{CONTROLS}{RED}"
    verdict = replace(verdict, suggested_reply=replace(verdict.suggested_reply, value=words))

    told = verdict_json(verdict)

    assert [sign for sign in told if unicodedata.category(sign) == "Cc" or sign in OVERRIDES] == []
    assert json.loads(told)["suggested_reply"]["value"] == words
