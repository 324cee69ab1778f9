"""`firstline triage`: a verdict on any text, nothing stored."""

import sys
from typing import Annotated

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, stop
from firstline.tickets.message import Tier

TEXT = typer.Argument(help="The message. Without it, or with `-`, it is read from standard input.")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    epilog = examples(
        'firstline triage "My card is blocked!"',
        "firstline triage --json --tier vip < message.txt",
    )
    app.command(epilog=epilog)(triage)


def triage(
    text: Annotated[str, TEXT] = "-",
    *,
    subject: Annotated[str, typer.Option(help="The message's subject.")] = "",
    tier: Annotated[Tier, typer.Option(help="What the customer's contract promises.")] = Tier.STANDARD,
    json: Annotated[bool, typer.Option("--json", help="Print the whole verdict as JSON.")] = False,
) -> None:
    """Judge a message as the desk here does, and say why; as a fresh desk where there is none.

    Every field comes with its odds and reasons. Nothing is stored, and the LLM is not asked.
    """
    from firstline.run.show import print_verdict, verdict_json  # noqa: PLC0415 - help needs none of these
    from firstline.run.triaging import judge_now  # noqa: PLC0415 - as above
    from firstline.tickets.message import Message  # noqa: PLC0415 - as above

    message = Message(_read(text), subject, tier)
    with plainly():
        verdict = judge_now(message, on_trouble=note)
    if json:
        sys.stdout.write(verdict_json(verdict) + "\n")
    else:
        print_verdict(verdict, message)


def _read(text: str) -> str:
    if text == "-":
        if sys.stdin.isatty():
            note("Write the message; end it with Ctrl-D on a line of its own.")
        text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if not text.strip():
        stop("There is no message: give it as an argument or on standard input.", code=NOT_UNDERSTOOD)
    return text
