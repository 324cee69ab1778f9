"""The vectors of passages and titles on disk, by what they say: no text is turned into one twice.

They are kept in half precision, as those of examples are. What is not said by any article any more is
forgotten by `forget_unsaid`.

What always holds: a vector belongs to one text and one version of an encoder, and is never changed.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.knowledge.passages import told_of
from firstline.store.schema import articles, passage_vectors, passages

HALF: Final = np.dtype("<f2")
BYTES: Final = 16
"""Of the SHA-256: two of 10^12 texts share them by a chance of 10^-15."""
AT_ONCE: Final = 900
"""Digests that are asked for in one statement."""


def _has_vector(digest: ColumnElement[bytes]) -> ColumnElement[bool]:
    return exists().where(
        passage_vectors.c.encoder == bindparam("version"), passage_vectors.c.digest == digest
    )


ADD: Final = {
    "sqlite": sqlite.insert(passage_vectors).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(passage_vectors).on_conflict_do_nothing(),
}
FIND: Final = select(passage_vectors.c.digest, passage_vectors.c.vector).where(
    passage_vectors.c.encoder == bindparam("version"),
    passage_vectors.c.digest.in_(bindparam("digests", expanding=True)),
)
MISSING: Final = {
    "passages": select(passages.c.heading, passages.c.text, passages.c.digest)
    .where(~_has_vector(passages.c.digest))
    .limit(bindparam("most")),
    "titles": select(articles.c.title, articles.c.title_digest)
    .where(~_has_vector(articles.c.title_digest))
    .limit(bindparam("most")),
}
FORGET: Final = delete(passage_vectors).where(
    passage_vectors.c.digest.not_in(select(passages.c.digest)),
    passage_vectors.c.digest.not_in(select(articles.c.title_digest)),
)


def digest_of(text: str) -> bytes:
    """Name a text by what it says."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:BYTES]


def add_many(db: Connection, encoder: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
    """Store vectors; where one is stored already, nothing happens."""
    rows = [
        {"encoder": encoder, "digest": digest, "vector": vector.astype(HALF).tobytes()}
        for digest, vector in sorted(vectors.items())
    ]
    if rows:
        db.execute(ADD[db.dialect.name], rows)


def load(db: Connection, encoder: str, digests: Collection[bytes]) -> Mapping[bytes, NDArray[np.float32]]:
    """Give the vectors that are stored of some texts."""
    wanted, found = sorted(set(digests)), dict[bytes, NDArray[np.float32]]()
    for start in range(0, len(wanted), AT_ONCE):
        some = {"version": encoder, "digests": wanted[start : start + AT_ONCE]}
        rows = db.execute(FIND, some)
        found |= {digest: np.frombuffer(vector, HALF).astype(np.float32) for digest, vector in rows}
    return found


def missing(db: Connection, encoder: str, *, most: int) -> Mapping[bytes, str]:
    """Give some texts that have no vector by an encoder yet."""
    asked = {"version": encoder, "most": most}
    found = {row.digest: told_of(row.heading, row.text) for row in db.execute(MISSING["passages"], asked)}
    titles = db.execute(MISSING["titles"], {**asked, "most": most - len(found)})
    return found | {row.title_digest: row.title for row in titles}


def forget_unsaid(db: Connection) -> int:
    """Drop the vectors of what no article says any more, by every encoder; tells how many."""
    return db.execute(FORGET).rowcount
