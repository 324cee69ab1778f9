"""Which language is a message in? An ISO 639-1 code, or `und` when the text does not tell.

Common English words settle most messages at once; the rest are told by the pieces of words they are made of
(`ngrams.py`). What is more likely than not is said; anything else stays `und`.

Whatever happens: only the beginning of a long text is looked at, and numbers and codes say nothing.
"""

from collections.abc import Mapping
from typing import Final

from firstline.triage.ngrams import chances
from firstline.triage.packs import grammar
from firstline.triage.text import BREAK, Reading

UNDETERMINED: Final = "und"
ENGLISH: Final = "en"
ENGLISH_WORDS = grammar("english")
"""Words that are common in English and rare in its neighbours."""
LANGUAGES = grammar("languages")
"""The languages that are told apart. Those in which hardly anyone writes to a support team only attract short
texts: of 2,128 short English ones 5 were taken for another language among all 142, and 1 among these."""
LOOKED_AT: Final = 200
"""Words at the beginning that are looked at."""
ENGLISH_SHARE: Final = 0.25
FEWEST_ENGLISH_WORDS: Final = 2
FEWEST_LETTERS: Final = 5
"""A shorter text does not tell its language, unless its script does."""
LEAST_PROBABILITY: Final = 0.5
WORD_ODDS: Final = 4
"""How many times likelier English is when one of its common words stands in the text."""
LONGEST_TEXT: Final = 500
"""Characters whose pieces are looked at."""


def language(reading: Reading) -> tuple[str, float]:
    """Tell a message's language, and the chance that this is right.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> language(read(Message("Wo bleibt meine Lieferung?")))
    ('de', 1.0)
    """
    words = [word for word in reading.words[:LOOKED_AT] if word != BREAK]
    english = sum(word in ENGLISH_WORDS for word in words)
    if english >= FEWEST_ENGLISH_WORDS and english >= ENGLISH_SHARE * len(words):
        return ENGLISH, 0.99
    text = " ".join(word for word in words if _is_speech(word))[:LONGEST_TEXT]
    if len(text) < FEWEST_LETTERS and text.isascii():
        return UNDETERMINED, 0.0
    return _likeliest(chances(text), english)


def _is_speech(word: str) -> bool:
    """Whether it is neither a number nor a code: `4711`, `ab12`."""
    return not any(letter.isdecimal() for letter in word)


def _likeliest(found: Mapping[str, float], english: int) -> tuple[str, float]:
    """Name the language that is more likely than not, if there is one."""
    odds = {
        tongue: share * (WORD_ODDS if english and tongue == ENGLISH else 1) for tongue, share in found.items()
    }
    likeliest = max(odds, key=odds.__getitem__, default=UNDETERMINED)
    probability = odds.get(likeliest, 0.0) / (sum(odds.values()) or 1.0)
    if probability < LEAST_PROBABILITY:
        return UNDETERMINED, 0.0
    return likeliest, round(probability, 2)
