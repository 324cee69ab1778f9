"""The phrases of a fresh desk: what customers write, in five categories and five languages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest

from firstline.tickets.message import Message
from firstline.tickets.taxonomy import LONGEST_PHRASE, MOST_PHRASES
from firstline.triage.language import UNDETERMINED, language
from firstline.triage.packs import pack
from firstline.triage.text import read

LEAST = {"en": 60, "de": 45, "fr": 45, "es": 45, "pt": 45}
"""How many phrases a category has in each language, at least."""
TOLD = {"en": 1.0, "de": 0.995, "fr": 0.985, "es": 0.985, "pt": 0.98}
"""The share whose language is told, as measured, rounded down to half a hundredth; the rest stay `und`."""
WORDS = range(3, 15)
RUN = 5
"""Words in a row that say which category it is."""


def test_the_categories_are_those_of_a_fresh_desk_and_each_speaks_five_languages() -> None:
    """None is left out, and none comes with only a handful."""
    assert pack("phrases")["name"] == "phrases"
    assert pack("phrases")["version"] >= 1
    assert list(_phrases()) == pack("category")["order"]
    for category, languages in _phrases().items():
        assert list(languages) == list(LEAST)
        few = {code: len(said) for code, said in languages.items() if len(said) < LEAST[code]}
        assert few == {}, category


def test_a_taxonomy_can_take_them_as_they_are() -> None:
    """Its limits are kept."""
    assert all(sum(map(len, languages.values())) <= MOST_PHRASES for languages in _phrases().values())
    assert [phrase for _, _, phrase in _all() if len(phrase) > LONGEST_PHRASE] == []


def test_a_phrase_is_one_short_matter_in_plain_words() -> None:
    """Long ones would be near to everything, and a number says nothing of the next customer."""
    said = [phrase for _, _, phrase in _all()]

    assert [phrase for phrase in said if len(_words(phrase)) not in WORDS] == []
    assert [phrase for phrase in said if re.search(r"\d|@|://", phrase)] == []
    assert [phrase for phrase in said if phrase != " ".join(phrase.split())] == []


def test_no_phrase_is_said_twice_in_one_category_or_in_two() -> None:
    """However it is written: capitals and signs make no difference."""
    places = defaultdict(list)
    for category, code, phrase in _all():
        places[" ".join(_words(phrase))].append((category, code))

    assert {phrase: found for phrase, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("code", LEAST)
def test_categories_share_no_five_words_in_a_row(code: str) -> None:
    """What two of them begin alike would speak for both."""
    speakers = defaultdict(set)
    for category, _, phrase in _all(code):
        for run in _runs(phrase):
            speakers[run].add(category)

    assert {run: found for run, found in speakers.items() if len(found) > 1} == {}


@pytest.mark.parametrize("code", LEAST)
def test_nearly_every_phrase_tells_its_language_and_none_another(code: str) -> None:
    """A phrase stands where messages in its language are compared with it."""
    told = [(phrase, language(read(Message(phrase)))[0]) for _, _, phrase in _all(code)]

    assert [(phrase, found) for phrase, found in told if found not in (code, UNDETERMINED)] == []
    assert sum(found == code for _, found in told) >= TOLD[code] * len(told)


def _phrases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Give the phrases by category and language."""
    return {name: said for name, said in pack("phrases").items() if name not in ("name", "version")}


def _all(only: str | None = None) -> Iterator[tuple[str, str, str]]:
    """Give each phrase with its category and its language, or those of one language."""
    for category, languages in _phrases().items():
        for code in (only,) if only else languages:
            yield from ((category, code, phrase) for phrase in languages[code])


def _words(phrase: str) -> list[str]:
    """Cut a phrase into words: what stands between spaces, without signs that belong to no word."""
    bare = (piece.strip("¿?¡!.,:;…") for piece in phrase.casefold().split())
    return [word for word in bare if word]


def _runs(phrase: str) -> Iterator[tuple[str, ...]]:
    words = _words(phrase)
    return (tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
