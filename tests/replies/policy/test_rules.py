"""The rules of the policy check do what their examples say, and a page that cannot be used is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.policy import RuleError, check, compile_pages, stock_pages, stock_rules, verify
from firstline.replies.policy.rules import Rule
from firstline.replies.policy.verify import problems
from firstline.tickets.verdict import Level

OWN = {
    "flag": "guarantee",
    "action": "warn",
    "reason": "Mentions the moon",
    "rules": [
        {
            "id": "own.moon",
            "language": "en",
            "patterns": ["the moon"],
            "flagged": ["We promise you the moon."],
            "fine": ["We promise nothing."],
        }
    ],
}


def page_with(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a page is plain data
    """Make a page of one rule, changed so."""
    return {**OWN, "rules": [{**OWN["rules"][0], **changes}]}  # type: ignore[dict-item] # plain data


@pytest.mark.parametrize("rule", stock_rules().rules, ids=lambda rule: str(rule.id))
def test_each_rule_does_what_its_examples_say(rule: Rule) -> None:
    """What it must flag is flagged, what is fine is left alone."""
    assert list(problems(rule, stock_rules())) == []


def test_a_desk_adds_a_rule_of_its_own() -> None:
    """The version tells that the rules are others now."""
    rules = compile_pages([*stock_pages(), OWN])
    verify(rules)

    found = check("Please look at the moon.", level=Level.P3, rules=rules)

    assert [(one.rule, one.action, one.start, one.end) for one in found.findings] == [
        ("own.moon", "warn", 15, 23)
    ]
    assert found.compliance == "warning"
    assert found.rules == rules.version != stock_rules().version


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"patterns": ["{planets}"]}, "nobody has listed"),
        ({"patterns": ["<planets>"]}, "nobody has listed"),
        ({"patterns": ["the (moon"]}, "lacks a"),
        ({"patterns": ["the ..99 moon"]}, "reaches too far"),
        ({"patterns": []}, "has 0 patterns"),
        ({"patterns": ["moon " * 2_000]}, "characters"),
        ({"language": "tlh"}, "one of the languages"),
        ({"action": "explode"}, "must do one of"),
    ],
)
def test_a_page_that_cannot_be_used_is_refused_with_a_sentence(changes: dict[str, Any], said: str) -> None:
    """The sentence tells an administrator what to mend."""
    with pytest.raises(RuleError, match=said):
        compile_pages([*stock_pages(), page_with(**changes)])


def test_an_example_that_comes_out_wrong_is_named() -> None:
    """A rule that does not do what it says is not taken."""
    rules = compile_pages([*stock_pages(), page_with(flagged=["We promise you the sun."])])

    with pytest.raises(RuleError, match="does not flag its example"):
        verify(rules)


@given(st.text(alphabet="we.{}<>()[]/|!~*#,^$ 19_-", max_size=40))
def test_no_pattern_breaks_the_reader(pattern: str) -> None:
    """Whatever an administrator types, a page is taken or refused."""
    words = [page for page in stock_pages() if "flag" not in page]
    try:
        compile_pages([*words, page_with(patterns=[pattern])])
    except RuleError:
        return
