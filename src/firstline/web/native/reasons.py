"""/tickets/{id}/reasons: a reason becomes a correction, a phrase or a rule."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.flows.teach import Judged, Lesson, Made, Taught, teach
from firstline.tickets import taxonomy as limits
from firstline.tickets.verdict import Voice
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import OUTDATED, known, shown
from firstline.web.native.shapes import Given, absent
from firstline.web.texts import Filled

LONGEST_LABEL = 2 * limits.LONGEST_NAME + 1

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Label = Annotated[Filled, Field(max_length=LONGEST_LABEL)]


class ReasonGiven(Given):
    """What shall become of a reason."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"field": "category", "reason": 0, "as": "rule", "value": "billing"}}
    )

    field: Annotated[Filled, Field(max_length=limits.LONGEST_NAME)]
    """Of the verdict, such as category."""
    reason: Annotated[int, Field(ge=0, le=1_000)]
    """Its place among the field's reasons as `GET /tickets/{id}` shows them, from 0 on."""
    opinion: Literal["rule", "phrase", "model", "llm"] = absent()
    """Then its place is among the reasons of this voice."""
    made: Annotated[Made, Field(alias="as")]
    """A correction sets the field; a phrase goes to the category, a rule to the taxonomy, both for leads."""
    value: Label | bool | float = absent()
    """What the field shall be, as a label; left out: what it is on the ticket."""
    words: Annotated[Filled, Field(max_length=limits.LONGEST_WORDS)] = absent()
    """Of the phrase or the rule; left out: the sentence of the evidence, or the evidence itself."""

    def lesson(self) -> Lesson:
        """Give it as the desk has it."""
        told = {True: "yes", False: "no"}
        value = told[self.value] if isinstance(self.value, bool) else self.value
        opinion = Voice(self.opinion) if "opinion" in self.model_fields_set else None
        return Lesson(
            field=self.field,
            reason=self.reason,
            made=self.made,
            opinion=opinion,
            value=value,
            words=self.words,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOut:
    """What was made of a reason."""

    kind: Made
    field: str
    value: Any
    words: str | None
    """The phrase, or the rule's words; null: a correction has none."""
    language: str
    """Of the phrase; empty: a rule is for any."""


@dataclass(frozen=True, slots=True)
class JudgedOut:
    """How the message is judged."""

    value: Any
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtOut:
    """What was made of a reason, and what has changed by it."""

    made: MadeOut
    ticket_version: int
    """Send it as `If-Match` with the next change of the ticket."""
    taxonomy_version: int
    """Of the taxonomy that is in force now."""
    before: JudgedOut
    """How the desk would have judged this message a moment ago."""
    after: JudgedOut
    """How it judges the next one like it."""


GIVEN = TypeAdapter(ReasonGiven)
TAUGHT = examples.also(
    HTTPStatus.CONFLICT,
    "The category has the phrase, or the desk has the rule",
    "The rule “chargeback” says billing already.",
    "already_taught",
)


@router.post(
    "/tickets/{ticket_id}/reasons",
    status_code=201,
    response_model=TaughtOut,
    operation_id="teach_reason",
    openapi_extra=examples.body("ReasonGiven"),
    responses=OUTDATED | TAUGHT,
)
def post_reason(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Make a correction, a phrase of the category or a rule of the desk of a reason."""
    lesson = call.read(GIVEN).lesson()
    with showing(lambda ticket: shown(desk, ticket, by)):
        taught = teach(desk, known(ticket_id), lesson, by=by, expected=expected)
    return tagged(respond(answer(taught_out(taught), status=HTTPStatus.CREATED)), taught.ticket.version)


def taught_out(taught: Taught) -> TaughtOut:
    """Show what was made of a reason."""
    thing = taught.thing
    return TaughtOut(
        made=MadeOut(
            kind=taught.made,
            field=taught.field,
            value=thing.value,
            words=thing.words,
            language=thing.language,
        ),
        ticket_version=taught.ticket.version,
        taxonomy_version=taught.taxonomy,
        before=_judged(taught.before),
        after=_judged(taught.after),
    )


def _judged(one: Judged) -> JudgedOut:
    return JudgedOut(one.value, one.confidence)
