"""The conversations that come with the desk: one JSON object in each line of `demo/*.jsonl`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import msgspec

FOLDER = files("firstline.gateways") / "demo"


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """Who writes."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoEntry:
    """What somebody writes, so many minutes after the first message."""

    kind: str
    text: str
    after_minutes: float = 0
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoConversation:
    """A conversation; the first entry is the customer's opening message."""

    customer: DemoCustomer
    channel: str
    tier: str
    subject: str | None
    ago_hours: float
    """When the first message came, before now."""
    entries: Sequence[DemoEntry]
    status: str
    assignee: str | None = None
    tags: Sequence[str] = ()
    source: bytes = b""
    """The line itself."""


decode = msgspec.json.Decoder(DemoConversation).decode


def demo_conversations() -> Iterator[DemoConversation]:
    """Read the conversations, file by file."""
    for file in sorted(FOLDER.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".jsonl"):
            for line in file.read_bytes().splitlines():
                yield replace(decode(line), source=line)


@cache
def count_conversations() -> int:
    """Count them."""
    return sum(1 for _ in demo_conversations())
