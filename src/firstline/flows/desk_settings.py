"""The settings that the desk keeps itself: for all its processes, and beyond a restart.

What the operator sets for one process stands in `run/settings.py`. Here is only what something uses, with its
default, its meaning and the values that it can have. How the desk weighs (`tickets/urgency_policy.py`) is one
setting for each number, and one for each list of points by name.

What always holds: a change is made whole or not at all, and what is set never contradicts itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.core.text import is_seen
from firstline.flows.desk import Desk
from firstline.learning.promise import USUAL
from firstline.store import events, settings
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.urgency_policy import (
    LEAST_PLACE,
    LONGEST_NAME,
    MOST_NAMES,
    MOST_PLACE,
    MOST_POINTS,
    OF_NAMES,
    OF_PLACES,
    ORDERED,
    USUAL_POLICY,
    as_settings,
    disorder,
    fits,
)

Value = bool | int | float | str | Mapping[str, float]
CATEGORIES = "urgency_categories"
MOST_AT_RISK = 10_080
"""Minutes: a week."""
LEAST_PROMISE, MOST_PROMISE = 0.5, 0.999
USUAL_NAME = "Firstline"
LONGEST_DESK_NAME = 80
"""Characters."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that can be set."""

    name: str
    default: Value
    meaning: str
    fits: Callable[[object], bool]
    rule: str
    """What fits, in words."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A setting as it stands."""

    name: str
    value: Value
    default: Value
    meaning: str


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_minutes(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_AT_RISK


def _is_promise(value: object) -> bool:
    return isinstance(value, float) and LEAST_PROMISE <= value <= MOST_PROMISE


def _is_name(value: object) -> bool:
    """Take a line that shows: others would vanish where the name stands."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_DESK_NAME or value != value.strip():
        return False
    return all(map(is_seen, value))


MEANINGS: Mapping[str, str] = {
    "urgency_premium": "Points of urgency that a premium customer's messages get.",
    "urgency_vip": "Points of urgency that a VIP customer's messages get.",
    "urgency_earlier_message": "Points for each earlier message without an answer; three count.",
    "urgency_waiting_day": "Points for each day since the first of those; five count.",
    "urgency_lost_patience": "Points for a customer who has lost patience.",
    "urgency_other_ticket": "Points for each other open ticket of the customer's last week; three count.",
    "urgency_channels": "Points by the way by which a message came, such as chat or form.",
    "urgency_categories": "Points by category.",
    "priority_urgent_from": "The urgency from which the priority is urgent.",
    "priority_high_from": "The urgency from which the priority is high.",
    "priority_medium_from": "The urgency from which the priority is medium.",
    "level_p1_from": "The urgency from which the level is P1.",
    "level_p2_from": "The urgency from which the level is P2.",
}
"""Of how the desk weighs."""


def _rule(name: str) -> str:
    """Say in words what fits."""
    if name in OF_PLACES:
        return f"must be a number from {LEAST_PLACE} to {MOST_PLACE}"
    points = f"from -{MOST_POINTS} to {MOST_POINTS}"
    if name in OF_NAMES:
        return f"must give at most {MOST_NAMES} names of up to {LONGEST_NAME} letters points {points}"
    return f"must be a number {points}"


WEIGHING: Mapping[str, Setting] = {
    name: Setting(name, default, MEANINGS[name], partial(fits, name), _rule(name))
    for name, default in as_settings(USUAL_POLICY).items()
}
KNOWN: Mapping[str, Setting] = {
    settings.DESK_NAME: Setting(
        settings.DESK_NAME,
        default=USUAL_NAME,
        meaning="What the desk is called where people see it.",
        fits=_is_name,
        rule=f"must be a line of 1 to {LONGEST_DESK_NAME} characters that can be seen",
    ),
    settings.USE_LLM: Setting(
        settings.USE_LLM,
        default=False,
        meaning="Whether the LLM is asked how urgent a message is.",
        fits=_is_switch,
        rule="must be true or false",
    ),
    settings.AT_RISK_MINUTES: Setting(
        settings.AT_RISK_MINUTES,
        default=settings.AT_RISK_USUALLY,
        meaning="How many minutes before it is due an open ticket counts as at risk.",
        fits=_is_minutes,
        rule=f"must be a whole number from 1 to {MOST_AT_RISK}",
    ),
    settings.PROMISE: Setting(
        settings.PROMISE,
        default=USUAL,
        meaning="How much of what the desk decides by itself (`auto`) is to be right.",
        fits=_is_promise,
        rule=f"must be a number from {LEAST_PROMISE} to {MOST_PROMISE}, such as 0.95",
    ),
    **WEIGHING,
}


def read_settings(desk: Desk) -> Sequence[Standing]:
    """List every setting as it stands."""
    with desk.read() as db:
        return _standing(db)


def change_settings(desk: Desk, changes: Mapping[str, object], *, by: Principal) -> Sequence[Standing]:
    """Change some settings, all or none; None gives a setting its default again.

    Raises:
        Invalid: when there is no such setting, or the value does not fit, alone or with the others.
    """
    for name, value in changes.items():
        check_setting(name, value)
    _check_categories(changes.get(CATEGORIES), desk.board.taxonomy)

    def save(db: Connection) -> Sequence[Standing]:
        before = {one.name: one.value for one in _standing(db)}
        for name in sorted(changes):
            _save(desk, db, name, changes[name])
        after = _standing(db)
        _check_order({one.name: one.value for one in after}, changes)
        changed = {one.name: one.value for one in after if one.value != before[one.name]}
        if changed:
            events.add(db, None, Event("settings.changed", by.name, changed, desk.clock()))
        return after

    standing = desk.write(save)
    if changes.keys() & {settings.PROMISE, *WEIGHING}:
        desk.board.look(desk.read)
    if settings.USE_LLM in changes:
        desk.board.pin_llm(on=bool(changes[settings.USE_LLM]))
    return standing


def check_setting(name: str, value: object) -> None:
    """Check that a setting can have a value; None stands for its default.

    Raises:
        Invalid: when there is no such setting, or the value does not fit.
    """
    known = KNOWN.get(name)
    if known is None:
        message = f"There is no setting {name!r}; there are: {', '.join(KNOWN)}."
        raise Invalid(message, field=name)
    if value is not None and not known.fits(value):
        raise Invalid(known.rule, field=name)


def _check_categories(points: object, taxonomy: Taxonomy) -> None:
    """Refuse points for what the desk does not know: nobody would see that they count for nothing."""
    for name in points if isinstance(points, Mapping) else ():
        if taxonomy.find(taxonomy.present(name)[0]) is None:
            known = ", ".join(one.name for one in taxonomy.categories if not one.retired)
            message = f"There is no category {name!r}; there are: {known}."
            raise Invalid(message, field=CATEGORIES)


def _check_order(values: Mapping[str, Value], changes: Mapping[str, object]) -> None:
    """Refuse places that contradict each other: what is urgent is high, too."""
    found = disorder(values) if any(changes.keys() & pair for pair in ORDERED) else None
    if found is not None:
        (lower, upper), field = found, next((name for name in found if name in changes), found[0])
        message = f"{lower} is {values[lower]}, which must not lie above {upper}, and that is {values[upper]}"
        raise Invalid(message, field=field)


def _save(desk: Desk, db: Connection, name: str, value: object) -> None:
    if value is None:
        settings.forget(db, name)
    else:
        settings.save(db, name, value, at=desk.clock())


def _standing(db: Connection) -> Sequence[Standing]:
    kept = settings.load_all(db, list(KNOWN))
    return [
        Standing(one.name, kept.get(one.name, one.default), one.default, one.meaning)
        for one in KNOWN.values()
    ]
