"""`firstline demo`: a desk with something on it."""

from typing import Annotated

import typer

from firstline.run.say import examples, plainly, say, say_json

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("FIRSTLINE_HOME=/tmp/look firstline demo", "firstline demo --json"))(demo)


def demo(*, json: Json = False) -> None:
    """Fill the desk with conversations that were written for it, spread over the last weeks.

    Doing it again adds nothing. They cannot be taken away again, because the event log forgets nothing: for a
    look, give the desk a folder of its own with FIRSTLINE_HOME.
    """
    from firstline.run.importing import demo_now  # noqa: PLC0415 - takes half a second

    with plainly():
        done = demo_now()
    if json:
        say_json({"conversations": done.rows, "new": done.messages, "customers": done.customers})
    elif done.messages:
        say(
            f"{done.messages} conversations of {done.customers} customers are on the desk. Next: firstline up"
        )
    else:
        say("The samples are on the desk already.")
