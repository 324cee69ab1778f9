"""`firstline db`: the database's schema, its size, its health."""

from typing import Annotated

import typer

from firstline.run.say import NOT_DONE, examples, note, plainly, say, say_json, say_rows

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Look after the database.",
        epilog=examples("firstline db status", "firstline db check && cp -r instance backup"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("upgrade", epilog=examples("firstline db upgrade"))(upgrade_database)
    group.command("status", epilog=examples("firstline db status --json"))(show_status)
    group.command("check", epilog=examples("firstline db check"))(check_database)
    group.command("reopen", epilog=examples("firstline db reopen"))(reopen_database)
    app.add_typer(group, name="db")


def upgrade_database(*, json: Json = False) -> None:
    """Bring the database to this version's schema, or make it. `up` and `serve` do so by themselves."""
    from firstline.run.opening import upgrade_now  # noqa: PLC0415 - takes half a second

    with plainly():
        before, after = upgrade_now()
    if json:
        say_json({"before": before, "after": after})
    elif before == after:
        say(f"The database stands at revision {after}, which is this version's.")
    else:
        say(f"The database was brought from {before or 'nothing'} to revision {after}.")


def show_status(*, json: Json = False) -> None:
    """Say where the database is, at which revision it stands, how large it is and what it holds."""
    from firstline.run.opening import status_now  # noqa: PLC0415 - as above

    with plainly():
        status = status_now()
    if json:
        say_json(status)
    else:
        say_rows([(name.replace("_", " "), _shown(value)) for name, value in status.items()])


def check_database(*, json: Json = False) -> None:
    """Look through the whole database for damage. Exit code 1: something was found.

    It changes nothing, and the desk may go on meanwhile; a large database takes minutes.
    """
    from firstline.run.opening import damages_now  # noqa: PLC0415 - as above

    with plainly():
        found = damages_now()
    if json:
        say_json({"whole": not found, "found": found})
    elif not found:
        say("The database is whole.")
    for sentence in [] if json else found:
        say(sentence)
    if found:
        note("firstline: The database is damaged. Stop the desk, keep a copy, and restore the latest backup.")
        raise typer.Exit(NOT_DONE)


def reopen_database() -> None:
    """Let a desk start again on a database that was moved to PostgreSQL, or was to be moved.

    It is as it was when the move began; what came in at the other place since then is there only.
    """
    from firstline.run.backup import reopen_now  # noqa: PLC0415 - as above

    with plainly():
        mark = reopen_now()
    say(f"A desk may start here again. Let none start at {mark.place}: it would be a second one.")


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
