"""A load of requests over a few connections, each of which sends its next one when it has its answer.

The client is asyncio with hand-made HTTP/1.1, so that it costs little beside the server it measures; it
runs on a core of its own, where there are two. What it returns are plain numbers: milliseconds.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Load:
    """What a load saw."""

    seconds: float
    millis: list[float]
    """The time to each answer, sorted."""
    refused: int
    """Answers that were not 2xx."""

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.millis) / self.seconds

    def at(self, share: float) -> float:
        """Give a percentile in milliseconds."""
        return self.millis[min(len(self.millis) - 1, int(len(self.millis) * share))]


def post(path: str, body: bytes) -> bytes:
    """Write a request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run_load(
    port: int, request: Callable[[int], bytes], *, seconds: float, connections: int = CONNECTIONS
) -> Load:
    """Send `request(n)` for n = 0, 1, 2, ... until the time is over."""
    return asyncio.run(_run(port, request, seconds=seconds, connections=connections))


async def _run(port: int, request: Callable[[int], bytes], *, seconds: float, connections: int) -> Load:
    millis: list[float] = []
    refused = 0
    numbers = iter(range(2**62))
    start = time.perf_counter()
    until = start + seconds

    async def one() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < until:
            writer.write(request(next(numbers)))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(length_of(head))
            millis.append((time.perf_counter() - begun) * 1000)
            refused += head[9:10] != b"2"
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(one() for _ in range(connections)))
    return Load(time.perf_counter() - start, sorted(millis), refused)


def length_of(head: bytes) -> int:
    """Read from an answer's head how long its body is."""
    at = head.lower().index(b"content-length:") + len(b"content-length:")
    return int(head[at : head.index(b"\r\n", at)])
