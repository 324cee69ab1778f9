"""The command line. What a command needs is imported when it runs, so that help is quick.

A command lives in `run/commands/`, one module a subject, and joins by its `add_to`; here they are only put
together. Exit codes: 0 done, 1 it could not be done (the message says why), 2 the command was not understood.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import typer

MODULES = (
    "serve",
    "triage",
    "imports",
    "demo",
    "backup",
    "user",
    "token",
    "taxonomy",
    "learn",
    "review",
    "kb",
    "policy",
    "settings",
    "models",
    "evaluate",
    "jobs",
    "db",
    "replay",
    "doctor",
    "about",
)
"""In the order in which help lists them."""
PACKAGE = "firstline.run.commands"
CODES = "Exit codes: 0 done, 1 it could not be done (the message says why), 2 the command was not understood."

app = typer.Typer(
    name="firstline",
    help="The support desk that says how sure it is, and why.",
    epilog=CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help comes in a third of the time, and reads the same in a file
)
for module in MODULES:
    import_module(f"{PACKAGE}.{module}").add_to(app)


def main() -> None:
    """Run the command line."""
    # Our products of matrices are small: more threads would cost memory and make them wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()


if __name__ == "__main__":
    sys.argv[0] = str(Path(sys.argv[0]).parent / "firstline")
    main()
