"""A worker whose leases are short, so that no test waits for half a minute: `python hasty.py worker`."""

from datetime import timedelta
from functools import partial
from typing import Any

from firstline.run import cli, wiring
from firstline.run.worker import Worker

hasty: Any = partial(Worker, lease=timedelta(seconds=1.5), beat=timedelta(seconds=0.5))

if __name__ == "__main__":
    wiring.Worker = hasty  # type: ignore[attr-defined] # it makes the same
    cli.main()
