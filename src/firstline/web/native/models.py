"""/models: what the desk has learnt, how well, and which of it answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from firstline.core.ids import LARGEST
from firstline.flows.desk_settings import LEAST_PROMISE, MOST_PROMISE
from firstline.flows.models import (
    Overview,
    Training,
    ask_for_training,
    list_models,
    load_model,
    model_missing,
)
from firstline.flows.promises import Offer, what_it_buys
from firstline.flows.train import roll_back
from firstline.store.models import Model
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.places import LIMIT, After, Limit, name_of, number_after, paged

KIND = "models"
Asked = Annotated[
    float | None,
    Query(ge=LEAST_PROMISE, le=MOST_PROMISE, description="A precision, such as 0.97."),
]

router = APIRouter(prefix="/api/v1", tags=["models"])

TOO_LITTLE = examples.also(
    HTTPStatus.CONFLICT,
    "There is nothing to learn from",
    "There is nothing to learn from yet: nobody has corrected a ticket, or brought labels in.",
    "too_little_to_learn",
)
FORGOTTEN = examples.also(
    HTTPStatus.CONFLICT,
    "Of the model nothing is left but what is known about it",
    "Model 7 was forgotten to save room: train a new one, or choose a later one.",
    "model_forgotten",
)


class ModelState(StrEnum):
    """Whether a model answers."""

    ACTIVE = "active"
    RETIRED = "retired"
    """It has answered, and another took its place."""
    REFUSED = "refused"
    """It has never answered."""


@dataclass(frozen=True, slots=True)
class PointOut:
    """What a threshold does."""

    threshold: float
    coverage: float
    """The share of the labels at or above it."""
    precision: float
    """The share of those that were right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOut:
    """What the labels say of the precision that was asked for."""

    asked: float
    labels: int
    threshold: float | None
    """From this confidence on the desk acts by itself; null: it cannot be known yet."""
    coverage: float
    """The share of the labels at or above it."""
    precision: float | None
    """The share of those that were right."""
    proven: float | None
    """The precision that those prove at least."""
    missing: int | None
    """Roughly how many more labels it takes to know; null: it is known, or more like these do not help."""
    sentence: str
    curve: Sequence[PointOut]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadOut:
    """How a field did, in one language, on labelled messages that it had not seen."""

    language: str
    field: str
    labels: int
    accuracy: float
    promise: PromiseOut


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOut:
    """How a field did on held-back messages, beside the model that answered before."""

    field: str
    matters: bool
    tickets: int
    """Those that say the same counted once."""
    old: float
    """The share that was right."""
    new: float
    better: int
    """Messages that only the new model gets right."""
    worse: int
    chance: float
    """How often chance alone turns so many against the new model."""
    tried_on: str
    fault: str
    """Why this keeps the new model from taking over; empty when nothing does."""


@dataclass(frozen=True, slots=True)
class MetricsOut:
    """How a model did."""

    heads: Sequence[HeadOut]
    changes: Sequence[ChangeOut]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOut:
    """What came of a training."""

    version: int
    state: ModelState
    sentence: str
    """Why."""
    made_at: datetime
    promoted_at: datetime | None
    """When it last began to answer."""
    kept: bool
    """Whether it can be promoted: older models are forgotten, but for what is shown here."""
    encoder: str
    """The version of the encoder that it was made for; under another it does not answer."""
    taxonomy: int
    """The version of the taxonomy."""
    examples: int
    """Labelled messages that it has learnt from."""
    fingerprint: str
    """SHA-256 of those."""
    promise: float
    """The precision that was asked for where the desk acts by itself."""
    metrics: MetricsOut


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsPage:
    """What the desk has learnt from, and some of its models, the newest first."""

    examples: int
    """Labelled messages that count."""
    new_examples: int
    """Those that came, or changed, since the newest model was trained."""
    encoder: str | None
    """The version of the desk's encoder; null: it cannot be used on this machine."""
    training: Training
    """Whether a model is being trained, or will be soon."""
    items: Sequence[ModelOut]
    next: str | None
    """Send it as `after` for the page that follows; null: this was the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtOut:
    """What a promise buys in a field, in one language; `*`: in every language that is heard."""

    language: str
    field: str
    promise: PromiseOut


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOut:
    """What a promised precision buys."""

    asked: float
    in_force: float
    """What the desk keeps to; `PATCH /api/v1/settings` changes it."""
    model: int | None
    """The model in force; null: there is none, and what came with the desk decides."""
    fields: Sequence[BoughtOut]


@dataclass(frozen=True, slots=True)
class TrainingOut:
    """What is with the training that was asked for."""

    training: Training


@router.get("/models", response_model=ModelsPage, operation_id="list_models")
def get_models(desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List what the desk has learnt, the newest first, with how well each field did."""
    before = number_after(name_of(KIND), after) or None
    found = list_models(desk, before=before, limit=limit + 1)
    return respond(answer(models_out(found, limit=limit)))


@router.post(
    "/models",
    status_code=202,
    response_model=TrainingOut,
    operation_id="train_model",
    responses=TOO_LITTLE,
)
def post_model(desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Let a model be trained from all labels, soon; it answers if no field gets worse."""
    state = ask_for_training(desk, by=by)
    return respond(answer(TrainingOut(state), status=HTTPStatus.ACCEPTED))


@router.get("/models/{version}", response_model=ModelOut, operation_id="read_model")
def get_model(version: int, desk: CurrentDesk) -> Response:
    """Give one model."""
    return respond(answer(model_out(load_model(desk, _known(version)))))


@router.post(
    "/models/{version}/promotion",
    response_model=ModelOut,
    operation_id="promote_model",
    responses=FORGOTTEN,
)
def post_promotion(version: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Let this model answer from now on, an earlier one or one that was refused."""
    return respond(answer(model_out(roll_back(desk, _known(version), by=by))))


@router.get("/promise", response_model=OfferOut, operation_id="read_promise")
def get_promise(desk: CurrentDesk, asked: Asked = None) -> Response:
    """Tell what a promised precision buys, by the model in force; not asked for: the one that is kept."""
    return respond(answer(offer_out(what_it_buys(desk, asked))))


def offer_out(offer: Offer) -> OfferOut:
    """Show what a promise buys."""
    return OfferOut(
        asked=offer.asked,
        in_force=offer.in_force,
        model=offer.model,
        fields=[
            BoughtOut(
                language=one.language,
                field=one.field,
                promise=msgspec.convert(asdict(one.promise), PromiseOut),
            )
            for one in offer.fields
        ],
    )


def models_out(found: Overview, *, limit: int) -> ModelsPage:
    """Show what the desk has learnt from, and so many of the models that were found."""
    page = paged(name_of(KIND), found.models, model_out, lambda model: model.version, limit=limit)
    return ModelsPage(
        examples=found.examples,
        new_examples=found.new_examples,
        encoder=found.encoder,
        training=found.training,
        items=page.items,
        next=page.next,
    )


def model_out(model: Model) -> ModelOut:
    """Show a model."""
    return ModelOut(
        version=model.version,
        state=ModelState(model.state),
        sentence=model.sentence,
        made_at=model.made_at,
        promoted_at=model.promoted_at,
        kept=model.kept,
        encoder=model.encoder,
        taxonomy=model.taxonomy,
        examples=model.examples,
        fingerprint=model.fingerprint,
        promise=model.promise,
        metrics=_metrics(model),
    )


def _metrics(model: Model) -> MetricsOut:
    """Read how it did; what another version of the program wrote in other words is not shown."""
    try:
        return msgspec.convert(model.metrics, MetricsOut)
    except msgspec.ValidationError:
        return MetricsOut([], [])


def _known(version: int) -> int:
    if not 1 <= version <= LARGEST:
        raise model_missing(version)
    return version
