"""`firstline doctor`: what is wrong, and how to mend it."""

from dataclasses import asdict
from typing import Annotated

import typer

from firstline.run.say import NOT_DONE, examples, say, say_json

SIGNS = {"fine": "ok", "warning": "WARNING", "broken": "BROKEN", "skipped": "-"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("firstline doctor", "firstline doctor --json", "firstline doctor --no-llm"))(
        doctor
    )


def doctor(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    llm: Annotated[bool, typer.Option(help="Ask the LLM one question, when one is set up.")] = True,
) -> None:
    """Say what is wrong, and how to mend it.

    It examines settings, database, disk, clock, rights, LLM and queue, and changes nothing. Exit code 1 means
    that something is broken; warnings alone give 0.
    """
    from firstline.run.checks.finding import State  # noqa: PLC0415 - help does not need it
    from firstline.run.doctor import examine  # noqa: PLC0415 - takes half a second

    findings = list(examine(ask_llm=llm))
    if json:
        say_json([asdict(finding) for finding in findings])
    for finding in [] if json else findings:
        say(f"{SIGNS[finding.state]:8} {finding.part}: {finding.what}")
        if finding.mend:
            say(f"{'':8} -> {finding.mend}")
    if any(finding.state is State.BROKEN for finding in findings):
        raise typer.Exit(NOT_DONE)
