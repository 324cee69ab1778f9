"""What should the agent do next, and what can be answered at once?

Both are chosen by category; an urgent technical or account matter is looked into immediately, and a
pressing or unhappy message is told that it is understood. The sentences stand in `packs/replies.toml`; a
category that they do not know is answered as a general one.

Whatever happens: a suggested reply promises no refund and no time.
"""

from typing import Final

from firstline.tickets.verdict import Priority, Sentiment
from firstline.triage.packs import pack

INVESTIGATED: Final = frozenset({"technical", "account"})
PRESSING: Final = frozenset({Priority.HIGH, Priority.URGENT})


def next_action(category: str, priority: Priority) -> str:
    """Say what the agent does next."""
    replies = pack("replies")
    if investigated(category, priority):
        return str(replies["investigate"])
    return str(replies["actions"].get(category, replies["actions"]["general"]))


def investigated(category: str, priority: Priority) -> bool:
    """Whether a matter is looked into at once."""
    return priority is Priority.URGENT and category in INVESTIGATED


def suggested_reply(category: str, priority: Priority, sentiment: Sentiment) -> str:
    """Write the first answer.

    >>> suggested_reply("billing", Priority.MEDIUM, Sentiment.NEUTRAL)[:26]
    'Thanks for contacting us. '
    """
    replies = pack("replies")
    pressing = priority in PRESSING or sentiment is Sentiment.NEGATIVE
    sentences = [
        replies["opener"],
        replies["understanding"] if pressing else "",
        replies["sentences"].get(category, replies["sentences"]["general"]),
    ]
    return " ".join(filter(None, sentences))
