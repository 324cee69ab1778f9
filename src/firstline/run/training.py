"""Training in a process of its own, so that what it needs is given back and no request waits for it.

    python -m firstline.run.trainer

That process (`trainer.py`) opens the same desk by the same settings. What always holds: a training that is
cut short leaves nothing, and the step that asked for it is tried again.
"""

import os
import subprocess
import sys
from typing import Final

from firstline.core.errors import Unavailable

TRAINER: Final = "firstline.run.trainer"
LONGEST: Final = 1_800.0
"""Seconds after which a training is given up: 20,000 labels take about one minute."""
LONGEST_WORD: Final = 500
"""Characters of what it said that are told."""


class TrainingFailed(Unavailable):
    """The process that trains did not come to its end."""

    code = "training_failed"


def train_beside() -> None:
    """Train, and wait until that is done.

    Raises:
        TrainingFailed: when it failed; it can be tried again.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", TRAINER],
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"The training did not come to its end: {type(error).__name__}."
        raise TrainingFailed(message) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][-LONGEST_WORD:]
        message = f"The training ended with {done.returncode}: {said}"
        raise TrainingFailed(message)
