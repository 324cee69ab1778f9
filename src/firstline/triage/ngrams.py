"""How likely is it that a text is in each language? Counted on the pieces of words it is made of.

At every byte the longest known n-gram that ends there is taken. `languages.bin` says of each of 51,000 how
common it is in 41 languages; the logarithms of that are added up for every language, and the sums made into
chances. The table is py3langid's model, narrowed by `evals/languages.py`, under the licence beside it.

Whatever happens: the chances of one text are always the same and add up to one, and the time taken grows in
step with its length.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log, log1p, sqrt
from threading import Lock
from typing import Final

FILE: Final = "languages.bin"
LOWEST: Final = -15.0
"""The logarithm of a frequency that the table's 0 stands for."""
STEP: Final = 0.05
"""By how much the logarithm grows from one of the table's 256 values to the next."""
LONGEST: Final = 5
"""Bytes of the longest n-gram."""
HOME: Final = "en"
"""Half of all mail is taken to be in this language before a word is read, the other half in any other."""
LOADING = Lock()
"""Held while the table is read, so that messages that come together read it once."""


def chances(text: str) -> Mapping[str, float]:
    """Give each language's chance; none at all when the text has nothing that tells.

    >>> found = chances("wo bleibt meine lieferung")
    >>> max(found, key=found.get)
    'de'
    """
    table = _table()
    written = text.encode(errors="replace")
    found = Counter(_pieces(written, table.rows))
    return _shares(table.languages, _sums(found, table), sqrt(len(written))) if found else {}


@dataclass(frozen=True, slots=True)
class _Table:
    languages: Sequence[str]
    """A column each; a language with two alphabets has two."""
    rows: Mapping[bytes, bytes]
    """For each n-gram a byte for each column."""


def _pieces(written: bytes, known: Mapping[bytes, bytes]) -> Iterator[bytes]:
    for end in range(1, len(written) + 1):
        for start in range(max(0, end - LONGEST), end):
            piece = written[start:end]
            if piece in known:
                yield piece
                break


def _sums(found: Mapping[bytes, int], table: _Table) -> Sequence[float]:
    """Add up the logarithms; a piece that is met again counts, but less each time."""
    rows: dict[int, list[bytes]] = defaultdict(list)
    for piece, times in found.items():
        rows[times].append(table.rows[piece])
    width = len(table.languages)
    joined = [(STEP * log1p(times), b"".join(group)) for times, group in rows.items()]
    others = log(len(set(table.languages)) - 1)
    return [
        (others if language == HOME else 0.0)
        + sum(weight * sum(values[column::width]) for weight, values in joined)
        for column, language in enumerate(table.languages)
    ]


def _shares(languages: Sequence[str], sums: Sequence[float], scale: float) -> Mapping[str, float]:
    """Make chances of the sums, which shrink with the length: neighbouring pieces tell much the same."""
    most = max(sums)
    powers = [exp((value - most) / scale) for value in sums]
    whole = sum(powers)
    shares = dict.fromkeys(languages, 0.0)
    for language, power in zip(languages, powers, strict=True):
        shares[language] += power / whole
    return shares


def _table() -> _Table:
    with LOADING:
        return _loaded()


@cache
def _loaded() -> _Table:
    packed = resources.files(__package__).joinpath(FILE).read_bytes()
    head, _, columns = zlib.decompress(packed).partition(b"\n\n")
    languages, *pieces = head.split(b"\n")
    rows = (columns[row :: len(pieces)] for row in range(len(pieces)))
    return _Table(languages.decode().split(), dict(zip(pieces, rows, strict=True)))
