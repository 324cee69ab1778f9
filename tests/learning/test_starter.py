"""Starter heads are learnt from labelled messages, the same from the same, and no hand answers for itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np
import pytest

from evals.corpus import messages
from evals.starter import lesson_of
from firstline.gateways.wordllama import WordLlama
from firstline.learning.promise import USUAL, with_promise
from firstline.learning.starter import Lesson, learn_starter, retold
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty, TicketScope
from firstline.triage.artefact import packed, unpacked
from firstline.triage.blend import SCALES
from firstline.triage.heads import Head, Scorer, chances
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.language import ENGLISH
from firstline.triage.learned import NOTHING, Learned
from firstline.triage.marks import CAP, FLOOR, MARKS
from firstline.triage.novice import novice
from firstline.triage.starter import CATEGORY, SCOPE, URGENCY, Starter

ENCODER = WordLlama()
TAXONOMY = first_taxonomy()
LESSONS: Final = [lesson_of(entry) for entry in messages()[::23]]
HANDS: Final = 18
FEELINGS: Final = ("negative", "neutral", "positive")


@pytest.fixture(scope="module")
def heads() -> Mapping[str, Head]:
    """Learn from a slice of the corpus."""
    return learn_starter(LESSONS, ENCODER, promise=USUAL)


def with_starter(heads: Mapping[str, Head]) -> Learned:
    """Give a desk that nobody has taught other starter heads."""
    return replace(novice(TAXONOMY, ENCODER), starter=Starter(heads, ENCODER))


def expected(head: Head, urgency: float) -> float:
    """Give the step that is expected of a sum of marks."""
    assert head.meaning is not None
    spread = chances(head.meaning.scores(np.array([urgency], np.float32)))
    return float(spread @ np.array([float(step) for step in head.labels]))


def test_the_same_lessons_give_the_same_heads(heads: Mapping[str, Head]) -> None:
    """To the last bit."""
    again = learn_starter(LESSONS, ENCODER, promise=USUAL)

    assert packed({ENGLISH: again}) == packed({ENGLISH: heads})


def test_heads_come_back_bit_by_bit(heads: Mapping[str, Head]) -> None:
    """And judge as they did before they were packed."""
    body = packed({ENGLISH: heads})

    back = unpacked(body)[ENGLISH]

    assert packed({ENGLISH: back}) == body
    fresh, kept = with_starter(heads), with_starter(back)
    for entry in messages()[::97]:
        message = Message(entry.text, entry.subject)
        assert judge(message, taxonomy=TAXONOMY, learned=fresh) == judge(
            message, taxonomy=TAXONOMY, learned=kept
        )


def test_there_is_a_head_for_each_mark_and_field_with_no_label_of_its_own(heads: Mapping[str, Head]) -> None:
    """Closed lists, in the order that everyone else has them in."""
    known = {
        **{mark: tuple(str(grade) for grade in range(len(names))) for mark, names in MARKS.items()},
        **{about: SCALES[about].labels for about in (URGENCY, "sentiment", "frustrated")},
        SCOPE: tuple(TicketScope),
        CATEGORY: tuple(one.name for one in TAXONOMY.categories),
    }

    assert {about: head.labels for about, head in heads.items()} == known
    assert all(head.about == about for about, head in heads.items())
    assert all(Scorer.SIMILAR not in head.trust for about, head in heads.items() if about != URGENCY)


def test_what_has_no_label_teaches_nothing_of_that_field(heads: Mapping[str, Head]) -> None:
    """Strays have marks and a scope, and no category and no mood; what is set aside has no marks."""
    inside = [lesson for lesson in LESSONS if CATEGORY in lesson.labels]
    marked = [lesson for lesson in LESSONS if URGENCY in lesson.labels]
    retold_once = [lesson for lesson in inside if URGENCY in lesson.labels]

    assert len(retold_once) < min(len(inside), len(marked)) < len(LESSONS)
    assert {heads[about].learnt for about in (CATEGORY, "sentiment", "frustrated")} == {len(inside)}
    assert heads[SCOPE].learnt == len(LESSONS)
    assert {heads[about].learnt for about in (*MARKS, URGENCY)} == {len(marked) + len(retold_once)}


def test_a_matter_told_in_another_tone_costs_the_same() -> None:
    """A customer's message is told once more, with haste, courtesy or anger; that teaches only the marks."""
    inside = [lesson for lesson in LESSONS if {CATEGORY, URGENCY} <= lesson.labels.keys()]

    again = list(retold(LESSONS))

    assert list(retold(LESSONS)) == again
    for one, other in zip(inside, again, strict=True):
        assert one.message.text in other.message.text
        assert one.message.text != other.message.text
        assert other.labels == {name: one.labels[name] for name in (*MARKS, URGENCY)}
        assert (other.writer, other.language) == (one.writer, one.language)


def test_more_marks_mean_more_urgency(heads: Mapping[str, Head]) -> None:
    """What is expected rises with the sum, but for what so few lessons leave open, and keeps its bounds."""
    steps = [expected(heads[URGENCY], urgency) for urgency in np.linspace(FLOOR, CAP, 9)]

    assert all(after > before - 0.25 for before, after in pairwise(steps))
    assert min(steps) >= FLOOR
    assert max(steps) <= CAP
    assert steps[-1] - steps[0] > 1


def test_progress_names_each_mark_and_field_once() -> None:
    """Whoever waits sees what is being learnt."""
    told: list[str] = []

    learn_starter(LESSONS[::2], ENCODER, promise=USUAL, on_progress=told.append)

    assert sorted(told) == sorted([*MARKS, "sentiment", "frustrated", SCOPE, CATEGORY])


@pytest.mark.parametrize("about", ["harm", SCOPE, CATEGORY])
def test_lessons_that_all_say_the_same_teach_nothing_and_it_is_said(about: str) -> None:
    """It names the mark or the field, instead of shipping heads that lack it."""
    word = next(one.labels[about] for one in LESSONS if about in one.labels)
    told = [
        replace(one, labels={**one.labels, about: word}) if about in one.labels else one for one in LESSONS
    ]

    with pytest.raises(ValueError, match=f"Nothing can be learnt of {about}"):
        learn_starter(told, ENCODER, promise=USUAL)


# --- hands -----------------------------------------------------------------------------------------------


def telling_hands() -> Sequence[Lesson]:
    """Give lessons in which nothing but the hand tells the category: each has one, and words of its own."""
    chance, names = Random(4), [one.name for one in TAXONOMY.categories]  # noqa: S311 - no secret
    words = ("apple", "river", "stone", "cloud", "table", "paper", "light", "green", "early", "quiet")
    return [
        Lesson(
            message=Message(f"zq{hand}x vw{hand}k {' '.join(chance.sample(words, 5))}"),
            language=ENGLISH,
            writer=f"hand-{hand}",
            labels={
                **{mark: str(chance.randrange(len(grades))) for mark, grades in MARKS.items()},
                URGENCY: f"{chance.randrange(2, 11) / 2:.1f}",
                SCOPE: "spam" if chance.random() < 0.3 else "in_scope",
                CATEGORY: names[hand % len(names)],
                "sentiment": chance.choice(FEELINGS),
                "frustrated": chance.choice(("no", "yes")),
            },
        )
        for number in range(8)
        for hand in range(HANDS)
    ]


def test_no_hand_answers_for_itself() -> None:
    """What a hand's own words give away is of no help with hands that were not met, and promises nothing."""
    head = learn_starter(telling_hands(), ENCODER, promise=USUAL)[CATEGORY]

    assert head.answers is not None
    assert len(head.answers.right) == 8 * HANDS
    assert head.answers.right.mean() < 0.4
    assert head.auto is None


# --- promises --------------------------------------------------------------------------------------------


def test_a_promise_is_found_anew_for_what_the_operator_asks(heads: Mapping[str, Head]) -> None:
    """Less is kept earlier; nothing else of the desk changes."""
    learned = novice(TAXONOMY, ENCODER)

    easy, hard = (with_promise(learned, promise).starter for promise in (0.8, 0.97))

    assert easy is not None
    assert hard is not None
    least, most = easy.heads[CATEGORY].auto, hard.heads[CATEGORY].auto
    assert least is not None
    assert most is None or least < most
    assert {about for about in heads if easy.heads[about] is not hard.heads[about]} == {CATEGORY}


def test_a_fresh_desk_acts_where_its_promise_is_kept() -> None:
    """On some of what it was taught at the least, and never on what it is less sure of."""
    learned = with_promise(novice(TAXONOMY, ENCODER), 0.9)
    inside = [entry for entry in messages("en") if entry.in_scope][::20]

    found = [
        judge(Message(one.text, one.subject), taxonomy=TAXONOMY, learned=learned).category for one in inside
    ]
    acted = [field for field in found if field.certainty is Certainty.AUTO]

    assert learned.starter is not None
    least = learned.starter.heads[CATEGORY].auto
    assert least is not None
    assert acted
    assert min(field.confidence for field in acted) >= least


def test_a_desk_without_starter_heads_is_left_as_it_is() -> None:
    """There is nothing to promise by."""
    assert with_promise(NOTHING, USUAL) is NOTHING


@pytest.mark.parametrize("promise", [0.0, 1.1, -1.0])
def test_a_promise_that_cannot_be_is_refused(promise: float) -> None:
    """With a sentence that says which can."""
    with pytest.raises(ValueError, match="A promise is a precision"):
        with_promise(novice(TAXONOMY, ENCODER), promise)
