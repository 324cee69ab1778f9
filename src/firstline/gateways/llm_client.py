"""One request to an OpenAI-compatible provider, through the `openai` SDK.

This is the only module that imports the SDK, which takes about 0.7 s and 40 MB; `llm` imports it on
the first real call. What goes wrong becomes a `Trouble` in our own words.

Whatever happens: only the headers named here leave the desk (no organisation, project or custom header
from the environment), no proxy is taken from the environment, no redirect is followed, no more than
`LONGEST_REPLY` of a reply is held, and neither address nor body is logged. Time is the caller's to keep:
every wait here ends at once when the caller cancels it, and leaves no socket open.
"""

import hashlib
import logging
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import httpx2
import openai
from openai import omit
from openai.types.chat.completion_create_params import ResponseFormat

from firstline.gateways.llm_words import LONGEST_REPLY, OPENAI, SCHEMA, SYSTEM, Form, Rejects, Trouble, Usage

if TYPE_CHECKING:
    from openai.resources.chat.completions import AsyncCompletionsWithStreamingResponse

    from firstline.replies.brief import Brief

NO_KEY: Final = "no-key"
"""What a local endpoint that asks for no key is sent, since the SDK insists on one."""
LONGEST_REFUSAL: Final = 16 * 1024
"""Bytes of an error that are read, to learn what it rejects."""
PAUSE: Final = 0.1
"""Seconds before the second try when the provider names none: a dropped connection is back by then."""
CONNECTING: Final = 0.45
"""The part of the time left that opening the line, and then the TLS greeting, may each take.

Together they end before the caller cancels, which matters: a greeting that is cancelled from outside leaves
its socket open for as long as the other side likes; one that runs out of its own time closes it.
"""
LONGEST_PAUSE: Final = 2.0
"""Seconds; a provider that wants a longer wait is not asked again within the deadline."""
LONGEST_HOLD: Final = 3_600.0
"""Seconds for which a provider may tell us to leave it alone; after that we look whether it meant it."""
NAME_HEADER: Final = "idempotency-key"
"""Carries the question's name, by which the other end can know a repeat."""

NEEDED_HEADERS: Final = frozenset(
    {
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        NAME_HEADER,
        "transfer-encoding",
        "user-agent",
        "x-stainless-raw-response",  # the SDK looks for it again when the reply comes
    }
)
REFUSALS: Final = {
    400: "refused the request",
    401: "did not accept the API key",
    402: "wants to be paid first",
    403: "did not accept the API key",
    404: "does not know this model or address",
    422: "refused the request",
    429: "is asked too often",
}
REJECTIONS: Final = frozenset({400, 422})
TOO_MANY: Final = 429
UNSENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol, httpx2.PoolTimeout)
"""Failures of the line before a question left."""

logging.getLogger("httpx2").setLevel(logging.WARNING)  # at INFO it writes down the address, password and all


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the LLM is and how it is asked."""

    model: str
    base_url: str | None = field(default=None, repr=False)
    """Kept out of `repr`: an address may carry a password."""
    api_key: str | None = field(default=None, repr=False)


class LlmClient:
    """A provider's open connections. Belongs to one event loop."""

    def __init__(self, provider: Provider) -> None:
        self._model = provider.model
        self._bearer = f"Bearer {provider.api_key or NO_KEY}"
        self._sdk = openai.AsyncOpenAI(
            api_key=provider.api_key or NO_KEY,
            base_url=provider.base_url or OPENAI,
            max_retries=0,
            timeout=None,
            http_client=openai.DefaultAsyncHttpxClient(
                trust_env=False,
                follow_redirects=False,
                timeout=None,
                event_hooks={"request": [self._strip], "response": [_refuse]},
            ),
        )

    async def ask(self, words: str, form: Form, *, until: float, name: str = "") -> bytes:
        """Send the question and give the whole reply; by `time.monotonic`, the caller cancels at `until`.

        A name goes with it, so that a repeat is known at the other end.
        """
        try:
            async with self._asker().create(
                model=self._model,
                messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": words}],
                response_format=_response_format(form, "urgency", SCHEMA),
                temperature=0 if form.steady else omit,
                extra_headers={NAME_HEADER: _named(name, words, form)} if name else None,
                timeout=openai.Timeout(None, connect=CONNECTING * max(0.0, until - time.monotonic())),
            ) as response:
                return await _read(response.iter_bytes())
        except openai.APIConnectionError as error:
            raise _unreached(error) from None

    async def write(
        self, brief: "Brief", form: Form, *, until: float, name: str = ""
    ) -> AsyncGenerator[bytes, None]:
        """Send a question whose answer is to come in pieces, and give its bytes as they come."""
        try:
            async with self._asker().create(
                model=self._model,
                messages=[
                    {"role": "system", "content": brief.system},
                    {"role": "user", "content": brief.words},
                ],
                response_format=_response_format(form, brief.name, brief.schema),
                temperature=0 if form.steady else omit,
                stream=True,
                stream_options={"include_usage": True},
                extra_headers={NAME_HEADER: _named(name, brief.words, form)} if name else None,
                timeout=openai.Timeout(None, connect=CONNECTING * max(0.0, until - time.monotonic())),
            ) as response:
                async for part in _unbroken(response.iter_bytes()):
                    yield part
        except openai.APIConnectionError as error:
            raise _unreached(error) from None

    def prepare(self) -> None:
        """Load the parts of the SDK that it leaves until they are used: a third of a second."""
        self._asker()

    async def close(self) -> None:
        """Hang up."""
        await self._sdk.close()

    def _asker(self) -> "AsyncCompletionsWithStreamingResponse":
        return self._sdk.chat.completions.with_streaming_response

    async def _strip(self, request: httpx2.Request) -> None:
        """Let only what is needed leave the desk, and our key rather than one from the environment."""
        for name in set(request.headers) - NEEDED_HEADERS:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"  # so that a small reply cannot unpack to a large one
        if not request.url.userinfo:
            request.headers["Authorization"] = self._bearer


def _unreached(error: openai.APIConnectionError) -> Trouble:
    took = Usage(1) if isinstance(error.__cause__, UNSENT) else None
    return Trouble("could not be reached", retry_after=PAUSE, took=took)


def _named(name: str, words: str, form: Form) -> str:
    """Name a question for the other end: a name that meets other words there must not get their answer."""
    digest = hashlib.sha256(f"{form} {words}".encode("utf-8", "replace")).hexdigest()
    return f"{name}:{digest[:16]}"


async def _refuse(response: httpx2.Response) -> None:
    """Turn an error status into a `Trouble` before the SDK reads all of its body."""
    status = response.status_code
    if response.is_success:
        return
    problem = REFUSALS.get(status) or (
        "is out of order" if response.is_server_error else "refused the request"
    )
    text, took = f"{problem} (status {status})", Usage(1)
    if status in REJECTIONS:
        rejects = _rejects(await _beginning(response.aiter_bytes()))
        raise Trouble(text, rejects=rejects, is_passing=False, took=took)
    if status != TOO_MANY and not response.is_server_error:
        raise Trouble(text, is_passing=False, took=took)
    hold = _hold(response.headers.get("retry-after", ""))
    raise Trouble(text, retry_after=_retry_after(response, hold), hold=hold, took=took)


def _hold(named: str) -> float | None:
    """Read for how many seconds the provider wants to be left alone: a number, or a date."""
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", named):
        return min(float(named), LONGEST_HOLD)
    try:
        until = parsedate_to_datetime(named)
    except ValueError:
        return None
    left = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return min(left, LONGEST_HOLD) if left > 0 else None


def _retry_after(response: httpx2.Response, hold: float | None) -> float | None:
    """Say in how many seconds another try makes sense, within the deadline."""
    if hold is not None:
        return hold if hold <= LONGEST_PAUSE else None
    unnamed = "retry-after" not in response.headers
    return PAUSE if response.is_server_error and unnamed else None


def _rejects(error: str) -> Rejects:
    """Guess from an error's text what the provider cannot take."""
    if re.search(r"response_format|json_schema|structured", error, flags=re.IGNORECASE):
        return Rejects.SCHEMA
    if re.search(r"temperature", error, flags=re.IGNORECASE):
        return Rejects.TEMPERATURE
    return Rejects.SOMETHING


async def _beginning(chunks: AsyncIterator[bytes]) -> str:
    try:
        return (await _read(chunks, longest=LONGEST_REFUSAL)).decode("utf-8", "replace")
    except Trouble:
        return ""


async def _read(chunks: AsyncIterator[bytes], *, longest: int = LONGEST_REPLY) -> bytes:
    """Collect a body, but not without end."""
    body = bytearray()
    async with aclosing(_unbroken(chunks)) as parts:
        async for part in parts:
            body += part
            if len(body) > longest:
                problem = "sent an answer that is too long to read"
                raise Trouble(problem)
    return bytes(body)


async def _unbroken(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Give a body's parts, or say that it broke off."""
    try:
        async with aclosing(chunks) as parts:  # type: ignore[type-var]  # the SDK's iterator is a generator
            async for part in parts:
                yield part
    except Exception:  # noqa: BLE001 - whatever the SDK's transport calls it, the body broke off
        problem = "broke off its answer"
        raise Trouble(problem, retry_after=PAUSE) from None


def _response_format(form: Form, name: str, schema: Mapping[str, object]) -> ResponseFormat:
    if not form.strict:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": dict(schema)}}
