"""The language of a message, or the admission that the text does not tell."""

import subprocess
import sys
import zlib

import pytest

from evals.languages import TABLE, narrowed
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from firstline.triage.ngrams import chances

MEGABYTES = 15
"""What telling a language may take of memory; the table is meant to take ten."""
FIRST_MESSAGES = """
import sys, tracemalloc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from firstline.triage.ngrams import chances
threads = int(sys.argv[1])
barrier = Barrier(threads)
def ask(_):
    barrier.wait()
    found = chances("wo bleibt meine lieferung")
    return max(found, key=found.get)
tracemalloc.start()
with ThreadPoolExecutor(threads) as pool:
    answers = set(pool.map(ask, range(threads)))
print(*answers, max(tracemalloc.get_traced_memory()))
"""
"""Asks for the first time in as many threads; prints each different answer, and the most bytes held."""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where can I see my orders, and why is this page empty?", "en"),
        ("Mein Konto wurde gesperrt und ich komme nicht mehr hinein.", "de"),
        ("Bonjour, je voudrais recevoir la facture de ma dernière commande.", "fr"),
        ("Me han robado el teléfono y alguien está usando mi cuenta.", "es"),
        ("Minha encomenda chegou com defeito, como faço para trocar?", "pt"),
        ("Da stamattina il sito non funziona, non riusciamo a lavorare.", "it"),
        ("De factuur van april klopt niet, er staat een verkeerd bedrag op.", "nl"),
        ("Moja paczka nie dotarła, proszę o informację gdzie jest.", "pl"),
        ("Jag kan inte logga in på mitt konto.", "sv"),
        ("Ödeme reddedildi ama para hesaptan çekildi.", "tr"),
        ("ログインできません。至急対応してください。", "ja"),
        ("每次上传照片应用就会崩溃。", "zh"),
        ("Где мой заказ? Жду уже две недели.", "ru"),
        ("طلبي لم يصل بعد", "ar"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    """By its words."""
    assert judge(Message(text)).language.value == language


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?",
        "refund please",
        "cancel order",
        "REFUND PLEASE!!!",
        "please call me",
        "too expensive",
        "thanks",
        "delivery late, order 20391-B",
    ],
)
def test_a_few_english_words_are_enough(text: str) -> None:
    """A desk that works in English expects them, so little has to speak for them."""
    assert judge(Message(text)).language.value == "en"


@pytest.mark.parametrize(
    ("text", "language"), [("Wo bleibt meine Lieferung?", "de"), ("Où est mon colis ?", "fr")]
)
def test_a_short_question_in_another_language_is_not_taken_for_english(text: str, language: str) -> None:
    """What is expected does not outweigh what is written."""
    assert judge(Message(text)).language.value == language


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "",
        "123",
        "4711",
        "I",
        "hmm",
        "SKU-8812-B",
        "AB12CD34 EF56GH78",
        "😀😀",
        "www.shop.example",
        "asdfgh",
        "\ud800",
    ],
)
def test_a_scrap_does_not_tell(text: str) -> None:
    """And is not guessed."""
    field = judge(Message(text)).language

    assert field.value == "und"
    assert field.confidence == 0.0


@pytest.mark.parametrize("text", ["მოგესალმებით, დახმარება მჭირდება", "ಕನ್ನಡ ಭಾಷೆ ತುಂಬಾ ಚೆನ್ನಾಗಿದೆ", "አማርኛ ቋንቋ"])
def test_an_unknown_alphabet_is_not_taken_for_a_known_one(text: str) -> None:
    """Letters of different alphabets share their first bytes, and those say nothing."""
    assert judge(Message(text)).language.value == "und"


def test_numbers_and_codes_do_not_hide_the_language() -> None:
    """However many stand between the words."""
    numbered = "Rechnung 4711-0815 vom 03.05. über 1.200,00 fehlt noch immer, AB12CD34 EF56GH78"

    assert judge(Message(numbered)).language.value == "de"


def test_the_beginning_of_a_long_text_decides() -> None:
    """The rest is not looked at."""
    begun = "Die Lieferung kam beschädigt an. " * 20

    alone = judge(Message(begun)).language
    continued = judge(Message(begun + "and then the story goes on in English. " * 500)).language

    assert continued == alone
    assert alone.value == "de"


def test_the_chances_of_a_text_add_up() -> None:
    """A language with two alphabets has one chance, the sum of both."""
    found = chances("gde je moja pošiljka")

    assert sum(found.values()) == pytest.approx(1.0)
    assert len(found) == 41


def test_a_text_of_nothing_known_has_no_chances() -> None:
    """Not even for the language that is expected."""
    assert chances("") == {}
    assert chances("ኣ") == {}


@pytest.mark.parametrize("threads", [1, 8])
def test_telling_a_language_takes_little_memory(threads: int) -> None:
    """Also for the moment in which the table is read, and when messages come together."""
    answer, held = first_messages(threads)

    assert answer == "de"
    assert int(held) < MEGABYTES * 1_000_000


def test_the_table_is_the_narrowed_model() -> None:
    """After a new version of py3langid, `python -m evals.languages` writes it anew."""
    assert zlib.decompress(TABLE.read_bytes()) == narrowed()


def first_messages(threads: int) -> list[str]:
    """Ask in a process of its own, where no table has been read."""
    command = [sys.executable, "-c", FIRST_MESSAGES, str(threads)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 the program above
