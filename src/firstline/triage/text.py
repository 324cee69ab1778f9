"""What of a message is read, and word by word: the customer's own words with their places.

Subject and message are read together. Quoted mail, signatures, web and mail addresses are blanked out
(`quoting`), the rest is cut into words and breaks in one pass. A word is in lower case, without apostrophes
and in composed form, so that "Can't", "CANT" and "cant" (with whichever apostrophe) are one word; its place
always counts code points of the text as it was given.

Whatever happens: every word is a piece of the original text, a word inside another is never a word, and the
work grows in step with the length of the text.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from firstline.tickets.message import Message
from firstline.tickets.verdict import Part, Span, span_of
from firstline.triage.quoting import BLANK, own_words

TOKEN = re.compile(
    r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+|['\u0300-\u036f\u00ad\u200b-\u200d][^\W_]+|[\u0300-\u036f\u00ad\u200b-\u200d])*"
    r"|[.!?;\u3002\uff01\uff1f]+|[,:()\[\]\"\u201c-\u201e\u00ab\u00bb\u2026\u2013\u2014/|"
    + BLANK
    + r"]+|(?<=\s)-+(?=\s)|\n\s*\n"
)
SENTENCE_ENDS = frozenset(".!?;\u3002\uff01\uff1f\n")
QUESTION_MARKS = frozenset("?\uff1f")
APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc`\u00b4\uff07", "'"))
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d]")
BREAK = ""
"""Stands in the list of words where no phrase reaches across."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a message in order, subject first, with their places."""

    message: Message
    own: str = ""
    """The message's text with blanks where the customer did not write it."""
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentence_ends: list[int] = field(default_factory=list)
    """The places in `words` where a sentence ends."""
    questions: list[int] = field(default_factory=list)
    """The places in `words` of breaks that hold a question mark."""
    subject_length: list[int] = field(default_factory=list)
    """One number: how many of the words belong to the subject."""

    @property
    def length(self) -> int:
        """How many words there are."""
        return len(self.words) - self.words.count(BREAK)

    def span(self, first: int, last: int) -> Span:
        """Give the piece of text from word `first` to before word `last`."""
        part = self.part(first)
        start, end = self.starts[first], self.ends[last - 1]
        return span_of(part, start, end, self.whole(part))

    def part(self, place: int) -> Part:
        """Say whether a word stands in the subject or in the message."""
        return Part.SUBJECT if place < self.subject_length[0] else Part.MESSAGE

    def whole(self, part: Part) -> str:
        """Give the full text of a part."""
        return self.message.subject if part is Part.SUBJECT else self.message.text

    def original(self, place: int) -> str:
        """Give a word as the customer wrote it."""
        return self.whole(self.part(place))[self.starts[place] : self.ends[place]]

    def sentence(self, place: int) -> int:
        """Give the number of the sentence that a word stands in."""
        return bisect_right(self.sentence_ends, place)


def read(message: Message) -> Reading:
    """Read a message, subject first.

    >>> read(Message("Can't log in!", subject="Help")).words
    ['help', '', 'cant', 'log', 'in', '']
    """
    reading = Reading(message, own_words(message.text))
    if message.subject:
        _cut(message.subject, reading)
        _end_part(message.subject, reading)
    reading.subject_length.append(len(reading.words))
    _cut(reading.own, reading)
    return reading


def plain(word: str) -> str:
    """Give a word the form in which words are compared.

    >>> plain("Isn't")
    'isnt'
    """
    if not word.isascii():
        word = INVISIBLE.sub("", unicodedata.normalize("NFKC", word))
    return word.lower().replace("'", "")


@cache
def is_word(text: str) -> bool:
    """Whether a text could hold this as one word, in the form in which words are compared.

    >>> is_word("isnt"), is_word("24/7"), is_word("frustrat(ing")
    (True, False, False)
    """
    found = TOKEN.fullmatch(text)
    return found is not None and text[0].isalnum() and plain(text) == text


def _cut(text: str, reading: Reading) -> None:
    add_word, add_start, add_end = reading.words.append, reading.starts.append, reading.ends.append
    simple = text.isascii()
    text = text.lower() if simple else text.translate(APOSTROPHES)
    for found in TOKEN.finditer(text):
        token = found.group()
        if token[0].isalnum():
            if not simple:
                token = plain(token)
            elif "'" in token:
                token = token.replace("'", "")
            add_word(token)
        else:
            _note_break(token, reading)
            add_word(BREAK)
        add_start(found.start())
        add_end(found.end())


def _note_break(token: str, reading: Reading) -> None:
    place = len(reading.words)
    if token[0] in SENTENCE_ENDS:
        reading.sentence_ends.append(place)
    if not QUESTION_MARKS.isdisjoint(token):
        reading.questions.append(place)


def _end_part(text: str, reading: Reading) -> None:
    if not reading.words or reading.words[-1] != BREAK:
        reading.words.append(BREAK)
        reading.starts.append(len(text))
        reading.ends.append(len(text))
    if not reading.sentence_ends or reading.sentence_ends[-1] != len(reading.words) - 1:
        reading.sentence_ends.append(len(reading.words) - 1)
