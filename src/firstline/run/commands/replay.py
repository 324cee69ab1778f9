"""`firstline replay`: whether the event log and the tables tell the same, and decisions made once more."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstline.core.ids import LARGEST, TicketId
from firstline.run.say import NOT_DONE, NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.tickets.replay import Replay

MOST = 1_000
"""Tickets that one answer in JSON shows; all of them are counted."""
LONGEST = 60
"""Characters of a value that a person is shown."""

Number = Annotated[int | None, typer.Argument(min=1, max=LARGEST, help="The number of a ticket.")]
Every = Annotated[bool, typer.Option("--all", help="Look at every ticket instead of one.")]
Decision = Annotated[bool, typer.Option("--decision", help="Decide again what the desk had decided.")]
Revision = Annotated[
    int | None, typer.Option(min=1, max=LARGEST, help="With --decision: this revision, not the newest.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, max=LARGEST, help="With --decision and --all: only so many, the newest.")
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON, with the state that the log tells.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    lines = ("firstline replay 12", "firstline replay --all", "firstline replay 12 --decision")
    app.command(epilog=examples(*lines))(replay)


def replay(  # noqa: PLR0913 - each is an option
    ticket: Number = None,
    *,
    every: Every = False,
    decision: Decision = False,
    revision: Revision = None,
    limit: Limit = None,
    json: Json = False,
) -> None:
    """Tell a ticket again from its events, and say whether the tables agree. Exit code 1: they do not.

    The event log holds how a ticket stood when the customer wrote, and each change since. What the log does
    not tell, such as texts, is not compared. It changes nothing, and the desk may go on meanwhile.

    With --decision: judge the message again, by the rules, categories, labels and model of that time, and say
    whether the verdict is the same. Exit code 1: it is not, and nothing explains it; or it cannot be told.
    """
    if (ticket is None) is not every:
        stop("Name one ticket, or give --all for every one.", code=NOT_UNDERSTOOD)
    if revision is not None and not (decision and ticket):
        stop("--revision goes with --decision and one ticket.", code=NOT_UNDERSTOOD)
    if limit is not None and not (decision and every):
        stop("--limit goes with --decision and --all.", code=NOT_UNDERSTOOD)
    if decision:
        _decide(ticket, revision, limit, json=json)
    elif ticket is None:
        _tell_all(json=json)
    else:
        _tell_one(TicketId(ticket), json=json)


def _decide(ticket: int | None, revision: int | None, limit: int | None, *, json: bool) -> None:
    from firstline.run.redeciding import decide_all, decide_one  # noqa: PLC0415 - takes half a second

    if ticket is None:
        decide_all(limit, json=json)
    else:
        decide_one(TicketId(ticket), revision, json=json)


def _tell_one(ticket_id: TicketId, *, json: bool) -> None:
    from firstline.flows.replay import replay_ticket  # noqa: PLC0415 - takes half a second
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        found = replay_ticket(desk, ticket_id)
    if json:
        say_json(_as_json(found))
    else:
        _say(found)
    if not found.agrees:
        raise typer.Exit(NOT_DONE)


def _say(found: "Replay") -> None:
    verdict = "agree" if found.agrees else "do not agree"
    events = "1 event" if found.events == 1 else f"{found.events:,} events"
    say(f"Ticket {found.ticket_id}: {events}. The event log and the tables {verdict}.")
    if found.differences:
        rows = [(one.field, _shown(one.told), _shown(one.stands)) for one in found.differences]
        say_rows([("field", "by the events", "in the tables"), *rows])
    for sentence in _of_breaks(found):
        say(sentence)
    say(f"The log does not tell: {', '.join(found.untold)}.")


def _tell_all(*, json: bool) -> None:
    from firstline.flows.replay import replay_all  # noqa: PLC0415 - as above
    from firstline.run.opening import desk_as_it_is  # noqa: PLC0415 - as above

    with plainly(), desk_as_it_is() as desk:
        seen, wrong, shown = _look_through(replay_all(desk), json=json)
    if json:
        say_json({"tickets": seen, "agree": seen - wrong, "disagree": wrong, "found": shown})
    else:
        say(f"{seen:,} tickets: {seen - wrong:,} agree with the event log, {wrong:,} do not.")
    if wrong:
        note("firstline: The event log and the tables do not agree. `firstline replay TICKET` shows one.")
        raise typer.Exit(NOT_DONE)


def _look_through(every: Iterable["Replay"], *, json: bool) -> tuple[int, int, list[dict[str, Any]]]:
    """Count them; what disagrees is told to a person at once, and kept for a program."""
    seen = wrong = 0
    kept: list[dict[str, Any]] = []
    for found in every:
        seen += 1
        wrong += not found.agrees
        if json and not found.agrees and len(kept) < MOST:
            kept.append(_as_json(found))
        for sentence in () if json else _sentences(found):
            say(sentence)
    return seen, wrong, kept


def _sentences(found: "Replay") -> Iterator[str]:
    for one in found.differences:
        told, stands = _shown(one.told), _shown(one.stands)
        yield f"Ticket {found.ticket_id}: {one.field} is {told} by the events and {stands} in the tables."
    yield from (f"Ticket {found.ticket_id}: {sentence}" for sentence in _of_breaks(found))


def _of_breaks(found: "Replay") -> Iterator[str]:
    for one in found.breaks:
        begins = f"Behind the event of version {one.before} stands" if one.before else "The log begins with"
        yield f"{begins} that of version {one.after}."


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text or "(none)"


def _as_json(found: "Replay") -> dict[str, Any]:
    return {
        "ticket": found.ticket_id,
        "agrees": found.agrees,
        "events": found.events,
        "state": found.state,
        "differences": [
            {"field": one.field, "told": one.told, "stands": one.stands} for one in found.differences
        ],
        "breaks": [{"before": one.before, "after": one.after} for one in found.breaks],
        "untold": found.untold,
    }
