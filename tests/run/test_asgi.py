"""The desk serves behind a server that others run, in one process or in several."""

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from firstline.run.asgi import Served
from firstline.store.checkup import amounts
from firstline.web.app import create_app
from firstline.web.house import House
from tests.journeys.server import plain_environment
from tests.make import ADDRESS, make_desk, opened

PATIENCE = 30.0
"""Seconds within which a server starts or ends, even on a busy machine."""
SENT = {"user_id": 7, "message": "My card is blocked!"}


@dataclass(frozen=True, slots=True)
class Uvicorn:
    """A server that was started by its own command."""

    process: subprocess.Popen[str]
    port: int

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """Send one request."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(line):
            content = None if body is None else json.dumps(body).encode()
            line.request(method, path, content, {"Content-Type": "application/json"} | headers)
            answer = line.getresponse()
            return answer.status, answer.read()

    def stop(self) -> tuple[int, str]:
        """Ask it to end; give its exit code and what it wrote to its log."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, log


def test_uvicorn_opens_and_closes_the_desk(tmp_path: Path) -> None:
    """With its worker; it migrates, and at the end nothing is left in SQLite's log."""
    with uvicorn(tmp_path) as server:
        status, _ = server.ask("POST", "/api/messages/send", SENT)
        drafted = wait_for_draft(tmp_path / "instance" / "firstline.db")
        _, log = server.stop()

    assert (status, drafted) == (201, True)
    assert "Application shutdown complete." in log
    assert not (tmp_path / "instance" / "firstline.db-wal").exists()


def test_its_log_is_ours_and_repeats_no_customers_words(tmp_path: Path) -> None:
    """Uvicorn itself would write down the query."""
    with uvicorn(tmp_path) as server:
        server.ask("GET", "/api/messages?search=mysecret")
        server.ask("POST", "/api/messages/send", {"user_id": 7, "message": "mysecret is blocked"})
        _, log = server.stop()

    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    paths = [line["path"] for line in lines if line["logger"] == "firstline.access"]
    assert "mysecret" not in log
    assert [path for path in paths if path.startswith("/api")] == ["/api/messages", "/api/messages/send"]


def test_several_workers_are_one_desk(database_url: str, tmp_path: Path) -> None:
    """On one database; each message is taken in once, whoever took it."""
    with uvicorn(tmp_path, "--workers", "2", DATABASE_URL=database_url) as server:
        answers = [server.ask("POST", "/api/messages/send", SENT)[0] for _ in range(20)]
        code, log = server.stop()

    with opened(database_url) as database, database.read() as db:
        assert amounts(db)["tickets"] == 20
    assert answers == [201] * 20
    assert code == 0
    assert log.count("commits are safe by") == 2
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("client", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("::ffff:127.0.0.1", 200),
        ("192.0.2.7", 403),
        ("2001:db8::7", 403),
        ("::ffff:192.0.2.7", 403),
    ],
)
def test_a_local_desk_looks_where_a_request_comes_from(sqlite_url: str, client: str, status: int) -> None:
    """The server may listen anywhere, and a host is easily pretended."""
    with opened(sqlite_url) as database:
        doors = create_app(make_desk(database), House())
        answer = TestClient(doors, base_url=ADDRESS, client=(client, 50_000)).get("/tickets")

    assert answer.status_code == status
    assert answer.headers.get("x-error-code") == (None if status == 200 else "not_from_here")


def test_a_desk_that_cannot_open_says_why_and_ends_the_server(tmp_path: Path) -> None:
    """In one sentence, without the secret."""
    done = subprocess.run(  # noqa: S603 - our own words
        command(0),
        cwd=tmp_path,
        env=plain_environment(DATABASE_URL="mysql://a:hush@b/c"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert "firstline: A setting cannot be used. DATABASE_URL: use postgresql://" in done.stderr
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_lifespan_every_request_is_told_so() -> None:
    """Some servers have it switched off."""
    heard: list[Message] = []

    async def send(message: Message) -> None:
        heard.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    anyio.run(Served(), {"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)

    assert heard[0]["status"] == 503
    assert b"lifespan" in heard[1]["body"]


@contextmanager
def uvicorn(folder: Path, *words: str, **environment: str) -> Iterator[Uvicorn]:
    """Serve the desk, until the block ends."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own words
        command(port, *words),
        cwd=folder,
        env=plain_environment(**environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Uvicorn(process, port)
    try:
        wait_until_open(server)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def command(port: int, *words: str) -> list[str]:
    """Give the command that an operator would type."""
    return [sys.executable, "-m", "uvicorn", "firstline.run.asgi:app", "--port", str(port), *words]


def wait_until_open(server: Uvicorn) -> None:
    """Return when it answers."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and server.process.poll() is None:
        try:
            server.ask("GET", "/health/ready")
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"It did not start: {server.process.communicate(timeout=PATIENCE)[1]}"
    raise AssertionError(message)


def wait_for_draft(file: Path) -> bool:
    """Tell whether the worker has drafted a reply, soon."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        with closing(sqlite3.connect(file)) as db:
            if db.execute("SELECT count(*) FROM drafts").fetchone()[0]:
                return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
