"""`firstline review`: the tickets that teach the desk most when a person labels them."""

from typing import TYPE_CHECKING, Annotated

import typer

from firstline.run.say import examples, note, plainly, say, say_json, say_rows

if TYPE_CHECKING:
    from firstline.flows.review import Wanted

MOST = 100
"""As many as one look can choose."""
SHOWN = 60
"""Characters of a subject that are shown."""
Limit = Annotated[int, typer.Option(help="How many at the most.", min=1, max=MOST)]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("firstline review", "firstline review --limit 50 --json"))(review)


def review(*, limit: Limit = 20, json: Json = False) -> None:
    """List the tickets whose label would teach the desk most, the one that teaches most first.

    They are chosen among the newest tickets whose category no person has set: those of which the desk is
    unsure and which speak for many others. Setting the category of one, at the API, labels it.
    """
    from firstline.run.learning import review_as_json, review_now  # noqa: PLC0415 - takes half a second

    with plainly():
        found = review_now(limit)
    if json:
        say_json(review_as_json(found))
        return
    if found.items:
        say_rows([("ticket", "category", "sure", "why", "subject"), *map(_row, found.items)])
    else:
        say("No ticket is left to label.")
    note(f"Tickets without a label that were looked at: {found.looked_at:,}.")
    if found.left_out:
        note(f"Left out, because the encoder knows English alone: {found.left_out:,}.")


def _row(one: "Wanted") -> tuple[str, ...]:
    subject = " ".join(one.subject.split())
    shown = f"{subject[:SHOWN]}…" if len(subject) > SHOWN else subject
    return str(one.ticket_id), one.category, f"{one.confidence:.0%}", one.reason, shown
