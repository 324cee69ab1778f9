"""What this process has learnt, kept in step with the database: phrases, labelled messages, the model.

Each process has its own copy and looks about once a second (`noticeboard.py`); who stores a correction looks
at once. What the taxonomy alone teaches is made ready once for each taxonomy and encoder; then come the heads
of the model in force, and the labelled messages, of which later looks only add the new ones.

What always holds: what is asked while something new is being made ready is answered by what was there before;
an encoder that this machine does not have is told of and leaves the rules to speak alone; a model that was
trained for another encoder does not answer.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from firstline.core.errors import DeskError
from firstline.gateways.wordllama import NAME
from firstline.learning.examples import Example
from firstline.learning.recall import with_examples, with_heads
from firstline.store import example_vectors, examples, models, settings
from firstline.store.db import Connection
from firstline.store.examples import Stored
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.artefact import unpacked
from firstline.triage.encoder import Encoder
from firstline.triage.learned import HOME, NOTHING, Learned
from firstline.triage.novice import novice

KEPT: Final = 3
"""Taxonomies for which what they teach is kept ready."""
NOVICES: Final = list[tuple[Taxonomy, Encoder, Learned]]()
"""Those of this process."""
MAKING: Final = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Schooled:
    """What a process knows, and by what."""

    learned: Learned = NOTHING
    encoder: str = ""
    """The name under which the desk knows it."""
    newest: int = 0
    """The newest example that is remembered."""
    learnt_until: int = 0
    """The newest example that the model has learnt from."""
    trouble: str = ""
    """Why it cannot be used; a sentence, or nothing."""


class Schooling:
    """Makes ready what the desk has learnt."""

    def __init__(self, encoder_named: Callable[[str], Encoder]) -> None:
        self.encoder_named = encoder_named

    def first(self, taxonomy: Taxonomy) -> Schooled:
        """Say what a fresh desk knows."""
        return self._told_by(taxonomy, NAME)

    def look(self, db: Connection, taxonomy: Taxonomy, before: Schooled) -> Schooled:
        """See what has changed, and make it ready."""
        name, model = encoder_in_use(db), models.active(db)
        version = 0 if model is None else model.version
        known = before.learned
        if (name, taxonomy.version, version) == (before.encoder, known.taxonomy, known.version):
            return self._with_new(db, taxonomy, before)
        told = self._told_by(taxonomy, name)
        if model is not None and not told.trouble:
            told = self._with_model(db, told, model)
        return self._with_new(db, taxonomy, told)

    def _told_by(self, taxonomy: Taxonomy, name: str) -> Schooled:
        try:
            return Schooled(_novice(taxonomy, self.encoder_named(name)), name)
        except DeskError as error:
            return Schooled(replace(NOTHING, taxonomy=taxonomy.version), name, trouble=error.sentence)

    def _with_model(self, db: Connection, told: Schooled, model: models.Model) -> Schooled:
        """Let the model answer, if it was made for this encoder and can be read."""
        body = models.body(db, model.version)
        learned = replace(told.learned, version=model.version)
        if body is None or told.learned.tongues[HOME].encoder.version != model.encoder:
            return replace(told, learned=learned)
        try:
            heads = unpacked(body)
        except DeskError as error:
            return replace(told, learned=learned, trouble=error.sentence)
        learned = with_heads(told.learned, heads, version=model.version)
        return replace(told, learned=learned, learnt_until=model.learnt_until)

    def _with_new(self, db: Connection, taxonomy: Taxonomy, before: Schooled) -> Schooled:
        """Remember the examples that have come."""
        newest = examples.newest_id(db)
        if newest == before.newest or before.encoder == "" or HOME not in before.learned.tongues:
            return before
        stored = examples.current(db, after=before.newest, until=newest)
        encoder = before.learned.tongues[HOME].encoder
        # One is made sooner than looked up; of many, those that are stored are looked up together.
        known = example_vectors.load(db, encoder.version) if len(stored) > 1 else {}
        learned = with_examples(
            before.learned,
            list(examples_of(stored)),
            taxonomy,
            learnt_until=before.learnt_until,
            known=known,
            replaced=examples.replaced_since(db, before.newest) if before.newest else (),
        )
        return replace(before, learned=learned, newest=newest)


def _novice(taxonomy: Taxonomy, encoder: Encoder) -> Learned:
    """Give what a taxonomy alone teaches; it takes half a second the first time."""
    with MAKING:
        for known, using, ready in NOVICES:
            if using.version == encoder.version and known == taxonomy:
                return ready
        ready = novice(taxonomy, encoder)
        NOVICES[:] = [(taxonomy, encoder, ready), *NOVICES[: KEPT - 1]]
        return ready


def examples_of(stored: Iterable[Stored]) -> Iterable[Example]:
    """Give what is stored as it is learnt from."""
    return (
        Example(
            message=one.message,
            labels=one.labels,
            language=one.language,
            in_scope=one.in_scope,
            ticket=one.ticket_id or 0,
            number=one.id,
            learnt_at=one.learnt_at,
        )
        for one in stored
    )


def encoder_in_use(db: Connection) -> str:
    """Name the desk's encoder; on a fresh desk it is the one that comes with it."""
    return str(settings.load(db, settings.ENCODER, default=NAME))
