"""The policy check: one deterministic engine for the replies of machines and of people.

`check` holds a reply against a set of rules; `stock_rules` are those that ship, `compile_pages` makes others
from plain data, and `verify` runs the examples that each rule brings along.
"""

from firstline.replies.policy.check import EMPTY, ESCALATION, Compliance, Finding, PolicyCheck, check
from firstline.replies.policy.links import is_place
from firstline.replies.policy.pattern import RuleError
from firstline.replies.policy.rules import FORMS, Flag, Form, Rules, compile_pages, stock_pages, stock_rules
from firstline.replies.policy.verify import verify

__all__ = [
    "EMPTY",
    "ESCALATION",
    "FORMS",
    "Compliance",
    "Finding",
    "Flag",
    "Form",
    "PolicyCheck",
    "RuleError",
    "Rules",
    "check",
    "compile_pages",
    "is_place",
    "stock_pages",
    "stock_rules",
    "verify",
]
