"""The LLM's opinion of urgency, or why it has none.

A question is handed to one background thread whose event loop talks to the provider, so that every wait
(name, connection, header, body, pause) can be cut off at the same moment, and a provider that sends a
byte a second is cut off like one that sends nothing. A failure that may pass is tried once more, and a
provider that cannot take our JSON schema is asked in a plainer form, which is remembered.

Whatever the provider does: the caller waits for the deadline (plus `GRACE`) at most and gets an `Opinion`
or a `Silence`, never an exception; no more than `pool` questions are under way, and a question gives its
place back when it ends; no address, key or error text of the provider's appears in an answer or in `repr`.
What a question took is told with the answer, and also when there is none.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeVar, runtime_checkable
from urllib.parse import urlsplit

from firstline.gateways.llm_words import (
    OPENAI,
    Answer,
    Form,
    Rejects,
    Trouble,
    Usage,
    length_of,
    question,
    understand,
    usage_of,
)
from firstline.gateways.llm_writing import CLOSING as BROKEN_OFF
from firstline.gateways.llm_writing import NO_KEY, TOO_MANY, Dictation, Ended
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion, Reason, Voice
from firstline.triage.voices import Silence

if TYPE_CHECKING:
    from firstline.gateways.llm_client import LlmClient
    from firstline.replies.brief import Brief

P = ParamSpec("P")
T = TypeVar("T")

MODEL: Final = "gpt-4o-mini"
DEADLINE: Final = 8.0
"""Seconds for everything, the second try included: what a web form's sender may be made to wait."""
POOL: Final = 8
"""Questions under way at once in this process."""
CONFIDENCE: Final = 0.5
"""A prior: how often the LLM's score is right has not been measured, so it is taken for a coin's toss.

An LLM's own word for its certainty is no measure. An evaluation on labelled messages replaces this number.
"""
NOTHING: Final = Usage()
GRACE: Final = 0.1
"""Seconds that the caller waits beyond the deadline, so that a question ends itself and has given its place
back when the caller goes on. Only a background thread that is held up makes a caller wait them out.
"""
CLOSING: Final = 1.0
"""Seconds that `close` waits for the thread; it is a daemon and ends with the process anyway."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a question."""

    advice: Opinion[float] | Silence
    usage: Usage = field(default_factory=Usage)
    """What it took."""
    may_pass: bool = False
    """Of a silence: whether asking again later makes sense."""
    wait: timedelta | None = None
    """For how long nobody is to ask; None: nothing is known of that."""
    why: str = ""
    """Of a silence: its cause, in words that fit after "The LLM"."""


def unheard(
    why: str, model: str, *, usage: Usage = NOTHING, may_pass: bool = False, wait: timedelta | None = None
) -> Heard:
    """Say that there is no opinion, in words that fit after "The LLM"."""
    return Heard(Silence(f"The LLM {why}; the rules decided.", model), usage, may_pass, wait, why)


@runtime_checkable
class Reachable(Protocol):
    """An LLM of which it is known where it is, and which can be tried out."""

    @property
    def model(self) -> str:
        """The model that is asked."""

    @property
    def host(self) -> str:
        """Where it is; empty: nobody is asked."""

    @property
    def has_key(self) -> bool:
        """Whether a key is set."""

    def try_out(self, message: Message, *, most: float) -> Heard:
        """Ask within so many seconds, or sooner, if the desk is less patient itself."""


@dataclass(slots=True)
class _Asking:
    """A question under way, and what it has taken so far."""

    words: str
    name: str
    until: float
    took: Usage = field(default_factory=Usage)


class LlmAdviser:
    """Asks an OpenAI-compatible provider how urgent a message is. May be shared by any number of threads."""

    def __init__(
        self,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        model: str = MODEL,
        deadline: float = DEADLINE,
        pool: int = POOL,
    ) -> None:
        self._base_url = (base_url or "").strip() or None
        self._api_key = (api_key or "").strip() or None
        self._model = model
        self._deadline = deadline
        self._places = threading.BoundedSemaphore(pool)
        self._lock = threading.Lock()
        self._background: _Background | None = None
        self._closed = False
        self._client: LlmClient | None = None
        self._form = Form()

    def __repr__(self) -> str:
        """Name the model, and neither the address nor the key."""
        return f"LlmAdviser(model={self._model!r}, configured={self.configured})"

    @property
    def configured(self) -> bool:
        """There is someone to ask: an API key, or the address of an endpoint that may need none."""
        return bool(self._api_key or self._base_url)

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self._model

    @property
    def host(self) -> str:
        """Where it is asked: a host, perhaps with a port, and never who asks; empty: nobody is asked."""
        return _host_of(self._base_url or OPENAI) if self.configured else ""

    @property
    def has_key(self) -> bool:
        """Whether an API key is set."""
        return self._api_key is not None

    def prepare(self) -> None:
        """Load what the first question needs, if there is anyone to ask, or all would wait for it then."""
        if self.configured:
            with suppress(Exception):  # an address that makes no sense is told when it is asked
                self._connected().prepare()

    def urgency(self, message: Message, *, deadline: float | None = None) -> Opinion[float] | Silence:
        """Ask how urgent a message is; wait at most `deadline` seconds for the answer."""
        return self.ask(message, deadline=deadline).advice

    def ask(
        self,
        message: Message,
        *,
        name: str = "",
        deadline: float | None = None,
        patient: bool = False,  # noqa: ARG002 - limits are another's, so nobody is told to come again
    ) -> Heard:
        """Ask how urgent a message is, and tell also what that took and whether to ask again.

        Args:
            message: what the customer wrote.
            name: the same for the same question, so that the other end can know a repeat.
            deadline: seconds to wait; None: as long as this desk does.
            patient: whether the caller would come again, which changes nothing here.
        """
        seconds = self._deadline if deadline is None else deadline
        if not self.configured:
            return unheard(NO_KEY, self._model)
        if not self._places.acquire(blocking=False):
            return unheard(TOO_MANY, self._model, may_pass=True)
        asking = _Asking(question(message), name, time.monotonic() + seconds)
        try:
            answer = self._hand_over(lambda: self._answer(asking, seconds))
            return answer.result(timeout=seconds + GRACE)
        except TimeoutError:
            return self._unheard(_too_slow(seconds), asking)
        except CancelledError:
            return self._unheard(BROKEN_OFF, asking)

    def try_out(self, message: Message, *, most: float) -> Heard:
        """Ask within so many seconds, or sooner, if the desk is less patient itself."""
        return self.ask(message, deadline=min(most, self._deadline))

    def draft(self, brief: "Brief", *, name: str = "") -> Iterator[str | Ended]:
        """Let the LLM write: its words as they come, and last how it ended."""
        if not self.configured:
            yield Ended(NO_KEY)
            return
        if not self._places.acquire(blocking=False):
            yield Ended(TOO_MANY)
            return
        dictation = Dictation(brief, name, self._deadline, self._form, self._remember)
        try:
            under_way = self._hand_over(lambda: dictation.run(self._connected))
        except CancelledError:
            yield Ended(BROKEN_OFF)
            return
        try:
            yield from dictation.words()
        finally:
            under_way.cancel()

    def close(self) -> None:
        """Break off what is under way and hang up; later questions get a `Silence`. Safe to repeat."""
        with self._lock:
            self._closed = True
            background, self._background = self._background, None
        if background:
            background.close(self._hang_up())

    def _hand_over(self, work: Callable[[], Coroutine[object, object, T]]) -> Future[T]:
        """Start a question on the background thread; when it has ended, its place is given back."""
        with self._lock:
            if self._closed:
                self._places.release()
                raise CancelledError
            self._background = self._background or _Background()
            place = _Place(self._places)
            under_way = self._background.start(place.taken_by(work))
        under_way.add_done_callback(place.give_back)  # of what is cancelled before it begins
        return under_way

    async def _answer(self, asking: _Asking, seconds: float) -> Heard:
        try:
            async with asyncio.timeout(asking.until - time.monotonic()):
                answer = await self._ask(asking)
        except TimeoutError:
            return self._unheard(_too_slow(seconds), asking)
        except Trouble as trouble:
            wait = None if trouble.hold is None else timedelta(seconds=trouble.hold)
            took, may_pass = asking.took, trouble.is_passing
            return unheard(trouble.text, self._model, usage=took, may_pass=may_pass, wait=wait)
        except Exception:  # noqa: BLE001 - a ticket is judged without the LLM, whatever went wrong here
            return unheard("could not be asked", self._model, usage=asking.took)
        else:
            return Heard(self._opinion(answer), asking.took)

    async def _ask(self, asking: _Asking) -> Answer:
        """Ask once, and once more where that may help."""
        form = self._form
        try:
            return await self._try(asking, form)
        except Trouble as trouble:
            plainer = self._plainer(form, trouble)
            if plainer is None and trouble.retry_after is None:
                raise
            await asyncio.sleep(trouble.retry_after or 0)
        answer = await self._try(asking, plainer or form)
        self._form = plainer or self._form
        return answer

    async def _try(self, asking: _Asking, form: Form) -> Answer:
        """Ask once; until the reply says what that took, the question's length counts."""
        before, length = asking.took, length_of(asking.words)
        asking.took = before + length
        try:
            body = await self._connected().ask(asking.words, form, until=asking.until, name=asking.name)
        except Trouble as trouble:
            asking.took = before + (length if trouble.took is None else trouble.took)
            raise
        asking.took = before + usage_of(body, asking.words)
        return understand(body)

    def _plainer(self, form: Form, trouble: Trouble) -> Form | None:
        """Find the form to try after a rejection.

        It is remembered at once when the provider named what it rejects. Otherwise it has to work first,
        for the rejection may have been about this one message.
        """
        plainer = form.without(trouble.rejects)
        if plainer and trouble.rejects is not Rejects.SOMETHING:
            self._form = plainer
        return plainer

    def _remember(self, form: Form) -> None:
        self._form = form

    def _connected(self) -> "LlmClient":
        if self._client is None:
            # The SDK takes 0.7 s and 40 MB, which a desk without an LLM need not spend.
            from firstline.gateways.llm_client import LlmClient, Provider  # noqa: PLC0415 - loaded when used

            self._client = LlmClient(Provider(self._model, self._base_url, self._api_key))
        return self._client

    async def _hang_up(self) -> None:
        if self._client:
            await self._client.close()

    def _opinion(self, answer: Answer) -> Opinion[float]:
        text = f"The LLM: {answer.reason}" if answer.reason else "The LLM gave a score and no reason."
        return Opinion(answer.urgency, CONFIDENCE, (Reason(Voice.LLM, text, answer.urgency, self._model),))

    def _unheard(self, why: str, asking: _Asking) -> Heard:
        return unheard(why, self._model, usage=asking.took, may_pass=True)


def _too_slow(seconds: float) -> str:
    return f"did not answer within {seconds:g} s"


def _host_of(url: str) -> str:
    """Name the host of an address, without the password that may stand before it.

    >>> _host_of("https://ava:secret@llm.example:8443/v1"), _host_of("http://[")
    ('llm.example:8443', '')
    """
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


class _Place:
    """A place among the questions under way, which is given back once."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._held = [places]

    async def taken_by(self, work: Callable[[], Coroutine[object, object, T]]) -> T:
        """Do the work, and give the place back before anyone hears of its end."""
        try:
            return await work()
        finally:
            self.give_back()

    def give_back(self, _: object = None) -> None:
        """Give it back, unless that is done."""
        with suppress(IndexError):
            self._held.pop().release()


class _Background:
    """A daemon thread with an event loop of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(_Lookups())
        self._thread = threading.Thread(target=self._serve, name="llm", daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Begin a piece of work on the thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self, last: Coroutine[object, object, None]) -> None:
        """Cancel all work, do one last thing, and end the thread."""
        self.start(self._wind_down(last))
        self._thread.join(CLOSING)

    async def _wind_down(self, last: Coroutine[object, object, None]) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, last, return_exceptions=True)
        self._loop.stop()

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()


class _Lookups(ThreadPoolExecutor):
    """Where the event loop looks up host names: a daemon thread each.

    The standard pool's threads are waited for when the process ends, so one dead name server would hold up
    the desk's stop; and a few lookups that hang would leave no thread for the others.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run the lookup in a new thread."""
        future: Future[T] = Future()

        def look_up() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - handed on to whoever waits for the lookup
                future.set_exception(error)

        future.set_running_or_notify_cancel()
        threading.Thread(target=look_up, name="llm-lookup", daemon=True).start()
        return future
