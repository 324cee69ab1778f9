"""The packs: files that a person can edit, and odds that were counted, not chosen."""

from evals.confidence import ODDS, written
from evals.labelled import labelled
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty
from firstline.triage.category import subcategories
from firstline.triage.matcher import match
from firstline.triage.odds import UNMET, certainty, confidence
from firstline.triage.packs import GAP, PACKS, pack, rules, spellings
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


def test_every_pack_names_itself_and_its_version() -> None:
    """So that a reason can cite it."""
    for name in (*PACKS, "words", "grammar", "replies", "thresholds", "confidence"):
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
