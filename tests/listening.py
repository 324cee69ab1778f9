"""Somebody who listens to the stream of events, over a real connection, and writes down what comes."""

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

PATH = "/api/v1/events/stream"
PATIENCE = 20.0
"""Seconds within which anything comes that comes at all, even on a busy machine."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a stream, up to an empty one."""

    id: str | None = None
    event: str | None = None
    data: Any = None
    comment: str | None = None


class Ear:
    """A stream that is open; what it gives is read as it comes."""

    def __init__(self, line: http.client.HTTPConnection, answer: http.client.HTTPResponse) -> None:
        self._line = line
        self._answer = answer
        self.status = answer.status
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in answer.getheaders()}

    @property
    def blocks(self) -> Iterator[Block]:
        """Give block after block, until the stream ends."""
        lines: list[str] = []
        while line := self._answer.readline():
            if line != b"\n":
                lines.append(line.decode().removesuffix("\n"))
            else:
                yield _block(lines)
                lines = []
        assert lines == []

    @property
    def events(self) -> Iterator[Block]:
        """Give what has happened, without signs of life."""
        return (block for block in self.blocks if block.event is not None)

    def hear(self, count: int) -> Sequence[Block]:
        """Wait for this many events."""
        return list(islice(self.events, count))

    def body(self) -> bytes:
        """Read an answer that ends."""
        return self._answer.read()

    def close(self) -> None:
        """Hang up."""
        self._answer.close()
        self._line.close()


@contextmanager
def listening(port: int, path: str = PATH, **headers: str) -> Iterator[Ear]:
    """Listen until the block ends; an underscore in a header's name stands for a dash."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    ear = Ear(line, line.getresponse())
    try:
        yield ear
    finally:
        ear.close()


def _block(lines: Sequence[str]) -> Block:
    fields = dict(line.split(": ", 1) for line in lines)
    data = fields.get("data")
    return Block(
        fields.get("id"), fields.get("event"), None if data is None else json.loads(data), fields.get("")
    )
