"""A desk starts within seconds on whatever it is given, or says in a sentence why it cannot."""

import contextlib
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firstline import __version__
from firstline.run.cli import app
from tests.journeys.server import OWN, opened_desk, plain_environment, ran, started
from tests.postgres import Postgres

SOON = 10.0
"""Seconds: five times what a start may take on a quiet machine, as this one may be busy."""

AS_SOMEBODY = """
import os, sys
import firstline.run.cli, firstline.run.serve  # so that everything is imported
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write everywhere; nobody may not
firstline.run.cli.main()
"""

SENT = {"user_id": 7, "message": "My card is blocked!"}


# --- it starts -------------------------------------------------------------------------------------------


def test_a_fresh_folder_is_a_desk_within_seconds(tmp_path: Path) -> None:
    """It says where it is and where its data lies, and takes the message that it suggests."""
    with opened_desk(tmp_path, from_nothing=True) as server:
        took = server.wait_until_open()
        sent = server.ask("POST", "/api/messages/send", SENT)

    said = "".join(server.said)
    data = tmp_path / "instance" / "firstline.db"
    assert took < SOON
    assert (sent.status, sent.json["message_id"]) == (201, 1)
    assert f"  data       {data}\n" in said
    assert f"{server.address}/docs" in said
    assert f"curl {server.address}/api/messages/send" in said
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700


def test_the_suggested_line_works_in_a_shell(tmp_path: Path) -> None:
    """Word for word."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    with opened_desk(tmp_path) as server:
        server.ask("GET", "/health")  # by then it has said everything
        (line,) = [line.strip() for line in server.said if "curl http" in line]
        done = subprocess.run(  # noqa: S602 - what a reader would type
            f"{line} --silent --noproxy '*'", shell=True, capture_output=True, check=True
        )

    assert json.loads(done.stdout) == {"success": True, "message_id": 1, "urgency": 5.0}


@pytest.mark.parametrize("name", ["with space", "ümlaut-日本", "100%41 #1", "what?"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The data lies where it was said."""
    home = tmp_path / name

    with opened_desk(tmp_path, FIRSTLINE_HOME=str(home)) as server:
        assert server.ask("GET", "/health").json["status"] == "healthy"
        assert f"  data       {home / 'instance' / 'firstline.db'}\n" in server.said

    assert (home / "instance" / "firstline.db").stat().st_size > 0


def test_a_start_on_what_is_there_keeps_it(tmp_path: Path) -> None:
    """The tickets of yesterday, and the LLM's switch."""
    with opened_desk(tmp_path) as server:
        server.ask("POST", "/api/messages/send", SENT)
        server.ask("POST", "/api/set/llm", {"use_llm": True})
        server.stop()

    with opened_desk(tmp_path) as server:
        assert [item["id"] for item in server.ask("GET", "/api/messages").json] == [1]
        assert server.ask("GET", "/api/get/llm").json == {"use_llm": True}


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_url_is_served(postgres: Postgres, tmp_path: Path, scheme: str) -> None:
    """From an empty database on; no password is printed."""
    url = postgres.new_database()
    try:
        named = url.replace("postgresql://postgres@", f"{scheme}://postgres:secret@")
        with opened_desk(tmp_path, DATABASE_URL=named) as server:
            assert server.ask("POST", "/api/messages/send", SENT).status == 201
        assert "secret" not in "".join(server.said + server.complained)
        assert not (tmp_path / "instance").exists()
    finally:
        postgres.drop(url)


def test_settings_come_from_a_file_too(tmp_path: Path) -> None:
    """The environment goes before `.env`, the command line before both."""
    free = _free_port()
    (tmp_path / ".env").write_text(
        f"FIRSTLINE_HOME=elsewhere\nENVIRONMENT=trial\nPORT={free}\nHOST=nowhere.example\n"
    )

    with opened_desk(tmp_path, port=None) as server:
        assert server.address == f"http://127.0.0.1:{free}"
        assert server.ask("GET", "/health").json["environment"] == "trial"
    with opened_desk(tmp_path, port=0, FIRSTLINE_ENVIRONMENT="real") as server:
        assert server.port != free
        assert server.ask("GET", "/health").json["environment"] == "real"

    assert (tmp_path / "elsewhere" / "instance" / "firstline.db").exists()


def test_a_port_and_a_name_in_the_environment(tmp_path: Path) -> None:
    """Many systems put the machine's name into HOST; it is no address, so it is ignored."""
    free = _free_port()

    with opened_desk(tmp_path, port=None, PORT=str(free), HOST="build-7.example.com") as server:
        assert server.address == f"http://127.0.0.1:{free}"


def test_two_desks_on_one_file_are_one_desk(tmp_path: Path) -> None:
    """What one takes in the other shows; the switch that is set at one holds at the other at once."""
    with ExitStack() as stack:
        one, other = (stack.enter_context(started(tmp_path)) for _ in range(2))
        for server in (one, other):
            server.wait_until_open()

        sent = [server.ask("POST", "/api/messages/send", SENT).json["message_id"] for server in (one, other)]
        seen = []
        for asked, shown, on in ((one, other, True), (other, one, False), (one, other, True)):
            asked.ask("POST", "/api/set/llm", {"use_llm": on})
            seen.append(shown.ask("GET", "/api/get/llm").json["use_llm"])

        assert sent == [1, 2]
        assert seen == [True, False, True]
        assert len(one.ask("GET", "/api/messages").json) == 2


# --- it ends ---------------------------------------------------------------------------------------------


def test_it_ends_in_order_when_it_is_asked_to(tmp_path: Path) -> None:
    """Soon, without an error, with nothing left in SQLite's log."""
    with opened_desk(tmp_path) as server:
        server.ask("POST", "/api/messages/send", SENT)
        asked_at = time.monotonic()
        code = server.stop()

    assert code == 0
    assert time.monotonic() - asked_at < SOON / 2
    assert "Traceback" not in "".join(server.complained)
    assert not (tmp_path / "instance" / "firstline.db-wal").exists()


def test_a_request_under_way_is_answered_before_the_end(tmp_path: Path) -> None:
    """Its message is half sent when the desk is asked to stop."""
    body = json.dumps(SENT).encode()
    head = f"POST /api/messages/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
    with opened_desk(tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=SOON) as line:
            line.sendall(head.encode() + body[:10])
            time.sleep(0.2)  # so that the desk has it in hand
            ending = threading.Thread(target=server.stop)
            ending.start()
            time.sleep(0.3)
            line.sendall(body[10:])
            answer = line.makefile("rb").readline()
        ending.join()

    assert b" 201 " in answer


# --- it cannot start -------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """With what to do about it; the data is not even made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ran(tmp_path, "up", "--no-browser", "--port", str(port))

    _assert_sentence(done, f"Port {port} on 127.0.0.1 cannot be used")
    assert f"firstline up --port {port + 1}" in done.stderr
    assert not (tmp_path / "instance").exists()


def test_of_two_starts_on_one_port_one_is_refused(tmp_path: Path) -> None:
    """Even when both come at the same moment."""
    port = _free_port()

    with ThreadPoolExecutor(2) as threads:
        ended = list(threads.map(lambda name: _up_for_a_while(tmp_path, name, port), ("one", "other")))

    assert sorted(code for code, _ in ended) == [0, 1]
    (complaint,) = [told for code, told in ended if code == 1]
    assert f"Port {port} on 127.0.0.1 cannot be used" in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 - it is refused
def test_an_address_that_others_reach_is_refused(tmp_path: Path, host: str) -> None:
    """While the desk has no accounts."""
    by_word = _tried(tmp_path, "--host", host)
    by_environment = _tried(tmp_path, HOST=host)

    _assert_sentence(by_word, f"{host} can be reached from other machines")
    _assert_sentence(by_environment, f"{host} can be reached from other machines")


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://user:secret@host/x", "postgresql://user:secret@127.0.0.1:port/x", "://", "sqlite:"],
)
def test_a_database_url_that_means_nothing_is_named(tmp_path: Path, url: str) -> None:
    """Without repeating what may hold a password."""
    done = _tried(tmp_path, DATABASE_URL=url)

    _assert_sentence(done, "DATABASE_URL")
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("FIRSTLINE_DOORS", "all"), ("LOG_LEVEL", "loud")]
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    """The one that is wrong."""
    done = _tried(tmp_path, **{name: value})

    _assert_sentence(done, "A setting cannot be used")
    assert name.rpartition("_")[2].lower() in done.stderr.lower()


def test_a_server_that_is_not_there_is_said_soon(tmp_path: Path) -> None:
    """Nobody listens at its port."""
    done = ran(tmp_path, "up", "--no-browser", DATABASE_URL=f"postgresql://a@127.0.0.1:{_free_port()}/x")

    _assert_sentence(done, "The database cannot be reached")


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    """It takes the connection and stays silent; the URL may set the patience, which is ten seconds else."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql://a@127.0.0.1:{port}/x?connect_timeout=2"
        began = time.monotonic()
        done = ran(tmp_path, "up", "--no-browser", "--port", "0", DATABASE_URL=url)

    _assert_sentence(done, "The database cannot be reached")
    assert time.monotonic() - began < SOON


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "instance").write_text("a file")

    _assert_sentence(
        ran(tmp_path, "up", "--no-browser", "--port", "0"), "The folder of the database cannot be made"
    )


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    """Neither an empty one nor one with a database."""
    with _closed_folder() as folder:
        empty = _up_as_somebody(folder)
        (folder / "instance").mkdir()
        with opened_desk(tmp_path) as server:
            server.stop()
        shutil.copyfile(tmp_path / "instance" / "firstline.db", folder / "instance" / "firstline.db")
        (folder / "instance" / "firstline.db").chmod(0o444)
        (folder / "instance").chmod(0o555)
        filled = _up_as_somebody(folder)

    _assert_sentence(empty, "The folder of the database cannot be made")
    _assert_sentence(filled, "can only be read")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """And left as it is."""
    (tmp_path / "instance").mkdir()
    data = tmp_path / "instance" / "firstline.db"
    data.write_bytes(b"a letter to grandmother\n" * 500)

    _assert_sentence(ran(tmp_path, "up", "--no-browser", "--port", "0"), "The database is damaged")
    assert data.read_bytes() == b"a letter to grandmother\n" * 500


# --- the other commands ----------------------------------------------------------------------------------


def test_triage_reads_its_argument_or_standard_input(tmp_path: Path) -> None:
    """Both give the same; nothing is stored."""
    text = "My account is blocked, please help! 👋"

    told = [
        ran(tmp_path, "triage", text),
        ran(tmp_path, "triage", stdin=text),
        ran(tmp_path, "triage", "-", stdin=text),
    ]

    assert {one.returncode for one in told} == {0}
    assert len({one.stdout for one in told}) == 1
    assert "urgency" in told[0].stdout
    value = json.loads(ran(tmp_path, "triage", "--json", text).stdout)["urgency"]["value"]
    assert re.search(rf"^ *urgency +{value}\b", told[0].stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


def test_triage_for_programs_is_one_object_of_json(tmp_path: Path) -> None:
    """On one line, with every field's odds, and nothing else on standard output."""
    done = ran(tmp_path, "triage", "--json", "--tier", "vip", "--subject", "Help", "I was charged twice")

    verdict = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (done.returncode, done.stderr) == (0, "")
    assert verdict["category"]["value"] == "billing"
    assert 0 < verdict["category"]["confidence"] <= 1


@pytest.mark.parametrize("stdin", ["", "  \n\t\n"])
def test_triage_of_nothing_is_not_understood(tmp_path: Path, stdin: str) -> None:
    """Exit code 2, and a sentence."""
    for words in (["triage"], ["triage", "--json"], ["triage", "   "]):
        done = ran(tmp_path, *words, stdin=stdin)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("firstline: There is no message")


def test_triage_takes_any_bytes(tmp_path: Path) -> None:
    """What is no UTF-8 is read as far as it can be."""
    done = ran(tmp_path, "triage", "--json", stdin=b"My card is blocked \xff\xfe\x00 \xed\xa0\x80")

    urgency = json.loads(done.stdout)["urgency"]
    assert (done.returncode, urgency["opinions"]["rule"]["value"]) == (0, 5.0)
    assert urgency["value"] == urgency["opinions"][urgency["decided_by"]]["value"]


def test_version_is_printed(tmp_path: Path) -> None:
    """On one line."""
    done = ran(tmp_path, "version")

    assert (done.returncode, done.stdout) == (0, f"firstline {__version__}\n")


@pytest.mark.parametrize("words", [["fly"], ["up", "--port", "99999"], ["triage", "--loud", "x"]])
def test_a_command_that_is_not_understood_is_told_so(tmp_path: Path, words: list[str]) -> None:
    """Exit code 2, and no traceback."""
    done = ran(tmp_path, *words)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# --- helpers ---------------------------------------------------------------------------------------------


def _assert_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Check that it said in plain words why it could not start, and nothing else."""
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("firstline: ")
    assert done.stdout == ""


def _tried(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Try a start that ends before anything is opened; no process of its own is needed for that."""
    unset: dict[str, str | None] = dict.fromkeys(OWN)
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, ["up", "--no-browser", *words], env=unset | environment)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _up_for_a_while(folder: Path, name: str, port: int) -> tuple[int, str]:
    home = folder / name
    with started(folder, port=port, FIRSTLINE_HOME=str(home)) as server:
        give_up_at = time.monotonic() + SOON
        while server.process.poll() is None and not server.said and time.monotonic() < give_up_at:
            time.sleep(0.02)
        time.sleep(0.5)  # so that the other one tries while this one holds the port
        code = server.stop() if server.process.poll() is None else server.wait()
    return code, "".join(server.complained)


@contextmanager
def _closed_folder() -> Iterator[Path]:
    """Give a folder that this account may write to, and nobody else."""
    folder = Path("/tmp") / f"firstline-closed-{os.getpid()}"  # noqa: S108 - another account has to enter it
    folder.mkdir(mode=0o755)
    if os.geteuid() != 0:
        folder.chmod(0o555)
    try:
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def _up_as_somebody(folder: Path) -> subprocess.CompletedProcess[str]:
    # Somebody may not write where coverage is collected, and coverage would say so in the desk's own lines.
    environment = {
        name: value for name, value in plain_environment().items() if not name.startswith("COVERAGE")
    }
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", AS_SOMEBODY, "up", "--no-browser", "--port", "0"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
