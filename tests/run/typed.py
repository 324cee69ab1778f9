"""Runs a command of the desk that reads from standard input."""

from typer.testing import CliRunner

from firstline.run.cli import app
from firstline.run.settings import Settings
from firstline.run.sources import names_of
from tests.run.commands import Ran


def typed(given: str | bytes, *words: str, **environment: str) -> Ran:
    """Run a command where `runner` stands, and give it what it reads."""
    unset: dict[str, str | None] = {name: None for field in Settings.model_fields for name in names_of(field)}
    done = CliRunner().invoke(app, words, input=given, env=unset | environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)
