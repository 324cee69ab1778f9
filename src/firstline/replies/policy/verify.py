"""A set of rules held against its own examples.

Every rule brings sentences along that it must flag, and sentences that are fine by all rules of its flag.

What always holds: the first example that comes out otherwise is named in a sentence, with its rule.
"""

from collections.abc import Iterator

from firstline.replies.policy.finder import find, read
from firstline.replies.policy.pattern import RuleError
from firstline.replies.policy.rules import Rule, Rules


def verify(rules: Rules) -> None:
    """Refuse a set of rules of which an example comes out wrong."""
    for rule in rules.rules:
        for problem in problems(rule, rules):
            raise RuleError(problem)


def problems(rule: Rule, rules: Rules) -> Iterator[str]:
    """Tell, for each example that comes out wrong, which and how."""
    reads = "draft" if rule.reads == "both" else rule.reads
    for text in rule.flagged:
        if not any(found.rule.id == rule.id for found in find(read(text, rules), rules, reads=reads)):
            yield f"The rule “{rule.id}” does not flag its example “{text}”."
    for text in rule.fine:
        if any(found.rule.flag is rule.flag for found in find(read(text, rules), rules, reads=reads)):
            yield f"The example “{text}” of the rule “{rule.id}” should be fine, and is flagged."
    if not rule.flagged or not rule.fine:
        yield f"The rule “{rule.id}” needs an example that is flagged and one that is fine."
