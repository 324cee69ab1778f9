"""The packs: files that a person can edit, and odds that were counted, not chosen."""

from collections.abc import Iterator
from functools import cache

import pytest

from evals.confidence import ODDS, Tally, held, odds, written
from evals.labelled import DEV, FRESH, KNOWN, SAMPLES, TEST, labelled
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty
from firstline.triage import packs
from firstline.triage.category import subcategories
from firstline.triage.judge import judge
from firstline.triage.matcher import match
from firstline.triage.odds import UNMET, allowed, certainty, confidence, proven
from firstline.triage.packs import GAP, NUMBER, PACKS, PackUnreadable, Rule, pack, rules, spellings, spelt
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


@pytest.mark.parametrize("name", PACKS)
def test_every_spelling_of_a_phrase_is_found_in_a_text_that_is_written_like_it(name: str) -> None:
    """None is dead."""
    missed = [
        words for rule, words in spelt(name) if not match(read(Message(_as_text(rule, words)))).get(name)
    ]

    assert missed == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("urgency.5.0", "There is an impersonation of our director"),
        ("urgency.3.0", "This was a disappointing stay"),
        ("urgency.3.0", "May I give half of the installment"),
        ("category.account.security", "An impersonator writes to our clients"),
        ("category.account.rights", "The invitation link has expired"),
        ("category.sales.hint", "Do you have case studies"),
        ("category.general.feedback", "This is discrimination"),
        ("priority.high", "It is very frustrating"),
        ("priority.high-repeat", "You have ignored me"),
        ("sentiment.negative", "What a frustration"),
        ("sentiment.negative", "It was humiliating"),
        ("sentiment.negative", "I am infuriated"),
        ("sentiment.negative", "This is exasperating"),
        ("frustration.again", "You keep ignoring us"),
        ("alarm.breach", "He impersonates our director"),
    ],
)
def test_a_phrase_is_found_in_each_form_of_its_words(rule: str, text: str) -> None:
    """In forms that a slip of the pen once kept from all texts."""
    name, _, number = rule.partition(".")

    assert number in {hit.rule.id for hit in match(read(Message(text)))[name]}


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("frustrat(ing|ion)", "words and groups stand apart, with spaces, unlike “frustrat(ing|ion)”"),
        ("(any |)reason", "words and groups stand apart, with spaces, unlike “(any |)reason”"),
        ("half (now|of the (fee|amount))", "words and groups stand apart, with spaces, unlike “(now|of"),
        ("open (now", "words and groups stand apart, with spaces, unlike “(now”"),
        ("{no such set} here", "words and groups stand apart, with spaces, unlike “{no such set} here”"),
        ("{nothing} here", "words.toml has no set “nothing”"),
        ("open 24/7", "“24/7” is no word"),
        ("(e-mail|mail) lost", "“e-mail” is no word"),
        ("so ~", "“” is no word"),
        ("* lost", "`*` stands between two words"),
        ("lost *", "`*` stands between two words"),
        ("lost * * again", "`*` stands between two words"),
        ("lost * #", "`*` stands between two words"),
    ],
)
def test_a_phrase_that_no_text_could_hold_is_refused(phrase: str, why: str) -> None:
    """It says why."""
    with pytest.raises(PackUnreadable) as refused:
        list(spellings(phrase))

    assert refused.value.sentence.startswith(f"“{phrase}” is no phrase that a text could hold: {why}")


def test_a_pack_that_cannot_be_read_names_the_file_and_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person wrote it, and mends it there."""
    files = {
        "dead": 'version = 1\n[[rule]]\nid = "a"\nvalue = 1\nlabel = ""\nmore = [\n"lost",\n"los(t|s)",\n]\n',
        "broken": 'name = "broken"\nversion = one\n',
    }
    monkeypatch.setattr(packs, "_file", files.__getitem__)

    with pytest.raises(PackUnreadable, match=r"^packs/dead\.toml, line 8: “los\(t\|s\)” is no phrase"):
        list(spelt("dead"))
    with pytest.raises(PackUnreadable, match=r"^packs/broken\.toml cannot be read: .*line 2"):
        rules("broken")


def test_a_rule_that_was_never_met_has_even_odds() -> None:
    """It may be suggested, and acts on nothing."""
    assert confidence("no.such.rule") == UNMET
    assert allowed("no.such.rule") is certainty(UNMET) is Certainty.SUGGEST
    assert certainty(0.95) is Certainty.AUTO
    assert certainty(0.49) is Certainty.PERSON


def test_a_rule_acts_only_when_its_precision_is_proven() -> None:
    """It takes 45 right answers without a mistake, and no rule of ours has them; luck is not enough."""
    assert Tally(45, 45).proven == 0.95
    assert Tally(44, 44).proven < 0.95
    assert all(
        (allowed(rule) is Certainty.AUTO) is (proven(rule) >= 0.95) for rule in pack("confidence")["odds"]
    )


def test_the_surest_urgency_of_the_rules_is_a_suggestion() -> None:
    """Its odds are high, and messages of others showed that they flatter."""
    urgency = judge(Message("I was charged twice")).urgency

    assert urgency.confidence >= 0.85
    assert urgency.certainty is Certainty.SUGGEST


def _as_text(rule: Rule, words: tuple[str, ...]) -> str:
    text = " ".join({GAP: "really", NUMBER: "7"}.get(word, word) for word in words)
    return text.upper() if rule.capitals else text


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
