"""`firstline policy`: is this reply fit to be sent?"""

from typing import Annotated

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, stop

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
REPLY = typer.Argument(
    help="The reply, or a file of them as JSON Lines; without it, or with `-`: from standard input."
)
PREDICTIONS = typer.Option(help="Where to write what was found, a line for each reply of the file.")
TICKET = typer.Option(help="The customer's words.")
HOURS = typer.Option("--sla-hours", help="The time that was granted, in hours.")
STANDARD = "-"
LINES = (".jsonl", ".ndjson")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Check replies: promises, times, admissions, data, insults, claims, links.",
        epilog=examples(
            'firstline policy check "We will refund you by Friday."',
            "firstline policy check replies.jsonl --predictions findings.jsonl",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("check", epilog=examples('firstline policy check "We will refund you." --json'))(check)
    group.callback()(_policy)
    app.add_typer(group, name="policy")


def _policy() -> None:
    """Check replies by the rules that come with the desk."""


def check(
    reply: Annotated[str, REPLY] = STANDARD,
    *,
    predictions: Annotated[str | None, PREDICTIONS] = None,
    ticket: Annotated[str, TICKET] = "",
    sla_hours: Annotated[float | None, HOURS] = None,
    json: Json = False,
) -> None:
    """Say what is wrong with a reply: each finding with its place, its rule and a better wording."""
    from firstline.run import policy  # noqa: PLC0415 - help needs none of it
    from firstline.run.files import opened  # noqa: PLC0415 - as above

    if reply.endswith(LINES) or predictions is not None:
        if predictions is None:
            stop("Say where to write what is found: --predictions FILE.", code=NOT_UNDERSTOOD)
        with plainly():
            count, found = policy.check_file(reply, predictions)
        note(f"{count} replies were checked, {found} of them have findings.")
        return
    if reply == STANDARD:
        with opened(reply) as source:
            reply = source.read().decode("utf-8", "replace")
    if not reply.strip():
        stop("There is no reply: give it as an argument or on standard input.", code=NOT_UNDERSTOOD)
    result = policy.check_text(reply, ticket=ticket, sla_hours=sla_hours)
    if json:
        say_json(policy.as_json(result))
        return
    say(result.compliance)
    for one in result.findings:
        source_text = reply if one.source == "draft" else ticket
        told = " ".join(source_text[one.start : one.end].split())
        say(f"  {one.action}: {one.reason}: “{told}” ({one.rule})")
        if one.wording:
            say(f"    better: {one.wording}")
