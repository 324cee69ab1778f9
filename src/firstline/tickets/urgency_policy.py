"""What the desk adds to an urgency for facts that are not in the words, and what follows from the urgency.

The facts: the customer's tier, the way by which the message came (its queue), what it is about (its product),
how often the customer has written before without an answer, for how long they have been waiting, and what
else of theirs is open. Each adds points of urgency that the desk may set. From the urgency follow priority
and level, each from a number on.

What always holds: nobody raises their own place by saying so: only facts that the desk knows itself count. A
setting that does not fit is as if it were not set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from firstline.tickets.message import Tier
from firstline.tickets.verdict import Level, Priority

MOST_POINTS: Final = 4.0
"""Points of urgency that one fact may add or take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the desk knows of a message besides its words."""

    channel: str = ""
    earlier: int = 0
    """Messages of the customer on this matter that nobody has answered yet."""
    waiting_days: float = 0.0
    """Since the first of those."""
    others: int = 0
    """Other tickets of the customer's that came lately and are open; known where they have points."""


NO_FACTS: Final = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyPolicy:
    """How the desk weighs."""

    tiers: Mapping[str, float] = field(default_factory=lambda: {Tier.PREMIUM: 0.3, Tier.VIP: 0.6})
    """Points by the customer's tier."""
    channels: Mapping[str, float] = field(default_factory=dict)
    """Points by the way by which a message came."""
    categories: Mapping[str, float] = field(default_factory=dict)
    """Points by category."""
    earlier: float = 0.3
    """Points for each earlier message without an answer, up to `most_earlier`."""
    most_earlier: int = 3
    day: float = 0.2
    """Points for each day of waiting, up to `most_days`."""
    most_days: int = 5
    other: float = 0.0
    """Points for each other open ticket, up to `most_earlier`: none, because it may be another matter."""
    frustrated: float = 0.1
    """Points for a customer who has lost patience."""
    urgent_from: float = 3.9
    high_from: float = 2.8
    medium_from: float = 1.5
    p1_from: float = 4.0
    p2_from: float = 2.8

    def priority(self, urgency: float) -> Priority:
        """Give the place in the queue that follows from an urgency.

        >>> UrgencyPolicy().priority(1.2).value
        'low'
        """
        if urgency >= self.urgent_from:
            return Priority.URGENT
        if urgency >= self.high_from:
            return Priority.HIGH
        return Priority.MEDIUM if urgency >= self.medium_from else Priority.LOW

    def level(self, urgency: float) -> Level:
        """Give the level that follows from an urgency.

        >>> UrgencyPolicy().level(4.6).value
        'P1'
        """
        if urgency >= self.p1_from:
            return Level.P1
        return Level.P2 if urgency >= self.p2_from else Level.P3

    def place(self, about: str, urgency: float) -> Priority | Level:
        """Give what follows from an urgency for a field, `priority` or `level`.

        >>> UrgencyPolicy().place("level", 3.0).value
        'P2'
        """
        return self.priority(urgency) if about == "priority" else self.level(urgency)


USUAL_POLICY: Final = UrgencyPolicy()

LEAST_PLACE: Final = 1.0
MOST_PLACE: Final = 5.0
"""Between these lies the urgency from which a place follows."""
MOST_NAMES: Final = 200
"""Channels or categories that have points of their own."""
LONGEST_NAME: Final = 60

OF_TIERS: Final[Mapping[str, str]] = {"urgency_premium": Tier.PREMIUM, "urgency_vip": Tier.VIP}
OF_POINTS: Final[Mapping[str, str]] = {
    "urgency_earlier_message": "earlier",
    "urgency_waiting_day": "day",
    "urgency_lost_patience": "frustrated",
    "urgency_other_ticket": "other",
}
OF_NAMES: Final[Mapping[str, str]] = {"urgency_channels": "channels", "urgency_categories": "categories"}
OF_PLACES: Final[Mapping[str, str]] = {
    "priority_urgent_from": "urgent_from",
    "priority_high_from": "high_from",
    "priority_medium_from": "medium_from",
    "level_p1_from": "p1_from",
    "level_p2_from": "p2_from",
}
"""Settings of the desk, by name, and what of the policy each one sets."""
ORDERED: Final = (
    ("priority_medium_from", "priority_high_from"),
    ("priority_high_from", "priority_urgent_from"),
    ("level_p2_from", "level_p1_from"),
)
"""Of each pair the first must not lie above the second."""


def fits(name: str, value: object) -> bool:
    """Tell whether a setting of the policy can have this value.

    >>> fits("urgency_vip", -4), fits("level_p1_from", 5.5), fits("urgency_channels", {"chat": 0.5})
    (True, False, True)
    """
    if name in OF_NAMES:
        return _are_points(value)
    least, most = (LEAST_PLACE, MOST_PLACE) if name in OF_PLACES else (-MOST_POINTS, MOST_POINTS)
    return name in {**OF_TIERS, **OF_POINTS, **OF_PLACES} and _lies(value, least, most)


def policy_of(settings: Mapping[str, Any]) -> UrgencyPolicy:
    """Give the policy that settings make; what is not set is as usual.

    >>> policy_of({"level_p1_from": 4.5}).p1_from, policy_of({}) == USUAL_POLICY
    (4.5, True)
    """
    known = {name: _exact(value) for name, value in settings.items() if fits(name, value)}
    parts = {**OF_POINTS, **OF_NAMES, **OF_PLACES}
    made = {parts[name]: value for name, value in known.items() if name in parts}
    tiers = {OF_TIERS[name]: value for name, value in known.items() if name in OF_TIERS}
    return replace(USUAL_POLICY, **made, tiers={**USUAL_POLICY.tiers, **tiers})


def as_settings(policy: UrgencyPolicy) -> dict[str, Any]:
    """Give the settings that make a policy.

    >>> as_settings(USUAL_POLICY)["urgency_vip"]
    0.6
    """
    named = {**OF_POINTS, **OF_NAMES, **OF_PLACES}
    tiers = {name: policy.tiers.get(tier, 0.0) for name, tier in OF_TIERS.items()}
    return {**tiers, **{name: getattr(policy, part) for name, part in named.items()}}


def apart(policy: UrgencyPolicy) -> dict[str, Any]:
    """Give the settings of a policy that are not the usual ones.

    >>> apart(policy_of({"level_p1_from": 4.5}))
    {'level_p1_from': 4.5}
    """
    usual = as_settings(USUAL_POLICY)
    return {name: value for name, value in as_settings(policy).items() if value != usual[name]}


def disorder(settings: Mapping[str, Any]) -> tuple[str, str] | None:
    """Name two settings that contradict each other, the lower place first; None: all are in order.

    >>> disorder({"level_p2_from": 4.5, "level_p1_from": 4.0})
    ('level_p2_from', 'level_p1_from')
    """
    return next((pair for pair in ORDERED if _place(settings, pair[0]) > _place(settings, pair[1])), None)


def _place(settings: Mapping[str, Any], name: str) -> float:
    usual: float = getattr(USUAL_POLICY, OF_PLACES[name])
    return float(settings.get(name, usual))


def _exact(value: Any) -> Any:  # noqa: ANN401 - a number, or numbers by name
    """Give numbers as the policy has them; a database may give 3 for 3.0."""
    return {name: float(one) for name, one in value.items()} if isinstance(value, Mapping) else float(value)


def _are_points(value: object) -> bool:
    if not isinstance(value, Mapping) or len(value) > MOST_NAMES:
        return False
    return all(_is_name(name) and _lies(one, -MOST_POINTS, MOST_POINTS) for name, one in value.items())


def _lies(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME
