"""Which pieces of words tell languages apart? Narrows py3langid's model to what the desk needs of it.

py3langid tells 139 languages apart by 100,000 n-grams, and takes 80 MB for it. The desk reads small letters
only and tells 41 languages apart, so most of that can never matter: kept are the n-grams of small letters and
spaces that are clearly more common in one of the 41 than an unseen one. Each frequency becomes one byte.
Run `python -m evals.languages` after a new version of py3langid or a change of the languages; a test holds
the written file to what this computes.

Whatever happens: the same version of py3langid gives the same table.
"""

import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from firstline.triage.language import LANGUAGES
from firstline.triage.ngrams import FILE, LONGEST, LOWEST, STEP

TABLE = Path(__file__).parents[1] / "src/firstline/triage" / FILE
CLEARLY = 4.0
"""How far the logarithm of an n-gram's frequency in one language must be above that of an unseen one."""
PART = re.compile(rb"[\xe0-\xf4][\x80-\xbf]")
"""The first two bytes of a letter that has three or four."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


def narrowed() -> bytes:
    """Give the table: a line of languages, a line for each n-gram, an empty line, the columns."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(LANGUAGES)
    weights = model.nb_ptc.astype(np.float32)
    spelled = _spelled(model)
    kept = [number for number in _telling(weights) if _is_readable(spelled[number])]
    kept.sort(key=spelled.__getitem__)
    lines = [" ".join(model.nb_classes).encode(), *(spelled[number] for number in kept)]
    return b"\n".join(lines) + b"\n\n" + _bytes(weights[kept]).T.tobytes()


def _telling(weights: Floats) -> list[int]:
    """Name the n-grams that are clearly more common in one language than an unseen one, as the median is."""
    above = (weights - np.median(weights, axis=0)).max(axis=1)
    return np.flatnonzero(above >= CLEARLY).tolist()


def _bytes(weights: Floats) -> NDArray[np.uint8]:
    steps: Floats = np.rint((weights - LOWEST) / STEP)
    return np.clip(steps, 0, 255).astype(np.uint8)


def _spelled(model: Any) -> dict[int, bytes]:  # noqa: ANN401 - it ships no types
    """Spell each n-gram: the shortest of the states that stand for it."""
    spelled: dict[int, bytes] = {}
    for state, piece in _states(model).items():
        spelled.setdefault(model.tk_output[state], piece)
    return spelled


def _states(model: Any) -> dict[int, bytes]:  # noqa: ANN401 - it ships no types
    """Walk py3langid's automaton breadth first: the shortest way to a state spells it."""
    steps = np.asarray(model.tk_nextmove, np.int64).reshape(-1, 256)
    rows = np.asarray(model.tk_row, np.int64)
    spelled = {0: b""}
    edge = np.zeros(1, np.int64)
    while edge.size:
        edge = _next_edge(steps[rows[edge]], edge, spelled)
    return spelled


def _next_edge(reached: Numbers, edge: Numbers, spelled: dict[int, bytes]) -> Numbers:
    """Spell the states that one more byte leads to for the first time."""
    places = np.full(int(reached.max()) + 1, -1)
    places[reached.ravel()] = np.arange(reached.size)
    new = [state for state in np.flatnonzero(places >= 0).tolist() if state not in spelled]
    for state in new:
        origin, byte = divmod(int(places[state]), 256)
        spelled[state] = spelled[int(edge[origin])] + bytes([byte])
    return np.array(new, np.int64)


def _is_readable(piece: bytes) -> bool:
    """Whether it can stand in what `language.py` asks about: small letters with single spaces between.

    A part of a letter counts from its second byte on. Its first or its last alone says nothing, since letters
    of alphabets that no language here is written in have the same.
    """
    text = piece.decode(errors="ignore")
    return (
        len(piece) <= LONGEST
        and b"  " not in piece
        and text == text.lower()
        and (text.strip() != "" or PART.search(piece) is not None)
        and all(letter.isalpha() or letter == " " for letter in text if letter.isascii())
    )


if __name__ == "__main__":
    TABLE.write_bytes(zlib.compress(narrowed(), 9))
