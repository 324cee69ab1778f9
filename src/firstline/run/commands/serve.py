"""`firstline up` and `firstline serve`: open the desk."""

from typing import Annotated

import typer

from firstline.run.say import examples, plainly

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
BROWSER = "Open the desk in the browser, where there is a screen."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=examples("firstline up", "firstline up --port 8080 --no-browser"))(up)
    app.command(
        epilog=examples(
            "firstline serve --port 8080", "FIRSTLINE_LOG_FORMAT=json firstline serve 2>>desk.log"
        )
    )(serve)


def up(
    *,
    port: Port = None,
    host: Host = None,
    browser: Annotated[bool, typer.Option(help=BROWSER)] = True,
) -> None:
    """Start the desk, and say where it is.

    It migrates the database, serves all doors and works off what waits, until Ctrl-C.
    """
    from firstline.run import serve as server  # noqa: PLC0415 - takes half a second

    with plainly():
        server.up(port=port, host=host, browser=browser)


def serve(*, port: Port = None, host: Host = None) -> None:
    """Start the desk as a service.

    It does what `up` does, without the greeting and the browser: it writes to the log alone.
    """
    from firstline.run import serve as server  # noqa: PLC0415 - as above

    with plainly():
        server.serve(port=port, host=host)
