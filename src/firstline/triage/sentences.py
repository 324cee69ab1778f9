"""The sentences of what a customer wrote, as phrases for a category are made of them.

What always holds: a sentence is the customer's own, without quoted mail, signatures and addresses; it stands
on one line, and is no longer than a phrase may be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstline.tickets.taxonomy import LONGEST_PHRASE
from firstline.tickets.verdict import Part, Span
from firstline.triage.quoting import BLANK
from firstline.triage.text import BREAK, Reading


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, by its place in a part of the ticket."""

    part: Part
    start: int
    end: int


def sentences(reading: Reading) -> Iterator[Sentence]:
    """Give the sentences in their order, subject first.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> reading = read(Message("It broke. I want my money back!"))
    >>> [text_of(one, reading) for one in sentences(reading)]
    ['It broke.', 'I want my money back!']
    """
    closed, first = frozenset(reading.sentence_ends), 0
    for last in sorted(closed | {len(reading.words) - 1}):
        told = [place for place in range(first, last + 1) if reading.words[place] != BREAK]
        if told:
            end = reading.ends[last if last in closed else told[-1]]
            yield Sentence(reading.part(told[0]), reading.starts[told[0]], end)
        first = last + 1


def around(span: Span, reading: Reading) -> str:
    """Give the sentence that holds a piece of evidence, or, of a long one, what stands around it."""
    for one in sentences(reading):
        if one.part is span.part and one.start < span.end and span.start < one.end:
            return text_of(one, reading, at=span.start)
    return _on_a_line(_own(span.part, reading)[span.start : span.end])


def text_of(sentence: Sentence, reading: Reading, *, at: int | None = None) -> str:
    """Write a sentence on one line; of a long one as much as a phrase may have, around `at`."""
    whole = _own(sentence.part, reading)[sentence.start : sentence.end]
    if len(_on_a_line(whole)) <= LONGEST_PHRASE or at is None:
        return _begun(_on_a_line(whole))
    before = _on_a_line(whole[: max(at - sentence.start, 0)])
    kept = " ".join(_last(before.split(" "), LONGEST_PHRASE // 2))
    return _begun(f"{kept} {_on_a_line(whole[max(at - sentence.start, 0) :])}".strip())


def _own(part: Part, reading: Reading) -> str:
    return reading.message.subject if part is Part.SUBJECT else reading.own


def _on_a_line(text: str) -> str:
    return " ".join(text.replace(BLANK, " ").split())


def _begun(text: str) -> str:
    """Keep as many whole words as a phrase may have; of one word without an end its beginning."""
    if len(text) <= LONGEST_PHRASE:
        return text
    kept = text[: LONGEST_PHRASE + 1].rpartition(" ")[0]
    return kept or text[:LONGEST_PHRASE]


def _last(words: Sequence[str], longest: int) -> Sequence[str]:
    """Keep the last words, with no more characters than this."""
    kept = list[str]()
    for word in _taken(reversed(words), longest):
        kept.insert(0, word)
    return kept


def _taken(words: Iterator[str], longest: int) -> Iterator[str]:
    size = 0
    for word in words:
        size += len(word) + 1
        if size > longest:
            return
        yield word
