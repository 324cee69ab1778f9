"""How soon must someone act? P1 within 4 hours, P2 within 24, P3 within 72.

P1 is an alarm: an outage, a breach, data or money that is being lost now. P2 is a customer who has lost
patience or was wrongly charged, or a ticket of high or urgent priority. The rest is P3.

Whatever happens: every level has its hours, an alarm that was negated or is over is none, and each reason
is one vote, for haste or against it, wherever it came from.
"""

from typing import Final

from firstline.tickets.verdict import Level, Priority
from firstline.triage.decision import VOTE, Decision, ranked, reasons_for, votes
from firstline.triage.priority import standard_priority
from firstline.triage.standing import Evidence

HOURS: Final = {Level.P1: 4, Level.P2: 24, Level.P3: 72}
PRESSING: Final = frozenset({Priority.HIGH, Priority.URGENT})


def level(evidence: Evidence, frustrated: Decision[bool], priority: Decision[Priority]) -> Decision[Level]:
    """Decide how soon someone must act."""
    reading = evidence.reading
    alarms = evidence.of("alarm")
    if alarms:
        reasons = reasons_for(reading, ((hit, VOTE) for hit in alarms))
        return Decision(Level.P1, alarms[0].rule.name, ranked(reading, reasons, is_default=False))
    pressing = priority.value in PRESSING
    value = Level.P2 if frustrated.value or pressing else Level.P3
    default = Level.P2 if standard_priority(reading.message.tier) in PRESSING else Level.P3
    both = votes((*frustrated.reasons, *priority.reasons))
    if frustrated.reasons and priority.reasons:
        both = list(dict.fromkeys(both))
    rule = "level.frustrated" if frustrated.value else f"level.{priority.value.value}"
    found = frustrated.found or priority.found
    return Decision(value, rule, ranked(reading, both, is_default=value == default), found=found)
