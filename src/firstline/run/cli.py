"""The command line. What a command needs is imported when it runs, so that help is quick.

Exit codes: 0 done, 1 it could not be done (the message says why), 2 the command was not understood.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from firstline.tickets.message import Tier

app = typer.Typer(
    name="firstline",
    help="The support desk that says how sure it is, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

TEXT = typer.Argument(help="The message. Without it, or with `-`, it is read from standard input.")
BROWSER = "Open the desk in the browser, where there is a screen."


@app.command()
def up(
    *,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    browser: Annotated[bool, typer.Option(help=BROWSER)] = True,
) -> None:
    """Start the desk: migrate the database, serve all doors, work off what waits."""
    from firstline.core.errors import DeskError  # noqa: PLC0415
    from firstline.run.serve import NoStart, serve  # noqa: PLC0415

    try:
        serve(port=port, host=host, browser=browser)
    except NoStart as error:
        _stop(str(error))
    except DeskError as error:
        _stop(error.sentence)


@app.command()
def triage(
    text: Annotated[str, TEXT] = "-",
    *,
    subject: Annotated[str, typer.Option(help="The message's subject.")] = "",
    tier: Annotated[Tier, typer.Option(help="What the customer's contract promises.")] = Tier.STANDARD,
    json: Annotated[bool, typer.Option("--json", help="Print the whole verdict as JSON.")] = False,
) -> None:
    """Judge a message and say how sure the desk is, and why. Nothing is stored."""
    from firstline.run.show import print_verdict, verdict_json  # noqa: PLC0415
    from firstline.tickets.message import Message  # noqa: PLC0415
    from firstline.triage.judge import judge  # noqa: PLC0415

    message = Message(_read(text), subject, tier)
    verdict = judge(message)
    if json:
        sys.stdout.write(verdict_json(verdict) + "\n")
    else:
        print_verdict(verdict, message)


@app.command()
def version() -> None:
    """Print the version."""
    from firstline import __version__  # noqa: PLC0415

    sys.stdout.write(f"firstline {__version__}\n")


def main() -> None:
    """Run the command line."""
    # Our products of matrices are small: more threads would cost memory and make them wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()


def _read(text: str) -> str:
    if text == "-":
        if sys.stdin.isatty():
            sys.stderr.write("Write the message; end it with Ctrl-D on a line of its own.\n")
        text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if not text.strip():
        _stop("There is no message: give it as an argument or on standard input.", code=2)
    return text


def _stop(message: str, *, code: int = 1) -> NoReturn:
    sys.stderr.write(f"firstline: {message}\n")
    raise typer.Exit(code)


if __name__ == "__main__":
    sys.argv[0] = str(Path(sys.argv[0]).parent / "firstline")
    main()
