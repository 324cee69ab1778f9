"""Trained models on disk: one answers, all are remembered."""

import random
from contextlib import ExitStack
from dataclasses import fields
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from firstline.store import models
from firstline.store.db import Connection, Database
from firstline.store.models import Made, Model, ModelForgotten, ModelMissing, State
from tests.flows.together import together
from tests.make import opened
from tests.store.made import MESSY, MOMENT

MADE = Made(
    made_at=MOMENT,
    encoder="wordllama@1",
    taxonomy=3,
    promise=0.95,
    fingerprint="0f" * 32,
    examples=1_234,
    learnt_until=2**40,
    metrics={"en": {"category": {"accuracy": 0.93, "curve": [[1.0, 0.5], [0.25, 1e-7]], "note": MESSY}}},
)


def test_a_model_comes_back_as_it_was_made(database: Database) -> None:
    """It does not answer yet, and its body comes apart from what is known about it."""
    body = random.Random(1).randbytes(20_000_000)  # noqa: S311 - a test's own bytes
    version = add(database, body)

    with database.read() as db:
        found = models.find(db, version)
        assert found is not None
        assert {one.name: getattr(found, one.name) for one in fields(Made)} == told(MADE)
        assert (found.version, found.state, found.sentence) == (version, State.REFUSED, MESSY)
        assert (found.promoted_at, found.kept) == (None, True)
        assert models.body(db, version) == body
        assert models.active(db) is None


def test_a_model_that_was_never_made_is_not_found(database: Database) -> None:
    """Nor promoted, and the one that answers goes on."""
    version = add(database)
    promote(database, version)

    with pytest.raises(ModelMissing, match="no model 99"):
        promote(database, 99)

    with database.read() as db:
        assert (models.find(db, 99), models.body(db, 99)) == (None, None)
        assert active(db).version == version


def test_the_model_before_is_retired_and_can_come_back(database: Database) -> None:
    """Each says why it stands as it does, and when it last began to answer."""
    first, second = add(database), add(database)
    promote(database, first)
    promote(database, second, minutes=1)

    with database.read() as db:
        before = [(one.version, one.state, one.sentence) for one in models.every(db)]
    promote(database, first, minutes=2)

    assert before == [
        (second, State.ACTIVE, "It is better."),
        (first, State.RETIRED, f"Model {second} took its place."),
    ]
    with database.read() as db:
        again = active(db)
        assert (again.version, again.promoted_at) == (first, MOMENT + timedelta(minutes=2))
        retired = models.find(db, second)
        assert retired is not None
        assert (retired.state, retired.promoted_at) == (State.RETIRED, MOMENT + timedelta(minutes=1))


def test_a_model_may_be_promoted_twice(database: Database) -> None:
    """It goes on answering."""
    version = add(database)
    promote(database, version)
    promote(database, version)

    with database.read() as db:
        assert [(one.version, one.state) for one in models.every(db)] == [(version, State.ACTIVE)]


def test_bodies_are_forgotten_but_of_the_newest_and_the_last_promoted(database: Database) -> None:
    """What is known about a model stays; the newest was refused, and a person may still want it."""
    made = [add(database) for _ in range(6)]
    for minutes, version in enumerate([made[0], made[3], made[1], made[4], made[3]]):
        promote(database, version, minutes=minutes)

    forgotten = database.write(lambda db: models.forget_bodies(db, keep=2))

    assert forgotten == 3
    with database.read() as db:
        assert [one.version for one in models.every(db) if one.kept] == [made[5], made[4], made[3]]
        assert models.body(db, made[0]) is None
        assert active(db).version == made[3]
        assert len(models.every(db)) == 6


def test_the_active_model_keeps_its_body_whatever_is_forgotten(database: Database) -> None:
    """Even when none shall be kept; and after a clock that went back."""
    first, second, third = add(database), add(database), add(database)
    promote(database, second, minutes=5)
    promote(database, first, minutes=1)

    assert database.write(lambda db: models.forget_bodies(db, keep=1)) == 0
    assert database.write(lambda db: models.forget_bodies(db, keep=0)) == 1

    with database.read() as db:
        assert [one.version for one in models.every(db) if one.kept] == [third, first]


def test_a_forgotten_model_cannot_answer(database: Database) -> None:
    """With a sentence that says what to do."""
    first, second = add(database), add(database)
    promote(database, second)
    database.write(lambda db: models.forget_bodies(db, keep=1))

    with pytest.raises(ModelForgotten, match="train a new one"):
        promote(database, first)

    with database.read() as db:
        assert active(db).version == second


def test_of_many_promotions_at_once_one_is_the_last(database_url: str) -> None:
    """Eight processes, each with a model of its own; one answers, and the others are retired."""
    with ExitStack() as stack:
        databases = [stack.enter_context(opened(database_url)) for _ in range(8)]
        made = [add(databases[0]) for _ in databases]

        for _ in range(5):
            together([partial(promote, *pair) for pair in zip(databases, made, strict=True)])

            with databases[0].read() as db:
                states = sorted(one.state for one in models.every(db))
            assert states == [State.ACTIVE, *[State.RETIRED] * 7]


def test_a_model_is_not_forgotten_while_it_is_promoted(database_url: str) -> None:
    """Either it answers, with its body, or it was forgotten first and cannot."""
    with opened(database_url) as one, opened(database_url) as other:
        promote(one, add(one))
        for _ in range(10):
            version, _ = add(one), add(one)  # the newest is kept in any case
            forget = partial(other.write, partial(models.forget_bodies, keep=0))
            together([partial(_try_to_promote, one, version), forget])

            with one.read() as db:
                found = active(db)
                assert models.body(db, found.version) == b"body"


def add(database: Database, body: bytes = b"body") -> int:
    """Store a model."""
    return database.write(lambda db: models.add(db, MADE, body=body, sentence=MESSY))


def promote(database: Database, version: int, *, minutes: int = 0) -> None:
    """Let a model answer."""
    at = MOMENT + timedelta(minutes=minutes)
    database.write(lambda db: models.promote(db, version, at=at, sentence="It is better."))


def active(db: Connection) -> Model:
    """Give the model that answers."""
    found = models.active(db)
    assert found is not None
    return found


def told(made: Made) -> dict[str, Any]:
    """Give what a training has said."""
    return {one.name: getattr(made, one.name) for one in fields(Made)}


def _try_to_promote(database: Database, version: int) -> int:
    try:
        promote(database, version)
    except ModelForgotten:
        return 0
    return version
