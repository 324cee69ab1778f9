"""The packs: files that a person can edit, and odds that were counted, not chosen."""

from collections.abc import Iterator
from functools import cache

from evals.confidence import ODDS, held, odds, written
from evals.labelled import DEV, FRESH, KNOWN, SAMPLES, TEST, labelled
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty
from firstline.triage.category import subcategories
from firstline.triage.matcher import match
from firstline.triage.odds import UNMET, certainty, confidence
from firstline.triage.packs import GAP, PACKS, Rule, pack, rules, spellings
from firstline.triage.text import read


def test_the_odds_are_what_the_labelled_messages_say() -> None:
    """The file in the package is the one that the script computes."""
    assert ODDS.read_text("utf-8") == written()


def test_there_are_a_hundred_labelled_messages_at_least_and_they_know_our_labels() -> None:
    """Every label is one that a rule could give."""
    examples = labelled()

    assert len(examples) >= 100
    assert len({example.id for example in examples}) == len(examples)
    named = [example.labels for example in examples if "subcategory" in example.labels]
    assert all(labels["subcategory"] in subcategories(labels["category"]) for labels in named)


def test_the_two_halves_of_the_blind_set_are_of_one_size_and_share_no_message() -> None:
    """One to learn from, one to be measured by."""
    read, unread = labelled(DEV), labelled(TEST)

    assert abs(len(read) - len(unread)) <= 1
    assert {example.message.text for example in read}.isdisjoint(
        example.message.text for example in [*unread, *labelled(FRESH), *labelled(KNOWN)]
    )


def test_a_right_answer_on_a_message_that_was_read_is_worth_no_more_than_one_that_was_not() -> None:
    """The packs were mended until those were right."""
    assert all(held(field, SAMPLES) <= 1.0 for field in ("category", "urgency", "level"))
    assert odds()["category.none"] < odds(KNOWN)["category.none"]


def test_every_pack_names_itself_and_its_version() -> None:
    """So that a reason can cite it."""
    for name in (*PACKS, "words", "grammar", "replies", "thresholds", "confidence", "taxonomy"):
        assert pack(name)["name"] == name
        assert pack(name)["version"] >= 1


def test_every_rule_has_its_own_name() -> None:
    """Odds are kept by it."""
    names = [rule.name for pack_name in PACKS for rule, _ in rules(pack_name)]

    assert len(names) == len(set(names))


def test_every_subcategory_of_a_rule_belongs_to_its_category() -> None:
    """The labels are a closed set."""
    assert all(not rule.sub or rule.sub in subcategories(rule.value) for rule, _ in rules("category"))


def test_a_statement_that_a_trouble_is_over_holds_no_word_of_trouble() -> None:
    """Else taking the trouble out of a text would take the statement with it, and raise another trouble."""
    phrases = [" ".join(words) for _, all_ in rules("over") for phrase in all_ for words in spellings(phrase)]
    found = [match(read(Message(phrase.replace(GAP, "really")))) for phrase in phrases]
    packs = ("priority", "alarm", "frustration", "modifiers")

    assert phrases
    assert [hits for hits in found if any(name in hits for name in packs)] == []


def test_no_phrase_of_ours_is_spelled_like_a_documented_one_of_another_value() -> None:
    """What is promised keeps its meaning, whatever the packs grow by."""
    taken = [
        (rule.name, words)
        for name in PACKS
        for rule, words in _documented(name)
        if _meaning(_first_rules(name)[words]) != _meaning(rule)
    ]

    assert taken == []


def test_a_phrase_spells_out_its_forms() -> None:
    """Plurals, verbs, choices and sets."""
    assert set(spellings("(my|our) bill~")) == {
        ("my", "bill"),
        ("my", "bills"),
        ("our", "bill"),
        ("our", "bills"),
    }
    assert ("stopped",) in set(spellings("stop+"))
    assert ("can", "not", "pay") in set(spellings("{cannot} pay"))


def test_a_rule_that_was_never_met_has_even_odds() -> None:
    """It may be suggested, and acts on nothing."""
    assert confidence("no.such.rule") == UNMET
    assert certainty(UNMET) is Certainty.SUGGEST
    assert certainty(0.85) is Certainty.AUTO
    assert certainty(0.49) is Certainty.PERSON


def _documented(pack_name: str) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    promised = {raw["id"]: raw.get("documented", ()) for raw in pack(pack_name)["rule"]}
    for rule, _ in rules(pack_name):
        for phrase in promised[rule.id]:
            yield from ((rule, words) for words in spellings(phrase))


@cache
def _first_rules(pack_name: str) -> dict[tuple[str, ...], Rule]:
    """Say for each spelling which rule speaks: the first that holds it."""
    first: dict[tuple[str, ...], Rule] = {}
    for rule, phrases in rules(pack_name):
        for phrase in phrases:
            for words in spellings(phrase):
                first.setdefault(words, rule)
    return first


def _meaning(rule: Rule) -> tuple[object, int]:
    return rule.value, rule.rank
