"""The native door for a second opinion: what would the desk think of a text? Nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from firstline.flows.opinion import verdict_on
from firstline.tickets.message import Message, Tier
from firstline.tickets.verdict import Verdict
from firstline.web import examples
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.texts import Filled, Text

MOST = 1_000
"""Texts in one request."""

router = APIRouter(prefix="/api/v1", tags=["triage"])


class TriageText(BaseModel):
    """A text to judge."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": "I was charged twice. Please help!"}}
    )

    text: Filled
    subject: Text = ""
    tier: Tier = Tier.STANDARD

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        """Take a text alone for a text without a subject."""
        return {"text": given} if isinstance(given, str) else given


TEXT = TypeAdapter(TriageText)
TEXTS = TypeAdapter(Annotated[list[TriageText], Field(max_length=MOST)])


@router.post(
    "/triage",
    response_model=Verdict | list[Verdict],
    openapi_extra=examples.TRIAGE,
    operation_id="triage",
)
def triage(call: CurrentCall, desk: CurrentDesk) -> Response:
    """Judge a text, or each of a list of texts, and say how sure the desk is and why."""
    if call.body.lstrip().startswith(b"["):
        return respond(answer([verdict_on(desk, _message(one)) for one in call.read(TEXTS)]))
    return respond(answer(verdict_on(desk, _message(call.read(TEXT)))))


def _message(wanted: TriageText) -> Message:
    return Message(wanted.text, wanted.subject, wanted.tier)
