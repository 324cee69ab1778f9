"""What the desk has learnt: its models, of what they were made, and how each did; and another one asked for.

What always holds: however often a training is asked for, at most one waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.core.access import Principal
from firstline.flows import train
from firstline.flows.desk import Desk
from firstline.flows.encoder import NoEncoder, encoder_here
from firstline.store import events, examples, job_list, models
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.job_list import State
from firstline.store.models import Model, ModelMissing


class Training(StrEnum):
    """What is with the training of a model."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the desk has learnt from, and a page of its models."""

    examples: int
    """Labelled messages that count."""
    new_examples: int
    """Those that came, or changed, since the newest model was trained."""
    encoder: str | None
    """The version of the desk's encoder; a model that was made for another does not answer.

    None: it cannot be used on this machine."""
    training: Training
    models: Sequence[Model]
    """The newest first."""


def list_models(desk: Desk, *, before: int | None = None, limit: int | None = None) -> Overview:
    """Tell what the desk has learnt from, and list models; `before` is where the page before ended."""
    encoder = _encoder(desk)
    with desk.read() as db:
        newest = models.every(db, limit=1)
        return Overview(
            examples=examples.count(db),
            new_examples=examples.newest_id(db) - (newest[0].learnt_until if newest else 0),
            encoder=encoder,
            training=_training(db),
            models=models.every(db, before=before, limit=limit),
        )


def load_model(desk: Desk, version: int) -> Model:
    """Give one model.

    Raises:
        ModelMissing: when there is no such model.
    """
    with desk.read() as db:
        found = models.find(db, version)
    if found is None:
        raise model_missing(version)
    return found


def ask_for_training(desk: Desk, *, by: Principal) -> Training:
    """Let a model be trained as soon as a worker has time.

    Raises:
        TooLittle: when there is nothing at all to learn from.
    """

    def save(db: Connection) -> Training:
        if not examples.count(db):
            message = (
                "There is nothing to learn from yet: nobody has corrected a ticket, or brought labels in."
            )
            raise train.TooLittle(message)
        desk.queue.put(db, train.STEP, 0, key=train.STEP)
        events.add(db, None, Event("training.asked", by.name, {}, desk.clock()))
        return _training(db)

    state = desk.write(save)
    desk.nudge()
    return state


def model_missing(version: int) -> ModelMissing:
    """Say that there is no such model."""
    return ModelMissing(f"There is no model {version}.")


def _encoder(desk: Desk) -> str | None:
    try:
        return encoder_here(desk).version
    except NoEncoder:
        return None


def _training(db: Connection) -> Training:
    """Tell whether a training runs, or else waits."""
    for state, training in ((State.RUNNING, Training.RUNNING), (State.WAITING, Training.WAITING)):
        if job_list.page(db, state=state, verb=train.STEP, after=0, limit=1):
            return training
    return Training.NONE
