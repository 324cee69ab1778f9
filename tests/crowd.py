"""Many who listen to streams of events at once: cut off and coming back, they write down what they hear.

They share one event loop in a thread of its own, so that a thousand of them cost little beside what they
listen to. Each comes back by itself, behind the last place that it has heard, as a browser does.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PATH = "/api/v1/events/stream"
COMES_BACK_AFTER = 0.05
"""Seconds."""
Place = tuple[int, int]
Heard = Callable[[bytes, float], None]
"""What is told of each event, and when it came (by `time.perf_counter`)."""


def place_of(written: bytes | str) -> Place:
    """Read a place in the log."""
    text = written.decode() if isinstance(written, bytes) else written
    tx, _, number = text.partition(".")
    return int(tx), int(number)


@dataclass(slots=True)
class Member:
    """One who listens."""

    doors: Callable[[], Sequence[int]]
    """The ports that it tries, one after the other."""
    heard: Heard | None = None
    places: list[bytes] = field(default_factory=list)
    """Of all events that it has heard, in the order in which they came."""
    lines: int = 0
    """How often it has come."""
    is_listening: bool = False
    _last: bytes = b""

    async def listen(self) -> None:
        """Listen for ever."""
        while True:
            for port in self.doors():
                with suppress(OSError, EOFError, ValueError):
                    await self._listen_at(port)
                self.is_listening = False
                await asyncio.sleep(COMES_BACK_AFTER)

    async def _listen_at(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(self._request())
            head = await reader.readuntil(b"\r\n\r\n")
            if head.split(b" ", 2)[1] != b"200":
                return
            self.lines += 1
            text = b""
            while size := int(await reader.readline(), 16):
                text += (await reader.readexactly(size + 2))[:-2]
                *blocks, text = text.split(b"\n\n")
                self._note(blocks)
        finally:
            writer.close()

    def _request(self) -> bytes:
        last = b"Last-Event-ID: %s\r\n" % self._last if self._last else b""
        return b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (PATH.encode(), last)

    def _note(self, blocks: Sequence[bytes]) -> None:
        now = time.perf_counter()
        for block in blocks:
            self.is_listening = True
            fields = dict(line.split(b": ", 1) for line in block.split(b"\n"))
            self._last = fields.get(b"id", self._last)
            if b"event" in fields and b"id" in fields:
                self.places.append(fields[b"id"])
                if self.heard is not None:
                    self.heard(fields[b"data"], now)


@contextmanager
def crowd(members: Sequence[Member]) -> Iterator[None]:
    """Let them listen until the block ends, beginning when all of them do."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def listen_together() -> None:
        tasks = [asyncio.create_task(member.listen()) for member in members]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(listen_together(),))
    thread.start()
    try:
        wait_until(lambda: all(member.is_listening for member in members))
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def wait_until(true: Callable[[], bool], *, patience: float = 60.0) -> None:
    """Wait until something is true."""
    give_up_at = time.monotonic() + patience
    while not true():
        assert time.monotonic() < give_up_at, "It did not come true in time."
        time.sleep(0.01)
