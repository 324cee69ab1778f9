"""The verdict's values as a ticket shows them, and as the seeds' doors do."""

from typing import Any

from firstline.tickets.verdict import Verdict, Voice


def columns_of(verdict: Verdict) -> dict[str, Any]:
    """Give the fields of `Ticket` that follow from its verdict.

    The doors of seeds 1 and 2 are contracts of formulas: they show the rules' opinion, seed 1's with its
    hybrid when the LLM has spoken. While rules are the only voice the two sides agree.
    """
    urgency, rules = verdict.urgency, Voice.RULE
    hybrid = urgency.value if Voice.LLM in urgency.opinions else urgency.opinions[rules].value
    return {
        "category": verdict.category.value,
        "subcategory": verdict.subcategory.value,
        "urgency": urgency.value,
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
        "certainty": verdict.category.certainty,
        "door_urgency": hybrid,
        "door_priority": verdict.priority.opinions[rules].value,
        "door_priority_score": verdict.priority_score.opinions[rules].value,
        "door_sentiment": verdict.sentiment.opinions[rules].value,
    }
