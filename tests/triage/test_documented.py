"""What is promised to callers word by word: every documented phrase means what its pack says."""

import pytest

from firstline.gateways.wordllama import WordLlama
from firstline.tickets.message import Message
from firstline.tickets.verdict import Level, Priority, Sentiment, Verdict, Voice
from firstline.triage.documented import Promised, documented, promised_phrases
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.novice import novice
from firstline.triage.packs import pack
from firstline.triage.standing import evidence
from firstline.triage.text import read

TIERS = [(rule["value"], phrase) for rule in pack("urgency")["rule"] for phrase in rule["documented"]]
CATEGORIES = [(rule["value"], phrase) for rule in pack("category")["rule"] for phrase in rule["documented"]]
PRIORITIES = [(rule["value"], phrase) for rule in pack("priority")["rule"] for phrase in rule["documented"]]
TONES = [(rule["value"], phrase) for rule in pack("sentiment")["rule"] for phrase in rule["documented"]]
ALARMS = [phrase for rule in pack("alarm")["rule"] for phrase in rule["documented"]]
WRONGS = [phrase for rule in pack("frustration")["rule"] for phrase in rule["documented"]]
FRESH = novice(first_taxonomy(), WordLlama())
"""A desk that nobody has taught yet, where the starter heads speak beside the rules."""


@pytest.mark.parametrize(("tier", "phrase"), TIERS)
def test_a_documented_urgency_phrase_alone_gives_at_least_its_tier(tier: float, phrase: str) -> None:
    """Modifiers such as a length of time may add to it."""
    assert judge(Message(phrase.strip("~+"))).urgency.value >= tier


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("I promise to pay", 3.0),
        ("Please update my number", 2.0),
        ("Thank you", 1.0),
        ("My loan is overdue", 3.0),
        ("The cheque was approved", 4.0),
        ("another 7 days", 4.5),
        ("how to???", 2.5),
        ("PLEASE clarify", 2.5),
        ("please clarify", 2.0),
        ("cannot pay", 4.0),
        ("Hello", 1.0),
        ("My account is blocked", 5.0),
        ("haven't received it, PLS, 3 weeks, why??", 5.0),
    ],
)
def test_the_urgency_follows_the_documented_formula(text: str, urgency: float) -> None:
    """The highest tier, and each modifier once, between 1.0 and 5.0."""
    assert judge(Message(text)).urgency.value == urgency


def test_asking_why_a_loan_was_rejected_is_highly_urgent() -> None:
    """The documented example gives 4.2; anything from 4.0 to 5.0 keeps its promise."""
    assert 4.0 <= judge(Message("Why was my loan rejected?")).urgency.value <= 5.0


@pytest.mark.parametrize(("category", "phrase"), CATEGORIES)
def test_a_keyword_that_is_the_only_evidence_decides_the_category(category: str, phrase: str) -> None:
    """Whatever its rank."""
    assert judge(Message(f"It is about {phrase.strip('~+')}")).category.value == category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("An error on my invoice", "billing"),
        ("A demo with a bug", "technical"),
        ("Your pricing on my profile", "sales"),
        ("I cannot login", "technical"),
        ("How do I change my password?", "account"),
        ("I want to change my profile", "account"),
        ("Please give her admin rights", "account"),
        ("What time is it?", "general"),
    ],
)
def test_the_first_category_that_matches_wins(text: str, category: str) -> None:
    """Billing, technical, sales, account, general."""
    assert judge(Message(text)).category.value == category


@pytest.mark.parametrize(("priority", "phrase"), PRIORITIES)
def test_a_documented_priority_phrase_gives_its_priority(priority: str, phrase: str) -> None:
    """For a standard customer."""
    assert judge(Message(phrase.strip("~+"))).priority.value is Priority(priority)


@pytest.mark.parametrize(("tone", "phrase"), TONES)
def test_a_documented_tone_word_gives_its_sentiment(tone: str, phrase: str) -> None:
    """And a negative word outweighs a positive one."""
    word = phrase.strip("~+")

    assert judge(Message(word)).sentiment.value is Sentiment(tone)
    assert judge(Message(f"{word}. I am angry")).sentiment.value is Sentiment.NEGATIVE


@pytest.mark.parametrize(
    "written", ["can't access", "can\u2019t access", "CAN'T ACCESS", "cant access", "Can't\naccess"]
)
def test_one_phrase_is_found_in_every_spelling(written: str) -> None:
    """Apostrophes of both kinds, capitals, a line break."""
    assert judge(Message(f"I {written} it")).urgency.value == 5.0


@pytest.mark.parametrize(
    "written", ["promise", "Promised", "promises", "promising", "dead-end", "dead end", "delayed"]
)
def test_simple_inflections_and_hyphens_keep_the_tier(written: str) -> None:
    """A word is known in its forms."""
    assert judge(Message(written)).urgency.value >= 3.0


# --- at a fresh desk, where the starter heads speak, too -------------------------------------------------


def judged(text: str) -> Verdict:
    """Judge a text at a fresh desk."""
    return judge(Message(text), taxonomy=first_taxonomy(), learned=FRESH)


def promised(text: str) -> frozenset[Promised]:
    """Say what callers know in a text."""
    return documented(evidence(read(Message(text))))


@pytest.mark.parametrize("sentence", ["{}", "Hello, {}. Kind regards", "please look, {}!!!"])
@pytest.mark.parametrize("phrase", ALARMS)
def test_a_documented_alarm_is_of_the_first_level_whatever_the_starter_thinks(
    phrase: str, sentence: str
) -> None:
    """A word alone weighs little, and the level was promised."""
    text = sentence.format(phrase.strip("~+"))

    verdict = judged(text)

    assert (verdict.level.value, verdict.sla_hours.value) == (Level.P1, 4)
    assert Promised.ALARM in promised(text)


@pytest.mark.parametrize("phrase", WRONGS)
def test_who_was_charged_wrongly_has_lost_patience_at_a_fresh_desk(phrase: str) -> None:
    """And is of the second level at least."""
    verdict = judged(f"Good day, I was {phrase.strip('~+')}, thank you")

    assert verdict.frustrated.value
    assert verdict.level.value is not Level.P3


@pytest.mark.parametrize(
    "text",
    [
        "There was no outage at all",
        "We were not hacked",
        "We had an outage yesterday, it works again now",
        "I was not charged twice",
        "The newsletter is fine",
        "",
    ],
)
def test_what_is_denied_or_over_was_not_promised(text: str) -> None:
    """The word alone is not the matter."""
    assert not promised(text)


def test_half_of_a_documented_phrase_is_no_promise() -> None:
    """The whole phrase is, in any case and spelling."""
    assert not promised("We would like to load the data into a table")
    assert promised("DATA LOSS in the warehouse") >= {Promised.ALARM}
    assert ("data", "loss") in promised_phrases("alarm")


@pytest.mark.parametrize(("category", "phrase"), CATEGORIES)
def test_a_keyword_decides_a_short_message_at_a_fresh_desk(category: str, phrase: str) -> None:
    """Also between a greeting and a name."""
    for text in (phrase.strip("~+"), f"Hello, it is about {phrase.strip('~+')}. Thanks, Eve"):
        assert judged(text).category.value == category


@pytest.mark.parametrize(("tier", "phrase"), TIERS)
def test_the_rules_opinion_of_the_urgency_stays_as_documented_at_a_fresh_desk(
    tier: float, phrase: str
) -> None:
    """The value may be another; what older doors show is kept beside it."""
    assert judged(phrase.strip("~+")).urgency.opinions[Voice.RULE].value >= tier


@pytest.mark.parametrize(("priority", "phrase"), PRIORITIES)
def test_the_rules_opinion_of_the_priority_stays_as_documented_at_a_fresh_desk(
    priority: str, phrase: str
) -> None:
    """As with the urgency."""
    assert judged(phrase.strip("~+")).priority.opinions[Voice.RULE].value is Priority(priority)
