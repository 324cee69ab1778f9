"""`firstline openapi` and `firstline version`: what this version is, without a desk."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from firstline.run.say import examples, say, stop

FILE = typer.Argument(help="Where to write it; `-` is standard output.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=examples("firstline openapi", "firstline openapi openapi.json"))(openapi)
    app.command(epilog=examples("firstline version"))(version)


def openapi(file: Annotated[str, FILE] = "-") -> None:
    """Print the HTTP API as OpenAPI.

    It is JSON. No desk is opened and no database touched.
    """
    from firstline.run.reference import openapi_of_this_version  # noqa: PLC0415 - takes a second

    text = json.dumps(openapi_of_this_version(), indent=2, ensure_ascii=False) + "\n"
    if file == "-":
        sys.stdout.write(text)
        return
    try:
        Path(file).write_text(text, "utf-8")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror or error}.")


def version() -> None:
    """Print the version."""
    from firstline import __version__  # noqa: PLC0415 - help does not need it

    say(f"firstline {__version__}")
