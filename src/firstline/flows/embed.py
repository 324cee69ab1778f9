"""A step: what the knowledge base says is turned into vectors, by which it is found by its meaning, too.

It is queued by each change of an article and by a change of the encoder; several changes wait for one. Only
what has no vector yet is turned into one, a share at a time; the step comes again until nothing is left.

What always holds: it is safe to repeat, and an article without vectors is found by its words.
"""

from typing import Final

from firstline.core.errors import DeskError
from firstline.flows.desk import Desk
from firstline.flows.schooling import encoder_in_use
from firstline.store import articles, passage_vectors
from firstline.store.db import Connection

STEP: Final = "embed_articles"
SHARE: Final = 500
"""Texts of one step: some seconds by the slowest encoder."""


def embed_step(desk: Desk, _subject: int = 0) -> None:
    """Turn a share into vectors, and come again when there is more."""
    embed_share(desk, again=True)


def embed_all(desk: Desk) -> int:
    """Turn everything into vectors, here and now; tells how many there were to make."""
    total = 0
    while made := embed_share(desk):
        total += made
    desk.board.look(desk.read)
    return total


def embed_share(desk: Desk, *, again: bool = False) -> int:
    """Turn some of what has no vector yet into vectors, in one write; tells how many.

    An encoder that cannot be used here leaves everything as it is.
    """
    with desk.read() as db:
        name = encoder_in_use(db)
    try:
        encoder = desk.encoder_named(name)
    except DeskError:
        return 0
    with desk.read() as db:
        told = passage_vectors.missing(db, encoder.version, most=SHARE)
    if not told:
        return 0
    vectors = dict(zip(told, encoder.encode(list(told.values())), strict=True))

    def save(db: Connection) -> None:
        passage_vectors.add_many(db, encoder.version, vectors)
        passage_vectors.forget_unsaid(db)
        articles.mark_changed(db, at=desk.clock())
        if again and len(told) == SHARE:
            desk.queue.put(db, STEP, 0, key=STEP)

    desk.write(save)
    return len(told)
