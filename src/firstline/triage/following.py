"""What follows from what a person set: the team from the category, the score from the priority, and so on.

The rules follow their own decisions in the same way, so a person who agrees with them changes nothing else.
Whatever happens: the subcategory is one of its category's, and every field that follows has a value.
"""

from typing import Any

from firstline.tickets.corrections import Follow
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict
from firstline.triage.advice import next_action, suggested_reply
from firstline.triage.level import HOURS
from firstline.triage.priority import SCORES


def following(taxonomy: Taxonomy) -> Follow:
    """Give the way in which fields follow at a desk with this taxonomy."""

    def follow(verdict: Verdict) -> dict[str, Any]:
        place = taxonomy.find(verdict.category.value) or taxonomy.general
        part, priority = verdict.subcategory.value, verdict.priority.value
        known = taxonomy.stock(place.name)
        return {
            "subcategory": part if part in place.subcategories else place.subcategories[-1],
            "team": place.team,
            "priority_score": SCORES[priority],
            "sla_hours": HOURS[verdict.level.value],
            "next_action": next_action(known, priority),
            "suggested_reply": suggested_reply(known, priority, verdict.sentiment.value),
        }

    return follow
