"""A body that comes too slowly is given up; one that is too large is refused so that the caller hears it."""

import socket
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from firstline.core.access import Scope
from firstline.flows.desk import Desk
from firstline.web import upload
from firstline.web.app import create_app
from firstline.web.guard import Mode
from firstline.web.house import House
from tests.make import make_client
from tests.people import make_account, make_key
from tests.served import PROTOCOLS, connected, dribble, heard, served
from tests.web.calls import fault, stored

MOST = 2**20
SIX_MEGABYTES = 6 * 2**20
PIECE = b" " * 2**16
IMPORTS = "/api/v1/imports"
FILE = b'{"text": "My card is blocked", "customer": {"ref": "7"}}\n'

either = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.__name__)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: nothing is stored here."""
    return sqlite_url


@either
def test_a_body_that_stops_coming_is_given_up(desk: Desk, protocol: Any) -> None:  # noqa: ANN401 - one of two
    """The caller is told, and nothing is stored."""
    doors = create_app(desk, House(silence=0.3))
    with served(doors, protocol=protocol) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=400) + b'{"message": ')

        answer = caller.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"0.3 s without a byte" in answer
    assert sum(stored(desk).values()) == 0


def test_a_body_that_comes_byte_by_byte_is_given_up(desk: Desk) -> None:
    """No silence is long, but all of it takes too long."""
    doors = create_app(desk, House(silence=0.5))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=MOST))

        dribble(caller, b" ")

        answer = caller.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"too_slow" in answer


def test_a_body_that_comes_slowly_but_steadily_is_taken(desk: Desk) -> None:
    """Longer than a silence may be."""
    body = b'{"user_id": 7, "message": "My card is blocked"}' + b" " * 1_000
    doors = create_app(desk, House(silence=0.8))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head("/api/messages/send", length=len(body)))
        for start in range(0, len(body), 100):
            time.sleep(0.1)
            caller.sendall(body[start : start + 100])

        answer = caller.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 201 ")


@either
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_whoever_sends_all_before_reading_hears_that_it_is_too_large(
    desk: Desk,
    protocol: Any,  # noqa: ANN401 - one of two
    accept: str,
    *,
    is_chunked: bool,
) -> None:
    """As browsers do, which else would tell of a connection that was reset."""
    doors = create_app(desk, House())
    with served(doors, protocol=protocol) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=None if is_chunked else SIX_MEGABYTES, accept=accept))
        for _ in range(SIX_MEGABYTES // len(PIECE)):
            caller.sendall(b"%x\r\n%b\r\n" % (len(PIECE), PIECE) if is_chunked else PIECE)
        caller.sendall(b"0\r\n\r\n" if is_chunked else b"")

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"x-error-code: too_large\r\n" in answer.lower()
    assert answer.count(b"The body is larger than") == 1


def test_whoever_listens_hears_it_before_all_is_sent(desk: Desk) -> None:
    """As curl does, and stops."""
    with served(create_app(desk, House())) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=SIX_MEGABYTES) + PIECE)

        answer = caller.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_without_end_is_cut_off(desk: Desk) -> None:
    """What is thrown away is bounded, too."""
    with served(create_app(desk, House())) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=10**12))

        sent = sum(len(piece) for piece in pieces_taken(caller, most=100 * 2**20))

    assert SIX_MEGABYTES < sent < 40 * 2**20


def test_a_refused_body_that_stops_coming_is_cut_off(desk: Desk) -> None:
    """Nobody waits for the rest of it for ever."""
    doors = create_app(desk, House(silence=0.3))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=SIX_MEGABYTES) + PIECE)

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_stranger_who_sends_much_hears_that_they_must_sign_in(desk: Desk) -> None:
    """A refusal of another kind is heard as well, by a caller who wants no second request."""
    doors = create_app(desk, House(mode=lambda: Mode.TEAM))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head("/tickets", length=SIX_MEGABYTES) + PIECE * (SIX_MEGABYTES // len(PIECE)))

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"sign_in_needed" in answer


# --- a file ----------------------------------------------------------------------------------------------


@either
def test_a_file_may_be_larger_than_other_bodies(desk: Desk, protocol: Any) -> None:  # noqa: ANN401 - one of two
    """And is taken."""
    lines = FILE + b" " * SIX_MEGABYTES
    doors = create_app(desk, House(max_body=1024))
    with served(doors, protocol=protocol) as port, closing(connected(port)) as caller:
        caller.sendall(head(IMPORTS, length=len(lines)) + lines)

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert stored(desk)["tickets"] == 1


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
def test_a_file_that_is_too_large_is_refused_with_its_own_setting(desk: Desk, *, is_chunked: bool) -> None:
    """Whether it says so or not; of it nothing is stored."""
    doors = create_app(desk, House(max_body=1024, max_upload=MOST))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head(IMPORTS, length=None if is_chunked else len(FILE) + MOST))
        for piece in [FILE, *[PIECE] * (MOST // len(PIECE))]:
            caller.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
        caller.sendall(b"0\r\n\r\n" if is_chunked else b"")

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"larger than 1048576 bytes. FIRSTLINE_MAX_UPLOAD sets the limit." in answer
    assert stored(desk)["tickets"] == 0


def test_a_desk_whose_other_bodies_may_be_larger_takes_files_as_large(desk: Desk) -> None:
    """Who has raised the one limit need not raise the other."""
    doors = create_app(desk, House(max_body=MOST, max_upload=1024))
    with served(doors) as port, closing(connected(port)) as caller:
        lines = FILE + b" " * 2_000
        caller.sendall(head(IMPORTS, length=len(lines)) + lines)

        assert heard(caller).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", FILE], ids=["nothing", "some of it"])
def test_a_file_that_stops_coming_is_given_up(desk: Desk, sent: bytes) -> None:
    """Nothing of it is taken in: it might go on otherwise."""
    doors = create_app(desk, House(silence=0.3))
    with served(doors) as port, closing(connected(port)) as caller:
        caller.sendall(head(IMPORTS, length=SIX_MEGABYTES) + sent)

        answer = heard(caller)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert stored(desk)["tickets"] == 0


def test_a_file_that_comes_byte_by_byte_is_given_up(desk: Desk) -> None:
    """No silence is long, but all of it takes too long."""
    with served(create_app(desk, House(silence=0.5))) as port, closing(connected(port)) as caller:
        caller.sendall(head(IMPORTS, length=SIX_MEGABYTES))

        dribble(caller, b" ")

        assert b"too_slow" in caller.recv(65_536)


def test_who_hangs_up_within_a_file_has_sent_none(desk: Desk) -> None:
    """And the desk goes on."""
    with served(create_app(desk, House())) as port:
        with closing(connected(port)) as caller:
            caller.sendall(head(IMPORTS, length=SIX_MEGABYTES) + FILE + PIECE * 20)
        with closing(connected(port)) as caller:
            caller.sendall(head(IMPORTS, length=len(FILE)) + FILE)
            answer = heard(caller)

    assert b'"tickets":1,"customers":1,"known":0' in answer


@pytest.mark.parametrize(("scope", "status"), [(None, 401), (Scope.WORK, 403)])
def test_no_file_is_read_of_who_may_not_import(
    desk: Desk, scope: Scope | None, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger hears it before the body has come, and so does an agent's program."""
    monkeypatch.setattr(upload, "SpooledTemporaryFile", None)  # whoever kept anything would fail
    key = "none" if scope is None else make_key(desk, scope, account=make_account(desk)).token
    with served(create_app(desk, House(mode=lambda: Mode.TEAM))) as port, closing(connected(port)) as caller:
        caller.sendall(head(IMPORTS, length=SIX_MEGABYTES, authorization=f"Bearer {key}"))

        answer = caller.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_a_large_file_does_not_stay_in_memory(desk: Desk) -> None:
    """Of sixty megabytes, a few are in memory at any time."""
    with served(create_app(desk, House())) as port, closing(connected(port)) as caller, traced() as most:
        caller.sendall(head(IMPORTS, length=len(FILE) + 60 * 2**20) + FILE)
        for _ in range(60 * 2**20 // len(PIECE)):
            caller.sendall(PIECE)
        answer = heard(caller)

        assert most() < 30 * 2**20
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_machine_without_room_for_the_file_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is stored, and small files are taken all the same."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with make_client(desk) as client:
        refused = client.post(IMPORTS, content=FILE + b" " * SIX_MEGABYTES)
        taken = client.post(IMPORTS, content=FILE)

    assert fault(refused, 503) == ""
    assert refused.json()["code"] == "no_room"
    assert taken.json()["tickets"] == 1


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """Watch how much memory is used; gives the way to ask for the most, in bytes."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def pieces_taken(caller: socket.socket, *, most: int) -> Iterator[bytes]:
    """Send until the server has hung up; gives what could be sent."""
    for _ in range(most // len(PIECE)):
        try:
            caller.sendall(PIECE)
        except ConnectionError:
            return
        yield PIECE


def head(path: str, *, length: int | None, accept: str = "*/*", **more: str) -> bytes:
    """Write the headers of a POST whose body has a length, or comes in chunks."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Accept: {accept}",
        "Content-Type: application/json",
        "Connection: close",
        size,
        *(f"{name}: {value}" for name, value in more.items()),
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
