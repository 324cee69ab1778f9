"""`firstline up`: one process that is the whole desk; `firstline serve`: one that has the doors alone.

`serve` is for services and writes to the log alone; the steps are done by `firstline worker` (`run/work.py`).
`up` has a worker of its own, greets the person who started it, and opens the browser. Both listen before
anything else happens, so that of two desks on one port one is refused at once.
"""

import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable
from ipaddress import ip_address
from types import FrameType
from typing import NoReturn

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from firstline.flows.desk import Desk
from firstline.flows.trust import has_admin
from firstline.run.connection import hurried
from firstline.run.doors import Running, running
from firstline.run.logs import set_up
from firstline.run.opening import is_there
from firstline.run.say import NoStart
from firstline.run.settings import Settings, read_settings
from firstline.run.sources import place_of
from firstline.run.wiring import settle

BACKLOG = 2048
"""Callers who may wait at the door, also while the desk is starting; as many as uvicorn lets wait."""
DRAIN = 10
"""Seconds that requests under way have when the desk is asked to stop."""
log = logging.getLogger(__name__)
NO_SCREEN = ("linux", "freebsd")


def up(*, port: int | None, host: str | None, browser: bool) -> None:
    """Run the desk until it is told to stop, and tell the person who started it where it is.

    Raises:
        NoStart: when a setting is wrong, the address is taken, or it would be open to others.
    """
    settings = read_settings(port=port, host=host)
    _run(settings, lambda address, desk: _greet(settings, address, desk, browser=browser), works=True)


def serve(*, port: int | None, host: str | None) -> None:
    """Run the desk's doors until they are told to stop, and say where they are in the log.

    Raises:
        NoStart: when a setting is wrong, the address is taken, or it would be open to others.
    """
    settings = read_settings(port=port, host=host)
    _run(
        settings,
        lambda address, _: log.info("Firstline is open at %s; data: %s", address, place_of(settings)),
        works=False,
    )


def _run(settings: Settings, when_open: Callable[[str, Desk], None], *, works: bool) -> None:
    _check_address(settings)
    set_up(level=settings.log_level, form=settings.log_format)
    signal.signal(signal.SIGTERM, _end_in_order)
    listener = _listen(settings)
    with listener, running(settings, works=works) as open_desk:
        _check_admin(settings, open_desk)
        settle()
        log.info("commits are safe by %s", open_desk.database.durability())
        address = _address(listener)
        config = uvicorn.Config(
            open_desk.app,
            log_config=None,
            log_level=logging.getLevelName(logging.getLogger().level).lower(),
            access_log=False,
            http=hurried(AutoHTTPProtocol),
            ws="none",  # the desk speaks HTTP alone
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=DRAIN,
        )
        server = _Server(config, lambda: when_open(address, open_desk.desk), open_desk.app.streams.close)
        server.run(sockets=[listener])


def _check_address(settings: Settings) -> None:
    """Refuse at once to be open to others where there cannot be an admin: no data, and none is set."""
    if not (_is_private(settings) or settings.admin_email is not None or is_there(settings)):
        raise _open_to_others(settings)


def _check_admin(settings: Settings, open_desk: Running) -> None:
    if not (_is_private(settings) or has_admin(open_desk.desk)):
        raise _open_to_others(settings)


def _is_private(settings: Settings) -> bool:
    return ip_address(settings.host).is_loopback


def _open_to_others(settings: Settings) -> NoStart:
    return NoStart(
        f"{settings.host} can be reached from other machines, and this desk has no admin yet. Make one with "
        "`firstline user add EMAIL`, set FIRSTLINE_ADMIN_EMAIL and FIRSTLINE_ADMIN_PASSWORD, or listen on "
        "127.0.0.1."
    )


def _end_in_order(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave as Ctrl-C does. Uvicorn drains, then raises the signal again, which must not end us unclosed."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """Says where the desk is, once it really listens; and ends what would not end by itself."""

    def __init__(
        self, config: uvicorn.Config, when_open: Callable[[], None], when_closing: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._when_open = when_open
        self._when_closing = when_closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._when_open()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those who listen to events go, so that they come back elsewhere; then stop."""
        self._when_closing()
        await super().shutdown(sockets)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two desks share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)  # now, because until somebody listens another desk could bind the port too
    except OSError as error:
        listener.close()
        message = (
            f"Port {settings.port} on {settings.host} cannot be used: {error.strerror or error}. "
            f"Stop what uses it, or choose another: firstline up --port {settings.port + 1}"
        )
        raise NoStart(message) from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _greet(settings: Settings, address: str, desk: Desk, *, browser: bool) -> None:
    sys.stdout.write(
        f"\nFirstline is open at {address}\n"
        f"  data       {place_of(settings)}\n"
        f"  reference  {address}/docs\n"
        f"{_to_try(address, has_accounts=desk.board.has_accounts)}"
        "  stop       Ctrl-C\n\n"
    )
    sys.stdout.flush()
    if "*" in settings.cors_origins:
        sys.stdout.write(
            "Warning: FIRSTLINE_CORS_ORIGINS=* lets any web page in this browser use the desk.\n"
        )
    if browser and _has_screen():
        webbrowser.open(address)


def _to_try(address: str, *, has_accounts: bool) -> str:
    """Suggest a call that works at this desk; where there are accounts, it needs a key."""
    key = "-H 'Authorization: Bearer YOUR_KEY' " if has_accounts else ""
    where = "  key        firstline token create 'Web form' --scope intake\n" if has_accounts else ""
    return (
        f"{where}  try        open the address in a browser, or\n"
        f"             curl {address}/api/messages/send {key}-H 'Content-Type: application/json' "
        """-d '{"user_id": 7, "message": "My card is blocked!"}'\n"""
    )


def _has_screen() -> bool:
    if not sys.stdout.isatty():
        return False
    if sys.platform.startswith(NO_SCREEN):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
