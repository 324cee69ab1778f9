"""Every reply is checked: promises of a refund, timelines, and tickets that a person must see first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.policy import EMPTY, ESCALATION, PolicyCheck, check
from firstline.tickets.verdict import Level
from tests.timing import seconds

PROMISES = [
    "We will refund you.",
    "We'll refund the second payment in full.",
    "You'll get your money back.",
    "A refund has been issued.",
    "I have refunded the duplicate charge.",
    "Your refund is on its way.",
    "You will be fully refunded.",
    "We are processing your refund now.",
    "We have issued a full refund to your card.",
    "I'm happy to offer you a full refund.",
    "You are entitled to a refund.",
    "We can offer you a refund.",
    "Refund issued.",
    "We promise a refund.",
    "If you were charged twice, we will refund you.",
    "We cannot extend the trial, but we will refund you.",
    "Our billing team is going to reimburse you.",
    "We will pay you back.",
    "We will reverse the charge.",
    "The payment will be returned to your account.",
    "You should see the refund in your account.",
    "Let me refund that for you.",
    "We will, of course, refund you.",
    "No problem, we will refund you.",
    "We would like to offer you a refund.",
    "I will check your payment and refund you.",
    "Your refund request has been approved.",
    "We will credit your account.",
    "I\u2019d be glad to refund you.",
    "We guarantee that you will get your money back.",
    "Our finance team will send the money back to you.",
    "Expect your refund soon.",
    "We have approved your refund.",
    "The full amount has been refunded.",
    "You will receive a full refund of $42.",
    "You qualify for a refund.",
    "We've gone ahead and refunded your last invoice.",
    "Good news: your refund was approved this morning.",
    "I have just issued you a full refund.",
    "You can expect your refund soon.",
    "We have started the refund for order 1234.",
    "Rest assured that you will get your money back.",
    "The money will be refunded to the original card.",
    "I can confirm that your refund has been processed.",
    "We shall reimburse all costs.",
    "Don't worry, we will refund everything.",
    "I will personally make sure that you get a refund.",
    "We'll make sure you're refunded.",
    "We will issue you with a refund.",
    "The duplicate charge has been reversed.",
    "We'll gladly return your money.",
    "A full refund is guaranteed.",
    "As agreed, we are refunding both payments.",
    "We apologise and will refund you the difference.",
    "Your account will be credited with $20.",
    "We owe you a refund and you will get it.",
    "Your refund will arrive on your card.",
    "We'll give you your money back.",
    "Sorry for the delay, the refund has now been sent.",
    "You are getting a refund.",
    "We are able to refund the second payment.",
]
"""Somebody stands for money coming back."""

MENTIONS = [
    "We get the money from the bank when a payment clears.",
    "We cannot promise a refund.",
    "If you asked for a refund, please send us the invoice number.",
    "We are unable to refund this order.",
    "We will look into your refund request.",
    "Would you like a refund?",
    "Has your refund been issued?",
    "When will my refund be issued?",
    "Our refund policy is on our website.",
    "We will check whether a refund is possible.",
    "We have received your request for a refund.",
    "You wrote that you want your money back.",
    "No refund has been issued.",
    "We will not refund shipping costs.",
    "We can't guarantee that you will be refunded.",
    "We do not know if we will refund you.",
    "You asked us to issue a refund.",
    "To issue a refund, we need your receipt.",
    "You can refund your customers in the dashboard.",
    "Before we can refund you, we need the receipt.",
    "We may refund you.",
    "You may be eligible for a refund.",
    "The refund has not been issued yet.",
    "You said that your refund was approved.",
    "We will let you know about your refund.",
    "I have passed your refund question on to billing.",
    "There is no guarantee that a refund will be issued.",
    "Refunds are handled by our finance team.",
    "Your credit card was declined.",
    "We will return your call.",
    "We will send the parcel back.",
    "I understand that you want a refund.",
    "We won't be able to refund you.",
    "Could you tell me which refund you mean?",
    "We have not refunded you.",
    "Thank you for paying back in April.",
    "We will review your refund.",
    "We have a refund policy.",
    "Thank you for asking about a refund.",
    "I'm sorry that your refund has not arrived.",
    "We are checking whether your payment can be refunded.",
    "If a refund is due, our billing team decides about it.",
    "Please tell us to which card the refund should go.",
    "I cannot say if or when you will be refunded.",
    "Our team has not approved your refund.",
    "We never refund gift cards.",
    "Did you receive the refund?",
    "A refund might be possible.",
    "Your refund request has been passed to billing.",
    "I see that you are waiting for your money back.",
    "You told us that you were promised a refund.",
    "To check your refund we need the order number.",
    "We have no record of a refund.",
    "We don't offer refunds on used items.",
    "Please reply with the date of the refund request.",
    "I understand you would like a refund.",
    "So that we can find the payment, please send us the invoice number.",
    "The refund form is in your account settings.",
    "We are not in a position to refund you.",
    "I want to be honest: I can't approve a refund.",
    "We have received your payment, thank you.",
    "Your payment was returned by the bank.",
    "Please send us the amount you were charged.",
    "Can you confirm that the refund was issued by us?",
    "Neither I nor my team can issue a refund.",
    "How do I refund a customer in the app?",
    "We have given your question about a refund to billing.",
]
"""A refund, or its words, without a promise."""

TIMELINES = [
    "Expect an answer within the next 24-48 hours.",
    "We will answer by tomorrow.",
    "It takes 3\u20135 business days.",
    "You will hear from us in two hours.",
    "We will be done by Friday.",
    "You will have an answer by the end of the day.",
    "Please allow 48 hours.",
    "We will answer today.",
    "This takes up to 10 days.",
    "We reply within a day.",
    "Give it a few days: we will write in a few days.",
    "We will call you next week.",
    "We answer in 24h.",
    "We will fix it by 5 pm.",
    "You will have it by March 3.",
    "It ships in approx. 3 days.",
    "Our response time is 24 hours.",
    "We will reply within the hour.",
    "in less than 2 hours",
    "We will answer before the weekend.",
    "You will hear from us on Monday.",
    "The next business day",
    "in one or two working days",
    "within 1 month",
    "two weeks from now",
    "by EOD",
    "in the coming days",
    "in about half an hour",
    "same-day delivery",
    "You should hear back in a couple of hours.",
    "Our engineers will have a look by Monday morning.",
    "We usually respond within one business day.",
    "It should take no more than 3 hours.",
    "An update follows in 30 minutes.",
    "We'll be in touch later today.",
    "It can take up to two weeks.",
    "Expect news by the end of next week.",
    "The transfer takes between 2 and 4 days.",
    "You will have it before the 15th.",
    "this will be fixed within minutes",
    "Allow five working days for the transfer.",
    "We aim to answer in under 4 hours.",
    "We get back to you no later than Friday.",
    "Someone will call you this afternoon.",
]
"""Something is said to happen at a time."""

NO_TIMELINES = [
    "You wrote two days ago.",
    "Nothing worked for the last 24 hours.",
    "We will answer shortly.",
    "We will look at it as soon as possible.",
    "Thank you for contacting us today.",
    "You have waited for 3 to 5 days.",
    "Your 30-day trial has ended.",
    "In the last 24 hours nobody could log in.",
    "It stopped on Friday.",
    "We are here 24/7.",
    "Which day was it?",
    "Please send the last four digits.",
    "The export stops after 30 seconds with error 504.",
    "Open the page in a new window.",
    "Sign in by phone.",
    "May I ask for the invoice number?",
    "You have been a customer for more than two years.",
    "Your plan renews every 12 months.",
    "Your trial of 14 days is over.",
    "The charge from 3 March is the one we see.",
    "The outage lasted 20 minutes.",
    "We wrote to you last Friday.",
    "Sorry for the wait of two days.",
    "Which of the two payments do you mean?",
    "The May invoice is attached.",
    "In a new browser window, open the settings.",
    "You may sign in by e-mail.",
    "I will look at it right away.",
    "We offer monthly and yearly plans.",
    "I read your message from this morning.",
]
"""Time or its words, but nothing that is to come at a known time."""

HOSTILE = [
    "we will refund ",
    "refund ",
    "refund you not ",
    "within the next ",
    "in the about 1 2 or ",
    "by the next ",
    "end of the ",
    "money payment returned ",
    "you would not will have been ",
    "1-",
    "1 - ",
    "a'",
    "\n",
    "\n ",
    "\n>",
    " ",
    "...",
    "\u200b",
    "\u0301\u0323",
    "a",
]
"""Endless repetitions of what the check looks for."""

LONG = 200_000
"""Characters."""


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_of_a_refund_fails_and_is_quoted(text: str) -> None:
    """Acts, gifts, claims and offers are promises, in the active and in the passive."""
    found = check(text, level=Level.P3)

    assert found.refund_promise
    assert found.compliance == "failed"
    assert found.issues is not None
    assert found.issues[0].startswith("Promises a refund: “")


@pytest.mark.parametrize("text", MENTIONS)
def test_a_mention_of_a_refund_is_not_a_promise(text: str) -> None:
    """Refusals, questions, conditions, requests and the customer's own words promise nothing."""
    assert not check(text, level=Level.P3).refund_promise


@pytest.mark.parametrize("text", TIMELINES)
def test_a_timeline_is_a_warning_and_is_quoted(text: str) -> None:
    """Spans, days and the ends of days all tell the customer when."""
    found = check(text, level=Level.P3)

    assert found.sla_mentioned
    assert found.compliance == "warning"
    assert found.issues is not None
    assert found.issues[0].startswith("Mentions a timeline: “")


@pytest.mark.parametrize("text", NO_TIMELINES)
def test_the_past_and_the_vague_are_no_timeline(text: str) -> None:
    """Nobody can hold the desk to "soon", or to what is over."""
    assert check(text, level=Level.P3) == PolicyCheck(
        refund_promise=False,
        sla_mentioned=False,
        escalation_needed=False,
        compliance="passed",
        issues=None,
    )


def test_issues_are_sentences_that_quote_the_words() -> None:
    """A person can find the place in the reply without reading it twice."""
    text = "Dear Ava, we\u2019ll refund\nboth payments. You will hear from us within the next 24-48 hours."

    assert check(text, level=Level.P2).issues == (
        "Promises a refund: “we\u2019ll refund both”.",
        "Mentions a timeline: “within the next 24-48 hours”.",
    )


def test_every_reply_on_a_p1_ticket_needs_a_person() -> None:
    """Even one that nothing else is wrong with."""
    found = check("We are looking at it.", level=Level.P1)

    assert found.escalation_needed
    assert found.compliance == "failed"
    assert found.issues == (ESCALATION,)


def test_an_empty_reply_is_a_warning() -> None:
    """Nobody means to send it."""
    found = check(" \n", level=Level.P3)

    assert (found.compliance, found.issues) == ("warning", (EMPTY,))


def test_quoted_lines_are_somebody_elses_words() -> None:
    """A reply may carry the customer's letter below it."""
    text = "Thank you.\n\n> You said you will refund me\n> within 2 days."

    assert check(text, level=Level.P3).compliance == "passed"


def test_characters_that_nobody_sees_hide_nothing() -> None:
    """A zero-width space inside a word is still that word for the one who reads it."""
    assert check("We will re\u200bfund you.", level=Level.P3).refund_promise


def test_words_inside_other_words_are_not_those_words() -> None:
    """Matching is by whole words."""
    text = "We will read the refundability chapter, and the prefunded account is within reach of Daytona."

    assert check(text, level=Level.P3).compliance == "passed"


def test_the_same_finding_is_named_once_and_the_list_stays_short() -> None:
    """A reply that repeats itself gives one issue, and one with many findings gives the first few."""
    repeated = check("We will refund you. " * 50, level=Level.P3)
    varied = check(" ".join(f"Expect it within {days} days." for days in range(50)), level=Level.P3)

    assert len(repeated.issues or ()) == 1
    assert len(varied.issues or ()) == 5


@given(st.text(), st.sampled_from(Level))
def test_no_text_breaks_the_check(text: str, level: Level) -> None:
    """Whatever is in a reply, the answer is whole and agrees with itself."""
    found = check(text, level=level)

    assert found.escalation_needed == (level is Level.P1)
    assert (found.issues is None) == (found.compliance == "passed")
    assert (found.compliance == "failed") == (found.refund_promise or found.escalation_needed)


WORDS = (
    "we you will 'll not refund refunded money back your a if within by 24-48 two hours friday . ? payment"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=40))
def test_no_order_of_the_words_it_knows_breaks_the_check(words: list[str]) -> None:
    """The readers of words look beyond both ends of every sentence."""
    text = " ".join(words)
    found = check(text, level=Level.P2)

    assert found.refund_promise <= ("refund" in text or "money" in text or "payment" in text)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_made_to_be_slow_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """Twenty times the text takes some twenty times the time, and not four hundred times."""
    short = seconds(lambda: check(piece * (LONG // 20 // len(piece)), level=Level.P2), times=3)
    long = seconds(lambda: check(piece * (LONG // len(piece)), level=Level.P2), times=2)

    assert long < 30 * short + 0.05
