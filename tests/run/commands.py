"""Runs a command of the desk in a folder of its own, without a process of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from firstline.run.cli import app
from firstline.run.settings import Settings
from firstline.run.sources import names_of

Run = Callable[..., "Ran"]
"""Takes a command's words, and the variables of its environment."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Understand the answer, which is one line."""
        (line,) = self.out.splitlines()
        return json.loads(line)


def runner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Stand in an empty folder with no setting set, and give a way to run commands there."""
    monkeypatch.chdir(folder)
    unset: dict[str, str | None] = {name: None for field in Settings.model_fields for name in names_of(field)}

    def run(*words: str, **environment: str) -> Ran:
        done = CliRunner().invoke(app, words, env=unset | environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run
