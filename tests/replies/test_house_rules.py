"""What a desk changes of the policy: actions of stock rules, and rules of its own with their examples."""

import re
from dataclasses import replace

import pytest

from firstline.replies.house_rules import MOST_OWN, HousePolicy, OwnRule, check_policy, rules_of
from firstline.replies.policy import Flag, RuleError, check, stock_rules
from firstline.tickets.verdict import Level

OWN = OwnRule(
    id="lifetime",
    flag=Flag.GUARANTEE,
    language="en",
    patterns=("lifetime (warranty|cover)",),
    flagged=("It comes with a lifetime warranty.",),
    fine=("The warranty lasts two years.",),
    action="block",
    reason="Promises a lifetime warranty",
    wording="The warranty lasts two years.",
)
REFUND = "We will refund you."


def found(policy: HousePolicy, text: str) -> list[tuple[str, str]]:
    """Name the rules that find something, with what sending does."""
    told = check(text, level=Level.P3, rules=rules_of(policy))
    return [(one.rule, one.action) for one in told.findings]


def test_a_desk_that_has_changed_nothing_has_the_stock_rules() -> None:
    """The very same, so that nothing is made anew."""
    assert rules_of(HousePolicy()) is stock_rules()
    assert rules_of(HousePolicy(version=7)) is stock_rules()


def test_the_same_policy_makes_the_same_rules() -> None:
    """In whatever order its actions were changed, and at whatever version."""
    one, two = (rule.id for rule in stock_rules().rules[:2])
    first = HousePolicy(2, {one: "warn", two: "off"}, (OWN,))
    second = HousePolicy(3, {two: "off", one: "warn"}, (OWN,))

    assert rules_of(first) is rules_of(second)
    assert rules_of(first).version != stock_rules().version


def test_a_stock_rule_does_what_the_desk_says() -> None:
    """Switched off it finds nothing, and the others stay as they are."""
    [(name, usual), *_] = found(HousePolicy(), REFUND)

    assert usual == "second_person"
    assert found(HousePolicy(actions={name: "block"}), REFUND) == [(name, "block")]
    assert found(HousePolicy(actions={name: "off"}), REFUND) == []
    told = check(
        "We answer within two days.", level=Level.P3, rules=rules_of(HousePolicy(actions={name: "off"}))
    )
    assert told.sla_mentioned


def test_a_rule_of_its_own_counts_beside_the_stock_rules() -> None:
    """With its reason and its wording; switched off it is silent."""
    text = "Every mug has a lifetime cover. We will refund you."
    policy = HousePolicy(own=(OWN,))

    told = check(text, level=Level.P3, rules=rules_of(policy))

    own = next(one for one in told.findings if one.rule == "lifetime")
    assert text[own.start : own.end] == "lifetime cover"
    assert (own.reason, own.wording) == (OWN.reason, OWN.wording)
    assert told.refund_promise
    assert told.guarantee
    assert "lifetime" not in dict(found(HousePolicy(own=(replace(OWN, action="off"),)), text))


def test_a_good_policy_is_taken() -> None:
    """With an action, with a rule of its own, and with one that is switched off."""
    name = stock_rules().rules[0].id

    check_policy(HousePolicy())
    check_policy(HousePolicy(actions={name: "off"}, own=(OWN, replace(OWN, id="other", action="off"))))


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ((replace(OWN, flagged=("It is red.",)),), "“lifetime” does not flag its example “It is red.”"),
        ((replace(OWN, fine=OWN.flagged),), "should be fine, and is flagged"),
        ((replace(OWN, flagged=()),), "needs an example that is flagged and one that is fine"),
        ((replace(OWN, fine=()),), "needs an example that is flagged and one that is fine"),
        ((replace(OWN, patterns=("((",)),), "pattern"),
        ((replace(OWN, patterns=("",)),), "is empty"),
        ((replace(OWN, patterns=("x" * 5_000,)),), "are the most"),
        ((replace(OWN, id=stock_rules().rules[0].id),), "There is a rule"),
        ((OWN, OWN), "There is a rule “lifetime” already"),
        (tuple(replace(OWN, id=f"r{at}") for at in range(MOST_OWN + 1)), "200 rules of its own at most"),
    ],
    ids=["flagged", "fine", "no flagged", "no fine", "pattern", "empty", "long", "stock", "twice", "many"],
)
def test_a_policy_that_cannot_be_is_refused(own: tuple[OwnRule, ...], told: str) -> None:
    """In a sentence that says which rule, and why."""
    with pytest.raises(RuleError, match=re.escape(told)):
        check_policy(HousePolicy(own=own))


def test_an_action_for_a_rule_that_is_not_there_is_refused() -> None:
    """By its name; that of an own rule stands in the rule."""
    for name in ("nothing", "lifetime"):
        with pytest.raises(RuleError, match=f"no stock rule “{name}”"):
            check_policy(HousePolicy(actions={name: "off"}, own=(OWN,)))
