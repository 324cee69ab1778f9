"""Trained models on disk: what each was made of, how it did, and which of them answers.

A model is stored as refused, and answers once it is promoted; the one that answered before is retired, and
can be promoted again. A model's body may take 20 MB, so it is read only where it is asked for (`body`), and
forgotten of all but the newest and the last ones that were promoted; what is known about a model stays for
ever.

What always holds: at most one model is active, whoever promotes at the same moment, and it has its body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from firstline.core.errors import Conflict, Missing
from firstline.store.hold import hold
from firstline.store.schema import models

PROMOTING = "models"


class State(StrEnum):
    """Whether a model answers."""

    ACTIVE = "active"
    RETIRED = "retired"
    """It has answered, and another took its place."""
    REFUSED = "refused"
    """It has never answered."""


class ModelMissing(Missing):
    """There is no such model."""

    code = "model_missing"


class ModelForgotten(Conflict):
    """Of the model nothing is left but what is known about it."""

    code = "model_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a training says of the model that came of it."""

    made_at: datetime
    encoder: str
    """`Encoder.version`."""
    taxonomy: int
    """The version of the taxonomy."""
    promise: float
    """The precision that was asked for."""
    fingerprint: str
    """SHA-256 of the examples that it learnt from, in hexadecimal."""
    examples: int
    """How many those are."""
    learnt_until: int
    """The newest example that it has seen; 0: none."""
    metrics: Mapping[str, Any]
    """How it did on held-back messages: anything that JSON can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Made):
    """A model, without its body."""

    version: int
    state: State
    sentence: str
    """Why it has this state."""
    promoted_at: datetime | None
    """When it last began to answer."""
    kept: bool
    """Whether its body is still there."""


ADD = insert(models).returning(models.c.version)
HAS_BODY = func.length(models.c.body).is_not(None)  # to ask the body itself, SQLite would read all of it
KNOWN = [*(models.c[one.name] for one in fields(Model) if one.name != "kept"), HAS_BODY.label("kept")]
EVERY: Select[Any] = select(*KNOWN).order_by(models.c.version.desc())
FIND = EVERY.where(models.c.version == bindparam("wanted"))
ACTIVE = EVERY.where(models.c.state == State.ACTIVE)
BODY = select(models.c.body).where(models.c.version == bindparam("wanted"))
PROMOTED = (
    select(models.c.version)
    .where(models.c.promoted_at.is_not(None))
    .order_by(models.c.promoted_at.desc(), models.c.version.desc())
)


def add(db: Connection, made: Made, *, body: bytes, sentence: str) -> int:
    """Store a model that does not answer yet, with the reason, and give its version."""
    values = {one.name: getattr(made, one.name) for one in fields(Made)}
    values |= {"body": body, "sentence": sentence, "state": State.REFUSED}
    return int(db.execute(ADD, values).scalar_one())


def find(db: Connection, version: int) -> Model | None:
    """Fetch what is known about a model; None: there is no such."""
    row = db.execute(FIND, {"wanted": version}).one_or_none()
    return None if row is None else _model(row)


def active(db: Connection) -> Model | None:
    """Fetch what is known about the model that answers; None: none does."""
    row = db.execute(ACTIVE).one_or_none()
    return None if row is None else _model(row)


def every(db: Connection, *, before: int | None = None, limit: int | None = None) -> Sequence[Model]:
    """List all models that were ever made, the newest first; `before` is where the page before ended."""
    wanted = EVERY if before is None else EVERY.where(models.c.version < before)
    return [_model(row) for row in db.execute(wanted.limit(limit))]


def body(db: Connection, version: int) -> bytes | None:
    """Fetch a model's body; None: it was forgotten, or there is no such model."""
    found: bytes | None = db.execute(BODY, {"wanted": version}).scalar()
    return found


def promote(db: Connection, version: int, *, at: datetime, sentence: str) -> None:
    """Let a model answer from now on, with the reason; the one before is retired.

    Raises:
        ModelMissing: when there is no such model.
        ModelForgotten: when its body is not there any more.
    """
    hold(db, PROMOTING)
    found = find(db, version)
    if found is None:
        message = f"There is no model {version}."
        raise ModelMissing(message)
    if not found.kept:
        message = f"Model {version} was forgotten to save room: train a new one, or choose a later one."
        raise ModelForgotten(message)
    _retire(db, version)
    values = {"state": State.ACTIVE, "promoted_at": at, "sentence": sentence}
    db.execute(update(models).where(models.c.version == version).values(values))


def forget_bodies(db: Connection, *, keep: int) -> int:
    """Drop the bodies of all but the active model, the newest and the last ones that were promoted.

    The newest is kept though it was refused: a person may still want it.

    Returns:
        How many were dropped.
    """
    hold(db, PROMOTING)
    newest = db.execute(select(func.max(models.c.version))).scalars().all()
    kept = [*db.execute(PROMOTED.limit(keep)).scalars(), *newest]
    over = HAS_BODY & models.c.version.not_in(kept) & (models.c.state != State.ACTIVE)
    return db.execute(update(models).where(over).values(body=None)).rowcount


def _retire(db: Connection, version: int) -> None:
    """Retire the model that answers, unless it is the one that shall."""
    others = (models.c.state == State.ACTIVE) & (models.c.version != version)
    sentence = f"Model {version} took its place."
    db.execute(update(models).where(others).values(state=State.RETIRED, sentence=sentence))


def _model(row: Row[Any]) -> Model:
    known = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    return Model(**known | {"state": State(known["state"])})
