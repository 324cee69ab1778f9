"""The desk's own rules: words that people gave, found in messages, and what they decide there."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from firstline.gateways.wordllama import WordLlama
from firstline.learning.examples import Example
from firstline.learning.training import Course, train
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Rule, Taxonomy
from firstline.tickets.verdict import Certainty, Opinion, Verdict, Voice
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import NOTHING, Learned
from firstline.triage.novice import novice
from firstline.triage.own_rules import NO_RECORDS, Record, Records, own_says, own_words_of
from firstline.triage.text import read
from tests.taught import labelled
from tests.timing import by_turns, seconds

ENCODER = WordLlama()
TIDE = Rule("tide table", "category", "sales")
PROVEN = Record(met=60, right=60, proven=0.96)


def desk_with(*rules: Rule) -> Taxonomy:
    """Give the taxonomy of a fresh desk with rules of its own."""
    return replace(first_taxonomy(), version=2, rules=rules)


def judged(text: str, *rules: Rule, records: Records = NO_RECORDS, **message: str) -> Verdict:
    """Judge a text at a desk without labels that has these rules."""
    learned = replace(novice(first_taxonomy(), ENCODER), records=records)
    return judge(Message(text, **message), taxonomy=desk_with(*rules), learned=learned)


def speaks(text: str, rule: Rule, **message: str) -> bool:
    """Tell whether a rule says something of a text."""
    reading = read(Message(text, **message))
    return rule.field in own_says(reading, message.get("language", "en"), desk_with(rule))


def test_a_rule_decides_its_field_and_says_so() -> None:
    """With its words' place, its version, and the odds of a rule that nobody has tried."""
    field = judged("Where do I find the tide table?", TIDE).category

    assert (field.value, field.confidence, field.certainty) == ("sales", 0.9, Certainty.SUGGEST)
    said = field.opinions[Voice.RULE].reasons[0]
    assert (said.text, said.source) == ("your rule “tide table” says sales", "rule@2")
    assert said.span is not None
    assert said.span.text == "tide table"
    assert said in field.reasons


def test_what_follows_from_the_field_follows() -> None:
    """The team, and the subcategory, which nobody has spoken of and a person is asked for."""
    verdict = judged("I was charged twice for the tide table", TIDE)

    assert (verdict.category.value, verdict.team.value) == ("sales", "sales")
    assert (verdict.subcategory.value, verdict.subcategory.certainty) == ("General Sales", Certainty.PERSON)


@pytest.mark.parametrize(
    ("field", "label", "value", "follower"),
    [
        ("subcategory", "sales\tPricing", "Pricing", ("category", "sales")),
        ("team", "finance", "finance", ("team", "finance")),
        ("priority", "urgent", "urgent", ("priority_score", 95)),
        ("urgency", "4.5", 4.5, ("urgency", 4.5)),
        ("level", "P1", "P1", ("sla_hours", 4)),
        ("sentiment", "negative", "negative", ("sentiment", "negative")),
    ],
)
def test_each_field_can_have_rules(
    field: str, label: str, value: object, follower: tuple[str, object]
) -> None:
    """Also without an encoder, when rules speak alone."""
    for learned in (novice(first_taxonomy(), ENCODER), NOTHING):
        taxonomy = desk_with(Rule("frobnicate", field, label))
        verdict = judge(Message("Zzz frobnicate"), taxonomy=taxonomy, learned=learned)

        assert (verdict.field(field).value, verdict.field(field).decided_by) == (value, Voice.RULE)
        assert verdict.field(follower[0]).value == follower[1]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("tide table", "The TIDE  Table is wrong"),
        ("Café crème", "one cafe\u0301 cre\u0300me, please"),
        ("can't sail", "I CANT SAIL"),
        ("charge-back", "a charge back"),
        ("gezeitentafel", "wo ist die Gezeitentafel?"),
        ("潮汐表", "where is the 潮汐表 ?"),
        ("جدول المد", "أين جدول المد؟"),
        ("24/7", "we are open 24/7"),
        ("(tide)* [table]+?", "the (tide)* [table]+?"),
        ("a.b", "version A.B of it"),
    ],
)
def test_words_are_found_as_the_packs_find_theirs(words: str, text: str) -> None:
    """Whatever the case, the apostrophe, the composition and the script; signs mean nothing special."""
    assert speaks(text, Rule(words, "category", "sales"))


@pytest.mark.parametrize(
    "text",
    [
        "The tidetable is wrong",
        "tide, table",
        "The table of the tide",
        "Hello\n\nOn Monday Ava wrote:\n> where is the tide table?",
        "It works, thanks.\n\n-- \nAva\nTide table Ltd",
        "see www.example.com/tide table.example.com",
    ],
)
def test_other_words_are_not_found(text: str) -> None:
    """Inside a word, across a break, in another order, in quoted mail, in a signature, in an address."""
    assert not speaks(text, TIDE)


def test_the_subject_is_read_and_ends_where_the_message_begins() -> None:
    """No rule reaches from one into the other."""
    assert speaks("Hello", TIDE, subject="Tide table")
    assert not speaks("table", TIDE, subject="tide")
    assert not speaks("table", Rule("tide. table", "category", "sales"), subject="tide.")


def test_a_rule_of_a_language_is_silent_in_another() -> None:
    """It speaks in its own, and where a text does not tell its language."""
    gift = Rule("gift", "category", "sales", "de")

    heard = {tongue: speaks("Gift", gift, language=tongue) for tongue in ("de", "en", "und")}

    assert heard == {"de": True, "en": False, "und": True}


def test_a_not_takes_back_weight_and_no_topic() -> None:
    """What is “not on fire” is no emergency, and the message is about fire."""
    fire = Rule("on fire", "priority", "urgent"), Rule("on fire", "category", "technical")

    said = own_says(read(Message("It is not on fire")), "en", desk_with(*fire))
    again = own_says(read(Message("It is not on fire. Wait, it is on fire!")), "en", desk_with(*fire))

    assert set(said) == {"category"}
    assert set(again) == {"category", "priority"}


@pytest.mark.parametrize("words", ["?!", "...", "\u202e", "👋", "ava@example.com", "_"])
def test_words_that_no_message_holds_harm_nobody(words: str) -> None:
    """Only signs, or an address: the rule is silent, also beside others."""
    rules = (Rule(words, "category", "billing"), TIDE)

    assert own_words_of(rules[0]) == ()
    assert judged(f"{words} tide table {words}", *rules).category.value == "sales"


def test_a_label_that_is_not_in_use_is_never_said() -> None:
    """A retired category, one that is gone, a subcategory of such a one, a team that nobody has."""
    taxonomy = desk_with(
        Rule("tide table", "category", "sales"),
        Rule("tide table", "category", "boats"),
        Rule("tide table", "subcategory", "sales\tPricing"),
        Rule("tide table", "subcategory", "billing\tBoats"),
        Rule("tide table", "team", "boats"),
        Rule("tide table", "urgency", "9.0"),
    )
    retired = replace(
        taxonomy,
        categories=tuple(replace(one, retired=one.name == "sales") for one in taxonomy.categories),
    )

    assert own_says(read(Message("tide table")), "en", retired) == {}


def test_of_two_rules_the_better_one_speaks_then_the_longer_one() -> None:
    """And those that agree are named with it."""
    short, long = Rule("table", "category", "billing"), Rule("the tide table", "category", "technical")
    trusted = Records({short: Record(met=8, right=8)})

    fresh = judged("Where is the tide table?", short, TIDE, long).category
    tried = judged("Where is the tide table?", short, TIDE, long, records=trusted).category
    agreed = judged("Where is the tide table?", short, TIDE, replace(long, label="sales")).category

    assert [one.value for one in (fresh, tried, agreed)] == ["technical", "billing", "sales"]
    assert [reason.text for reason in agreed.opinions[Voice.RULE].reasons] == [
        "your rule “the tide table” says sales",
        "your rule “tide table” says sales",
    ]


def test_a_subcategory_speaks_for_its_category_unless_another_rule_is_better() -> None:
    """Then it has no say at all."""
    pricing = Rule("tide table", "subcategory", "sales\tPricing")
    longer = Rule("tide table now", "category", "billing")

    alone, beaten = judged("tide table now", pricing), judged("tide table now", pricing, longer)

    assert (alone.category.value, alone.subcategory.value) == ("sales", "Pricing")
    assert beaten.category.value == "billing"
    assert beaten.subcategory.value not in {"Pricing", ""}


def test_a_rule_that_is_more_often_wrong_than_right_says_nothing() -> None:
    """Two labels are enough against one that was never right."""
    wrong = Records({TIDE: Record(met=2, right=0)})

    before, after = judged("Zzz tide table"), judged("Zzz tide table", TIDE, records=wrong)

    assert after == before


@pytest.mark.parametrize(("record", "certainty"), [
    (Record(met=60, right=60, proven=0.94), Certainty.SUGGEST),
    (PROVEN, Certainty.AUTO),
])  # fmt: skip
def test_the_desk_acts_by_a_rule_only_when_its_own_count_proves_it(
    record: Record, certainty: Certainty
) -> None:
    """Odds of .98 alone do not do, with an encoder or without."""
    records = Records({TIDE: record})
    bare = judge(
        Message("Zzz tide table"), taxonomy=desk_with(TIDE), learned=replace(NOTHING, records=records)
    )

    field = judged("Zzz tide table", TIDE, records=records).category

    assert (field.value, field.certainty) == ("sales", certainty)
    assert bare.category.certainty is certainty


def test_a_promise_of_a_model_is_about_what_it_says_without_rules() -> None:
    """A rule that agrees lifts nothing over the threshold; one that disagrees can make the desk ask."""
    text = "The receipt came with a picture of a boat"
    untold = judge(Message(text), taxonomy=desk_with(), learned=acting_from(0.0)).category
    learned = acting_from(untold.confidence)
    higher = acting_from(untold.confidence + 0.0001)
    says = {name: desk_with(Rule("receipt", "category", name)) for name in ("billing", "technical")}

    agreed = judge(Message(text), taxonomy=says["billing"], learned=learned).category
    lifted = judge(Message(text), taxonomy=says["billing"], learned=higher).category
    disputed = judge(Message(text), taxonomy=says["technical"], learned=learned).category

    assert (untold.value, untold.certainty) == ("billing", Certainty.AUTO)
    assert (agreed.value, agreed.certainty) == ("billing", Certainty.AUTO)
    assert lifted.confidence > untold.confidence + 0.0001
    assert lifted.certainty is Certainty.SUGGEST
    assert disputed.certainty is not Certainty.AUTO


def test_what_is_marked_is_looked_at_whatever_a_rule_has_proven() -> None:
    """Nobody acts on an automatic reply unseen."""
    records = Records({TIDE: PROVEN})

    verdict = judged(
        "I am out of the office. Tide table", TIDE, records=records, subject="Automatic reply: hi"
    )

    assert verdict.category.certainty is Certainty.PERSON


def test_the_llm_and_a_rule_share_the_urgency() -> None:
    """Six tenths are the LLM's, four are the rule's."""
    taxonomy = desk_with(Rule("tide table", "urgency", "5.0"))

    urgency = judge(Message("tide table"), advice=Opinion(2.0, 0.5), taxonomy=taxonomy).urgency

    assert (urgency.value, urgency.opinions[Voice.RULE].value) == (3.2, 5.0)


def test_rules_that_are_silent_change_nothing() -> None:
    """To the last figure."""
    message, learned = Message("I was charged twice, please help!"), Learned()
    silent = desk_with(*numbered(500))

    assert judge(message, taxonomy=silent, learned=learned) == judge(
        message, taxonomy=first_taxonomy(), learned=learned
    )


HOSTILE = [
    ("a ", tuple(Rule(" ".join("a" * length), "category", "sales") for length in range(1, 101))),
    ("a b ", tuple(Rule(f"{'a b ' * length}c", "category", "sales") for length in range(1, 45))),
    ("not a ", tuple(Rule("a" + " not a" * length, "priority", "high") for length in range(33))),
    ("word ", ()),
]


@pytest.mark.parametrize(("piece", "rules"), HOSTILE)
def test_500_rules_find_their_words_in_step_with_the_text(piece: str, rules: Sequence[Rule]) -> None:
    """Also such as begin alike, hold each other, and end where the text does not."""
    taxonomy = desk_with(*(*rules, *numbered(500))[:500])
    little, much = (read(Message(piece * (size // len(piece)))) for size in (12_500, 100_000))
    own_says(little, "en", taxonomy)

    few, many = by_turns(
        lambda: own_says(little, "en", taxonomy), lambda: own_says(much, "en", taxonomy), times=3
    )

    assert many < 16 * max(few, 0.005)


def test_500_rules_cost_a_message_next_to_nothing() -> None:
    """They are made ready once for each taxonomy."""
    taxonomy, reading = desk_with(*numbered(500)), read(Message("I was charged twice, please help! " * 10))
    own_says(reading, "en", taxonomy)

    assert seconds(lambda: own_says(reading, "en", taxonomy), times=20) < 0.001


def acting_from(threshold: float) -> Learned:
    """Let a model answer that acts from this confidence on."""
    lessons = [
        Example(
            message=one.message, labels={"category": str(one.labels["category"])}, language="en", number=at
        )
        for at, one in enumerate(labelled(30), 1)
    ]
    learned = train(lessons, Course(first_taxonomy(), ENCODER)).learned
    tongue = learned.tongues["en"]
    head = replace(tongue.heads["category"], auto=threshold)
    tongues = {**learned.tongues, "en": replace(tongue, heads={"category": head})}
    return replace(learned, tongues=tongues, promise=0.95)


def numbered(count: int) -> Sequence[Rule]:
    """Give so many rules of two words."""
    return [Rule(f"word number{place}", "priority", "high") for place in range(count)]
