"""Words that do not mean what they seem: negated, over, a figure of speech, inside another word."""

import pytest

from firstline.tickets.message import Message
from firstline.tickets.verdict import Level, Priority, Sentiment
from firstline.triage.judge import judge

CRITICAL = 5.0


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, my account was unblocked!",
        "My card was blocked but works now",
        "My account is no longer blocked",
        "My account isn't blocked",
        "It was blocked yesterday. It works again now.",
        "The blocked card is unblocked, all good",
        "This is not an emergency",
        "There was no fraud",
        "The site isn't down",
        "Nothing was stolen",
    ],
)
def test_a_trouble_that_is_not_or_no_longer_there_is_not_critical(text: str) -> None:
    """Neither for the urgency nor for the queue."""
    verdict = judge(Message(text))

    assert verdict.urgency.value < 3.0
    assert verdict.priority.value in {Priority.LOW, Priority.MEDIUM}
    assert verdict.level.value is Level.P3


@pytest.mark.parametrize(
    "text",
    [
        "Tell me when my blocked card works again",
        "My card is blocked. Please write when it works again.",
        "Once my blocked account is unblocked I will order",
        "My account is blocked until it works again",
        "Was my account unblocked? It is blocked here",
        "My account was unblocked but now it is blocked again",
        "My account is blocked, it should be fixed",
        "My account is still not unblocked, it is blocked",
        "My account is blocked and you promised it would be solved",
        "My card was stolen. The app works again.",
    ],
)
def test_a_trouble_stands_until_its_end_is_stated_as_fact(text: str) -> None:
    """A wish, a condition or a question states nothing."""
    assert judge(Message(text)).urgency.value == CRITICAL


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("My money is not yet disbursed", 4.0),
        ("I have not received it", 4.0),
        ("It was never approved", 4.0),
        ("I cannot access it", 5.0),
        ("It is not working", 3.0),
    ],
)
def test_a_negation_never_cancels_what_is_missed(text: str, least: float) -> None:
    """Words whose absence is the trouble stay what they are."""
    assert judge(Message(text)).urgency.value >= least


@pytest.mark.parametrize(
    "text", ["Not urgent at all", "This isn't urgent", "It is not very urgent", "Nothing urgent", "no rush"]
)
def test_what_is_not_urgent_is_low(text: str) -> None:
    """The customer said so."""
    verdict = judge(Message(text))

    assert verdict.priority.value is Priority.LOW
    assert verdict.urgency.value < 2.0


@pytest.mark.parametrize(
    "text", ["I am not angry at all, thanks", "We are not upset, thank you", "Never been disappointed, great"]
)
def test_a_negated_anger_is_no_anger(text: str) -> None:
    """The thanks count."""
    verdict = judge(Message(text))

    assert verdict.sentiment.value is Sentiment.POSITIVE
    assert verdict.priority.value in {Priority.LOW, Priority.MEDIUM}
    assert verdict.frustrated.value is False


@pytest.mark.parametrize(
    "text",
    [
        "I can't thank you enough",
        "We cannot praise your team enough!",
        "Can't wait to try it",
        "I can\u2019t wait for the new version",
        "Couldn't be happier with it",
        "Honestly, I can't complain",
    ],
)
def test_a_cannot_that_praises_is_no_inability(text: str) -> None:
    """Nothing is wrong, so nothing is urgent, and the tone is kind."""
    verdict = judge(Message(text))

    assert verdict.urgency.value < 2.0
    assert verdict.sentiment.value is Sentiment.POSITIVE
    assert verdict.priority.value in {Priority.LOW, Priority.MEDIUM}


@pytest.mark.parametrize("text", ["I can't wait any longer for it", "I cannot recommend this to anyone"])
def test_a_cannot_that_complains_stays_an_inability(text: str) -> None:
    """The figure of speech needs its whole phrase."""
    verdict = judge(Message(text))

    assert verdict.urgency.value >= 2.0
    assert verdict.sentiment.value is not Sentiment.POSITIVE


@pytest.mark.parametrize(
    "text",
    [
        "Could not be more disappointed",
        "I couldn't be more upset with your team",
        "We could not be less impressed",
    ],
)
def test_a_negation_that_raises_an_anger_is_anger(text: str) -> None:
    """Not more disappointed than this is as disappointed as can be."""
    verdict = judge(Message(text))

    assert verdict.sentiment.value is Sentiment.NEGATIVE
    assert verdict.frustrated.value is True


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Nothing is down, just asking about pricing", "sales"),
        ("There is no error, I only need the invoice", "billing"),
        ("It isn't a bug, I forgot my password", "account"),
        ("Nothing is down", "technical"),
        ("There is no error", "technical"),
    ],
)
def test_a_trouble_that_is_denied_is_the_topic_only_where_no_other_is_named(text: str, category: str) -> None:
    """What the customer writes about is what is there."""
    assert judge(Message(text)).category.value == category


@pytest.mark.parametrize(
    "text", ["Nothing is down, but the server is down", "No error here, no bug. There is an error there."]
)
def test_a_trouble_both_denied_and_stated_stands(text: str) -> None:
    """The denial takes back its own word and no other."""
    assert judge(Message(text)).category.value == "technical"


@pytest.mark.parametrize(
    "text", ["unhelpful staff", "Your staff was not helpful", "I am not happy", "Thanks for nothing"]
)
def test_a_kind_word_turned_round_is_negative(text: str) -> None:
    """Neither a part of a word nor a negated one is praise."""
    assert judge(Message(text)).sentiment.value is Sentiment.NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "I want to download the brochure",
        "I wrote everything down",
        "Which planet is the largest?",
        "Please calm down",
        "We are debugging our unicorn costume",
        "The upgraded accessory is in the showroom",
    ],
)
def test_a_word_inside_another_and_a_figure_of_speech_say_nothing(text: str) -> None:
    """No outage, no plan to buy, no urgency."""
    verdict = judge(Message(text))

    assert verdict.category.value != "technical"
    assert verdict.priority.value is Priority.MEDIUM
    assert verdict.level.value is Level.P3


def test_a_planet_is_no_plan() -> None:
    """It is a general question."""
    assert judge(Message("Which planet is the largest?")).category.value == "general"


def test_a_stolen_identity_is_at_least_of_high_priority() -> None:
    """And critical, and a breach."""
    verdict = judge(Message("someone stole my identity"))

    assert verdict.priority.value in {Priority.HIGH, Priority.URGENT}
    assert verdict.urgency.value == CRITICAL
    assert verdict.level.value is Level.P1


def test_subject_and_message_are_read_together_but_not_as_one_sentence() -> None:
    """A phrase does not reach from one into the other."""
    assert judge(Message("access to the lounge", subject="I cannot")).urgency.value < CRITICAL
    assert judge(Message("Please help", subject="Account hacked")).urgency.value == CRITICAL
