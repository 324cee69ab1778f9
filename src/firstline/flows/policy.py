"""The desk's policy for replies: its rules looked at and changed, and a text checked by them.

What always holds: a change is checked as a whole before it is stored, by the examples that rules bring along,
and every process follows within a second.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from firstline.core.access import OPERATOR, Principal
from firstline.core.errors import Invalid, Missing
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.noticeboard import policy_in_force
from firstline.replies.house_rules import HousePolicy, How, OwnRule, check_policy
from firstline.replies.policy import PolicyCheck, RuleError, check, is_place
from firstline.store import events, settings
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.verdict import Level

CHANGED: Final = "policy.changed"


class RuleMissing(Missing):
    """There is no such rule."""

    code = "rule_missing"


def read_policy(desk: Desk) -> HousePolicy:
    """Give what the desk has changed of the policy."""
    with desk.read() as db:
        return policy_in_force(db)


@dataclass(frozen=True, slots=True)
class Links:
    """Where replies may link to: hosts, and beginnings of addresses; None: people's links are not judged."""

    places: Sequence[str] | None


def change_policy(
    desk: Desk,
    actions: Mapping[str, How | None],
    *,
    links: Links | None = None,
    by: Principal = OPERATOR,
    expected: Expected = None,
) -> HousePolicy:
    """Say what sending does where rules find something, and where replies may link to.

    Args:
        desk: whose policy it is.
        actions: by rule; None: what the rule itself says.
        links: None: as they were.
        by: who changes it.
        expected: the version that they looked at.

    Raises:
        Invalid: when there is no such rule, or a place is none.
        Outdated: when somebody else has changed the policy since.
    """

    def change(before: HousePolicy) -> HousePolicy:
        own = {rule.id for rule in before.own}
        changed = {**before.actions, **{name: how for name, how in actions.items() if name not in own}}
        kept = {name: how for name, how in changed.items() if how is not None}
        rules = tuple(replace(rule, action=actions.get(rule.id) or rule.action) for rule in before.own)
        after = replace(before, actions=kept, own=rules)
        return after if links is None else replace(after, links=_named(links.places))

    return _change(desk, change, by=by, expected=expected)


def put_rule(
    desk: Desk, rule: OwnRule, *, by: Principal = OPERATOR, expected: Expected = None
) -> HousePolicy:
    """Add a rule of the desk's own, or replace the one of its id.

    Raises:
        Invalid: when it cannot be, or one of its examples comes out otherwise.
        Outdated: when somebody else has changed the policy since.
    """

    def change(before: HousePolicy) -> HousePolicy:
        return replace(before, own=(*(one for one in before.own if one.id != rule.id), rule))

    return _change(desk, change, by=by, expected=expected)


def remove_rule(desk: Desk, name: str, *, by: Principal = OPERATOR, expected: Expected = None) -> HousePolicy:
    """Remove a rule of the desk's own.

    Raises:
        RuleMissing: when it has no such rule.
        Outdated: when somebody else has changed the policy since.
    """

    def change(before: HousePolicy) -> HousePolicy:
        if all(rule.id != name for rule in before.own):
            message = f"This desk has no rule {name!r} of its own; a stock rule can be switched off."
            raise RuleMissing(message)
        return replace(before, own=tuple(rule for rule in before.own if rule.id != name))

    return _change(desk, change, by=by, expected=expected)


def check_text(  # noqa: PLR0913 - all that a reply is held against
    desk: Desk,
    text: str,
    *,
    ticket: str = "",
    passages: Sequence[str] = (),
    sla_hours: float | None = None,
    allowed_links: Sequence[str] | None = None,
) -> PolicyCheck:
    """Check a reply that is on no ticket."""
    return check(
        text,
        level=Level.P3,
        ticket=ticket,
        passages=passages,
        sla_hours=sla_hours,
        allowed_links=allowed_links,
        own_links=desk.board.own_links,
        rules=desk.board.rules,
    )


def _named(places: Sequence[str] | None) -> tuple[str, ...] | None:
    if places is None:
        return None
    named = tuple(dict.fromkeys(place.strip().casefold() for place in places))
    for place in named:
        if not is_place(place):
            message = (
                f"“{place}” is no place to link to: write a host, such as help.example.com, or how an "
                "address begins, such as https://example.com/help/."
            )
            raise Invalid(message, field="links")
    return named


def _change(
    desk: Desk, change: Callable[[HousePolicy], HousePolicy], *, by: Principal, expected: Expected
) -> HousePolicy:
    def save(db: Connection) -> HousePolicy:
        settings.claim(db, settings.POLICY)
        before = policy_in_force(db)
        check_version(before.version, expected, thing="policy", current=before)
        after = change(before)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        _checked(after)
        settings.save(db, settings.POLICY, msgspec.to_builtins(after), at=desk.clock())
        events.add(db, None, Event(CHANGED, by.name, {"version": after.version}, desk.clock()))
        return after

    with desk.read() as db:
        _checked(change(policy_in_force(db)))  # takes a second, which no writer should wait for
    found = desk.write(save)
    desk.board.look(desk.read)
    return found


def _checked(policy: HousePolicy) -> None:
    try:
        check_policy(policy)
    except RuleError as error:
        raise Invalid(str(error), field="rule") from error
