"""`firstline up`: one process that is the whole desk."""

import gc
import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable
from ipaddress import ip_address
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from firstline.run.settings import LOOPBACK, Settings, is_address
from firstline.run.wiring import running

BACKLOG = 2048
"""Callers who may wait at the door, also while the desk is starting; as many as uvicorn lets wait."""
DRAIN = 10
"""Seconds that requests under way have when the desk is asked to stop."""
log = logging.getLogger(__name__)
NO_SCREEN = ("linux", "freebsd")


class NoStart(Exception):
    """Why the desk cannot start, and what to do."""


def serve(*, port: int | None, host: str | None, browser: bool) -> None:
    """Run the desk until it is told to stop.

    Raises:
        NoStart: when a setting is wrong, the address is taken, or it would be open to others.
    """
    settings = read_settings(port=port, host=host)
    if not ip_address(settings.host).is_loopback:
        message = (
            f"{settings.host} can be reached from other machines, and this desk has no accounts yet. "
            "Listen on 127.0.0.1."
        )
        raise NoStart(message)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    signal.signal(signal.SIGTERM, _end_in_order)
    listener = _listen(settings)
    with listener, running(settings) as open_desk:
        _settle()
        log.info("commits are safe by %s", open_desk.database.durability())
        address = _address(listener)
        config = uvicorn.Config(
            open_desk.app,
            log_config=None,
            log_level=logging.getLevelName(max(logging.WARNING, logging.getLogger().level)).lower(),
            access_log=False,
            ws="none",  # the desk speaks HTTP alone
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=DRAIN,
        )
        _Server(config, lambda: _greet(settings, address, browser=browser)).run(sockets=[listener])


def read_settings(*, port: int | None = None, host: str | None = None) -> Settings:
    """Read the settings; what the command line says goes first.

    Raises:
        NoStart: when one of them cannot be used; the sentence names it and never repeats a secret.
    """
    if host is not None and host != "localhost" and not is_address(host):
        message = f"--host takes an address, such as {LOOPBACK} or ::1, and {host!r} is none."
        raise NoStart(message)
    given: dict[str, Any] = {"PORT": port, "HOST": host}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False)
        ]
        message = "A setting cannot be used. " + "; ".join(found)
        raise NoStart(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = "The file .env cannot be read. It must be UTF-8 text that this account may read."
        raise NoStart(message) from error


def _end_in_order(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave as Ctrl-C does. Uvicorn drains, then raises the signal again, which must not end us unclosed."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """Says where the desk is, once it really listens."""

    def __init__(self, config: uvicorn.Config, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then greet."""
        await super().startup(sockets)
        if self.started:
            self._greet()


def _settle() -> None:
    """Leave what was loaded at start out of the search for garbage: it would cost 60 ms, once a second."""
    gc.collect()
    gc.freeze()


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


def _greet(settings: Settings, address: str, *, browser: bool) -> None:
    sys.stdout.write(
        f"\nFirstline is open at {address}\n"
        f"  data       {_data(settings)}\n"
        f"  reference  {address}/docs\n"
        "  try        open the address in a browser, or\n"
        f"             curl {address}/api/messages/send -H 'Content-Type: application/json' "
        """-d '{"user_id": 7, "message": "My card is blocked!"}'\n"""
        "  stop       Ctrl-C\n\n"
    )
    sys.stdout.flush()
    if "*" in settings.cors_origins:
        sys.stdout.write(
            "Warning: FIRSTLINE_CORS_ORIGINS=* lets any web page in this browser use the desk.\n"
        )
    if browser and _has_screen():
        webbrowser.open(address)


def _data(settings: Settings) -> str:
    """Say where the data lies: a file as a person writes it, a server without its password."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def _has_screen() -> bool:
    if not sys.stdout.isatty():
        return False
    if sys.platform.startswith(NO_SCREEN):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
