"""The vectors of labelled messages on disk, so that no text is turned into one twice by the same encoder.

They are kept in half precision: a cosine of two of them is off by a few ten-thousandths at most.

What always holds: a vector belongs to one example and one version of an encoder, and is never changed.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.store.schema import example_vectors, examples

HALF: Final = np.dtype("<f2")
AT_ONCE = 10_000
"""Ids that are asked for in one statement."""

ADD = {
    "sqlite": sqlite.insert(example_vectors).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(example_vectors).on_conflict_do_nothing(),
}
OF_ENCODER = (
    select(example_vectors.c.example_id, example_vectors.c.vector)
    .where(example_vectors.c.encoder == bindparam("version"))
    .order_by(example_vectors.c.example_id)
)
NAMED = OF_ENCODER.where(example_vectors.c.example_id.in_(bindparam("ids", expanding=True)))
OF_EXAMPLES = select(example_vectors).where(
    example_vectors.c.example_id.in_(bindparam("ids", expanding=True))
)
CURRENT = OF_ENCODER.join(examples).where(examples.c.replaced_by.is_(None))


def add_many(db: Connection, encoder: str, vectors: Mapping[int, NDArray[np.float32]]) -> None:
    """Store the vectors of examples; where one is stored already, nothing happens."""
    rows = [
        {"encoder": encoder, "example_id": number, "vector": vector.astype(HALF).tobytes()}
        for number, vector in sorted(vectors.items())
    ]
    if rows:
        db.execute(ADD[db.dialect.name], rows)


def carry(db: Connection, numbers: Mapping[int, int]) -> None:
    """Give examples that have another's text that one's vectors: by its number, the new one's."""
    rows = db.execute(OF_EXAMPLES, {"ids": sorted(numbers)}).all() if numbers else []
    if rows:
        values = [row._asdict() | {"example_id": numbers[row.example_id]} for row in rows]
        db.execute(ADD[db.dialect.name], values)


def load(
    db: Connection, encoder: str, ids: Collection[int] | None = None
) -> Mapping[int, NDArray[np.float32]]:
    """Give the vectors that are stored of some examples; without ids, of all that count."""
    if ids is None:
        return _vectors(db.execute(CURRENT, {"version": encoder}))
    wanted, found = sorted(ids), dict[int, NDArray[np.float32]]()
    for start in range(0, len(wanted), AT_ONCE):
        some = {"version": encoder, "ids": wanted[start : start + AT_ONCE]}
        found |= _vectors(db.execute(NAMED, some))
    return found


def forget_encoder(db: Connection, encoder: str) -> int:
    """Drop what was stored of a version of an encoder; tells how many vectors."""
    return db.execute(delete(example_vectors).where(example_vectors.c.encoder == encoder)).rowcount


def _vectors(rows: Iterable[Any]) -> dict[int, NDArray[np.float32]]:
    return {number: np.frombuffer(vector, HALF).astype(np.float32) for number, vector in rows}
