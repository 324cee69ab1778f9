"""`firstline backup`, `restore` and `move-to-postgres`, as somebody types them."""

import gzip
import os
import pty
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disk import limited_disk
from tests.journeys.server import COMMAND, launched, opened_desk, plain_environment, ran
from tests.make import opened, rows
from tests.postgres import Postgres
from tests.run.commands import Run, runner

ROWS = "text,ref\n" + "".join(f"My card {number} is blocked,{number}\n" for number in range(1, 201))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a desk of 200 tickets."""
    folder = tmp_path_factory.mktemp("used")
    (folder / "in.csv").write_text(ROWS)
    assert ran(folder, "import", "in.csv").returncode == 0
    return folder


@pytest.fixture
def folder(used: Path, tmp_path: Path) -> Path:
    """Give a folder with such a desk."""
    shutil.copytree(used / "instance", tmp_path / "instance")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in the folder."""
    return runner(folder, monkeypatch)


@pytest.fixture
def target(postgres: Postgres) -> Iterator[str]:
    """Give an empty PostgreSQL database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


def test_a_backup_is_a_file_for_its_owner_that_can_be_restored(run: Run, folder: Path) -> None:
    """Packed, and nothing unfinished stays beside it."""
    written = run("backup", "desk.backup")
    restored = run("restore", "desk.backup", "--into", f"sqlite:///{folder}/look.db", "--json")

    assert (written.code, written.out) == (0, "")
    assert "lines were written" in written.err
    path = folder / "desk.backup"
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((folder / "look.db").stat().st_mode) == 0o600
    assert gzip.decompress(path.read_bytes()).startswith(b'{"firstline_backup":1,')
    assert restored.json["rows"] > 1_000
    assert tickets_at(f"sqlite:///{folder}/look.db") == 200
    assert not list(folder.glob("*unfinished*"))


def test_a_backup_goes_through_a_pipe(folder: Path, tmp_path: Path) -> None:
    """From standard output into standard input, while the desk runs."""
    with opened_desk(folder):
        taken = subprocess.run(  # noqa: S603 - our own words
            [*COMMAND, "backup", "-"], cwd=folder, env=plain_environment(), capture_output=True, check=True
        )

    restored = ran(folder, "restore", "-", "--into", f"sqlite:///{tmp_path}/new/desk.db", stdin=taken.stdout)

    assert restored.returncode == 0, restored.stderr
    assert "rows, checked" in restored.stdout
    assert tickets_at(f"sqlite:///{tmp_path}/new/desk.db") == 200


def test_without_another_place_a_desk_comes_back_where_it_was(run: Run, folder: Path) -> None:
    """Once its database is out of the way."""
    run("backup", "desk.backup")
    refused = run("restore", "desk.backup")
    shutil.rmtree(folder / "instance")
    restored = run("restore", "desk.backup")

    assert refused.code == 1
    assert "not empty" in refused.err
    assert restored.code == 0
    assert tickets_at(f"sqlite:///{folder}/instance/firstline.db") == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backup", "nowhere/desk"], "nowhere/desk cannot be written: No such file"),
        (["restore", "nowhere"], "nowhere cannot be read"),
        (["restore", "."], "cannot be read"),
        (["restore", "instance/firstline.db", "--into", "sqlite:///new.db"], "no backup"),
        (["restore", "in.csv", "--into", "mysql://x:hush@y/z"], "Name a database"),
        (["restore", "in.csv", "--into", "sqlite:///new.db?mode=ro"], "by its path alone"),
        (["move-to-postgres", "sqlite:///new.db"], "moved to PostgreSQL"),
        (["move-to-postgres", "nonsense"], "Name a database"),
        (["move-to-postgres", "postgresql://x:hush@127.0.0.1:1/z"], "cannot be reached"),
        (["db", "reopen"], "is open"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    words: list[str], said: str, run: Run, folder: Path
) -> None:
    """Without a password, and with an exit code."""
    (folder / "in.csv").write_text(ROWS)

    done = run(*words)

    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert "hush" not in done.err
    assert not list(folder.glob("new.db*"))


def test_a_backup_that_finds_no_room_leaves_no_file(folder: Path) -> None:
    """And says why."""
    with limited_disk("3m") as disk:
        (disk / "other").write_bytes(b"x" * (3 * 2**20 - 8_192))

        done = ran(folder, "backup", f"{disk}/desk.backup")

        assert done.returncode == 1
        assert "cannot be written: No space left" in done.stderr
        assert [one.name for one in disk.iterdir()] == ["other"]


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_was_killed_leaves_nothing_that_looks_whole(command: str, folder: Path) -> None:
    """And can simply be repeated."""
    ran(folder, "backup", "desk.backup")
    words = {
        "backup": ["backup", "other.backup"],
        "restore": ["restore", "desk.backup", "--into", "sqlite:///new.db"],
    }
    place = folder / {"backup": "other.backup", "restore": "new.db"}[command]
    with launched(folder, *COMMAND, *words[command]) as killed:
        while killed.process.poll() is None and not list(folder.glob(f"{place.name}.unfinished*")):
            time.sleep(0.001)
        killed.kill()
    assert not place.exists()

    done = ran(folder, *words[command])

    assert done.returncode == 0, done.stderr
    assert place.exists()
    assert not list(folder.glob("*unfinished*"))


def test_a_desk_is_moved_and_taken_back(run: Run, folder: Path, target: str) -> None:
    """The desk lives at the new place; at the old one every command says so."""
    moved = run("move-to-postgres", target, "--json")

    assert (moved.code, moved.json["resumed"]) == (0, False)
    assert tickets_at(target) == 200
    for words in (
        ["up", "--no-browser"],
        ["backup", "x"],
        ["db", "upgrade"],
        ["db", "check"],
        ["jobs", "list"],
    ):
        refused = run(*words, PORT="0")
        assert refused.code == 1
        assert "This desk was moved to postgresql://" in refused.err
    assert "No desk may start on this database" in run("doctor", "--no-llm").out
    assert "This desk was moved to postgresql://" in run("db", "status").out
    assert run("db", "status", DATABASE_URL=target).code == 0
    back = run("db", "reopen")
    assert back.code == 0
    assert "Let none start at postgresql://" in back.out
    assert tickets_at(f"sqlite:///{folder}/instance/firstline.db") == 200
    assert run("db", "upgrade").code == 0


def test_a_desk_that_runs_is_not_moved(folder: Path, target: str) -> None:
    """It goes on, and nothing has happened."""
    with opened_desk(folder) as server:
        done = ran(folder, "move-to-postgres", target)
        answer = server.ask("GET", "/health/live")

    assert (done.returncode, answer.status) == (1, 200)
    assert "Stop it, then run this again" in done.stderr


def test_a_terminal_is_told_how_far_it_is(folder: Path) -> None:
    """On standard error, and what is left there in the end is the result."""
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb", buffering=0) as screen:
        done = subprocess.Popen(  # noqa: S603 - our own words
            [*COMMAND, "backup", "desk.backup"],
            cwd=folder,
            env=plain_environment(TERM="xterm"),
            stderr=follower,
        )
        os.close(follower)
        shown = b""
        while piece := _read(screen.fileno()):
            shown += piece

    assert done.wait() == 0
    assert b"rows, " in shown
    assert b"lines were written" in shown


def tickets_at(url: str) -> int:
    """Count the tickets of a database."""
    with opened(url) as database, database.read() as db:
        return rows(db, "tickets")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when nobody writes any more
        return b""
