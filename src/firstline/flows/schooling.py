"""What this process has learnt, kept in step with the database: phrases, labelled messages, the model.

With it goes how the desk weighs (`tickets/urgency_policy.py`), so that all that judges has both at hand.

Each process has its own copy and looks about once a second (`noticeboard.py`); who stores a correction looks
at once. What the taxonomy alone teaches is made ready once for each taxonomy and encoder; then come the heads
of the model in force, and the labelled messages, of which later looks only add the new ones.

What always holds: what is asked while something new is being made ready is answered by what was there before;
what was learnt knows of what it is made, and made of the same again it is the same; an encoder that this
machine does not have is told of and leaves the rules to speak alone; a model that was trained for another
encoder does not answer.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from firstline.core.errors import DeskError
from firstline.gateways.wordllama import NAME
from firstline.learning.examples import Example, present
from firstline.learning.promise import USUAL, promised, with_promise
from firstline.learning.recall import with_examples, with_heads
from firstline.store import example_vectors, examples, models, settings, taxonomies
from firstline.store.db import Connection
from firstline.store.examples import Stored
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.urgency_policy import USUAL_POLICY, UrgencyPolicy, as_settings, policy_of
from firstline.tickets.whereabouts import Moves
from firstline.triage.artefact import Heads, unpacked
from firstline.triage.encoder import Encoder
from firstline.triage.heads import Head
from firstline.triage.learned import HOME, NO_PROMISE, NOTHING, Learned
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
    trouble: str = ""
    """Why it cannot be used; a sentence, or nothing."""


class Schooling:
    """Makes ready what the desk has learnt."""

    def __init__(self, encoder_named: Callable[[str], Encoder]) -> None:
        self.encoder_named = encoder_named

    def first(self, taxonomy: Taxonomy) -> Schooled:
        """Say what a fresh desk knows."""
        return self._told_by(taxonomy, NAME, USUAL)

    def look(self, db: Connection, taxonomy: Taxonomy, before: Schooled) -> Schooled:
        """See what has changed, and make it ready."""
        found, policy = self._looked(db, taxonomy, before), policy_in_force(db, taxonomy)
        if found.learned.policy == policy:
            return found
        return replace(found, learned=replace(found.learned, policy=policy))

    def _looked(self, db: Connection, taxonomy: Taxonomy, before: Schooled) -> Schooled:
        name, model, promise = encoder_in_use(db), models.active(db), promise_in_force(db)
        version = 0 if model is None else model.version
        known = before.learned
        is_same = (name, taxonomy.version, version) == (before.encoder, known.taxonomy, known.version)
        if is_same and known.promise in {NO_PROMISE, promise}:
            return self._with_new(db, taxonomy, before)
        told = self._told_by(taxonomy, name, promise)
        if model is not None and not told.trouble:
            told = self._with_model(db, told, model, promise)
        return self._with_new(db, taxonomy, told)

    def _told_by(self, taxonomy: Taxonomy, name: str, promise: float) -> Schooled:
        try:
            return Schooled(with_promise(novice_of(taxonomy, self.encoder_named(name)), promise), name)
        except DeskError as error:
            return Schooled(replace(NOTHING, taxonomy=taxonomy.version), name, trouble=error.sentence)

    def _with_model(self, db: Connection, told: Schooled, model: models.Model, promise: float) -> Schooled:
        """Let the model answer, if it was made for this encoder and can be read."""
        body = models.body(db, model.version)
        silent = replace(told.learned, version=model.version)
        if body is None or told.learned.tongues[HOME].encoder.version != model.encoder:
            return replace(told, learned=silent)
        try:
            moves = taxonomies.moves_between(db, model.taxonomy, told.learned.taxonomy)
            heads = unpacked(body)
            return replace(told, learned=answering(told.learned, model, heads, moves, promise=promise))
        except DeskError as error:
            return replace(told, learned=silent, trouble=error.sentence)

    def _with_new(self, db: Connection, taxonomy: Taxonomy, before: Schooled) -> Schooled:
        """Remember the examples that have come."""
        learned, newest = before.learned, examples.newest_id(db)
        if newest == learned.newest or before.encoder == "" or HOME not in learned.tongues:
            return before
        stored = examples.current(db, after=learned.newest, until=newest)
        replaced = examples.replaced_since(db, learned.newest) if learned.newest else ()
        return replace(
            before, learned=remembering(db, learned, stored, taxonomy, newest=newest, replaced=replaced)
        )


def answering(
    learned: Learned, model: models.Model, heads: Heads, moves: Sequence[Moves], *, promise: float
) -> Learned:
    """Let a model answer beside what else is known.

    Args:
        learned: what else is known.
        model: what is known of the model.
        heads: what it has learnt.
        moves: where labels have gone since it was trained.
        promise: the precision that is to be kept where the desk acts by itself.
    """
    acting = {
        language: {about: _acting(head, model, promise) for about, head in some.items()}
        for language, some in heads.items()
    }
    found = with_heads(learned, acting, version=model.version, moves=moves)
    return replace(found, learnt_until=model.learnt_until, promise=promise)


def _acting(head: Head, model: models.Model, promise: float) -> Head:
    """Let a head act from where it keeps the promise; an early version's keeps to the one of its training."""
    if promise == model.promise or head.answers is None:
        return head
    return promised(head, promise)[0]


def remembering(  # noqa: PLR0913 - all that matters
    db: Connection,
    learned: Learned,
    stored: Sequence[Stored],
    taxonomy: Taxonomy,
    *,
    newest: int,
    replaced: Collection[int] = (),
) -> Learned:
    """Remember more examples, up to the newest one; those whose place was taken are forgotten."""
    # One is made sooner than looked up; of many, those that are stored are looked up together.
    known = example_vectors.load(db, learned.tongues[HOME].encoder.version) if len(stored) > 1 else {}
    found = with_examples(
        learned,
        list(examples_of(stored, taxonomy)),
        taxonomy,
        learnt_until=learned.learnt_until,
        known=known,
        replaced=replaced,
    )
    return replace(found, newest=newest)


def novice_of(taxonomy: Taxonomy, encoder: Encoder) -> Learned:
    """Give what a taxonomy alone teaches, made ready once; it takes half a second the first time."""
    with MAKING:
        for known, using, ready in NOVICES:
            told, wanted = (known.categories, known.moves), (taxonomy.categories, taxonomy.moves)
            if using.version != encoder.version or told != wanted:
                continue
            # With other rules the phrases say the same.
            return ready if known == taxonomy else replace(ready, taxonomy=taxonomy.version)
        ready = novice(taxonomy, encoder)
        NOVICES[:] = [(taxonomy, encoder, ready), *NOVICES[: KEPT - 1]]
        return ready


def examples_of(stored: Iterable[Stored], taxonomy: Taxonomy) -> Iterable[Example]:
    """Give what is stored as it is learnt from, under the taxonomy's names."""
    told = (
        Example(
            message=one.message,
            labels=one.labels,
            language=one.language,
            in_scope=one.in_scope,
            ticket=one.ticket_id or 0,
            number=one.id,
            learnt_at=one.learnt_at,
            translates=one.translates or 0,
        )
        for one in stored
    )
    return (present(one, taxonomy) for one in told)


def encoder_in_use(db: Connection) -> str:
    """Name the desk's encoder; on a fresh desk it is the one that comes with it."""
    return str(settings.load(db, settings.ENCODER, default=NAME))


def promise_in_force(db: Connection) -> float:
    """Give the precision that is asked for where the desk acts by itself."""
    return float(settings.load(db, settings.PROMISE, default=USUAL))


def policy_in_force(db: Connection, taxonomy: Taxonomy) -> UrgencyPolicy:
    """Give how the desk weighs; a category that has another name by now keeps its points."""
    policy = policy_of(settings.load_all(db, list(as_settings(USUAL_POLICY))))
    here = {taxonomy.present(name)[0]: points for name, points in policy.categories.items()}
    return replace(policy, categories=here)
