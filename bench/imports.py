"""How many rows a second does `firstline import` take in, and how much memory does it hold?

    python -m bench.imports [--rows 100000] [--database sqlite|postgresql|all] [--times 1] [--labels 0]

Writes a file in seed 1's format (the labelled messages of `evals/`, each row with a number of its own, 5,000
customers), and imports it into an empty desk by the real command, in a process of its own: read, judged in
full, stored with its events, sums and indexes, on the disk after each hundred rows. Starting the command and
migrating the database are in the seconds. A second run of the same file follows, which adds nothing.

With `--labels` the desk has first learnt so many labelled messages of Banking77 (`FIRSTLINE_EVAL_DATA` names
the folder of the public sets), and a model of them answers; the file's messages are then of that set, too.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.intake import busy, database
from evals.labelled import KNOWN, labelled
from evals.sets import FOLDER, Rows, is_labelled, public_data, read_rows, some
from firstline.tickets.taxonomy import GENERAL

HEADER = ("User ID", "Timestamp (UTC)", "Message Body")
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMERS = 5_000
SET = "banking77"
SEED = 7
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


def texts_of(known: Rows) -> Sequence[str]:
    """Give the messages of the file: our own, or those of the set from which the desk has learnt."""
    return [row["text"] for row in known] or [one.message.text for one in labelled(KNOWN)]


def known_rows() -> Rows:
    """Read the labelled messages of the set, its categories named as a desk's can be."""
    data = public_data()
    if data is None:
        message = f"{FOLDER} must name the folder of the public sets."
        raise SystemExit(message)
    rows = [row for row in read_rows(data / SET / "train.jsonl") if is_labelled(row)]
    return [row | {"labels": {"category": _named(row["labels"]["category"])}} for row in rows]


def teach(known: Rows, labels: int, url: str | None, home: Path) -> None:
    """Give the desk the set's categories, let it learn some labels, and train a model."""
    taxonomy, messages = home / "taxonomy.json", home / "labels.jsonl"
    names = [*dict.fromkeys(row["labels"]["category"] for row in known), GENERAL]
    more = {"team": "support", "subcategories": ["Other"]}
    made = [{"name": name, "title": name.replace("_", " ").capitalize(), **more} for name in names]
    taxonomy.write_text(json.dumps({"categories": made}), "utf-8")
    messages.write_text("".join(f"{json.dumps(row)}\n" for row in some(labels, SEED, known)), "utf-8")
    for words in (
        ["taxonomy", "import", str(taxonomy)],
        ["learn", "import", str(messages)],
        ["learn", "train"],
    ):
        subprocess.run(  # noqa: S603 - ours
            [_command(), *words], env=_environment(url, home), cwd=home, check=True, stdout=subprocess.DEVNULL
        )


def write_file(path: Path, rows: int, texts: Sequence[str]) -> None:
    """Write rows that differ."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for n in range(rows):
            at = BEGUN + timedelta(minutes=n)
            out.writerow((1 + n % CUSTOMERS, f"{at:%Y-%m-%d %H:%M:%S}", f"{texts[n % len(texts)]} ({n})"))


def run_import(path: Path, url: str | None, home: Path) -> Done:
    """Run the command to its end."""
    environment, command = _environment(url, home), [_command(), "import", str(path), "--json"]
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


def _named(category: str) -> str:
    return re.sub(r"[^a-z0-9_]", "", category.lower())


def _command() -> str:
    return str(Path(sys.executable).with_name("firstline"))


def _environment(url: str | None, home: Path) -> dict[str, str]:
    given = {"PATH": os.environ["PATH"], "FIRSTLINE_HOME": str(home)}
    return given | {"DATABASE_URL": url} if url else given


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
    parser.add_argument("--labels", type=int, default=0, help="labelled messages that each desk has learnt")
    given = parser.parse_args()
    known = known_rows() if given.labels else ()
    notes = [busy("before")]
    table = Table(title=f"Import of {given.rows:,} rows")
    for name in ("database", "run", "new", "rows/s", "CPU ms/row", "MB"):
        table.add_column(name, justify="left" if name in {"database", "run"} else "right")
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        for _ in range(given.times):
            with _place(kind) as (url, home):
                path = home / "messages.csv"
                write_file(path, given.rows, texts_of(known))
                if known:
                    teach(known, given.labels, url, home)
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
