"""What a message in German, French, Spanish or Portuguese says, word by word in English.

What was learnt of English words then has something to go by in a language that nobody has labelled yet: what
breaks, who waits, what is not. A glossary (`glossaries/*.tsv`) gives for a word the few plain ones that an
English customer would write. A fixed expression of up to four words goes before its words, a word before its
stem, and each may be typed without accents. German compounds are taken apart, French elisions taken off.
What is not known stays as it is.

Whatever happens: every English word stands where its original stands, so evidence cites the customer's own
words; breaks stay breaks; and only as many words are read as `grams` looks at.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby, takewhile
from threading import Lock
from typing import Final, NamedTuple, Protocol

from firstline.triage.grams import LONGEST_WORD, MOST_WORDS
from firstline.triage.text import BREAK, Reading

LANGUAGES: Final = frozenset({"de", "fr", "es", "pt"})
COMPOUNDING: Final = frozenset({"de"})
"""Languages that write words together."""
ELIDED: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "fr": {
        "qu": ("that",), "n": ("not",), "j": ("i",), "c": ("it",), "m": ("me",), "t": ("you",),
        "l": (), "d": (), "s": (),
    }
}  # fmt: skip
"""What stands before a word's first vowel without its own, and what it says: `qu'il`, `n'est`, `l'eau`."""
ELISION_BEFORE: Final = frozenset("aeiouyhàâäéèêëîïôöûùœæ")
LINKS: Final = ("", "s", "es", "n", "en", "e", "er")
"""What may stand between the parts of a compound."""
SHORTEST_PART: Final = 4
"""Letters of a compound's part; shorter ones are found in words that are no compounds."""
SHORTEST_ALONE: Final = 5
"""Letters of a last part that counts while nothing before it is known."""
REMEMBERED: Final = 8192
"""Words of which it is kept what they mean; the common ones are looked up once."""
LOADING = Lock()
"""Held while a glossary is read, so that messages that come together read it once."""


def speaks(language: str) -> bool:
    """Whether there is a glossary of a language.

    >>> speaks("de"), speaks("en"), speaks("und")
    (True, False, False)
    """
    return language in LANGUAGES


def in_english(reading: Reading, language: str) -> Reading | None:
    """Give the beginning of a message in English words; nothing where there is no glossary.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> told = in_english(read(Message("Ich komme nicht in mein Kundenkonto!")), "de")
    >>> told.words
    ['i', 'come', 'not', 'in', 'my', 'customer', 'account', '']
    >>> told.original(6)
    'Kundenkonto'
    """
    if not speaks(language):
        return None
    told = Reading(reading.message, reading.own)
    places = list[int]()
    for length, english in _meanings(reading.words[:MOST_WORDS], language):
        first = len(places)
        places += [len(told.words)] * length
        told.words.extend(english)
        told.starts.extend([reading.starts[first]] * len(english))
        told.ends.extend([reading.ends[first + length - 1]] * len(english))
    _carry_marks(reading, told, places)
    return told


def english_text(reading: Reading) -> str:
    """Give the words of a reading as a text, for what compares texts.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> english_text(in_english(read(Message("Hallo, kein Strom!")), "de"))
    'hello. no electricity'
    """
    groups = groupby(reading.words, key=BREAK.__ne__)
    return ". ".join(" ".join(words) for spoken, words in groups if spoken)


class Entry(NamedTuple):
    """A line of a glossary."""

    word: str
    """A word or a fixed expression, as it is written."""
    english: str
    stem: str = ""
    """What its inflections have in common; empty where it has none of its own."""


def entries(language: str) -> Iterator[Entry]:
    """Read a glossary line by line."""
    file = resources.files(__package__).joinpath("glossaries", f"{language}.tsv")
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield Entry(*line.split("\t"))


def words_of(entry: Entry) -> Sequence[str]:
    """Give an entry's words in the form in which words are compared.

    >>> words_of(Entry("rendez-vous d'affaires", "business meeting"))
    ['rendez', 'vous', 'daffaires']
    """
    return entry.word.replace("'", "").replace("-", " ").split()


@lru_cache(maxsize=REMEMBERED)
def stem_of(word: str, language: str) -> str:
    """Give what is left of a word without its endings.

    >>> stem_of("rechnungen", "de")
    'rechnung'
    """
    return _stemmers()[language]().stemWord(word)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - Snowball's name


@dataclass(frozen=True, slots=True)
class _Glossary:
    forms: dict[str, Sequence[str]]
    """For words and expressions as they are written, with a blank between two words."""
    stems: dict[str, Sequence[str]]
    longest: dict[str, int]
    """For the first word of expressions: how many words the longest has."""


def _carry_marks(reading: Reading, told: Reading, places: Sequence[int]) -> None:
    """Note where sentences, questions and the subject end; `places` tells where each word went."""
    looked_at = len(places)
    told.sentence_ends.extend(places[place] for place in takewhile(looked_at.__gt__, reading.sentence_ends))
    told.questions.extend(places[place] for place in takewhile(looked_at.__gt__, reading.questions))
    subject = reading.subject_length[0]
    told.subject_length.append(places[subject] if subject < looked_at else len(told.words))


def _meanings(words: Sequence[str], language: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Give, from the first word on, how many words say what."""
    glossary = _glossary(language)
    place = 0
    while place < len(words):
        length, english = _expression(words, place, glossary)
        yield length, english or _meaning(words[place], language)
        place += length


def _expression(words: Sequence[str], place: int, glossary: _Glossary) -> tuple[int, Sequence[str]]:
    """Find the longest expression that begins at a place: its length, and what it says."""
    longest = min(glossary.longest.get(words[place], 1), len(words) - place)
    for length in range(longest, 1, -1):
        if english := glossary.forms.get(" ".join(words[place : place + length])):
            return length, english
    return 1, ()


@lru_cache(maxsize=REMEMBERED)
def _meaning(word: str, language: str) -> Sequence[str]:
    """Say in English what a word means; the word itself where that is not known."""
    if word == BREAK or len(word) > LONGEST_WORD:
        return (word,)
    known = _known(word, language) or _elided(word, language)
    if not known and language in COMPOUNDING:
        known = _infinitive(word, language) or _compound(word, language)
    return known or (word,)


def _known(word: str, language: str) -> Sequence[str]:
    glossary = _glossary(language)
    if found := glossary.forms.get(word):
        return found
    stem = stem_of(word, language)
    return (
        glossary.stems.get(stem)
        or glossary.forms.get(_unaccented(word))
        or glossary.stems.get(_unaccented(stem))
        or ()
    )


def _elided(word: str, language: str) -> Sequence[str]:
    for prefix, says in ELIDED.get(language, {}).items():
        rest = word.removeprefix(prefix)
        if rest != word and rest[:1] in ELISION_BEFORE and (known := _known(rest, language)):
            return (*says, *known)
    return ()


def _infinitive(word: str, language: str) -> Sequence[str]:
    """Take the "zu" out of an infinitive: `anzurufen` is `anrufen`."""
    prefix, rest = word[:2], word[2:]
    return _known(prefix + rest.replace("zu", "", 1), language) if "zu" in rest else ()


def _compound(word: str, language: str) -> Sequence[str]:
    """Take a compound apart into two parts that are known, or say what its last part means."""
    glossary = _glossary(language)
    written = list(_last_parts(word, glossary.forms))
    for first, last in (*written, *_last_parts(stem_of(word, language), glossary.stems)):
        if says := _first_part(first, glossary):
            return (*says, *last)
    return next((last for first, last in reversed(written) if len(first) + SHORTEST_ALONE <= len(word)), ())


def _last_parts(word: str, known: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give what stands before a last part that is known, and what that means; the shortest first."""
    for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        if last := known.get(word[cut:]):
            yield word[:cut], last


def _first_part(part: str, glossary: _Glossary) -> Sequence[str]:
    """Say what a part means that another one follows, with or without a link between them."""
    for link in LINKS:
        alone = part[: len(part) - len(link)]
        known = glossary.forms.get(alone) or glossary.stems.get(alone)
        if known and part.endswith(link) and len(alone) >= SHORTEST_PART:
            return known
    return ()


def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word.replace("ß", "ss"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _glossary(language: str) -> _Glossary:
    with LOADING:
        return _loaded(language)


@cache
def _loaded(language: str) -> _Glossary:
    """Read a glossary; what is written with its accents goes before what only could be."""
    glossary = _Glossary({}, {}, {})
    known = [(words_of(entry), entry.stem, entry.english.split()) for entry in entries(language)]
    for words, stem, english in known:
        _note(glossary, words, stem, english)
    for words, stem, english in known:
        _note(glossary, [_unaccented(word) for word in words], _unaccented(stem), english)
    return glossary


def _note(glossary: _Glossary, words: Sequence[str], stem: str, english: Sequence[str]) -> None:
    glossary.forms.setdefault(" ".join(words), english)
    glossary.longest[words[0]] = max(len(words), glossary.longest.get(words[0], 1))
    if stem:
        glossary.stems.setdefault(stem, english)


@cache
def _stemmers() -> Mapping[str, Callable[[], _Stemmer]]:
    """Load the stemmers. Each word gets one of its own: while it works on a word it can do nothing else."""
    from snowballstemmer.french_stemmer import FrenchStemmer  # noqa: PLC0415 - with it come 35 others
    from snowballstemmer.german_stemmer import GermanStemmer  # noqa: PLC0415 - as above
    from snowballstemmer.portuguese_stemmer import PortugueseStemmer  # noqa: PLC0415 - as above
    from snowballstemmer.spanish_stemmer import SpanishStemmer  # noqa: PLC0415 - as above

    return {"de": GermanStemmer, "fr": FrenchStemmer, "es": SpanishStemmer, "pt": PortugueseStemmer}
