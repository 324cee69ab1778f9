"""The settings that the desk keeps itself: for all its processes, and beyond a restart.

What the operator sets for one process stands in `run/settings.py`. Here is only what something uses, with its
default, its meaning and the values that it can have.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.flows.desk import Desk
from firstline.learning.promise import USUAL
from firstline.store import events, settings
from firstline.store.db import Connection
from firstline.store.events import Event

Value = bool | int | float
MOST_AT_RISK = 10_080
"""Minutes: a week."""
LEAST_PROMISE, MOST_PROMISE = 0.5, 0.999


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


KNOWN: Mapping[str, Setting] = {
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
}


def read_settings(desk: Desk) -> Sequence[Standing]:
    """List every setting as it stands."""
    with desk.read() as db:
        return _standing(db)


def change_settings(desk: Desk, changes: Mapping[str, object], *, by: Principal) -> Sequence[Standing]:
    """Change some settings, all or none; None gives a setting its default again.

    Raises:
        Invalid: when there is no such setting, or the value does not fit.
    """
    for name, value in changes.items():
        check_setting(name, value)

    def save(db: Connection) -> Sequence[Standing]:
        before = {one.name: one.value for one in _standing(db)}
        for name in sorted(changes):
            _save(desk, db, name, changes[name])
        after = _standing(db)
        changed = {one.name: one.value for one in after if one.value != before[one.name]}
        if changed:
            events.add(db, None, Event("settings.changed", by.name, changed, desk.clock()))
        return after

    standing = desk.write(save)
    if settings.PROMISE in changes:
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
