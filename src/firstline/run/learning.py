"""What the desk learns, for the command line: labels from a file, a training, models, what to label next."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from firstline.core.access import OPERATOR
from firstline.flows.desk_settings import change_settings
from firstline.flows.learn import Taken, forget, learn_from_file
from firstline.flows.models import list_models
from firstline.flows.promises import what_it_buys
from firstline.flows.review import Review, review_tickets
from firstline.flows.train import roll_back, train_model
from firstline.gateways.labelled_file import read_labelled
from firstline.run.files import STANDARD, opened
from firstline.run.opening import desk_as_it_is, opened_desk
from firstline.store import settings
from firstline.store.examples import TICKET
from firstline.store.models import Model, State
from firstline.web.native.models import ModelOut, ModelsPage, OfferOut, model_out, models_out, offer_out
from firstline.web.native.review import review_out

SHOWN: Final = 50
"""Models that are listed."""
LONGEST_SOURCE: Final = 40
STRANGE: Final = re.compile(r"[^a-z0-9._-]+")
STANDARD_INPUT: Final = "stdin"


def source_of(file: str) -> str:
    """Name where messages come from by the name of their file, packed or not, as far as a source may have it.

    >>> source_of("old/Our desk (2).jsonl.gz"), source_of("-")
    ('our-desk-2-.jsonl', 'stdin')
    """
    name = STRANGE.sub("-", Path(file).name.lower()).removesuffix(".gz")[:LONGEST_SOURCE]
    return STANDARD_INPUT if file == STANDARD or name in {"", TICKET} else name


def import_now(file: str, source: str) -> Taken:
    """Learn from a file's messages.

    Raises:
        FileUnreadable: at the first line that is no message; what came before it is learnt.
    """
    name = "standard input" if file == STANDARD else Path(file).name
    with opened(file) as found, opened_desk() as desk:
        desk.board.look(desk.read)  # its taxonomy
        return learn_from_file(desk, read_labelled(found, name=name), source=source, by=OPERATOR)


def train_now(on_progress: Callable[[str], None]) -> Model:
    """Train in this process.

    Raises:
        TooLittle: when no field has enough labels.
    """
    with opened_desk() as desk:
        desk.board.look(desk.read)  # the model in force, with which the new one is compared
        return train_model(desk, by=OPERATOR, on_progress=on_progress)


def forget_now(source: str, author: str) -> int:
    """Take back what a source or a person has taught; tells how many examples."""
    with desk_as_it_is() as desk:
        return forget(desk, source=source, author=author, by=OPERATOR)


def roll_back_now(version: int | None) -> Model:
    """Let an earlier model answer again.

    Raises:
        ModelMissing: when there is none.
        ModelForgotten: when nothing is left of it.
    """
    with desk_as_it_is() as desk:
        return roll_back(desk, version, by=OPERATOR)


def status_now() -> tuple[ModelsPage, ModelOut | None, OfferOut]:
    """Tell what the desk has learnt from, its newest models, the one that answers, and from where it acts."""
    with desk_as_it_is() as desk:
        desk.board.look(desk.read)  # its encoder
        found, offer = list_models(desk), offer_out(what_it_buys(desk))
    active = next((model for model in found.models if model.state is State.ACTIVE), None)
    return models_out(found, limit=SHOWN), None if active is None else model_out(active), offer


def review_now(limit: int) -> Review:
    """Choose the tickets that people should label next."""
    with desk_as_it_is() as desk:
        desk.board.look(desk.read)  # what is labelled already
        return review_tickets(desk, limit=limit)


def promise_now(asked: float | None, *, keep: bool) -> OfferOut:
    """Tell what a promise buys; it may be kept from now on.

    Raises:
        Invalid: when it cannot be promised.
    """
    with desk_as_it_is() as desk:
        if keep:
            change_settings(desk, {settings.PROMISE: asked}, by=OPERATOR)
        desk.board.look(desk.read)  # what came with the desk, while there is no model
        return offer_out(what_it_buys(desk, asked))


def shown_model(model: Model) -> ModelOut:
    """Show a model as the API does."""
    return model_out(model)


def model_as_json(shown: ModelOut | ModelsPage | OfferOut) -> Any:  # noqa: ANN401 - what JSON can say
    """Give models as the API shows them."""
    return msgspec.to_builtins(shown)


def review_as_json(found: Review) -> Any:  # noqa: ANN401 - as above
    """Give what is asked for as the API shows it."""
    return msgspec.to_builtins(review_out(found))
