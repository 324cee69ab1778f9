"""What documents are made from the code: the HTTP API's description, and the page of the command line.

python -m firstline.run.reference > docs/reference/cli.md
"""

import sys
from typing import Any

import typer
from typer.main import get_command

from firstline.run.cli import app
from firstline.web.app import create_api

WIDTH = 100
"""Columns of the help texts, whatever the terminal has."""
HEAD = """# The command line

`firstline --help` lists the commands, `firstline COMMAND --help` explains one; the texts below are the same.
This page is made by `python -m firstline.run.reference > docs/reference/cli.md`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | it could not be done, or something is broken; standard error says what, and what to do |
| 2 | the command was not understood |

Answers go to standard output, everything else to standard error. With `--json` the answer is one line of
JSON. No command asks anything back, so that each can run where nobody sits. `firstline --install-completion`
lets the shell complete commands and options. All commands read the [settings](settings.md).
"""


def openapi_of_this_version() -> dict[str, Any]:
    """Describe the API; no desk stands behind it."""
    return create_api().openapi()


def cli_reference() -> str:
    """Write the page of the command line."""
    return "\n".join([HEAD, *_sections(get_command(app), "firstline", None)])


def _sections(command: Any, path: str, parent: Any) -> list[str]:  # noqa: ANN401 - Typer's own click
    context = typer.Context(command, parent=parent, info_name=path.rpartition(" ")[2], terminal_width=WIDTH)
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    found = [f"## `{path}`\n\n```text\n" + "\n".join(lines) + "\n```\n"]
    for name, sub in getattr(command, "commands", {}).items():
        found += _sections(sub, f"{path} {name}", context)
    return found


if __name__ == "__main__":
    sys.stdout.write(cli_reference())
