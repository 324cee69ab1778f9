"""How often the desk's own rules were right is counted on labelled messages."""

from dataclasses import replace

import pytest

from firstline.learning.binomial import lower_bound
from firstline.learning.examples import LEFT, Example
from firstline.learning.recall import with_examples
from firstline.learning.training import Course, train
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Rule
from firstline.triage.hashed import HashedEncoder
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import Learned
from firstline.triage.novice import novice
from firstline.triage.own_rules import NO_RECORDS, Record

TIDE = Rule("tide table", "category", "sales")
PRICING = Rule("tide table", "subcategory", "sales\tPricing")
HASTE = Rule("tide table", "urgency", "3.5")
GERMAN = Rule("tide table", "category", "billing", "de")
RULES = (TIDE, PRICING, HASTE, GERMAN)
TAXONOMY = replace(first_taxonomy(), rules=RULES)
ENCODER = HashedEncoder()
FRESH = novice(TAXONOMY, ENCODER)


def example(number: int, text: str = "Where is the tide table?", **labels: str) -> Example:
    """Give a labelled message in English."""
    return Example(message=Message(text), language="en", labels=labels, number=number, ticket=number)


def learnt(*examples: Example, before: Learned = FRESH, replaced: tuple[int, ...] = ()) -> Learned:
    """Let a desk remember them."""
    return with_examples(before, examples, TAXONOMY, learnt_until=0, replaced=replaced)


def count(learned: Learned, rule: Rule) -> tuple[int, int]:
    """Tell how many labelled messages a rule has met, and in how many it was right."""
    record = learned.records[rule]
    return record.met, record.right


@pytest.mark.parametrize(
    ("rule", "labels", "found"),
    [
        (TIDE, {"category": "sales"}, (1, 1)),
        (TIDE, {"category": "billing"}, (1, 0)),
        (TIDE, {"team": "sales"}, (0, 0)),
        (TIDE, {f"{LEFT}category": "sales"}, (0, 0)),
        (TIDE, {"category": "gone"}, (0, 0)),
        (PRICING, {"subcategory": "sales\tPricing"}, (1, 1)),
        (PRICING, {"subcategory": "sales\tDemos"}, (1, 0)),
        (PRICING, {"category": "billing"}, (1, 0)),
        (PRICING, {"category": "sales"}, (0, 0)),
        (HASTE, {"urgency": "4.0"}, (1, 1)),
        (HASTE, {"urgency": "4.5"}, (1, 0)),
        (GERMAN, {"category": "billing"}, (0, 0)),
    ],
)
def test_a_label_speaks_for_a_rule_or_against_it(
    rule: Rule, labels: dict[str, str], found: tuple[int, int]
) -> None:
    """Or says nothing: another field's, one that was left as it was, one that is gone, another language."""
    assert count(learnt(example(1, **labels)), rule) == found


def test_a_message_without_the_words_says_nothing() -> None:
    """Whatever its label."""
    assert learnt(example(1, "Where is my parcel?", category="billing")).records == NO_RECORDS


def test_odds_begin_with_the_authors_word_and_follow_the_count() -> None:
    """One label for it, two against it."""
    told = [
        learnt(*(example(number, category=label) for number, label in enumerate(labels)))
        for labels in ((), ("sales",), ("billing",), ("billing", "billing"))
    ]

    odds = [round(one.records[TIDE].odds, 3) for one in told]

    assert odds == [0.9, 0.933, 0.6, 0.45]


def test_one_by_one_is_the_same_as_all_at_once() -> None:
    """Also when the place of some was taken in between."""
    labels = ("sales", "billing", "sales", "account", "sales")
    many = [example(number, category=label) for number, label in enumerate(labels, 1)]
    slowly = FRESH
    for one in many:
        slowly = learnt(one, before=slowly)

    corrected = learnt(example(6, category="sales"), before=slowly, replaced=(2, 99))
    at_once = learnt(*many[:1], *many[2:], example(6, category="sales"))

    assert slowly.records == learnt(*many).records
    assert corrected.records == at_once.records
    assert count(corrected, TIDE) == (5, 4)


def test_what_so_many_right_ones_prove_is_kept() -> None:
    """Forty-five without a mistake prove a precision of 95 %, forty-four do not."""
    proven = [
        learnt(*(example(number, category="sales") for number in range(1, many + 1))).records[TIDE].proven
        for many in (44, 45)
    ]

    assert proven == [lower_bound(44, 44, 0.9), lower_bound(45, 45, 0.9)]
    assert proven[0] < 0.95 <= proven[1]


def test_a_training_counts_too() -> None:
    """Of messages from a file, which have no number yet, each counts."""
    many = [replace(example(0, f"{place}: tide table", category="sales"), ticket=0) for place in range(4)]

    learned = train(many, Course(TAXONOMY, ENCODER)).learned

    assert learned.records[TIDE] == Record(4, 4, lower_bound(4, 4, 0.9))


def test_what_is_known_without_labels_has_no_counts() -> None:
    """So that an export tells what any other desk would say."""
    assert learnt(example(1, category="billing")).untaught.records == NO_RECORDS
