"""Two verdicts are laid side by side: what differs is named, and what a person set is theirs."""

from dataclasses import replace

import pytest

from firstline.tickets.corrections import FIELDS, as_shown, correct, keep_corrections
from firstline.tickets.message import Message
from firstline.tickets.redecision import changes, touched
from firstline.tickets.verdict import Opinion, Reason, Verdict, Voice
from firstline.triage.following import following
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from tests.tickets.made import ticket_on

FOLLOW = following(first_taxonomy())
VERDICT = judge(Message("I was charged twice, please help! Order #123-4567"))


def with_odds(verdict: Verdict, by: float) -> Verdict:
    """Shift a confidence."""
    field = verdict.category
    return replace(verdict, category=replace(field, confidence=field.confidence + by))


def test_the_same_verdict_has_no_changes() -> None:
    """Made twice."""
    assert changes(VERDICT, judge(Message("I was charged twice, please help! Order #123-4567"))) == []


@pytest.mark.parametrize(("by", "found"), [(0.0001, 0), (-0.0001, 0), (0.0002, 1), (-0.5, 1)])
def test_figures_are_compared_to_four_decimals(by: float, found: int) -> None:
    """Because processors add in different orders, one in the last of them may differ."""
    assert len(changes(with_odds(VERDICT, by), VERDICT)) == found


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_a_person_set_is_compared_by_what_the_voices_thought(name: str) -> None:
    """Its value is the person's; an opinion that was changed is found all the same."""
    field = getattr(VERDICT, name)
    hers = Opinion(field.value, 1.0, (Reason(Voice.HUMAN, "Mara set it", 1.0, "person"),))
    set_by_her = replace(field, confidence=1.0, reasons=(), opinions={Voice.HUMAN: hers, **field.opinions})
    forged = replace(set_by_her, opinions={Voice.HUMAN: hers})

    assert changes(replace(VERDICT, **{name: set_by_her}), VERDICT) == []
    assert touched(replace(VERDICT, **{name: set_by_her})) == [name]
    assert {one.field for one in changes(replace(VERDICT, **{name: forged}), VERDICT)} == {name}


def test_what_nobody_asked_for_then_is_no_change() -> None:
    """Verdicts from before there were marks say nothing of them."""
    assert changes(replace(VERDICT, scope=None), VERDICT) == []
    assert [one.field for one in changes(VERDICT, replace(VERDICT, scope=None))] == ["scope"]


def test_what_follows_from_a_person_is_theirs_as_well() -> None:
    """And what the next message brought beside it is the desk's."""
    before = correct(VERDICT, {"category": "sales"}, author="Mara", follow=FOLLOW)
    heard = judge(Message("My account is blocked"))

    kept = keep_corrections(before, heard, follow=FOLLOW)

    assert changes(kept, heard) == []
    assert {"category", "subcategory", "team"} <= {*touched(kept)}


def test_what_stands_as_earlier_messages_had_it_is_no_change() -> None:
    """An open matter keeps its weight on the ticket."""
    shown = as_shown(VERDICT, replace(ticket_on("I was charged twice"), urgency=5.0))

    assert shown.urgency.value == 5.0
    assert changes(shown, VERDICT) == []
