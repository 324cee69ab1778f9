"""A message in another language, word by word in English."""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstline.tickets.message import Message
from firstline.triage.glossary import (
    LANGUAGES,
    Entry,
    english_text,
    entries,
    in_english,
    speaks,
    stem_of,
    words_of,
)
from firstline.triage.grams import MOST_WORDS, grams
from firstline.triage.text import BREAK, Reading, is_word, read
from tests.timing import seconds

SPOKEN = sorted(LANGUAGES)
FEWEST_ENTRIES = 4_000
MOST_ENGLISH_WORDS = 5
LONGEST_EXPRESSION = 4
SECONDS = 0.05
"""Of processor time for a megabyte of text; 2 ms are usual, and 200 where all of it is read."""
ENDLESS = "ich warte seit gestern und niemand antwortet. " * 22_000
"""A megabyte."""


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("de", "Die Rechnung wurde doppelt abgebucht!", "the invoice was charged twice"),
        ("de", "Seit gestern kein Warmwasser.", "since yesterday no hot water"),
        ("fr", "Ça sent le gaz dans l'immeuble", "that smells feels the gas in building"),
        ("fr", "Merci de me rembourser.", "please me refund"),
        ("es", "Me han cobrado dos veces y nadie contesta.", "me have charged twice and nobody answer"),
        ("es", "Quiero darme de baja", "want unsubscribe"),
        ("pt", "Fui cobrado duas vezes, quero o reembolso.", "was went charged twice. want the refund"),
        ("pt", "Estamos sem luz, por favor", "are no electricity. please"),
    ],
)
def test_a_message_says_in_english_what_it_is_about(language: str, text: str, english: str) -> None:
    """Word by word, expressions as a whole."""
    assert english_text(told(text, language)) == english


@pytest.mark.parametrize(
    ("language", "text", "negation"),
    [
        ("de", "Es gibt keinen Strom", "no"),
        ("de", "Ich komme nicht mehr hinein", "no longer"),
        ("de", "Niemand hat je geantwortet", "nobody"),
        ("fr", "Je ne reçois plus vos factures", "not"),
        ("fr", "L'appareil n'a jamais fonctionné", "never"),
        ("fr", "Je n'arrive pas à me connecter", "cannot"),
        ("es", "La contraseña no funciona", "does not work"),
        ("es", "Sigo sin agua", "not"),
        ("pt", "A encomenda ainda não chegou", "not yet"),
        ("pt", "Não consigo entrar", "cannot"),
    ],
)
def test_what_is_not_stays_so(language: str, text: str, negation: str) -> None:
    """However the language says it."""
    assert f" {negation} " in f" {english_text(told(text, language))} "


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("Kundenkontoauszug", "customer account statement"),
        ("Wasserprobe", "water trial"),
        ("Rechnungskorrekturen", "invoice correction"),
        ("Gemeinschaftskonto", "community account"),
        ("Xyloversicherung", "insurance"),
    ],
)
def test_a_compound_says_what_its_parts_say(word: str, english: str) -> None:
    """With links between them and endings at the end; the last one alone where the first is not known."""
    assert english_text(told(word, "de")) == english


def test_an_infinitive_is_known_with_its_zu() -> None:
    """It stands inside the word."""
    assert told("abzuholen", "de").words == told("abholen", "de").words == ["pick", "up"]


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("l'eau", "water"),
        ("n'oubliez", "not forget"),
        ("qu'aucun", "that no none"),
        ("d\u2019argent", "money"),
    ],
)
def test_an_elision_is_taken_off(written: str, english: str) -> None:
    """Its “not” is kept; the article says nothing."""
    assert english_text(told(written, "fr")) == english


@pytest.mark.parametrize(
    ("language", "careful", "hasty"),
    [
        ("de", "für die Gebühr", "fuer die Gebuehr"),
        ("de", "Straße", "Strasse"),
        ("fr", "à l'aide", "a l'aide"),
        ("es", "contraseña", "contrasena"),
        ("pt", "não há energia elétrica", "nao ha energia eletrica"),
    ],
)
def test_words_may_be_typed_without_accents(language: str, careful: str, hasty: str) -> None:
    """As on a phone."""
    assert told(hasty, language).words == told(careful, language).words


@pytest.mark.parametrize(("language", "text"), [("de", "Zylotropie QX7"), ("pt", "4711"), ("fr", "")])
def test_what_is_not_known_stays_as_it_is(language: str, text: str) -> None:
    """Names, numbers, nothing at all."""
    assert told(text, language).words == read(Message(text)).words


@pytest.mark.parametrize("language", ["en", "it", "und", "", "../packs/english"])
def test_other_languages_have_no_glossary(language: str) -> None:
    """And nobody is told that they do."""
    assert not speaks(language)
    assert in_english(read(Message("Guten Tag")), language) is None


def test_evidence_cites_the_customers_own_words() -> None:
    """Also where one word became two, and several words one."""
    english = told("Leider funktioniert der Kontozugang nicht mehr.", "de", subject="So schnell wie möglich")

    pieces = grams(english)
    cited = {
        piece: english.span(place, place + 1).text
        for piece, place in zip(pieces.words, pieces.word_places, strict=True)
    }

    assert cited["account"] == cited["access"] == "Kontozugang"
    assert cited["no"] == cited["longer"] == "nicht mehr"
    assert cited["soon"] == "So schnell wie möglich"


def test_questions_stay_questions() -> None:
    """A break that asks is one in English, too."""
    english = told("Hallo! Warum haben Sie nie geantwortet?", "de")

    assert english.questions == [len(english.words) - 1]
    assert english.sentence_ends == [1, len(english.words) - 1]


@given(text=some.text(max_size=300), subject=some.text(max_size=60), language=some.sampled_from(SPOKEN))
def test_any_text_keeps_its_places(text: str, subject: str, language: str) -> None:
    """Every English word stands where a word of the message stands, every break where one was."""
    assert_places_kept(read(Message(text, subject=subject)), language)


@given(spoken=some.data(), language=some.sampled_from(SPOKEN))
def test_any_text_of_known_words_keeps_its_places(spoken: some.DataObject, language: str) -> None:
    """As above, with expressions, words of many English ones, and pieces of both."""
    known = some.sampled_from([entry.word for entry in entries(language)])
    text = " ".join(spoken.draw(some.lists(known | some.sampled_from([".", "?", ",", "qu'", "\n\n"]))))

    assert_places_kept(read(Message(text, subject=spoken.draw(known))), language)


def test_of_a_long_text_the_beginning_is_told() -> None:
    """As many words as the heads look at, however long it is."""
    english = told(ENDLESS, "de")

    assert english.words[:4] == ["i", "wait", "since", "yesterday"]
    assert MOST_WORDS <= len(english.words) < 2 * MOST_WORDS
    assert max(english.ends) < 20 * MOST_WORDS


def test_a_megabyte_takes_no_longer_than_its_beginning() -> None:
    """Nothing behind that is looked at."""
    reading = read(Message(ENDLESS))
    in_english(reading, "de")

    assert seconds(lambda: in_english(reading, "de"), times=3) < SECONDS


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_messages_that_come_together_do_not_disturb_each_other() -> None:
    """Each finds the stems of its own words."""
    words = [f"{entry.word}en" for entry in entries("de")][:2_000]
    alone = [stem_of(word, "de") for word in words]
    stem_of.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda word: stem_of(word, "de"), words))

    assert together == alone


@pytest.mark.parametrize("language", SPOKEN)
def test_a_glossary_is_in_good_order(language: str) -> None:
    """Enough entries, none twice, in the form in which words are compared."""
    glossary = list(entries(language))
    words = [" ".join(words_of(entry)) for entry in glossary]

    assert len(glossary) >= FEWEST_ENTRIES
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert [entry for entry in glossary if not is_plain(entry)] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_the_stems_of_a_glossary_are_those_that_messages_get(language: str) -> None:
    """The third column; a stem belongs to one word, so that nobody wonders which of them speaks."""
    own = [entry for entry in entries(language) if entry.stem]

    assert [entry for entry in own if stem_of("".join(words_of(entry)), language) != entry.stem] == []
    assert len({entry.stem for entry in own}) == len(own)


def told(text: str, language: str, *, subject: str = "") -> Reading:
    """Give a message in English words."""
    english = in_english(read(Message(text, subject=subject)), language)
    assert english is not None
    return english


def assert_places_kept(reading: Reading, language: str) -> None:
    """Hold a message in English against the one that was written."""
    english = in_english(reading, language)
    assert english is not None
    places = [*zip(english.words, english.starts, english.ends, strict=True)]
    starts = {*zip(map(reading.part, range(len(reading.words))), reading.starts, strict=True)}
    ends = {*zip(map(reading.part, range(len(reading.words))), reading.ends, strict=True)}

    for place, (word, start, end) in enumerate(places):
        assert (english.part(place), start) in starts
        assert (english.part(place), end) in ends
        assert (word == BREAK) == (not is_spoken(english, place))
    assert breaks(english, english.sentence_ends) == breaks(reading, reading.sentence_ends)
    assert breaks(english, english.questions) == breaks(reading, reading.questions)
    assert english.words.count(BREAK) == reading.words.count(BREAK)
    assert len(grams(english).words) == len(grams(english).word_places)


def is_spoken(reading: Reading, place: int) -> bool:
    """Whether a place holds more than marks."""
    return any(letter.isalnum() for letter in reading.original(place))


def breaks(reading: Reading, places: list[int]) -> list[tuple[str, int, int]]:
    """Give what stands at places of a reading, and where in the message that is."""
    return [(reading.words[place], reading.starts[place], reading.ends[place]) for place in places]


def is_plain(entry: Entry) -> bool:
    """Whether a message can hold an entry's words, and its English is as customers write."""
    words, english = words_of(entry), entry.english.split()
    return (
        words == read(Message(entry.word)).words
        and len(words) <= LONGEST_EXPRESSION
        and 1 <= len(english) <= MOST_ENGLISH_WORDS
        and all(is_word(word) for word in words)
        and all(is_word(word) and word.isascii() for word in english)
        and [*entry] == [field.strip().lower() for field in entry]
    )
