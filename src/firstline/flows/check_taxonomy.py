"""Which categories are hard to tell apart, by their phrases and by real tickets? It is advice.

The phrases are compared in English, the language that the encoder knows; a category without any is told by
its name, title and description. Of tickets those count that a person has seen to: whoever resolved one and
left its category found it right, and a correction says what it was taken for. `learning/overlap.py` judges.

What always holds: nothing is changed, retired categories have no part in it, and no more than `MOST_PHRASES`
phrases and `MOST_CORRECTIONS` corrections are looked at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.flows.desk import Desk
from firstline.flows.encoder import encoder_here
from firstline.learning.metrics import Cell
from firstline.learning.overlap import Findings, Phrased, look_over
from firstline.store import confusions, taxonomies
from firstline.store.db import Connection
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.triage.encoder import Encoder
from firstline.triage.learned import HOME
from firstline.triage.novice import texts_in

MOST_PHRASES: Final = 10_000
"""Compared with each other, which takes a second."""
MOST_CORRECTIONS: Final = 20_000
"""The newest ones."""

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, and what was found."""

    version: int
    """Of the taxonomy."""
    encoder: str
    phrases: int
    """Those that were compared."""
    left_out: int
    """Those in English that were too many."""
    languages: Sequence[str]
    """Others in which there are phrases; the encoder does not know them."""
    tickets: int
    """Those that a person has seen to."""
    findings: Findings


def check_taxonomy(desk: Desk) -> Checked:
    """Look the desk's categories over.

    Raises:
        NoEncoder: when the desk's encoder cannot be used on this machine.
    """
    encoder = encoder_here(desk)
    with desk.read() as db:
        taxonomy = taxonomies.load(db)
        cells = list(_cells(db, taxonomy))
    told = _told(taxonomy)
    each = _most_each(told)
    compared = {name: texts[:each] for name, texts in told.items()}
    count = sum(map(len, compared.values()))
    return Checked(
        version=taxonomy.version,
        encoder=encoder.version,
        phrases=count,
        left_out=sum(map(len, told.values())) - count,
        languages=_other_languages(taxonomy),
        tickets=sum(cell.count for cell in cells),
        findings=look_over(_phrased(desk, encoder, compared), cells),
    )


def _told(taxonomy: Taxonomy) -> Mapping[str, Sequence[str]]:
    """Give the phrases of each category, or what else tells of it."""
    fallback = texts_in(taxonomy, HOME)
    return {
        one.name: one.phrases.get(HOME) or tuple(fallback[one.name]) for one in _open_categories(taxonomy)
    }


def _open_categories(taxonomy: Taxonomy) -> Sequence[Category]:
    return [category for category in taxonomy.categories if not category.retired]


def _other_languages(taxonomy: Taxonomy) -> Sequence[str]:
    found = {language for one in _open_categories(taxonomy) for language in one.phrases}
    return sorted(found - {HOME})


def _most_each(told: Mapping[str, Sequence[str]]) -> int:
    """Say how many phrases of a category are compared, so that none is left out more than another."""
    longest = max(map(len, told.values()))
    return longest if sum(map(len, told.values())) <= MOST_PHRASES else MOST_PHRASES // len(told)


def _phrased(desk: Desk, encoder: Encoder, compared: Mapping[str, Sequence[str]]) -> Sequence[Phrased]:
    """Give the phrases their vectors; those by which this process judges are there already."""
    known = _known(desk, encoder)
    missing = [*dict.fromkeys(text for texts in compared.values() for text in texts if text not in known)]
    if missing:
        known = {**known, **dict(zip(missing, encoder.encode(missing), strict=True))}
    return [
        Phrased(name, tuple(texts), np.stack([known[text] for text in texts]))
        for name, texts in compared.items()
    ]


def _known(desk: Desk, encoder: Encoder) -> Mapping[str, Row]:
    tongue = desk.board.learned.tongues.get(HOME)
    ready = None if tongue is None or tongue.encoder is not encoder else tongue.phrases.get("category")
    return {} if ready is None else dict(zip(ready.texts, ready.vectors, strict=True))


def _cells(db: Connection, taxonomy: Taxonomy) -> Iterator[Cell]:
    """Count how tickets that a person has seen to were taken, rightly or not, under the present names."""
    corrected = confusions.corrected(db, most=MOST_CORRECTIONS).values()
    taken = [_taken(one, taxonomy) for one in corrected]
    right = Counter[str]()
    for name, count in confusions.resolved(db).items():
        right[taxonomy.present(name)[0]] += count
    right.subtract(one.truth for one in taken if one.resolved)
    for (truth, said), count in Counter((one.truth, one.said) for one in taken).items():
        yield Cell(truth, said, count)
    for name, count in right.items():
        if count > 0:
            yield Cell(name, name, count)


def _taken(one: confusions.Taken, taxonomy: Taxonomy) -> confusions.Taken:
    """Tell it under the present names; what was confused with what it has become one with was right."""
    return replace(one, said=taxonomy.present(one.said)[0], truth=taxonomy.present(one.truth)[0])
