"""The policy check's voice hears what no rule says, by weights that it was taught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.house_rules import HousePolicy, rules_of
from firstline.replies.policy import PolicyCheck, check, stock_rules
from firstline.replies.policy.finder import find, read
from firstline.replies.policy.voice import KINDS, LEAST, cut, hear, stock_voice
from firstline.tickets.verdict import Level
from tests.timing import seconds

UNRULED = [
    ("refund_promise", "Keep the mug, and nothing will leave your account for it."),
    ("sla_mentioned", "The van rolls up while you are still having breakfast."),
    ("insult_or_blame", "I would have expected more from a grown man."),
    ("data_disclosure", "Mrs Hale two doors down had the same trouble with her loan last week."),
]
HARMLESS = [
    "I have put the question of the mug to our accounts team.",
    "The shop shuts at six on Saturdays.",
    "Nobody has looked at the valve yet, so I cannot say where the leak comes from.",
    "The cable goes into the wall, below the window.",
    "We cannot tell you anything about another customer's loan.",
]


def checked(text: str, ticket: str = "") -> PolicyCheck:
    """Check a reply by the rules that ship."""
    return check(text, level=Level.P3, ticket=ticket)


@pytest.mark.parametrize(("flag", "text"), UNRULED)
def test_what_no_rule_says_is_heard(flag: str, text: str) -> None:
    """The sentence is named, with how sure the voice is, and sending warns."""
    reply = f"Hello Ada, thank you for waiting. {text} Kind regards, Sam"

    ruled = [one.rule.flag for one in find(read(reply, stock_rules()), stock_rules(), reads="draft")]
    heard = [one for one in checked(reply).findings if one.flag == flag]

    assert flag not in ruled
    assert [(one.rule.partition(".")[0], reply[one.start : one.end], one.action) for one in heard] == [
        ("voice", text, "warn")
    ]
    assert LEAST <= heard[0].confidence < 1


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_it_is_left_alone(text: str) -> None:
    """The same words, and nothing in them."""
    assert checked(f"Hello Ada. {text} Kind regards, Sam").findings == ()


def test_a_rule_that_speaks_is_not_told_twice() -> None:
    """The voice adds nothing to a sentence in which a rule has found the same."""
    found = checked("We will refund you the second payment.").findings

    assert [one.rule for one in found if one.flag == "refund_promise"] == ["refund.en.act"]
    assert {one.confidence for one in found} == {1.0}


def test_a_matter_that_is_handed_over_in_other_words_is_settled() -> None:
    """And one that is left lying needs a person."""
    ticket = "There were sparks out of the socket when I plugged your heater in."

    left = checked("Please try another socket.", ticket)
    handed = checked(
        "I have walked this over to Marta in product safety, who has it on her desk now.", ticket
    )

    assert (left.escalation_needed, handed.escalation_needed) == (True, False)


def test_what_somebody_else_says_is_not_heard() -> None:
    """Quotations and quoted lines are not the writer's own."""
    own = "Keep the mug, and nothing will leave your account for it."

    assert checked(own).refund_promise
    assert not checked(f'You write "{own}" and I do not know of it.').refund_promise
    assert not checked(f"> {own}\n\nI do not know of it.").refund_promise


def test_a_desk_switches_the_voice_off_by_its_kinds() -> None:
    """The others go on."""
    flag, text = UNRULED[0]
    rules = rules_of(HousePolicy(actions={"voice.refund": "off", "voice.insult": "block"}))

    quiet = check(text, level=Level.P3, rules=rules)
    insulted = check(UNRULED[2][1], level=Level.P3, rules=rules)

    assert not getattr(quiet, flag)
    assert [one.action for one in insulted.findings if one.flag == "insult_or_blame"] == ["block"]


@given(st.text(max_size=400))
def test_any_text_is_heard_the_same_twice(text: str) -> None:
    """Each place lies in the text, each kind is known, and a chance is a chance."""
    own = read(text, stock_rules())

    heard = list(hear(own, stock_voice()))

    assert heard == list(hear(own, stock_voice()))
    assert all(0 <= one.start < one.end <= len(text) for one in heard)
    assert all(one.kind in KINDS and LEAST <= one.chance <= 1 for one in heard)


@pytest.mark.parametrize(
    "piece", ["we will ", "a. ", "ich werde Ihnen ", "x" * 50 + " ", "je vous l'", "\u200b."]
)
def test_hearing_takes_time_in_proportion_to_the_length(piece: str) -> None:
    """Twenty times the text takes some twenty times the time, however it is made."""
    short, long = (read(piece * times, stock_rules()) for times in (100, 2_000))

    few = seconds(lambda: list(hear(short, stock_voice())), times=3)
    many = seconds(lambda: list(hear(long, stock_voice())), times=3)

    assert many < 40 * few + 0.05
    assert len(list(cut(long))) <= 200
