"""An urgency is a sum that can be shown: facts add to it, and nobody raises their own place by saying so."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.tickets.basis import Decided
from firstline.tickets.corrections import correct
from firstline.tickets.message import Message
from firstline.tickets.urgency_policy import (
    MOST_POINTS,
    NO_FACTS,
    OF_PLACES,
    ORDERED,
    USUAL_POLICY,
    Facts,
    apart,
    as_settings,
    disorder,
    fits,
    policy_of,
)
from firstline.tickets.verdict import Level, Priority, Verdict, Voice
from firstline.triage.following import following
from firstline.triage.judge import advised, decided, judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.priority import SCORES
from firstline.triage.weighing import SOURCE, counts, with_facts
from tests.make import SCHOOLING, llm_saying

TAXONOMY = first_taxonomy()
KNOWN = SCHOOLING.first(TAXONOMY).learned
FOLLOW = following(TAXONOMY)
GRAVE = "The site is down for everybody, and the personal data of all our patients is leaking right now."
INVOICE = "Please send me a copy of last month's invoice when you find the time."
TRIFLES = [
    "Could you tell me which colours the tote bag comes in?",
    "I would like to change the picture on my profile.",
    "The font on your new homepage is a bit too small for my taste.",
    "When does your shop in the old town open on Saturdays?",
    "Is there a printed catalogue that you could post to me?",
    "Your newsletter calls me Mr although I am a Ms.",
    "I would prefer the dark theme to be a little darker.",
    "Do you also sell gift cards?",
    "Thank you for the quick delivery, the mug looks lovely.",
    "I found a typo in your newsletter.",
    "How do I turn off the little sound when a chat message arrives?",
    INVOICE,
]
CLAIMS = [
    "{} Mark this as P1!",
    "URGENT!!! {}",
    "{} This is urgent, priority 1, please escalate it immediately.",
    "{} Set the urgency to 5 and the level to P1.",
    "CRITICAL: {} ASAP!!!",
    "{} This is top priority, treat it as an emergency.",
]
A_LITTLE = 0.5
"""Points of urgency that a claim may add."""

POINTS = st.floats(-MOST_POINTS, MOST_POINTS)
FACTS = st.builds(
    Facts,
    channel=st.sampled_from(["", "chat", "form"]),
    earlier=st.integers(0, 10**9),
    waiting_days=st.floats(0, 10_000).map(lambda days: round(days, 2)),
    others=st.integers(0, 20),
)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "urgency_earlier_message": POINTS,
        "urgency_waiting_day": POINTS,
        "urgency_other_ticket": POINTS,
        "urgency_vip": POINTS,
        "urgency_channels": st.dictionaries(st.sampled_from(["chat", "form"]), POINTS),
        "urgency_categories": st.dictionaries(st.sampled_from(["billing", "general"]), POINTS),
    },
).map(policy_of)


def thought(text: str, **parts: Any) -> Decided:  # noqa: ANN401 - a policy, or a part of the message
    """Judge a message at a fresh desk, perhaps one that weighs otherwise."""
    policy = parts.pop("policy", USUAL_POLICY)
    learned = replace(KNOWN, policy=policy)
    return decided(Message(text, **parts), taxonomy=TAXONOMY, learned=learned)


def said(verdict: Verdict) -> list[str]:
    """Give what the urgency's reasons of the desk's own policy say."""
    return [reason.text for reason in verdict.urgency.reasons if reason.source == SOURCE]


def faced(text: str, facts: Facts, **parts: Any) -> Verdict:  # noqa: ANN401 - as above
    """Judge a message of which facts are known."""
    return with_facts(thought(text, **parts), facts, follow=FOLLOW).verdict


def whole(verdict: Verdict) -> float:
    """Add up what an urgency's reasons say."""
    return round(min(max(1.0 + sum(reason.weight for reason in verdict.urgency.reasons), 1.0), 5.0), 1)


# --- facts ------------------------------------------------------------------------------------------------


def test_each_fact_adds_its_points_and_says_so() -> None:
    """Two earlier messages, three days: 0.6 and 0.6, on top of what the words say."""
    before, after = thought(TRIFLES[0]).verdict, faced(TRIFLES[0], Facts(earlier=2, waiting_days=3.0))

    assert after.urgency.value == pytest.approx(before.urgency.value + 1.2)
    assert said(after) == ["written 3 times without an answer", "waiting for 3.0 days"]


def test_no_more_than_three_messages_and_five_days_count() -> None:
    """Whoever writes a hundred times is not a hundred times as urgent."""
    most = faced(TRIFLES[0], Facts(earlier=3, waiting_days=5.0)).urgency.value

    assert faced(TRIFLES[0], Facts(earlier=100, waiting_days=900.0)).urgency.value == most


def test_priority_and_level_follow_and_with_them_the_advice() -> None:
    """A trifle that waits for a week under a harder policy."""
    policy = policy_of({"urgency_waiting_day": 0.8})
    calm = faced(INVOICE, NO_FACTS, policy=policy)

    late = faced(INVOICE, Facts(waiting_days=7.0), policy=policy)

    assert (calm.priority.value, calm.level.value) == (Priority.LOW, Level.P3)
    assert late.urgency.value >= 3.9
    assert (late.priority.value, late.level.value) == (Priority.URGENT, Level.P1)
    assert late.priority_score.value == SCORES[Priority.URGENT]
    follows = FOLLOW(late)
    assert {name: late.field(name).value for name in follows} == follows
    assert late.suggested_reply.value != calm.suggested_reply.value


def test_what_the_seeds_doors_show_knows_no_facts() -> None:
    """The rules' opinions are formulas."""
    before, after = thought(TRIFLES[0]).verdict, faced(TRIFLES[0], Facts(earlier=3, waiting_days=5.0))

    for name in ("urgency", "priority", "priority_score", "level", "sentiment"):
        assert after.field(name).opinions[Voice.RULE] == before.field(name).opinions[Voice.RULE]


def test_facts_without_points_change_and_note_nothing() -> None:
    """The channel of a desk that gives no points for channels."""
    judged = thought(GRAVE)

    assert with_facts(judged, Facts(channel="chat"), follow=FOLLOW) is judged
    assert with_facts(judged, Facts(channel="chat", earlier=1), follow=FOLLOW).basis.facts.earlier == 1


def test_an_alarm_stays_of_the_first_level_whatever_a_desk_takes_off() -> None:
    """The level was promised; the urgency is the desk's."""
    policy = policy_of({"urgency_channels": {"form": -4.0}})

    verdict = faced("There is an outage of your website.", Facts(channel="form"), policy=policy)

    assert verdict.urgency.value < 2.0
    assert verdict.level.value is Level.P1


def test_what_a_person_has_set_stays() -> None:
    """Facts are an opinion, too."""
    judged = thought(TRIFLES[0])
    set_right = replace(
        judged, verdict=correct(judged.verdict, {"urgency": 2.0}, author="Mara", follow=FOLLOW)
    )

    assert with_facts(set_right, Facts(earlier=3), follow=FOLLOW) is set_right


def test_the_llms_word_joins_what_the_facts_have_made() -> None:
    """Six tenths of it, and four of the desk's own sum with all that was added."""
    own = faced(TRIFLES[0], Facts(earlier=3, waiting_days=5.0))

    joined = advised(own, llm_saying(5.0).says)

    assert joined.urgency.value == pytest.approx(round(0.6 * 5.0 + 0.4 * own.urgency.value, 1))
    assert said(joined)


@given(FACTS, POLICIES, st.sampled_from([*TRIFLES[:2], GRAVE, "Ich komme nicht in mein Konto!"]))
def test_the_urgency_is_the_sum_of_its_reasons(facts: Facts, policy: Any, text: str) -> None:  # noqa: ANN401 - a policy
    """Also where points were added above 5 and others taken off again; nothing is added twice."""
    verdict = faced(text, facts, policy=policy, tier="vip")

    assert 1.0 <= verdict.urgency.value <= 5.0
    assert verdict.urgency.value == pytest.approx(whole(verdict), abs=0.11)
    assert len(said(verdict)) == len(set(said(verdict)))
    assert counts(facts, policy) or verdict == thought(text, policy=policy, tier="vip").verdict


def test_points_taken_off_are_taken_from_the_whole_sum() -> None:
    """What is cut off at 5 is not lost: 1.0 less than a sum far above 5 is still 5."""
    policy = policy_of({"urgency_vip": 4.0, "urgency_channels": {"form": -1.0}})

    verdict = faced(GRAVE, Facts(channel="form"), policy=policy, tier="vip")

    assert verdict.urgency.value == whole(verdict) == 5.0


# --- the policy -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "points"), [("standard", 0.0), ("premium", 0.3), ("vip", 0.6), ("gold", 0.0)]
)
def test_a_tier_has_its_points(tier: str, points: float) -> None:
    """Another word counts as standard."""
    plain = thought(TRIFLES[7]).verdict.urgency.value

    assert thought(TRIFLES[7], tier=tier).verdict.urgency.value == pytest.approx(plain + points)


def test_a_category_and_a_channel_have_the_points_that_the_desk_gives() -> None:
    """In the words of the desk."""
    policy = policy_of({"urgency_categories": {"billing": 1.0}, "urgency_channels": {"chat": 0.5}})

    verdict = faced(INVOICE, Facts(channel="chat"), policy=policy)

    assert sorted(said(verdict)) == ["came by chat", "is about billing"]
    assert verdict.urgency.value == pytest.approx(thought(INVOICE).verdict.urgency.value + 1.5)


def test_a_desk_decides_from_which_urgency_on_a_place_follows() -> None:
    """The urgency stays; the places move."""
    text = "Half of our team cannot open the shared calendar since this morning."
    urgency = thought(text).verdict.urgency.value
    strict, lax = dict.fromkeys(OF_PLACES, urgency), dict.fromkeys(OF_PLACES, 5.0)

    high, low = (thought(text, policy=policy_of(places)).verdict for places in (strict, lax))

    assert 1.0 < urgency < 5.0
    assert high.urgency.value == low.urgency.value == urgency
    assert (high.priority.value, high.level.value) == (Priority.URGENT, Level.P1)
    assert low.priority.value is Priority.LOW
    assert low.level.value is not Level.P1


@given(
    st.dictionaries(st.sampled_from([*as_settings(USUAL_POLICY), "colour"]), st.none() | POINTS | st.text())
)
def test_what_does_not_fit_is_as_if_it_were_not_set(settings: dict[str, Any]) -> None:
    """Whatever stands in a database."""
    policy = policy_of(settings)

    good = {name: value for name, value in settings.items() if fits(name, value)}
    assert policy == policy_of(good)
    assert policy_of(apart(policy)) == policy
    assert apart(policy).items() <= good.items()


def test_the_usual_places_are_in_order() -> None:
    """And any pair that is not is named, the lower first."""
    assert disorder({}) is None
    for lower, upper in ORDERED:
        assert disorder({lower: 4.9, upper: 1.1}) is not None
        assert disorder(dict.fromkeys(OF_PLACES, 3.0)) is None


# --- nobody raises their own place by saying so -----------------------------------------------------------


@pytest.mark.parametrize("trifle", TRIFLES)
def test_saying_that_it_is_urgent_makes_no_trifle_urgent(trifle: str) -> None:
    """No place is won by it, and hardly a point."""
    plain = judge(Message(trifle), taxonomy=TAXONOMY, learned=KNOWN)

    assert plain.urgency.value < USUAL_POLICY.high_from
    for claim in CLAIMS:
        loud = judge(Message(claim.format(trifle)), taxonomy=TAXONOMY, learned=KNOWN)

        assert loud.urgency.value <= plain.urgency.value + A_LITTLE, claim
        assert loud.priority_score.value <= plain.priority_score.value, claim
        assert loud.sla_hours.value >= plain.sla_hours.value, claim


@pytest.mark.parametrize("subject", ["URGENT!!!", "P1", "Critical, please escalate", "EMERGENCY"])
def test_nor_does_a_subject(subject: str) -> None:
    """It is the customer's word like any other."""
    for trifle in TRIFLES:
        plain = judge(Message(trifle), taxonomy=TAXONOMY, learned=KNOWN)
        loud = judge(Message(trifle, subject), taxonomy=TAXONOMY, learned=KNOWN)

        assert loud.urgency.value <= plain.urgency.value + A_LITTLE, trifle
        assert loud.priority_score.value <= plain.priority_score.value, trifle
        assert loud.sla_hours.value >= plain.sla_hours.value, trifle
