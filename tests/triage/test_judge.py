"""A message in, a verdict out: the promised examples, and the blend with the LLM's opinion."""

import pytest

from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty, Level, Opinion, Priority, Reason, Sentiment, Voice
from firstline.triage.judge import judge
from firstline.triage.voices import Silence

AVA = Message("This is urgent. I cannot login and my team is blocked today.", subject="Cannot login")


def test_a_blocked_team_is_urgent_and_technical_and_is_told_so() -> None:
    """The documented example of the ticket API comes out word for word."""
    verdict = judge(AVA)

    assert verdict.category.value == "technical"
    assert verdict.priority.value is Priority.URGENT
    assert verdict.priority_score.value == 95
    assert verdict.sentiment.value is Sentiment.NEUTRAL
    assert verdict.team.value == "technical_support"
    assert verdict.next_action.value == "Investigate immediately and provide a status update."
    assert verdict.suggested_reply.value == (
        "Thanks for contacting us. We understand this is important and will prioritize it. "
        "Our technical support team will investigate the issue and share next steps."
    )


@pytest.mark.parametrize(
    "text",
    [
        "I was charged twice for my subscription this month. Please help!",
        "My credit card was billed two times for one subscription. Help please",
        "You charged my card double for the annual membership.",
        "The same payment went through twice, please help me",
        "My name is Oluwaseun Björk and you've taken the fee twice this month!",
        "I see two charges on my statement for the same month",
        "There is a duplicate charge on my card",
    ],
)
def test_a_double_charge_is_a_payment_matter_of_the_second_level_from_a_frustrated_customer(
    text: str,
) -> None:
    """However it is told, and whoever tells it."""
    verdict = judge(Message(text))

    assert (verdict.category.value, verdict.subcategory.value) == ("billing", "Payments")
    assert (verdict.level.value, verdict.sla_hours.value) == (Level.P2, 24)
    assert verdict.team.value == "finance"
    assert verdict.frustrated.value is True
    assert verdict.category.confidence >= 0.5


def test_the_two_seeds_measure_two_things_in_a_double_charge() -> None:
    """Its words are neutral although the customer is frustrated."""
    verdict = judge(Message("I was charged twice for my subscription this month. Please help!"))

    assert verdict.sentiment.value is Sentiment.NEUTRAL
    assert verdict.frustrated.value is True
    assert verdict.priority.value is Priority.MEDIUM


def test_the_llm_counts_six_tenths_and_both_opinions_are_kept() -> None:
    """The blend is exact, and the rules' opinion stays readable beside it."""
    advice = Opinion(3.7, 0.8, (Reason(Voice.LLM, "sounds patient", 3.7, "some-model"),))

    urgency = judge(Message("I promise to pay"), advice=advice).urgency

    assert urgency.value == round(0.6 * 3.7 + 0.4 * 3.0, 1)
    assert urgency.decided_by is Voice.LLM
    assert urgency.opinions[Voice.RULE].value == 3.0
    assert urgency.opinions[Voice.LLM] is advice
    assert [reason.voice for reason in urgency.reasons] == [Voice.LLM, Voice.RULE]


def test_a_silent_llm_leaves_the_rules_their_full_say() -> None:
    """The value is the rules', and a remark without weight says why."""
    silence = Silence("The LLM did not answer in time.", "some-model")

    urgency = judge(Message("I promise to pay"), advice=silence).urgency

    assert urgency.value == 3.0
    assert urgency.decided_by is Voice.RULE
    assert urgency.reasons[-1] == Reason(Voice.LLM, "The LLM did not answer in time.", 0.0, "some-model")


@pytest.mark.parametrize("text", ["asdf qwer", "zzz", "??", "", "   \n"])
def test_a_text_that_no_rule_understands_needs_a_person(text: str) -> None:
    """Every field of it: silence about a whole text is no knowledge."""
    verdict = judge(Message(text))

    assert verdict.category.value == "general"
    fields = (verdict.category, verdict.subcategory, verdict.level, verdict.sentiment, verdict.team)
    assert {field.certainty for field in fields} == {Certainty.PERSON}


def test_a_text_in_another_language_needs_a_person_even_where_a_word_is_known() -> None:
    """The rules are English, and say so."""
    verdict = judge(Message("Guten Tag, bitte die Rechnung vom letzten Monat noch einmal schicken."))

    assert verdict.language.value == "de"
    assert verdict.category.value == "billing"
    assert verdict.category.certainty is Certainty.PERSON


@pytest.mark.parametrize(
    ("tier", "text", "priority"),
    [
        ("standard", "I promise to pay", Priority.MEDIUM),
        ("premium", "I promise to pay", Priority.HIGH),
        ("vip", "I promise to pay", Priority.HIGH),
        ("vip", "I am angry", Priority.URGENT),
        ("vip", "Thanks", Priority.MEDIUM),
        ("premium", "Thanks", Priority.LOW),
        ("gold", "I promise to pay", Priority.MEDIUM),
    ],
)
def test_a_tier_moves_the_place_in_the_queue(tier: str, text: str, priority: Priority) -> None:
    """Premium starts high when nothing is said; a vip stands one step higher whatever is said."""
    verdict = judge(Message(text, tier=tier))

    assert verdict.priority.value is priority
    scores = {Priority.LOW: 20, Priority.MEDIUM: 50, Priority.HIGH: 75, Priority.URGENT: 95}
    assert verdict.priority_score.value == scores[priority]


def test_every_category_has_its_own_team_action_and_reply() -> None:
    """Five messages, one for each category, and nothing in common."""
    texts = ("My invoice", "An error", "Your pricing", "My profile", "Hello there")
    verdicts = [judge(Message(text)) for text in texts]

    assert [verdict.category.value for verdict in verdicts] == [
        "billing",
        "technical",
        "sales",
        "account",
        "general",
    ]
    assert len({verdict.team.value for verdict in verdicts}) == 5
    assert len({verdict.next_action.value for verdict in verdicts}) == 5
    assert len({verdict.suggested_reply.value for verdict in verdicts}) == 5


@pytest.mark.parametrize(
    "text",
    [
        "It would be great if the app had a dark mode",
        "Feature request: keyboard shortcuts",
        "I wish there was a way to sort my list by date",
        "Would it be possible to add a calendar view?",
        "Could you please add an option to hide read items?",
        "Please consider adding support for Arabic",
        "Do you plan to support single sign-on for guests?",
    ],
)
def test_a_wish_for_a_feature_is_recognised(text: str) -> None:
    """As a subcategory, whatever words it comes in."""
    verdict = judge(Message(text))

    assert verdict.subcategory.value == "Feature Request"
    assert verdict.category.value in {"general", "sales"}


@pytest.mark.parametrize(
    "text",
    [
        "SIM swap: all my money is gone",
        "Your website is down and nobody can order",
        "Our production server went down",
        "There is an outage in our region",
        "I think my account was hacked",
        "All our records have disappeared",
        "Money keeps leaving my account and it is not me",
        "We are losing money every minute",
        "Servers unreachable since 9am, production is stopped",
        "None of our clerks can open the program",
        "I can smell gas next to your meter",
        "There is a ransom note on every screen",
    ],
)
def test_what_cannot_wait_a_day_is_of_the_first_level(text: str) -> None:
    """Outages, breaches, dangers, and data or money being lost now; level, priority and urgency agree."""
    verdict = judge(Message(text))

    assert (verdict.level.value, verdict.sla_hours.value) == (Level.P1, 4)
    assert verdict.priority.value is Priority.URGENT
    assert verdict.urgency.value == 5.0


def test_an_unhappy_tone_is_urgent_enough_for_its_high_priority() -> None:
    """A complaint that names no trouble is not at the bottom of the queue."""
    verdict = judge(Message("Honestly, this is a disgrace."))

    assert verdict.priority.value is Priority.HIGH
    assert verdict.urgency.value == 3.0
    assert verdict.urgency.reasons[0].text == "“disgrace” sounds negative (tier 3.0)"


def test_a_wish_for_a_feature_can_wait() -> None:
    """Nobody stands still without it."""
    verdict = judge(Message("Please consider adding support for Arabic"))

    assert verdict.priority.value is Priority.LOW
    assert verdict.level.value is Level.P3


def test_automatic_mail_gets_a_mark_and_a_person() -> None:
    """It stays a ticket with a category, and nobody acts on that unseen."""
    verdict = judge(Message("I am out of the office until 3 May.", subject="Automatic reply: Invoice 7"))

    assert verdict.scope is not None
    assert (verdict.scope.value, verdict.scope.certainty) == ("autoreply", Certainty.SUGGEST)
    assert verdict.scope.reasons
    assert verdict.category.certainty is Certainty.PERSON


def test_a_customers_matter_has_no_mark() -> None:
    """And its category is as sure as it was."""
    verdict = judge(Message("I was charged twice this month"))

    assert verdict.scope is not None
    assert verdict.scope.value == "in_scope"
    assert verdict.category.certainty is not Certainty.PERSON


def test_a_language_that_the_caller_names_is_taken() -> None:
    """However short the text."""
    verdict = judge(Message("Hallo", language="de"))

    assert (verdict.language.value, verdict.language.confidence) == ("de", 1.0)
