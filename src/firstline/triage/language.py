"""Which language is a message in? An ISO 639-1 code, or `und` when the text does not tell.

Common English words settle most messages at once; the rest are identified by py3langid, which is loaded
when it is first needed. Texts that are too short, or that it is not sure of, stay `und`.

Whatever happens: only the beginning of a long text is looked at.
"""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from firstline.triage.packs import grammar
from firstline.triage.text import BREAK, Reading

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED: Final = "und"
ENGLISH: Final = "en"
ENGLISH_WORDS = grammar("english")
"""Words that are common in English and rare in its neighbours."""
LANGUAGES = grammar("languages")
"""The languages that are told apart. Those in which hardly anyone writes to a support team only attract short
texts: of 2,128 short English ones 5 were taken for another language among all 142, and 1 among these."""
LOOKED_AT: Final = 200
"""Words at the beginning that are looked at."""
LOADING = Lock()
"""Held while the identifier is loaded, so that messages that come together load it once: it takes 75 MB."""
ENGLISH_SHARE: Final = 0.25
FEWEST_ENGLISH_WORDS: Final = 2
FEWEST_LETTERS: Final = 12
"""A shorter text does not tell its language, unless its script does."""
LEAST_PROBABILITY: Final = 0.5
LONGEST_TEXT: Final = 1_000
"""Characters given to the identifier."""


def language(reading: Reading) -> tuple[str, float]:
    """Tell a message's language, and the chance that this is right."""
    words = [word for word in reading.words[:LOOKED_AT] if word != BREAK]
    english = sum(word in ENGLISH_WORDS for word in words)
    if english >= FEWEST_ENGLISH_WORDS and english >= ENGLISH_SHARE * len(words):
        return ENGLISH, 0.99
    text = " ".join(words)[:LONGEST_TEXT]
    if len(text) < FEWEST_LETTERS and text.isascii():
        return UNDETERMINED, 0.0
    return _identified(text)


def _identified(text: str) -> tuple[str, float]:
    if not text:
        return UNDETERMINED, 0.0
    found, probability = _identifier().classify(text)
    if probability < LEAST_PROBABILITY:
        return UNDETERMINED, 0.0
    return str(found), round(float(probability), 2)


def _identifier() -> "LanguageIdentifier":
    with LOADING:
        return _loaded()


@cache
def _loaded() -> "LanguageIdentifier":
    from py3langid.langid import LanguageIdentifier  # noqa: PLC0415 it brings numpy: 0.2 s that few starts need

    full = LanguageIdentifier.from_model_file("data/model.npz.xz")
    full.set_languages(LANGUAGES)
    # A new one from the narrow tables, because `full` would keep the columns that were left out (20 MB).
    return LanguageIdentifier(
        full.nb_ptc,
        full.nb_pc,
        full.nb_classes,
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
