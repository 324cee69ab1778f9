"""`firstline import`, `export` and `demo`, as somebody types them."""

import contextlib
import gzip
import io
import json
import os
import pty
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.server import COMMAND, plain_environment, ran
from tests.make import make_desk, opened
from tests.people import make_account
from tests.run.commands import Run, runner

FILE = "text,ref,received_at\nMy card is blocked,1,2026-01-15 9:00\nThank you,2,2026-01-15 9:05\n"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in the folder."""
    return runner(folder, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a file to take in."""
    (tmp_path / "in.csv").write_text(FILE)
    return tmp_path


def test_a_file_is_taken_in_once(run: Run, folder: Path) -> None:
    """What was there already is said, and no reject file appears."""
    first, again = run("import", "in.csv"), run("import", "in.csv")

    assert (first.code, first.out) == (0, "New: 2 of 2 rows, from 2 new customers.\n")
    assert (again.code, again.out) == (
        0,
        "New: 0 of 2 rows, from 0 new customers. There already: 2.\n",
    )
    assert first.err == again.err == ""
    assert not list(folder.glob("*.rejects.csv"))


def test_what_cannot_be_taken_is_in_the_reject_file(folder: Path) -> None:
    """With its number, the reason and the row; the exit code says so, and only the owner may read it."""
    (folder / "in.csv").write_text(FILE + '" ",3,\n=cmd,4,then\n')

    done = ran(folder, "import", "in.csv", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 3
    assert (told["messages"], told["rejected"], told["reject_file"]) == (2, 2, "in.csv.rejects.csv")
    path = folder / "in.csv.rejects.csv"
    assert path.read_text(encoding="utf-8").splitlines() == [
        "row,reason,content",
        '3,The message is empty.,""" "",3,"',
        '4,The time is not of the form 2025-01-15 10:30:00.,"\'=cmd,4,then"',
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_standard_input_may_be_packed(folder: Path) -> None:
    """And hold lines of JSON."""
    packed = gzip.compress(b'{"text": "Hello"}\n')

    done = ran(folder, "import", "-", "--source", "mail", stdin=packed)

    assert (done.returncode, done.stdout) == (0, "New: 1 of 1 rows, from 1 new customers.\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nowhere.csv"], 1, "nowhere.csv cannot be read"),
        (["."], 1, "cannot be read"),
        (["in.csv", "--map", "text=Nope"], 1, "no column 'Nope'"),
        (["in.csv", "--map", "nonsense=text"], 2, "The fields are"),
        (["in.csv", "--map", "text"], 2, "FIELD=COLUMN"),
        (["in.csv", "--source", "My Shop"], 2, "small letters"),
        (["in.csv", "--max-bytes", "10"], 1, "more than 10 bytes"),
        (["in.csv", "--format", "xml"], 2, "xml"),
        ([], 2, "FILE"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(run: Run, words: list[str], code: int, said: str) -> None:
    """With the exit code that is promised."""
    done = run("import", *words)

    assert done.code == code
    assert said.lower() in done.err.lower()
    assert "Traceback" not in done.err


def test_a_dry_run_leaves_nothing(run: Run) -> None:
    """It says what would be new."""
    dry = run("import", "in.csv", "--dry-run")
    wet = run("import", "in.csv")

    assert dry.out == "Nothing was stored. New would be: 2 of 2 rows.\n"
    assert wet.out.startswith("New: 2 of 2")


def test_agents_whom_this_desk_does_not_know_are_named(run: Run, folder: Path, sqlite_url: str) -> None:
    """With what became of their tickets; no name gives a terminal orders or looks like an answer."""
    with opened(sqlite_url) as database:
        make_account(make_desk(database), "Kim")
    names = ["Kim", "Eve", "Bob\nNew: 9 of 9 rows", "\x1b[31m", *(f"Zoe {n}" for n in range(20))]
    lines = [json.dumps({"text": name, "assignee": name}) for name in names]
    (folder / "in.jsonl").write_text("\n".join(lines))

    done = run("import", "in.jsonl", DATABASE_URL=sqlite_url)

    assert done.code == 0
    assert done.out == (
        "New: 24 of 24 rows, from 24 new customers. Not known here: agent '\\x1b[31m', "
        "agent 'Bob\\nNew: 9 of 9 rows', agent 'Eve', agent 'Zoe 0', agent 'Zoe 1', agent 'Zoe 10', "
        "agent 'Zoe 11', agent 'Zoe 12', agent 'Zoe 13', agent 'Zoe 14' and others. "
        "Such agents' names stay over what they wrote; tickets that were theirs are nobody's.\n"
    )


def test_a_program_is_told_whom_this_desk_does_not_know(run: Run, folder: Path, sqlite_url: str) -> None:
    """All of them, as the event log has them."""
    with opened(sqlite_url) as database:
        make_account(make_desk(database), "Kim")
    (folder / "in.jsonl").write_text(
        '{"text": "One", "assignee": "Eve"}\n{"text": "Two", "assignee": "Kim"}\n'
    )

    done = run("import", "in.jsonl", "--json", DATABASE_URL=sqlite_url)

    assert done.json["unknown"] == ["agent Eve"]


def test_an_export_goes_to_a_file_or_to_standard_output(run: Run, folder: Path) -> None:
    """The same either way; the file is the owner's alone, and nothing unfinished stays beside it."""
    run("import", "in.csv")

    to_file = run("export", "out.jsonl")
    to_output = run("export")

    path = folder / "out.jsonl"
    assert (to_file.out, to_file.err) == ("", "2 tickets were written.\n")
    assert path.read_text() == to_output.out
    assert [json.loads(line)["text"] for line in to_output.out.splitlines()] == [
        "My card is blocked",
        "Thank you",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(folder.glob("*.unfinished"))


def test_an_export_takes_only_what_is_asked_for(run: Run) -> None:
    """By state and by time."""
    run("import", "in.csv")

    closed = run("export", "--status", "closed", "--format", "csv")
    late = run("export", "--since", "2026-01-15T09:03:00")

    assert len(closed.out.splitlines()) == 1
    assert json.loads(late.out)["text"] == "Thank you"


def test_an_export_that_cannot_be_written_says_so(run: Run) -> None:
    """In a sentence."""
    done = run("export", "no/such/folder.csv")

    assert (done.code, "cannot be written" in done.err) == (1, True)


def test_the_demo_fills_a_desk_once(run: Run) -> None:
    """It says how many conversations there are."""
    first, again = run("demo", "--json"), run("demo")

    told = first.json
    assert told["new"] == told["conversations"] > 50
    assert again.out == "The samples are on the desk already.\n"


def _until_closed(screen: io.FileIO) -> Iterator[bytes]:
    """Read what a terminal shows, until nobody writes to it any more; it comes in small pieces."""
    with contextlib.suppress(OSError):
        while piece := screen.read(2**12):
            yield piece


def test_a_terminal_shows_how_far_it_is(folder: Path) -> None:
    """A bar with the rate, on standard error; the answer stays clean."""
    (folder / "in.csv").write_text("text\n" + "".join(f"Note {n}\n" for n in range(300)))
    ours, theirs = pty.openpty()
    with io.FileIO(ours, "rb") as screen:
        done = subprocess.run(  # noqa: S603 - our own words
            [*COMMAND, "import", "in.csv"],
            cwd=folder,
            env=plain_environment(TERM="xterm"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=True,
        )
        os.close(theirs)
        shown = b"".join(_until_closed(screen))

    assert b"/s" in shown
    assert done.stdout == b"New: 300 of 300 rows, from 300 new customers.\n"
