"""What the desk knew at an earlier time, made ready again: taxonomy, encoder, model, examples.

Versions of the taxonomy and examples are kept for ever. A model whose body was forgotten is trained again
from the examples that it had learnt from, which takes seconds and scikit-learn; a digest tells whether it has
come out the same. The encoder must be on this machine.

What always holds: what is made ready is made by the same steps as what answers (`schooling.py`); where
something is missing a sentence says what, and nothing is guessed.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeVar

from firstline.core.errors import Conflict
from firstline.flows.desk import Read
from firstline.flows.schooling import answering, examples_of, novice_of, remembering
from firstline.flows.train import BODY, fingerprint_of, heads_of
from firstline.learning.promise import USUAL, with_promise
from firstline.store import example_vectors, examples, models, taxonomies
from firstline.store.examples import Stored
from firstline.store.models import Model
from firstline.tickets.basis import Origin
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.artefact import BadArtefact, Heads, packed, unpacked
from firstline.triage.encoder import Encoder
from firstline.triage.learned import NOTHING, Learned

KEPT: Final = 5
"""Of each kind: what is kept ready, because many decisions went by the same."""


Key = TypeVar("Key")
Value = TypeVar("Value")


class NotKnown(Conflict):
    """What was known then cannot be made ready again."""

    code = "not_known_any_more"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that whoever compares should know."""

    text: str
    explains: bool
    """Whether a decision may come out otherwise because of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Recalled:
    """What was known, and what is to be said of it."""

    learned: Learned
    notes: Sequence[Note] = ()


class Source(Protocol):
    """Where it can be found: all that is needed of a desk."""

    @property
    def read(self) -> Read:
        """Opens the database for reading."""

    @property
    def encoder_named(self) -> Callable[[str], Encoder]:
        """Gives an encoder that is on this machine."""


@dataclass(slots=True)
class Recollection:
    """Makes ready what the desk knew; asked in the order of time, it only adds what had come."""

    desk: Source
    trains: bool = True
    """Whether a model whose body was forgotten is trained again; else it is not known."""
    _ready: dict[Origin, Recalled] = field(default_factory=dict)
    """By what they are made of besides examples; the last one asked for comes last."""
    _heads: dict[int, tuple[Heads, Sequence[Note]]] = field(default_factory=dict)
    """By the model's version."""
    _taxonomies: dict[int, Taxonomy] = field(default_factory=dict)

    def taxonomy(self, version: int) -> Taxonomy:
        """Give the taxonomy as it stood.

        Raises:
            TaxonomyMissing: when it is not kept.
        """
        if version not in self._taxonomies:
            with self.desk.read() as db:
                _keep(self._taxonomies, version, taxonomies.load_version(db, version))
        return self._taxonomies[version]

    def at(self, origin: Origin) -> Recalled:
        """Make ready what was made of this.

        Raises:
            DeskError: when something of it is not there any more; the sentence says what.
        """
        if not origin.encoder:
            return Recalled(replace(NOTHING, taxonomy=origin.taxonomy, version=origin.model))
        kind = replace(origin, newest=0)
        begun = self._ready.pop(kind, None)
        if begun is None or begun.learned.newest > origin.newest:
            begun = self._begun(kind)
        found = replace(begun, learned=self._grown(begun.learned, origin))
        _keep(self._ready, kind, found)
        return found

    def _begun(self, kind: Origin) -> Recalled:
        """Make ready what is known besides examples."""
        encoder = self._encoder(kind)
        told = with_promise(novice_of(self.taxonomy(kind.taxonomy), encoder), kind.promise or USUAL)
        if not kind.learnt_until:
            return Recalled(replace(told, version=kind.model))
        model = self._model(kind)
        if model.version not in self._heads:
            _keep(self._heads, model.version, self._heads_of(model, encoder))
        heads, notes = self._heads[model.version]
        with self.desk.read() as db:
            moves = taxonomies.moves_between(db, model.taxonomy, kind.taxonomy)
        return Recalled(answering(told, model, heads, moves, promise=kind.promise), notes)

    def _grown(self, begun: Learned, origin: Origin) -> Learned:
        """Remember what had come until then."""
        if begun.newest == origin.newest:
            return begun
        taxonomy = self.taxonomy(origin.taxonomy)
        with self.desk.read() as db:
            if origin.newest > (newest := examples.newest_id(db)):
                message = f"It went by example {origin.newest}, and the newest one here is {newest}."
                raise NotKnown(message)
            stored = examples.as_of(db, origin.newest, after=begun.newest)
            replaced = examples.replaced_since(db, begun.newest, until=origin.newest)
            return remembering(db, begun, stored, taxonomy, newest=origin.newest, replaced=replaced)

    def _encoder(self, kind: Origin) -> Encoder:
        encoder = self.desk.encoder_named(kind.encoder)
        if encoder.version != kind.encoder_version:
            message = (
                f"It went by the encoder {kind.encoder} in its version {kind.encoder_version}, "
                f"and the one on this machine is {encoder.version}."
            )
            raise NotKnown(message)
        return encoder

    def _model(self, kind: Origin) -> Model:
        with self.desk.read() as db:
            model = models.find(db, kind.model)
        if model is None or (model.encoder, model.learnt_until) != (kind.encoder_version, kind.learnt_until):
            message = f"It went by a model {kind.model} that is not there: was the database changed by hand?"
            raise NotKnown(message)
        return model

    def _heads_of(self, model: Model, encoder: Encoder) -> tuple[Heads, Sequence[Note]]:
        with self.desk.read() as db:
            body = models.body(db, model.version)
        if body is not None:
            try:
                return unpacked(body), ()
            except BadArtefact:
                pass  # what cannot be read is trained again, like what was forgotten
        if not self.trains:
            message = f"Model {model.version} was forgotten."
            raise NotKnown(message)
        return self._trained_again(model, encoder)

    def _trained_again(self, model: Model, encoder: Encoder) -> tuple[Heads, Sequence[Note]]:
        from firstline.learning.training import Course, train  # noqa: PLC0415 - 80 MB that most processes never need

        stored = self._learnt_from(model)
        with self.desk.read() as db:
            known = example_vectors.load(db, encoder.version)
        taxonomy = self.taxonomy(model.taxonomy)
        course = Course(taxonomy, encoder, promise=model.promise, vectors=known)
        heads = heads_of(train(list(examples_of(stored, taxonomy)), course))
        body = packed(heads)
        return unpacked(body), _notes(model, hashlib.sha256(body).hexdigest())

    def _learnt_from(self, model: Model) -> Sequence[Stored]:
        """Give the examples that a model learnt from, and no others."""
        with self.desk.read() as db:
            stored = examples.as_of(db, model.learnt_until)
        if fingerprint_of(stored) != model.fingerprint:
            message = (
                f"Model {model.version} was forgotten to save room, and cannot be trained again: "
                "the examples that it learnt from are not here as they were."
            )
            raise NotKnown(message)
        return stored


def _notes(model: Model, digest: str) -> Sequence[Note]:
    """Say what became of a model that was trained again."""
    told = f"Model {model.version} was forgotten, and trained again from its {model.examples:,} examples"
    before = model.metrics.get(BODY)
    if before == digest:
        return (Note(f"{told}; it is the same.", explains=False),)
    if before is None:
        return (Note(f"{told}; whether it is the same was not noted then.", explains=True),)
    why = "another version of Firstline, or another machine, had trained it"
    return (Note(f"{told}; it is not quite the same: {why}.", explains=True),)


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    """Keep the last few."""
    kept[key] = value
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
