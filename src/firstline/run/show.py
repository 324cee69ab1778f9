"""A verdict on a terminal: for people in colour, for programs as JSON.

Whatever happens: a message gives the terminal no orders. What could move its cursor, change its colours or
turn the order of the letters round is shown as a mark, one for one; in JSON it is written as an escape.
"""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from firstline.run.say import ORDERS, harmless
from firstline.tickets.message import Message
from firstline.tickets.verdict import MARKS, Certainty, Field, Part, Verdict

SCOPE = "scope"
"""Has a row where there is a mark."""
ROWS = (
    "category",
    "subcategory",
    "team",
    "urgency",
    "priority",
    "priority_score",
    "level",
    "sla_hours",
    "sentiment",
    "frustrated",
    "language",
)
MOST_REASONS = 3
COLOURS = {Certainty.AUTO: "green", Certainty.SUGGEST: "yellow", Certainty.PERSON: "red"}
WORDS = {Certainty.AUTO: "auto", Certainty.SUGGEST: "suggest", Certainty.PERSON: "needs a person"}


def verdict_json(verdict: Verdict) -> str:
    """Give the verdict as one line of JSON."""
    return ORDERS.sub(lambda found: f"\\u{ord(found[0]):04x}", msgspec.json.encode(verdict).decode())


def print_verdict(verdict: Verdict, message: Message, *, console: Console | None = None) -> None:
    """Print the text with its evidence marked, then every field with its odds and reasons."""
    out = console or Console()
    out.print(_marked(verdict, message))
    out.print()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "value", "odds", "", "why"):
        table.add_column(name, overflow="fold")
    for name in _rows(verdict):
        table.add_row(*_row(name, verdict.field(name)))
    out.print(table)
    if verdict.entities:
        named = ", ".join(f"{entity.kind} {entity.value}" for entity in verdict.entities)
        out.print(Text.assemble("\n", ("named  ", "dim"), harmless(named)))
    out.print(Text.assemble("\n", ("next   ", "dim"), harmless(verdict.next_action.value)))
    out.print(Text.assemble(("reply  ", "dim"), harmless(verdict.suggested_reply.value)))


def _rows(verdict: Verdict) -> Sequence[str]:
    return (SCOPE, *ROWS) if verdict.field(SCOPE).value in MARKS else ROWS


def _row(name: str, field: Field[object]) -> tuple[str, str, str, str, str]:
    colour = COLOURS[field.certainty]
    why = "\n".join(escape(harmless(reason.text)) for reason in field.reasons[:MOST_REASONS])
    certainty = f"[{colour}]{WORDS[field.certainty]}[/]"
    shown = f"[bold]{escape(harmless(str(field.value)))}[/]"
    return name.replace("_", " "), shown, f"{field.confidence:.0%}", certainty, why


def _marked(verdict: Verdict, message: Message) -> Text:
    text = Text(harmless(message.text))
    for name in _rows(verdict):
        for reason in verdict.field(name).reasons:
            if reason.span and reason.span.part is Part.MESSAGE:
                text.stylize("bold underline", reason.span.start, reason.span.end)
    return text
