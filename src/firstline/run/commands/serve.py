"""`firstline up`, `firstline serve` and `firstline worker`: open the desk, whole or in parts."""

import gc
from typing import Annotated

import typer

from firstline.run.say import examples, plainly

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
THREADS, MOST_THREADS = 4, 64
BROWSER = "Open the desk in the browser, where there is a screen."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=examples("firstline up", "firstline up --port 8080 --no-browser"))(up)
    app.command(
        epilog=examples(
            "firstline serve --port 8080", "FIRSTLINE_LOG_FORMAT=json firstline serve 2>>desk.log"
        )
    )(serve)
    app.command(epilog=examples("firstline worker", "firstline worker --threads 8"))(worker)


def up(
    *,
    port: Port = None,
    host: Host = None,
    browser: Annotated[bool, typer.Option(help=BROWSER)] = True,
) -> None:
    """Start the desk, and say where it is.

    It migrates the database, serves all doors and works off what waits, until Ctrl-C.
    """
    gc.disable()  # nothing that is read at start is garbage; seeking it is a fifth of the start (`settle`)
    from firstline.run import serve as server  # noqa: PLC0415 - takes seconds

    with plainly():
        server.up(port=port, host=host, browser=browser)


def serve(*, port: Port = None, host: Host = None) -> None:
    """Start the desk's doors as a service, without a worker.

    It migrates the database, serves all doors and writes to the log alone. What follows a message, such as
    its draft, is done by `firstline worker`. Start any number of each, in any order, on one database.
    """
    gc.disable()  # as above
    from firstline.run import serve as server  # noqa: PLC0415 - as above

    with plainly():
        server.serve(port=port, host=host)


def worker(
    *,
    threads: Annotated[
        int, typer.Option(help="Steps that are done at once.", min=1, max=MOST_THREADS)
    ] = THREADS,
) -> None:
    """Do what the desk does by itself, without doors: it opens no port.

    It migrates the database and works off what waits until SIGTERM or Ctrl-C; then it takes nothing more and
    ends what it has begun, within ten seconds. What a killed worker leaves, the others take over.
    """
    gc.disable()  # as above
    from firstline.run.work import work  # noqa: PLC0415 - as above

    with plainly():
        work(threads=threads)
