"""How many rows a second does `firstline import` take in, and how much memory does it hold?

    python -m bench.imports [--rows 100000] [--database sqlite|postgresql|all] [--times 1]

Writes a file in seed 1's format (the labelled messages of `evals/`, each row with a number of its own, 5,000
customers), and imports it into an empty desk by the real command, in a process of its own: read, judged in
full, stored with its events, sums and indexes, on the disk after each hundred rows. Starting the command and
migrating the database are in the seconds. A second run of the same file follows, which adds nothing.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.intake import busy, database
from evals.labelled import KNOWN, labelled

HEADER = ("User ID", "Timestamp (UTC)", "Message Body")
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMERS = 5_000
LOOK = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Done:
    """One run of the command."""

    messages: int
    seconds: float
    cpu: float
    """Seconds of processor time, of the command and of the process that judges beside it."""
    megabytes: float
    """The most that both held together."""


def write_file(path: Path, rows: int) -> None:
    """Write rows that differ."""
    texts = [one.message.text for one in labelled(KNOWN)]
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(rows):
            at = BEGUN + timedelta(minutes=n)
            out.writerow((1 + n % CUSTOMERS, f"{at:%Y-%m-%d %H:%M:%S}", f"{texts[n % len(texts)]} ({n})"))


def run_import(path: Path, url: str | None, home: Path) -> Done:
    """Run the command to its end."""
    environment = {"PATH": os.environ["PATH"], "FIRSTLINE_HOME": str(home)}
    if url:
        environment["DATABASE_URL"] = url
    command = [str(Path(sys.executable).with_name("firstline")), "import", str(path), "--json"]
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.PIPE)  # noqa: S603 - ours
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(child.pid, most))
    watching.start()
    told, _ = child.communicate()
    seconds = time.perf_counter() - begun
    watching.join()
    if child.returncode:
        message = f"The import ended with {child.returncode}."
        raise RuntimeError(message)
    return Done(json.loads(told)["messages"], seconds, most[1], most[0])


def _watch(pid: int, most: list[float]) -> None:
    """Note the most memory, and the last processor time that was seen."""
    most.append(0.0)
    try:
        mother = psutil.Process(pid)
        while mother.status() != psutil.STATUS_ZOMBIE:
            family = [mother, *mother.children(recursive=True)]
            most[0] = max(most[0], sum(one.memory_info().rss for one in family) / 2**20)
            most[1] = max(most[1], sum(sum(one.cpu_times()[:2]) for one in family))
            time.sleep(LOOK)
    except psutil.NoSuchProcess:
        return


@contextmanager
def _place(kind: str) -> Iterator[tuple[str | None, Path]]:
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder, database(kind) as url:
        yield url, Path(folder)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--times", type=int, default=1, help="fresh desks for each database")
    given = parser.parse_args()
    notes = [busy("before")]
    table = Table(title=f"Import of {given.rows:,} rows")
    for name in ("database", "run", "new", "rows/s", "CPU ms/row", "MB"):
        table.add_column(name, justify="left" if name in {"database", "run"} else "right")
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        for _ in range(given.times):
            with _place(kind) as (url, home):
                path = home / "messages.csv"
                write_file(path, given.rows)
                for run in ("first", "again"):
                    done = run_import(path, url, home)
                    rate, cpu = given.rows / done.seconds, done.cpu / given.rows * 1000
                    table.add_row(
                        kind, run, f"{done.messages:,}", f"{rate:,.0f}", f"{cpu:.2f}", f"{done.megabytes:.0f}"
                    )
    out = Console(width=100)
    out.print(table)
    out.print(*notes, busy("after"), sep="; ")


if __name__ == "__main__":
    main()
