"""What is measured of the starter heads: who is held back, and each figure as it would be counted by hand."""

from collections import Counter
from dataclasses import replace
from math import isnan

import pytest

from evals.corpus import Labels, Written, messages
from evals.starter import CUTS, WANTED, Told, figures, held_back, lesson_of
from firstline.tickets.verdict import TicketScope
from firstline.triage.blend import SCALES
from firstline.triage.labels import first_taxonomy
from firstline.triage.marks import MARKS, urgency_of

PLAIN = Labels(urgency=1.0, sentiment="neutral", frustrated=False, scope="in_scope", category="general")


def written(urgency: float, *, lang: str = "en", loud: bool = False, **labels: object) -> Written:
    """Write a message with these labels."""
    given = replace(PLAIN, urgency=urgency, **labels)  # type: ignore[arg-type] # the caller's own labels
    return Written(
        id=f"{lang}-0001",
        text="Hello",
        lang=lang,
        channel="chat",
        company="Acme",
        business="shop",
        writer="hand",
        labels=given,
        in_scope=given.scope == "in_scope",
        marks=dict.fromkeys(MARKS, 0),
        loud=loud,
        entities=[],
        aim="",
    )


def told(entry: Written, urgency: float, **said: object) -> Told:
    """Say of a message what is right, but for what is given."""
    usual = Told(
        entry,
        urgency=urgency,
        category=entry.labels.category or "general",
        sure=False,
        sentiment=entry.labels.sentiment,
        in_scope=0.9 if entry.in_scope else 0.1,
    )
    return replace(usual, **said)  # type: ignore[arg-type] # the caller's own words


# --- who is held back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("deal", range(4))
def test_each_hand_is_held_back_once_in_a_deal(deal: int) -> None:
    """Whole, of each language some, and no cut is much larger than another."""
    entries = messages()
    hands = {entry.writer for entry in entries}

    cuts = [held_back(entries, deal, cut) for cut in range(CUTS)]

    assert Counter(hand for cut in cuts for hand in cut) == Counter(hands)
    for cut in cuts:
        held = [entry for entry in entries if entry.writer in cut]
        assert {entry.lang for entry in held} == {"en", "de", "fr", "es", "pt"}
        assert abs(len(cut) - len(hands) / CUTS) <= len({entry.lang for entry in entries})


def test_who_is_held_back_takes_the_companies_along() -> None:
    """No company and no message is on both sides."""
    entries = messages()
    for cut in range(CUTS):
        hands = held_back(entries, 0, cut)
        held = {entry.company for entry in entries if entry.writer in hands}
        assert held.isdisjoint(entry.company for entry in entries if entry.writer not in hands)


def test_the_same_deal_is_dealt_the_same_and_another_one_otherwise() -> None:
    """Whatever the order of the messages."""
    entries = messages()

    again = [held_back(entries[::-1], 2, cut) for cut in range(CUTS)]

    assert again == [held_back(entries, 2, cut) for cut in range(CUTS)]
    assert again != [held_back(entries, 3, cut) for cut in range(CUTS)]


# --- the figures -----------------------------------------------------------------------------------------

QUEUE = (
    told(written(5.0), 4.8),  # a calm emergency, above all
    told(written(4.5), 1.6),  # a critical one that is calm, near the end
    told(written(4.0, loud=True), 4.0),  # a loud emergency: no side of the pairs
    told(written(4.0, frustrated=True, sentiment="negative"), 3.9),  # as is one without patience
    told(written(2.0, loud=True), 1.6),  # shouted trivia, level with the critical one
    told(written(1.5, loud=True), 1.0),
    told(written(3.0, category="billing"), 3.0, sure=True),
    told(written(2.5, category="billing"), 2.5, category="sales", sure=True),
    told(written(2.5, category="sales"), 2.4, sure=True),
    told(written(2.0, category="account"), 2.2, category="technical"),
)
OTHERS = (
    told(written(1.0, lang="de"), 1.1, sure=True),
    told(written(1.0, lang="fr"), 1.2, category="billing", sure=True),
    told(written(1.5, lang="pt", sentiment="positive"), 1.3, sentiment="neutral"),
)
STRAYS = (
    told(written(1.0, scope="spam", category=None), 5.0, sure=True, in_scope=0.95),
    told(written(1.0, scope="off_topic", category=None), 5.0, in_scope=0.2),
)


def test_the_figures_are_those_that_are_counted_by_hand() -> None:
    """Strays count for the scope alone, other languages neither for precision nor for coverage."""
    found = figures([*QUEUE, *OTHERS, *STRAYS])

    assert found["category, English"] == 8 / 10
    assert found["category, other languages"] == pytest.approx(2 / 3)
    assert found["precision, asked for .95"] == pytest.approx(2 / 3)
    assert found["coverage there"] == 3 / 10
    assert found["polite emergencies above shouted trivia"] == 3.5 / 4
    assert found["critical in the lower half"] == 1 / 2
    assert found["trifles in the top tenth"] == 0
    assert found["out of scope, AUROC"] == 1 / 2
    negative, neutral, positive = 1.0, 2 * 11 / (2 * 11 + 1), 0.0
    assert found["sentiment, macro-F1"] == pytest.approx((negative + neutral + positive) / 3)
    assert set(WANTED) <= set(found)


def test_a_trifle_at_the_top_of_the_queue_is_counted() -> None:
    """A tenth of twenty are two; one of them should stand far below."""
    between = [told(written(3.0), 2.9 + place / 100) for place in range(6)]

    found = figures([told(written(1.0), 5.0), *QUEUE, *OTHERS, *between, *STRAYS])

    assert found["trifles in the top tenth"] == 1 / 2
    assert found["critical in the lower half"] == 1 / 2


def test_perfect_answers_have_perfect_figures() -> None:
    """And where nobody acted, no precision is told."""
    perfect = [replace(one, urgency=one.entry.labels.urgency) for one in (*QUEUE, *OTHERS)]
    right = [
        replace(
            one, category=one.entry.labels.category or "", sentiment=one.entry.labels.sentiment, sure=False
        )
        for one in perfect
    ]

    found = figures([*right, told(written(1.0, scope="spam", category=None), 1.0)])

    ones = ("urgency, order", "urgency, order, other languages", "category, English", "sentiment, macro-F1")
    assert [found[name] for name in ones] == pytest.approx([1.0] * 4)
    assert found["polite emergencies above shouted trivia"] == found["out of scope, AUROC"] == 1
    assert found["critical in the lower half"] == found["coverage there"] == 0
    assert isnan(found["precision, asked for .95"])


# --- lessons ---------------------------------------------------------------------------------------------


def test_a_lesson_says_all_that_is_known_of_a_message_in_labels_that_heads_know() -> None:
    """A stray has no category and no mood, so it teaches none."""
    kinds: dict[str, set[str]] = {
        **{mark: {str(grade) for grade in range(len(names))} for mark, names in MARKS.items()},
        **{about: set(SCALES[about].labels) for about in ("urgency", "sentiment", "frustrated")},
        "scope": set(map(str, TicketScope)),
        "category": {one.name for one in first_taxonomy().categories},
    }
    for entry in messages():
        labels = lesson_of(entry).labels
        assert all(label in kinds[about] for about, label in labels.items())
        assert entry.in_scope is ({"category", "sentiment", "frustrated"} <= set(labels))
        assert entry.aside is ("urgency" not in labels)
        if not entry.aside:
            assert float(labels["urgency"]) == urgency_of({mark: int(labels[mark]) for mark in MARKS})
