"""The verdict's values as a ticket shows them, and as the seeds' doors do.

Whatever a person sets, the `door_*` columns stay what the voices said: they are contracts of formulas.
"""

from typing import Any

from firstline.tickets.verdict import MARKS, Certainty, TicketScope, Verdict, Voice, hybrid

DOOR = "door_"


def columns_of(verdict: Verdict) -> dict[str, Any]:
    """Give the fields of `Ticket` that follow from its verdict.

    The doors of seeds 1 and 2 are contracts of formulas: they show the rules' opinion, seed 1's with its
    hybrid when the LLM has spoken. While rules are the only voice the two sides agree.
    """
    scope = verdict.field("scope").value
    return {
        "category": verdict.category.value,
        "subcategory": verdict.subcategory.value,
        "urgency": verdict.urgency.value,
        "priority": verdict.priority.value,
        "priority_score": verdict.priority_score.value,
        "level": verdict.level.value,
        "sla_hours": verdict.sla_hours.value,
        "sentiment": verdict.sentiment.value,
        "frustrated": verdict.frustrated.value,
        "team": verdict.team.value,
        "next_action": verdict.next_action.value,
        "suggested_reply": verdict.suggested_reply.value,
        "language": verdict.language.value,
        "certainty": _certainty(verdict, scope),
        "scope": scope,
        **_door_columns(verdict),
    }


def values_of(verdict: Verdict) -> dict[str, Any]:
    """Give the fields of `Ticket` that a person's correction may touch: all but the doors'."""
    return {name: value for name, value in columns_of(verdict).items() if not name.startswith(DOOR)}


def _certainty(verdict: Verdict, scope: TicketScope) -> Certainty:
    """Say what the category's confidence allows; on what is marked the desk never acts by itself."""
    allowed = verdict.category.certainty
    return Certainty.SUGGEST if scope in MARKS and allowed is Certainty.AUTO else allowed


def _door_columns(verdict: Verdict) -> dict[str, Any]:
    heard, rules = verdict.urgency.opinions, Voice.RULE
    urgency = heard[rules].value
    if Voice.LLM in heard:
        urgency = hybrid(llm=heard[Voice.LLM].value, rules=urgency)
    return {
        "door_urgency": urgency,
        "door_priority": verdict.priority.opinions[rules].value,
        "door_priority_score": verdict.priority_score.opinions[rules].value,
        "door_sentiment": verdict.sentiment.opinions[rules].value,
    }
