"""The vectors of labelled messages on disk, each made once by each encoder."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from firstline.store import example_vectors, examples
from firstline.store.db import Connection, Database
from firstline.store.examples import Labelled
from firstline.triage.encoder import unit
from tests.make import rows
from tests.store.made import MOMENT

Vectors = Mapping[int, NDArray[np.float32]]


def test_vectors_come_back_in_half_precision(database: Database) -> None:
    """Length and direction stay; those of another version of the encoder are not among them."""
    made = vectors(database, 20)
    keep(database, "one@1", made)
    keep(database, "one@2", {number: -vector for number, vector in made.items()})

    with database.read() as db:
        found = example_vectors.load(db, "one@1")

    assert list(found) == sorted(made)
    for number, vector in found.items():
        assert vector.dtype == np.float32
        assert np.array_equal(vector, made[number].astype(np.float16).astype(np.float32))
        assert float(vector @ made[number]) > 0.999


def test_a_repeat_changes_nothing(database: Database) -> None:
    """Not even one that comes with another vector; what is new beside it is stored."""
    made = vectors(database, 5)
    some = {number: made[number] for number in list(made)[:3]}
    keep(database, "one@1", some)

    keep(database, "one@1", {number: vector[::-1] for number, vector in made.items()})
    keep(database, "one@1", {})

    with database.read() as db:
        found = example_vectors.load(db, "one@1")
    assert len(found) == 5
    assert all(found[number] @ vector > 0.999 for number, vector in some.items())


def test_named_ones_are_given_whether_they_count_or_not(database: Database) -> None:
    """Without names, those that count; more names than go into a statement are no matter."""
    made = vectors(database, 4)
    keep(database, "one@1", made)
    first, *others = made
    replacing = database.write(lambda db: examples.add(db, labelled(0, label="b"), at=MOMENT))

    with database.read() as db:
        assert list(example_vectors.load(db, "one@1")) == others
        assert list(example_vectors.load(db, "one@1", [first, replacing])) == [first]
        assert list(example_vectors.load(db, "one@1", range(3 * example_vectors.AT_ONCE))) == [*made]
        assert example_vectors.load(db, "one@1", []) == {}
        assert example_vectors.load(db, "one@9") == {}


def test_an_encoder_that_is_gone_is_forgotten(database: Database) -> None:
    """The others' vectors stay."""
    made = vectors(database, 3)
    keep(database, "one@1", made)
    keep(database, "one@2", made)

    forgotten = database.write(lambda db: example_vectors.forget_encoder(db, "one@1"))

    assert forgotten == 3
    with database.read() as db:
        assert rows(db, "example_vectors") == 3
        assert len(example_vectors.load(db, "one@2")) == 3


def vectors(database: Database, count: int) -> Vectors:
    """Store examples, and make a vector of each."""
    many = [labelled(number) for number in range(count)]
    numbers = database.write(lambda db: examples.add_many(db, many, at=MOMENT))
    made = unit(np.random.default_rng(3).normal(size=(count, 64)).astype(np.float32))
    return dict(zip(numbers, made, strict=True))


def labelled(ref: int, label: str = "a") -> Labelled:
    """Give a labelled message."""
    return Labelled(source="f", ref=str(ref), text="Hello", labels={"category": label}, author="Eve")


def keep(database: Database, encoder: str, made: Vectors) -> None:
    """Store vectors."""

    def change(db: Connection) -> None:
        example_vectors.add_many(db, encoder, made)

    database.write(change)
