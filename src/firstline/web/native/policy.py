"""/policy: the rules by which replies are checked, to look at, change and try out."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.flows import policy as flow
from firstline.flows.desk import Desk
from firstline.replies.house_rules import LONGEST_EXAMPLE, LONGEST_ID, MOST_LINKS, HousePolicy, How, OwnRule
from firstline.replies.policy import FORMS, Flag, stock_rules
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import Findings, findings
from firstline.web.native.shapes import Given
from firstline.web.texts import Filled, Text

LONGEST_REPLY = 100_000
LONGEST_PLACE = 500
LONGEST_PATTERN = 1_200
MOST_PATTERNS = 50
MOST_EXAMPLES = 50
MOST_PASSAGES = 50

router = APIRouter(prefix="/api/v1/policy", tags=["policy"])

RuleId = Annotated[Filled, Field(max_length=LONGEST_ID, pattern=r"^[a-z0-9._-]+$")]
Pattern = Annotated[Filled, Field(max_length=LONGEST_PATTERN)]
Example = Annotated[Filled, Field(max_length=LONGEST_EXAMPLE)]
Place = Annotated[Filled, Field(max_length=LONGEST_PLACE)]
Sentence = Annotated[Text, Field(max_length=LONGEST_EXAMPLE)]


class OwnRuleGiven(Given):
    """A rule of the desk's own, with examples that it is held to."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "flag": "guarantee",
                "language": "en",
                "patterns": ["lifetime (warranty|guarantee)"],
                "flagged": ["It comes with a lifetime warranty."],
                "fine": ["The warranty lasts two years."],
                "action": "block",
                "reason": "Promises a lifetime warranty",
            }
        }
    )

    flag: Annotated[Flag, Field(strict=False)]
    language: Annotated[str, Field(pattern=r"^(en|de|fr|es|pt)$")]
    patterns: Annotated[list[Pattern], Field(min_length=1, max_length=MOST_PATTERNS)]
    flagged: Annotated[list[Example], Field(min_length=1, max_length=MOST_EXAMPLES)]
    fine: Annotated[list[Example], Field(min_length=1, max_length=MOST_EXAMPLES)]
    action: How = "warn"
    reason: Sentence = ""
    wording: Sentence = ""
    """What could stand there instead."""


class PolicyPatch(Given):
    """What shall be otherwise."""

    model_config = ConfigDict(json_schema_extra={"example": {"actions": {"data.en.person": "second_person"}}})

    actions: dict[RuleId, How | None] = Field(default_factory=dict)
    """What sending does where a rule finds something; null: what the rule itself says."""
    links: Annotated[list[Place], Field(max_length=MOST_LINKS)] | None = None
    """Where replies may link to, besides the articles that they cite: hosts, with all below them, or how
    addresses begin; null: the links in people's replies are not judged."""


class CheckGiven(Given):
    """A reply to check."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"draft": "We will refund you by Friday.", "sla_hours": 24}}
    )

    draft: Annotated[Text, Field(max_length=LONGEST_REPLY)]
    ticket: Annotated[Text, Field(max_length=LONGEST_REPLY)] = ""
    """The customer's words."""
    passages: Annotated[list[Text], Field(max_length=MOST_PASSAGES)] = Field(default_factory=list)
    """What the reply may rest on."""
    sla_hours: Annotated[float, Field(gt=0)] | None = None
    """The time that was granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """A rule, and what it is held to."""

    id: str
    flag: Flag
    language: str
    """Empty: whatever the language."""
    action: str
    """What sending does: warn, second_person (a lead or an admin sends it), block; off: it is silent."""
    reason: str
    wording: str
    is_own: bool
    patterns: Sequence[str]
    """Of a rule of the desk's own."""
    flagged: Sequence[str]
    fine: Sequence[str]


@dataclass(frozen=True, slots=True)
class PolicyOut:
    """The desk's policy."""

    version: int
    """Grows with every change; send it as `If-Match`."""
    rules: Sequence[PolicyRule]
    links: Sequence[str] | None
    """Where replies may link to; null: the links in people's replies are not judged."""


OWN = TypeAdapter(OwnRuleGiven)
CHANGE = TypeAdapter(PolicyPatch)
CHECK = TypeAdapter(CheckGiven)
OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The policy was changed since you looked",
    "This policy was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)


@router.get("", response_model=PolicyOut, operation_id="read_policy")
def get_policy(desk: CurrentDesk) -> Response:
    """List every rule, with what sending does and its examples."""
    return _shown(flow.read_policy(desk))


@router.patch(
    "",
    response_model=PolicyOut,
    operation_id="change_policy",
    openapi_extra=examples.body("PolicyPatch"),
    responses=OUTDATED,
)
def patch_policy(
    desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Say what sending does where rules find something, or switch rules off; say where they may link to."""
    given = call.read(CHANGE)
    links = flow.Links(given.links) if "links" in given.model_fields_set else None
    with showing(policy_out):
        return _shown(flow.change_policy(desk, given.actions, links=links, by=principal, expected=expected))


@router.put(
    "/rules/{rule_id}",
    response_model=PolicyOut,
    operation_id="put_policy_rule",
    openapi_extra=examples.body("OwnRuleGiven"),
    responses=OUTDATED,
)
def put_rule(
    rule_id: RuleId, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Write a rule of the desk's own; refused when one of its examples comes out otherwise."""
    given = call.read(OWN)
    rule = OwnRule(
        id=rule_id,
        flag=given.flag,
        language=given.language,
        patterns=tuple(given.patterns),
        flagged=tuple(given.flagged),
        fine=tuple(given.fine),
        action=given.action,
        reason=given.reason,
        wording=given.wording,
    )
    with showing(policy_out):
        return _shown(flow.put_rule(desk, rule, by=principal, expected=expected))


@router.delete(
    "/rules/{rule_id}", response_model=PolicyOut, operation_id="delete_policy_rule", responses=OUTDATED
)
def delete_rule(rule_id: Text, desk: CurrentDesk, principal: CurrentPrincipal, expected: IfMatch) -> Response:
    """Remove a rule of the desk's own."""
    with showing(policy_out):
        return _shown(flow.remove_rule(desk, rule_id, by=principal, expected=expected))


@router.post(
    "/check",
    response_model=Findings,
    operation_id="check_reply",
    openapi_extra=examples.body("CheckGiven"),
)
def post_check(desk: CurrentDesk, call: CurrentCall) -> Response:
    """Check a reply by the desk's rules; nothing is stored."""
    return respond(answer(_checked(desk, call.read(CHECK))))


def policy_out(policy: HousePolicy) -> PolicyOut:
    """Show the policy."""
    stock = [
        PolicyRule(
            id=rule.id,
            flag=rule.flag,
            language=rule.language,
            action=policy.actions.get(rule.id, rule.action),
            reason=rule.reason,
            wording=rule.wording,
            is_own=False,
            patterns=[],
            flagged=rule.flagged,
            fine=rule.fine,
        )
        for rule in stock_rules().rules
    ]
    forms = [
        PolicyRule(
            id=form.id,
            flag=form.flag,
            language="",
            action=policy.actions.get(form.id, form.action),
            reason=form.reason,
            wording="",
            is_own=False,
            patterns=[],
            flagged=[],
            fine=[],
        )
        for form in FORMS
    ]
    return PolicyOut(policy.version, [*stock, *forms, *map(_own_out, policy.own)], policy.links)


def _own_out(rule: OwnRule) -> PolicyRule:
    names = ("id", "flag", "language", "action", "reason", "wording", "patterns", "flagged", "fine")
    return PolicyRule(**{name: getattr(rule, name) for name in names}, is_own=True)


def _shown(policy: HousePolicy) -> Response:
    return tagged(respond(answer(policy_out(policy))), policy.version)


def _checked(desk: Desk, given: CheckGiven) -> Findings:
    found = flow.check_text(
        desk, given.draft, ticket=given.ticket, passages=given.passages, sla_hours=given.sla_hours
    )
    return findings(found)
