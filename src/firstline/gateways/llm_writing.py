"""The LLM writes: a question whose answer is given piece by piece, while it comes.

The question is handed to the gateway's background thread (`llm.py`), and what the provider says comes back
through a queue. A failure that may pass is tried once more, unless words have been given already, and a
provider that cannot take our schema is asked in a plainer form.

Whatever the provider does: the last that is given is an `Ended`, it comes by the deadline, and no text of an
error of the provider's is in it. Whoever stops listening ends the question.
"""

import asyncio
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from firstline.gateways.llm_stream import Stream
from firstline.gateways.llm_words import BYTES_PER_TOKEN, Form, Trouble, Usage, length_of

if TYPE_CHECKING:
    from firstline.gateways.llm_client import LlmClient
    from firstline.replies.brief import Brief

GRACE: Final = 0.1
"""Seconds beyond the deadline that a question may take to end itself."""
NO_KEY: Final = "was not asked, because no API key is set"
TOO_MANY: Final = "was not asked, because too many questions are waiting"
CLOSING: Final = "was not asked, because the desk is closing"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a question to write ended."""

    why: str = ""
    """Why nothing more comes, in words that fit after "The LLM"; empty: it has said all."""
    usage: Usage = field(default_factory=Usage)
    """What it took."""
    hold: float | None = None
    """Seconds for which nobody is to ask; None: nothing is known of that."""


@runtime_checkable
class Writer(Protocol):
    """An LLM that writes."""

    @property
    def configured(self) -> bool:
        """Whether there is anyone to ask."""

    def draft(self, brief: "Brief", *, name: str = "") -> Iterator[str | Ended]:
        """Let it write: its words as they come, and last how it ended.

        Args:
            brief: what it is to write.
            name: the same for the same question, so that the other end can know a repeat.
        """


def size_of(brief: "Brief") -> Usage:
    """Say what a question takes by its length, for when nobody says what it took."""
    return length_of(brief.words, system=brief.system, schema=brief.schema)


@dataclass(slots=True)
class Dictation:
    """A question under way."""

    brief: "Brief"
    name: str
    seconds: float
    form: Form
    remember: Callable[[Form], None]
    """Is told of a plainer form that the provider takes."""
    _until: float = 0.0
    _said: "queue.SimpleQueue[str | Ended]" = field(default_factory=queue.SimpleQueue)
    _took: Usage = field(default_factory=Usage)
    _is_heard: bool = False

    def __post_init__(self) -> None:
        """Start the clock."""
        self._until = time.monotonic() + self.seconds

    def words(self) -> Iterator[str | Ended]:
        """Give what comes, on the thread of whoever asked."""
        while True:
            try:
                left = self._until + GRACE - time.monotonic()
                part = self._said.get(timeout=max(left, 0.0))
            except queue.Empty:
                part = Ended(self._too_slow, self._took)
            yield part
            if isinstance(part, Ended):
                return

    async def run(self, client: "Callable[[], LlmClient]") -> None:
        """Ask, on the background thread."""
        ended = Ended(CLOSING)
        try:
            async with asyncio.timeout(self._until - time.monotonic()):
                await self._ask(client())
            ended = Ended(usage=self._took)
        except TimeoutError:
            ended = Ended(self._too_slow, self._took)
        except Trouble as trouble:
            ended = Ended(trouble.text, self._took, trouble.hold)
        except Exception:  # noqa: BLE001 - a draft is made without the LLM, whatever went wrong here
            ended = Ended("could not be asked", self._took)
        finally:
            self._said.put(ended)

    @property
    def _too_slow(self) -> str:
        return f"did not answer within {self.seconds:g} s"

    async def _ask(self, client: "LlmClient") -> None:
        """Ask once, and once more where that may help and nothing was heard."""
        form = self.form
        try:
            await self._try(client, form)
        except Trouble as trouble:
            plainer = form.without(trouble.rejects)
            if self._is_heard or (plainer is None and trouble.retry_after is None):
                raise
            await asyncio.sleep(trouble.retry_after or 0)
        else:
            return
        await self._try(client, plainer or form)
        if plainer:
            self.remember(plainer)

    async def _try(self, client: "LlmClient", form: Form) -> None:
        """Ask once; until the provider says what that took, the length counts."""
        before, length, stream = self._took, size_of(self.brief), Stream()
        self._took = before + length
        try:
            asked = client.write(self.brief, form, until=self._until, name=self.name)
            async with aclosing(asked) as parts:
                async for part in parts:
                    self._pass_on(stream.feed(part))
                    self._took = before + (stream.usage or length + _written(stream))
            self._pass_on(stream.end())
        except Trouble as trouble:
            if trouble.took is not None:
                self._took = before + trouble.took
            raise
        self._took = before + (stream.usage or length + _written(stream))

    def _pass_on(self, words: Iterator[str]) -> None:
        for said in words:
            self._is_heard = True
            self._said.put(said)


def _written(stream: Stream) -> Usage:
    return Usage(tokens_out=-(-stream.words // BYTES_PER_TOKEN))
