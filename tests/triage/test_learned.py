"""What the desk has learnt speaks beside the rules: phrases, heads and labelled messages, with reasons."""

from dataclasses import replace

import numpy as np
import pytest

from firstline.gateways.wordllama import WordLlama
from firstline.learning.examples import Example
from firstline.learning.recall import with_examples
from firstline.learning.training import Course, train
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.tickets.verdict import Certainty, Verdict, Voice
from firstline.triage.grams import grams
from firstline.triage.heads import FIRST_TRUST, Scorer, chances
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import VOICES, Learned
from firstline.triage.linear import Vocabulary, WordSums
from firstline.triage.novice import novice
from firstline.triage.text import read
from firstline.triage.voices import Silence

ENCODER = WordLlama()
GARDEN = Taxonomy(
    1,
    tuple(
        Category(name=name, title=name, team=name, subcategories=("Other",), description=told)
        for name, told in {
            "watering": "How often and how much plants need to be watered.",
            "pests": "Insects, slugs and fungus that harm plants.",
            "tools": "Spades, mowers, hoses and how to repair them.",
        }.items()
    ),
)
WATERING = (
    "How often should I water my tomatoes?",
    "Do cactuses need water in winter?",
    "My lawn dries out, how much water does it want?",
    "Is rain water better for orchids?",
    "How long must the sprinkler run to water the beds?",
)
PESTS = (
    "There are slugs on my lettuce",
    "Small green insects sit on the roses",
    "White fungus grows on the leaves",
    "Ants have built a nest under the plants",
    "Caterpillars eat my cabbage",
)
TOOLS = (
    "The mower does not start any more",
    "How do I sharpen a spade?",
    "My hose leaks at the tap",
    "Which shears cut thick branches?",
    "The handle of my rake is broken",
)
LESSONS = {"watering": WATERING, "pests": PESTS, "tools": TOOLS}


def lessons() -> list[Example]:
    """Give labelled messages of all three kinds, in turns."""
    rows = zip(*LESSONS.values(), strict=True)
    told = [(name, text) for row in rows for name, text in zip(LESSONS, row, strict=True)]
    return [
        Example(message=Message(text), labels={"category": name}, number=number)
        for number, (name, text) in enumerate(told, 1)
    ]


@pytest.fixture(scope="module")
def taught() -> Learned:
    """Learn from all lessons."""
    return train(lessons(), Course(GARDEN, ENCODER)).learned


def said(text: str, learned: Learned, taxonomy: Taxonomy = GARDEN) -> Verdict:
    """Judge a text."""
    return judge(Message(text), taxonomy=taxonomy, learned=learned)


def test_names_and_descriptions_do_where_nothing_else_is_known() -> None:
    """The phrases' voice decides, and never acts by itself."""
    verdict = said("My lettuce is full of slugs and other insects", novice(GARDEN, ENCODER))

    field = verdict.category
    assert (field.value, field.decided_by) == ("pests", Voice.PHRASE)
    assert field.certainty is not Certainty.AUTO
    assert verdict.team.value == "pests"


def test_labels_speak_louder_than_names(taught: Learned) -> None:
    """What they taught is told by words, messages and phrases, each with what it added."""
    field = said("Slugs again, they eat the cabbage and the lettuce", taught).category

    assert (field.value, field.decided_by) == ("pests", Voice.MODEL)
    assert any(reason.span and reason.weight > 0 for reason in field.reasons)
    assert any("There are slugs on my lettuce" in reason.text for reason in field.reasons)


def test_the_ranking_holds_the_taxonomys_labels_and_adds_up(taught: Learned) -> None:
    """The best one is the value."""
    field = said("Where can I buy a spade?", taught).category

    assert {label for label, _ in field.ranking} == set(LESSONS)
    assert sum(chance for _, chance in field.ranking) == pytest.approx(1, abs=1e-3)
    assert field.ranking[0] == (field.value, field.confidence)


def test_one_correction_decides_the_next_message_like_it(taught: Learned) -> None:
    """And another like message that was labelled long before does not outweigh it."""
    text = "The irrigation computer shows error 7 and opens no valve"
    before = said(text, taught).category
    other = next(name for name in LESSONS if name != before.value)
    lesson = Example(
        message=Message("The irrigation computer shows error 9 and opens no valve"),
        labels={"category": other},
        ticket=77,
        number=1_000,
    )

    after = said(text, with_examples(taught, [lesson], GARDEN, learnt_until=100)).category

    assert after.value == other
    assert [reason.ticket for reason in after.reasons if reason.ticket] == [77]


def test_a_message_of_another_kind_is_left_as_it_was_by_a_correction(taught: Learned) -> None:
    """It teaches its like and nobody else."""
    lesson = Example(
        message=Message("Please send me the invoice again"),
        labels={"category": "tools"},
        ticket=78,
        number=1_000,
    )
    wiser = with_examples(taught, [lesson], GARDEN, learnt_until=100)

    for text in (*WATERING, *PESTS):
        assert said(text, wiser).category.value == said(text, taught).category.value


def test_a_replaced_lesson_is_forgotten(taught: Learned) -> None:
    """As if it had never been learnt."""
    lesson = Example(message=Message("Error 9"), labels={"category": "tools"}, number=1_000)
    wrong = with_examples(taught, [lesson], GARDEN, learnt_until=100)

    right = with_examples(wrong, [], GARDEN, learnt_until=100, replaced=[1_000])

    assert said("Error 9", right).category == said("Error 9", taught).category


def test_a_language_that_nobody_taught_is_a_persons(taught: Learned) -> None:
    """Whatever the English voices make of it."""
    verdict = said("Моя косилка больше не заводится, что мне делать?", taught)

    assert verdict.language.value == "ru"
    assert verdict.category.certainty is Certainty.PERSON
    assert verdict.category.value in LESSONS


def test_another_language_learns_from_its_own_labels() -> None:
    """By the pieces of its words."""
    texts = {
        "watering": ("Wie oft soll ich die Tomaten gießen?", "Brauchen Kakteen im Winter viel Wasser?",
                     "Der Rasen ist trocken, wie lange muss ich gießen?"),
        "pests": ("Auf dem Salat sitzen überall Schnecken", "Kleine grüne Läuse sitzen auf den Rosen",
                  "Schnecken fressen mir den ganzen Salat weg"),
        "tools": ("Der Rasenmäher springt nicht mehr an", "Wie schärfe ich einen Spaten richtig?",
                  "Der Griff meiner Schaufel ist abgebrochen"),
    }  # fmt: skip
    rows = [Example(message=Message(text), labels={"category": name}, number=number)
            for name, some in texts.items() for number, text in enumerate(some, 1)]  # fmt: skip
    learned = train(rows, Course(GARDEN, ENCODER)).learned

    verdict = said("Die Schnecken sitzen schon wieder auf dem Salat", learned)

    assert (verdict.language.value, verdict.category.value) == ("de", "pests")


def test_a_documented_keyword_decides_on_a_desk_without_labels() -> None:
    """As the seeds' documents say."""
    taxonomy = first_taxonomy()

    field = said("Cannot login", novice(taxonomy, ENCODER), taxonomy).category

    assert field.value == "technical"


def test_what_nobody_understands_is_for_the_rest_and_a_person() -> None:
    """No best guess is made of nothing."""
    taxonomy = first_taxonomy()

    field = said("Zzz", novice(taxonomy, ENCODER), taxonomy).category

    assert (field.value, field.certainty) == ("general", Certainty.PERSON)


def test_the_same_message_gets_the_same_verdict(taught: Learned) -> None:
    """In any company, and from a desk that learnt the same anew."""
    again = train(lessons(), Course(GARDEN, ENCODER)).learned

    for text in (*WATERING, *TOOLS):
        assert said(text, taught) == said(text, again)


def test_labels_that_the_taxonomy_has_no_more_have_no_chance(taught: Learned) -> None:
    """Not even while the head still knows them."""
    fewer = replace(GARDEN, categories=GARDEN.categories[:2])

    field = said("The mower does not start any more", taught, fewer).category

    assert {label for label, _ in field.ranking} == {"watering", "pests"}


def test_what_words_add_is_the_whole_difference_of_two_labels() -> None:
    """To the last bit but rounding."""
    pieces = read(Message("late late parcel"))
    names = {piece: number for number, piece in enumerate(["late", "parcel", "late parcel", "late late"])}
    weights = np.array([[1, -1], [0.5, 0.25], [2, 0], [0, 1]], np.float16)
    head = WordSums(Vocabulary(names, np.ones(4, np.float32)), weights, np.zeros(2, np.float32))
    found = grams(pieces)

    seen = head.vocabulary.weighed(found)

    added = head.moved(seen, 0, 1)

    first, second = head.scores(seen)
    assert float(added.sum()) == pytest.approx(float(first - second), abs=1e-5)


def test_why_the_llm_was_silent_is_said_where_the_urgency_is_learnt() -> None:
    """Beside the reasons of those who decided without it."""
    rows = [
        Example(message=one.message, labels={"urgency": f"{1 + number % 3:.1f}"}, number=number + 1)
        for number, one in enumerate(lessons())
    ]
    learned = train(rows, Course(GARDEN, ENCODER)).learned
    silence = Silence("The LLM did not answer in time.", "gpt")

    field = judge(Message(TOOLS[0]), advice=silence, taxonomy=GARDEN, learned=learned).urgency

    assert field.decided_by is Voice.MODEL
    assert [one.text for one in field.reasons if one.voice is Voice.LLM] == [silence.text]
    assert len(field.reasons) > 1


def test_a_desk_without_anything_learnt_says_what_the_rules_say() -> None:
    """An empty `Learned` changes nothing."""
    taxonomy = first_taxonomy()

    assert said("I was charged twice", Learned(), taxonomy) == judge(
        Message("I was charged twice"), taxonomy=taxonomy
    )


def test_chances_do_not_overflow() -> None:
    """However far the sums lie apart."""
    assert chances(np.array([1e6, 0.0, -1e6])).tolist() == [1.0, 0.0, 0.0]


def test_each_scorer_has_a_voice_and_a_first_trust() -> None:
    """So a new one cannot be forgotten."""
    assert set(VOICES) == set(FIRST_TRUST) == set(Scorer)
