"""A stand-in for an LLM provider: a real HTTP server on the loopback address that follows a script.

Tests give it behaviours, one for each request, the last one for all that follow; it keeps every request
for them to look at. On its own (`python -m firstline.gateways.fake_llm`) it is a provider for demos: it
scores messages by a few words, and writes drafts out of the passages that it is given.

Whatever the script says: the server listens on 127.0.0.1 only, spends no money, and `close` ends every
behaviour that hangs.
"""

import argparse
import json
import re
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self, cast

from firstline.gateways import fake_drafts

Json = dict[str, Any]
"""A JSON object as it stands on the wire; the requests of tests are read freely."""

LARGEST_REQUEST: Final = 10 * 1024 * 1024
"""Bytes; a caller that sends more is cut off."""

SCORES: Final = (
    (5.0, "blocked fraud hacked stolen scam unauthorised unauthorized breach outage down"),
    (4.0, "rejected refused disbursed waiting urgent immediately lost"),
    (3.0, "charged delay late overdue broken failed error"),
    (1.0, "thanks thank okay great"),
)
"""What the demo's pretended judgement looks for, first match first; nothing found scores 2."""


STREAM: Final = b"HTTP/1.1 200 Fake\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
TOKENS: Final = (600, 30)
"""What the server says that an answer took, read and written: about what a real one says of ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    """With lower-case names."""
    body: Json

    @property
    def system(self) -> str:
        """The instruction."""
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """The data."""
        return str(self.body["messages"][-1]["content"])

    @property
    def name(self) -> str:
        """What the caller calls the question; empty when it has no name."""
        return self.headers.get("idempotency-key", "")

    @property
    def is_stream(self) -> bool:
        """Whether the answer is wanted piece by piece."""
        return self.body.get("stream") is True

    @property
    def form(self) -> str:
        """The promised form of the answer: `json_schema`, `json_object`, or empty."""
        return str(self.body.get("response_format", {}).get("type", ""))


@dataclass(frozen=True, slots=True)
class Talk:
    """The other end of the line: what a behaviour can do to the caller."""

    connection: socket.socket
    closing: threading.Event

    def reply(
        self, body: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a whole response."""
        self.send(_response(body, status=status, headers=headers))

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self.connection.sendall(raw)

    def wait(self, seconds: float) -> bool:
        """Let time pass; true when the server is closing meanwhile."""
        return self.closing.wait(seconds)


Behaviour = Callable[[Asked, Talk], None]


def says(content: str | None, *, tokens: tuple[int, int] | None = TOKENS, **message: object) -> Behaviour:
    """Answer with these words, in a proper envelope; without `tokens` it tells of none."""
    return lambda _, talk: talk.reply(_completion(content, tokens, **message))


def scores(
    urgency: object,
    reason: str = "The account is blocked.",
    *,
    tokens: tuple[int, int] | None = TOKENS,
) -> Behaviour:
    """Answer with an object by the schema."""
    return says(json.dumps({"urgency": urgency, "reason": reason}), tokens=tokens)


def replies(body: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Behaviour:
    """Answer with this body, whatever it is."""
    return lambda _, talk: talk.reply(body, status=status, headers=headers)


def fails(status: int, message: str = "It went wrong.", **headers: str) -> Behaviour:
    """Answer with an error; `retry_after="1"` becomes the header of that name."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replies(json.dumps({"error": {"message": message}}), status=status, headers=named)


def only_takes_objects(otherwise: Behaviour, *, message: str = "response_format is not known") -> Behaviour:
    """Refuse a JSON schema, as older servers do."""
    refuse = fails(400, message)
    return lambda asked, talk: (refuse if asked.form == "json_schema" else otherwise)(asked, talk)


def takes_no_temperature(otherwise: Behaviour) -> Behaviour:
    """Refuse a temperature, as reasoning models do."""
    refuse = fails(400, "Unsupported value: 'temperature'")
    return lambda asked, talk: (refuse if "temperature" in asked.body else otherwise)(asked, talk)


def hangs(seconds: float = 60, then: Behaviour | None = None) -> Behaviour:
    """Say nothing for a while, then do something else or hang up."""

    def hang(asked: Asked, talk: Talk) -> None:
        if not talk.wait(seconds) and then:
            then(asked, talk)

    return hang


def trickles(*, every: float, head: bool = False) -> Behaviour:
    """Send a good answer a byte at a time; with `head`, its first line and headers too."""
    raw = _response(_completion('{"urgency": 5, "reason": "slow"}'))

    def trickle(_: Asked, talk: Talk) -> None:
        start = 0 if head else raw.index(b"\r\n\r\n") + 4
        talk.send(raw[:start])
        for place in range(start, len(raw)):
            if talk.wait(every):
                return
            talk.send(raw[place : place + 1])

    return trickle


def drops() -> Behaviour:
    """Hang up in the middle of the body."""
    raw = _response(_completion('{"urgency": 5, "reason": "half"}'))
    return lambda _, talk: talk.send(raw[:-20])


def hangs_up() -> Behaviour:
    """Hang up without a word."""
    return lambda _, __: None


def floods() -> Behaviour:
    """Send a body that never ends, as fast as it is taken."""

    def flood(_: Asked, talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 Fake\r\nContent-Type: application/json\r\n\r\n")
        while not talk.wait(0):
            talk.send(b" " * 65_536)

    return flood


def writes(content: str, *, every: float = 0, tokens: tuple[int, int] | None = TOKENS) -> Behaviour:
    """Answer with these words, in pieces where the caller wants a stream, `every` so many seconds."""

    def write(asked: Asked, talk: Talk) -> None:
        if not asked.is_stream:
            says(content, tokens=tokens)(asked, talk)
            return
        talk.send(STREAM)
        for event in fake_drafts.events(content, tokens):
            if talk.wait(every):
                return
            talk.send(event)

    return write


def obeys(text: str, cites: Sequence[int] = (1,)) -> Behaviour:
    """Write what a ticket or an article told it to, sentence by sentence, whatever the instruction says."""
    return writes(fake_drafts.obedient(text, cites))


def judges() -> Behaviour:
    """Pretend to think: score the customer's words by a short list, and draft what the passages say."""

    def judge(asked: Asked, talk: Talk) -> None:
        passages = fake_drafts.passages_of(asked.user)
        if passages is not None:
            writes(fake_drafts.honest(passages))(asked, talk)
            return
        urgency, word = _judgement(asked.user)
        reason = f"It says “{word}”." if word else "It reads like a general question."
        scores(urgency, reason)(asked, talk)

    return judge


class FakeLlm:
    """The server. Use it in a `with`, and give `base_url` to whoever should talk to it."""

    def __init__(self, script: Behaviour | Sequence[Behaviour], *, port: int = 0) -> None:
        self._script = [script] if callable(script) else list(script)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        """Open the line."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the line, and with it all that hangs on it."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """Where it listens, as `OPENAI_BASE_URL` wants it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def asked(self) -> list[Asked]:
        """Give every request so far, in the order in which they came."""
        with self._lock:
            return list(self._asked)

    def wait(self) -> None:
        """Stay until the line is closed."""
        self._closing.wait()

    def meet(self, asked: Asked, connection: socket.socket) -> None:
        """Keep a request and do what the script says."""
        with self._lock:
            turn = min(len(self._asked), len(self._script) - 1)
            self._asked.append(asked)
        self._script[turn](asked, Talk(connection, self._closing))


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    options = _options(arguments)
    with FakeLlm(_demo(options), port=options.port) as fake:
        sys.stdout.write(f"A pretended LLM listens. Set OPENAI_BASE_URL={fake.base_url}\n")
        sys.stdout.flush()
        try:
            fake.wait()
        except KeyboardInterrupt:
            sys.stdout.write("It is gone.\n")


@dataclass
class _Options(argparse.Namespace):
    port: int = 9009
    urgency: float | None = None
    status: int | None = None
    hang: float = field(default=0.0)


def _options(arguments: Sequence[str] | None) -> _Options:
    parser = argparse.ArgumentParser(prog="fake_llm", description="A pretended LLM provider for demos.")
    parser.add_argument(
        "--port", type=int, default=9009, help="where to listen on 127.0.0.1 (0: any free port)"
    )
    parser.add_argument("--urgency", type=float, help="always give this score instead of judging the words")
    parser.add_argument("--status", type=int, help="always fail with this HTTP status")
    parser.add_argument("--hang", type=float, default=0.0, help="seconds to stay silent before each answer")
    return parser.parse_args(arguments, namespace=_Options())


def _demo(options: _Options) -> Behaviour:
    then = judges() if options.urgency is None else scores(options.urgency, "The demo was told to say so.")
    then = then if options.status is None else fails(options.status)
    return hangs(options.hang, then) if options.hang else then


def _judgement(user: str) -> tuple[float, str]:
    """Score the data in a request, and name the word that decided."""
    start = user.find("{")
    data, _ = json.JSONDecoder().raw_decode(user[start:]) if start >= 0 else ({"text": user}, 0)
    words = re.findall(r"[a-z]+", " ".join(str(value) for value in data.values()).lower())
    for urgency, known in SCORES:
        if found := next((word for word in words if word in known.split()), ""):
            return urgency, found
    return 2.0, ""


def _completion(content: str | None, tokens: tuple[int, int] | None = TOKENS, **message: object) -> str:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, **message},
        "finish_reason": "stop",
    }
    whole: Json = {"id": "fake", "object": "chat.completion", "model": "fake", "choices": [choice]}
    if tokens is not None:
        read, written = tokens
        whole["usage"] = {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        }
    return json.dumps(whole)


def _response(body: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": "application/json", "Content-Length": str(len(raw)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Fake\r\n{head}Connection: close\r\n\r\n".encode() + raw


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    fake: FakeLlm


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Hand a request on to the script."""
        try:
            asked = self._asked()
            cast("_Server", self.server).fake.meet(asked, self.connection)
        except ConnectionError:
            pass  # the caller hung up first, as it may
        finally:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Keep quiet."""

    def _asked(self) -> Asked:
        size = min(int(self.headers.get("Content-Length", 0)), LARGEST_REQUEST)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(size)
        if len(body) < size:
            message = "The caller died amid its request."
            raise ConnectionAbortedError(message)
        return Asked(self.path, headers, cast("Json", json.loads(body)))


if __name__ == "__main__":
    main()
