"""The LLM writes, piece by piece, or the desk learns why it does not, and in time."""

import json
import time
from collections.abc import Iterator

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadlines below
import pytest

from firstline.gateways.fake_llm import (
    Asked,
    Behaviour,
    FakeLlm,
    Talk,
    drops,
    fails,
    floods,
    hangs,
    hangs_up,
    judges,
    only_takes_objects,
    replies,
    says,
    scores,
    takes_no_temperature,
    writes,
)
from firstline.gateways.llm import LlmAdviser
from firstline.gateways.llm_stream import Stream
from firstline.gateways.llm_words import LONGEST_REPLY, Trouble, Usage
from firstline.gateways.llm_writing import Ended, Writer, size_of
from firstline.replies.brief import Brief
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion

KEY = "sk-a-very-secret-key"
SHORT, TOLERANCE = 0.4, 0.5
BRIEF = Brief("draft", "You draft.", "<case>{}</case>", {"type": "object"})
WORDS = "Grüße: the label is free, and so is the box. " * 3


def heard(*script: Behaviour, **how: float) -> tuple[str, Ended, FakeLlm]:
    """Let an LLM with this script write."""
    with FakeLlm(script) as fake:
        adviser = LlmAdviser(base_url=fake.base_url, api_key=KEY, **how)  # type: ignore[arg-type] # a deadline
        try:
            *parts, end = adviser.draft(BRIEF, name="draft:1")
        finally:
            adviser.close()
    assert isinstance(end, Ended)
    assert KEY not in end.why
    assert "127.0.0.1" not in end.why
    return "".join(str(part) for part in parts), end, fake


def test_words_come_piece_by_piece_and_then_what_they_took() -> None:
    """The request is strict and steady, and wants a stream."""
    words, end, fake = heard(writes(WORDS, tokens=(70, 40)))

    (asked,) = fake.asked
    assert (words, end) == (WORDS, Ended(usage=Usage(1, 70, 40)))
    assert (asked.is_stream, asked.body["stream_options"]) == (True, {"include_usage": True})
    assert (asked.system, asked.user, asked.body["temperature"]) == (BRIEF.system, BRIEF.words, 0)
    assert asked.body["response_format"]["json_schema"] == {
        "name": "draft",
        "strict": True,
        "schema": {"type": "object"},
    }
    assert asked.name.startswith("draft:1:")


def test_the_first_piece_is_there_long_before_the_last() -> None:
    """Whoever listens need not wait for the whole."""
    with FakeLlm(writes(WORDS, every=0.1)) as fake:
        adviser = LlmAdviser(base_url=fake.base_url)
        assert isinstance(adviser, Writer)
        began = time.monotonic()
        parts = adviser.draft(BRIEF)

        first, after = next(parts), time.monotonic() - began
        *_, end = parts
        whole = time.monotonic() - began
        adviser.close()

    assert WORDS.startswith(str(first))
    assert isinstance(end, Ended)
    assert after < whole / 2


def test_a_provider_that_streams_nothing_is_read_as_a_whole() -> None:
    """Its words come in one piece."""
    words, end, _ = heard(says(WORDS, tokens=(70, 40)))

    assert (words, end) == (WORDS, Ended(usage=Usage(1, 70, 40)))


def test_what_is_not_told_is_counted_by_its_length() -> None:
    """Four bytes are one token."""
    _, end, _ = heard(writes(WORDS, tokens=None))

    size = size_of(BRIEF)
    assert end.usage == Usage(1, size.tokens_in, -(-len(WORDS.encode()) // 4))


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (hangs(), "did not answer within 0.4 s"),
        (writes(WORDS, every=0.3), "did not answer within 0.4 s"),
        (drops(), "broke off its answer"),
        (hangs_up(), "could not be reached"),
        (floods(), "sent an answer that is too long to read"),
        (fails(500), "is out of order (status 500)"),
        (fails(429, retry_after="30"), "is asked too often (status 429)"),
        (fails(401), "did not accept the API key (status 401)"),
        (replies("<html>"), "sent something that is not an answer"),
        (says(None, refusal="No."), "declined to answer"),
        (says(""), None),
    ],
)
def test_whatever_goes_wrong_the_end_comes_in_time_and_says_why(script: Behaviour, why: str | None) -> None:
    """In our words."""
    began = time.monotonic()
    _, end, _ = heard(script, deadline=SHORT)

    assert time.monotonic() - began < SHORT + TOLERANCE
    assert why is None or end.why == why


def test_the_pause_that_a_provider_wants_is_told() -> None:
    """So that nobody asks until then."""
    _, end, _ = heard(fails(429, retry_after="30"))

    assert (end.hold, end.usage) == (30, Usage(1))


@pytest.mark.parametrize("trouble", [fails(500), hangs_up(), fails(429, retry_after="0.1")])
def test_a_failure_that_may_pass_is_tried_once_more(trouble: Behaviour) -> None:
    """And not twice."""
    words, end, fake = heard(trouble, writes(WORDS))
    _, failed, asked = heard(trouble)

    assert (words, end.why, len(fake.asked)) == (WORDS, "", 2)
    assert (failed.why != "", len(asked.asked)) == (True, 2)


def test_what_broke_off_after_words_were_given_is_not_begun_again() -> None:
    """The words would come twice."""

    def break_off(_: Asked, talk: Talk) -> None:
        event = json.dumps({"choices": [{"delta": {"content": "Half"}}]})
        talk.send(b"HTTP/1.1 200 Fake\r\nContent-Length: 9999\r\n\r\n" + f"data: {event}\n\n".encode())

    words, end, fake = heard(break_off)

    assert (words, end.why, len(fake.asked)) == ("Half", "broke off its answer", 1)


@pytest.mark.parametrize("pickier", [only_takes_objects, takes_no_temperature])
def test_a_form_that_a_provider_cannot_take_is_left_out_from_then_on(pickier: object) -> None:
    """For all questions."""
    assert callable(pickier)
    with FakeLlm(pickier(judges())) as fake:
        adviser = LlmAdviser(base_url=fake.base_url)
        ends = [list(adviser.draft(BRIEF))[-1] for _ in range(2)]
        opinion = adviser.urgency(Message("Help"))
        adviser.close()

        assert [isinstance(end, Ended) and end.why for end in ends] == ["", ""]
        assert isinstance(opinion, Opinion)
        assert len(fake.asked) == 4


def test_without_a_key_or_a_place_nobody_is_asked() -> None:
    """Nor after the desk has closed."""
    assert list(LlmAdviser().draft(BRIEF)) == [Ended("was not asked, because no API key is set")]
    with FakeLlm([writes(WORDS, every=0.05), scores(4)]) as fake:
        adviser = LlmAdviser(base_url=fake.base_url, pool=1)
        parts = adviser.draft(BRIEF)
        next(parts)
        (full,) = adviser.draft(BRIEF)
        assert isinstance(parts, Iterator)
        parts.close()  # type: ignore[attr-defined] # it is a generator
        time.sleep(0.1)
        opinion = adviser.urgency(Message("Help"))
        adviser.close()

        assert full == Ended("was not asked, because too many questions are waiting")
        assert isinstance(opinion, Opinion)
        assert list(adviser.draft(BRIEF)) == [Ended("was not asked, because the desk is closing")]


def test_a_desk_that_closes_ends_what_is_being_written() -> None:
    """Nobody waits for it."""
    with FakeLlm(writes(WORDS, every=0.2)) as fake:
        adviser = LlmAdviser(base_url=fake.base_url)
        parts = adviser.draft(BRIEF)
        next(parts)
        adviser.close()
        *_, end = parts

    assert isinstance(end, Ended)
    assert end.why


# --- the bytes --------------------------------------------------------------------------------------------


def events(*told: object) -> bytes:
    """Write events as they stand on the wire."""
    return b"".join(f"data: {json.dumps(one)}\r\n\r\n".encode() for one in told)


@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_events_are_read_however_they_are_cut(size: int) -> None:
    """Comments, other fields and what makes no sense are looked over."""
    words = [{"choices": [{"delta": {"content": text}}]} for text in ("Grü", "ße")]
    odd = [1, {"choices": []}, {"choices": [{"delta": {"content": 5}}]}, {"choices": [{"delta": None}]}]
    raw = b": hello\n\nevent: x\n" + events(words[0], *odd, words[1]) + b"data: {]\n\ndata: [DONE]"
    stream = Stream()

    said = [one for at in range(0, len(raw), size) for one in stream.feed(raw[at : at + size])]

    assert "".join([*said, *stream.end()]) == "Grüße"


@pytest.mark.parametrize(
    "told",
    [
        {"error": {"message": "secret"}},
        {"choices": [{"delta": {"refusal": "No."}}]},
        {"choices": [{"delta": {}, "finish_reason": "content_filter"}]},
    ],
)
def test_a_refusal_amid_a_stream_is_trouble(told: object) -> None:
    """In our words."""
    with pytest.raises(Trouble) as found:
        list(Stream().feed(events(told)))

    assert "secret" not in found.value.text


def test_a_stream_without_end_is_read_no_further() -> None:
    """Nor a line without end."""
    stream = Stream()

    with pytest.raises(Trouble):
        list(stream.feed(b"data: " + b"x" * LONGEST_REPLY))
