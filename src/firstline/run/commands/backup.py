"""`firstline backup`, `restore` and `move-to-postgres`: a whole desk, kept, brought back, moved."""

from typing import Annotated

import typer

from firstline.run.say import examples, note, plainly, say, say_json

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
To = Annotated[str, typer.Argument(help="Where to write it; `-` is standard output.")]
From = Annotated[str, typer.Argument(help="What `firstline backup` has written; `-` is standard input.")]
Into = Annotated[
    str | None, typer.Option(help="An empty database, as a URL.", show_default="the desk's own, DATABASE_URL")
]
Url = Annotated[str, typer.Argument(help="An empty one: postgresql://user@host:port/database")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        epilog=examples("firstline backup desk.backup", "firstline backup - | ssh vault 'cat > desk'")
    )(backup)
    app.command(
        epilog=examples(
            "firstline restore desk.backup",
            "firstline restore desk.backup --into sqlite:////srv/firstline/look.db",
        )
    )(restore)
    app.command(
        "move-to-postgres",
        epilog=examples("firstline move-to-postgres postgresql://firstline@db.example.com:5432/firstline"),
    )(move_to_postgres)


def backup(file: To) -> None:
    """Write the whole desk to one file, as it stands at one moment; the desk may go on meanwhile.

    The file is the same for SQLite and PostgreSQL, and `firstline restore` checks it byte by byte. It holds
    everything customers wrote: only its owner may read it.
    """
    from firstline.run.backup import backup_now  # noqa: PLC0415 - takes half a second

    with plainly():
        rows, seconds = backup_now(file)
    note(f"{rows:,} lines were written in {seconds:.0f} s.")


def restore(file: From, *, into: Into = None, json: Json = False) -> None:
    """Bring a backup back, into an empty database only: all of it, or nothing.

    A backup of an older version is brought to this version's schema. Nothing is ever put over a desk.
    """
    from firstline.run.backup import restore_now  # noqa: PLC0415 - as above

    with plainly():
        done = restore_now(file, into)
    if json:
        say_json({"rows": done.rows, "moment": done.head.moment.isoformat(), "version": done.head.version})
    else:
        say(
            f"The desk of {done.head.moment:%Y-%m-%d %H:%M} UTC is back: {done.rows:,} rows, checked. "
            "Next: firstline doctor"
        )


def move_to_postgres(url: Url, *, json: Json = False) -> None:
    """Move the desk from its present database to an empty PostgreSQL database.

    Stop the desk first; meanwhile none can start. All rows are compared at the end. Stopped or killed, it
    goes on where it was when it is run again. Then no desk starts on the old database, which stays as it is.
    """
    from firstline.run.backup import move_now  # noqa: PLC0415 - as above

    with plainly():
        done = move_now(url)
    if json:
        say_json({"rows": done.rows, "place": done.place, "resumed": done.resumed})
    else:
        say(
            f"The desk lives at {done.place} now: {done.rows:,} rows, compared. "
            "Set DATABASE_URL to it, then: firstline up"
        )
