"""A desk's own policy: which of the stock rules it has changed or switched off, and the rules that it wrote.

What always holds: a rule of the desk's own brings an example that it must flag and one that is fine, and is
refused when one of them comes out otherwise; the same policy makes the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Literal

from firstline.replies.policy import (
    FORMS,
    Flag,
    Form,
    RuleError,
    Rules,
    compile_pages,
    stock_pages,
    stock_rules,
)
from firstline.replies.policy.verify import problems

OFF: Final = "off"
MOST_LINKS: Final = 200
"""Places to link to that a desk may name."""
MOST_OWN: Final = 200
"""Rules that a desk may write."""
LONGEST_ID: Final = 60
LONGEST_EXAMPLE: Final = 1_000
How = Literal["warn", "second_person", "block", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A rule that the desk wrote."""

    id: str
    flag: Flag
    language: str
    patterns: tuple[str, ...]
    flagged: tuple[str, ...]
    """Sentences that it must flag."""
    fine: tuple[str, ...]
    """Sentences that are fine."""
    action: How = "warn"
    reason: str = ""
    wording: str = ""
    """What could stand there instead."""


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """What a desk has changed of the policy."""

    version: int = 1
    actions: Mapping[str, How] = field(default_factory=dict)
    """What sending does, by rule, where it is not what the rule says; `off`: the rule is silent."""
    own: tuple[OwnRule, ...] = ()
    links: tuple[str, ...] | None = None
    """Where replies may link to besides the articles that they cite: hosts, and beginnings of addresses;
    None: the links in people's replies are not judged."""


def rules_of(policy: HousePolicy) -> Rules:
    """Make the rules of a desk ready; takes a second the first time, where it has changed any."""
    if not policy.actions and not policy.own and policy.links is None:
        return stock_rules()
    return _made(tuple(sorted(policy.actions.items())), policy.own, policy.links)


def check_policy(policy: HousePolicy) -> None:
    """Refuse a policy that cannot be.

    Raises:
        RuleError: in a sentence that says which rule, and why.
    """
    if len(policy.own) > MOST_OWN:
        message = f"A desk has {MOST_OWN} rules of its own at most."
        raise RuleError(message)
    stock = {rule.id for rule in stock_rules().rules} | {form.id for form in FORMS}
    own = [rule.id for rule in policy.own]
    for name in own:
        if name in stock or own.count(name) > 1:
            message = f"There is a rule “{name}” already: choose another id."
            raise RuleError(message)
    for name in policy.actions:
        if name not in stock:
            message = f"There is no stock rule “{name}”."
            raise RuleError(message)
    made = rules_of(policy)
    for rule in made.rules:
        if rule.id in own:
            for problem in problems(rule, made):
                raise RuleError(problem)


@lru_cache(maxsize=8)
def _made(
    actions: tuple[tuple[str, How], ...], own: tuple[OwnRule, ...], links: tuple[str, ...] | None
) -> Rules:
    changed = dict(actions)
    pages = [*(_changed(page, changed) for page in stock_pages()), *_own_pages(own)]
    return compile_pages(pages, forms=list(_forms(changed)), links=links)


def _forms(actions: Mapping[str, How]) -> Iterator[Form]:
    for form in FORMS:
        action = actions.get(form.id, form.action)
        if action != OFF:
            yield replace(form, action=action)


def _changed(page: Mapping[str, Any], actions: Mapping[str, How]) -> Mapping[str, Any]:
    if "flag" not in page:
        return page
    kept = [rule for rule in page.get("rules", ()) if actions.get(rule["id"]) != OFF]
    return {**page, "rules": [_with_action(rule, actions) for rule in kept]}


def _with_action(rule: Mapping[str, Any], actions: Mapping[str, How]) -> Mapping[str, Any]:
    return {**rule, "action": actions[rule["id"]]} if rule["id"] in actions else rule


def _own_pages(own: Sequence[OwnRule]) -> Iterator[Mapping[str, Any]]:
    for rule in own:
        if rule.action != OFF:
            names = ("id", "language", "patterns", "flagged", "fine", "action", "reason", "wording")
            yield {"flag": rule.flag, "rules": [{name: getattr(rule, name) for name in names}]}
