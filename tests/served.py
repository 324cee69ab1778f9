"""The doors behind a real server in a thread of the test, and callers who speak to it byte by byte."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from firstline.run.connection import Limits, hurried

PATIENCE = 10.0
"""Seconds within which anything here happens, even on a busy machine."""
AS_IT_COMES = Limits()
PROTOCOLS = (HttpToolsProtocol, H11Protocol)
"""Uvicorn takes the first where it is installed, else the second."""


@contextmanager
def served(
    app: ASGIApp,
    limits: Limits = AS_IT_COMES,
    protocol: type[HttpToolsProtocol | H11Protocol] = HttpToolsProtocol,
) -> Iterator[int]:
    """Serve as `firstline up` does, until the block ends; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    config = uvicorn.Config(
        app,
        http=hurried(protocol, limits),
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        give_up_at = time.monotonic() + PATIENCE
        while not server.started and time.monotonic() < give_up_at:
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()


def connected(port: int) -> socket.socket:
    """Open a connection, and say nothing yet."""
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def heard(caller: socket.socket) -> bytes:
    """Listen until the server hangs up."""
    pieces = []
    while piece := caller.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def dribble(caller: socket.socket, text: bytes, *, every: float = 0.02) -> None:
    """Send a byte now and then, the text over and over, until the server says something."""
    for byte in islice(cycle(text), int(PATIENCE / every)):
        if select.select([caller], [], [], every)[0]:
            return
        caller.sendall(bytes([byte]))
    message = "The server let the caller go on."
    raise AssertionError(message)
