"""No voice says what a field cannot be, whatever a desk has learnt and whatever comes in.

`python -m evals.legal` tries 100,000 messages.
"""

from dataclasses import replace

import pytest

from evals.legal import EACH, HEARD, Lots, illegal, tried
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import RULED
from firstline.tickets.verdict import Opinion, Voice
from firstline.triage.judge import judge


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_voice_says_what_a_field_cannot_be(seed: int) -> None:
    """Though its examples and heads know labels of an older taxonomy; and every voice was heard."""
    found, voices = tried(EACH, seed)

    assert found == {}
    assert {f"{about}: {voice}" for about in HEARD for voice in (Voice.MODEL, Voice.RULE)} <= set(voices)
    assert {"category: phrase", "urgency: llm"} <= set(voices)
    assert any(f"{about}: own rule" in voices for about in RULED)


def test_what_must_not_be_said_is_noticed() -> None:
    """By a field, by a voice, in a ranking, and as a chance."""
    desk = Lots(4).desk()
    verdict = judge(Message("I was charged twice"), taxonomy=desk.taxonomy, learned=desk.learned)
    team = verdict.team
    strange = replace(
        verdict,
        team=replace(
            team,
            value="nobody",
            confidence=1.5,
            opinions={**team.opinions, Voice.LLM: Opinion("them", 0.5)},
        ),
        category=replace(verdict.category, ranking=(("lost", 0.4),)),
    )

    assert [*illegal(verdict, desk.taxonomy)] == []
    assert sorted(illegal(strange, desk.taxonomy)) == [
        "category, ranked: 'lost'",
        "team by llm: 'them'",
        "team: 'nobody'",
        "team: a confidence of 1.5",
    ]
