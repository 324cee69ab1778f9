"""What people say teaches the desk: corrections at once, files in bulk, models when enough has come."""

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from firstline.core.access import OPERATOR
from firstline.core.errors import Missing
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.learn import Taken, forget, learn_from_file
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.opinion import verdict_on
from firstline.flows.train import OtherEncoder, TooLittle, is_training_due, roll_back, train_model, train_step
from firstline.gateways.labelled_file import read_labelled
from firstline.gateways.wordllama import VERSION
from firstline.store import events, examples, models, tickets
from firstline.tickets.message import Message
from firstline.tickets.verdict import Voice
from tests.make import SCHOOLING, make_ticket
from tests.taught import add_model

PAYOUT = "The payout for the {} campaign is missing from the dashboard"
KINDS = {
    "billing": ("Please refund order {}", "My invoice {} shows the wrong amount", "I paid {} twice"),
    "technical": ("The app crashes on page {}", "Error {} when I save", "The sync of file {} hangs"),
    "account": ("I forgot the password of user {}", "Please close account {}", "Change my address to {}"),
}


def labelled(amount: int, *, shift: int = 0) -> list[dict[str, Any]]:
    """Make labelled messages; a shift gives each the label of another kind."""
    names = list(KINDS)
    rows = []
    for number in range(amount):
        kind, text = number % 3, (number // 3) % 3
        word = chr(ord("a") + number % 26) * 3 + chr(ord("a") + number // 26 % 26) * 2
        label = names[(kind + shift) % 3]
        rows.append(
            {"id": str(number), "text": KINDS[names[kind]][text].format(word), "labels": {"category": label}}
        )
    return rows


def learn(desk: Desk, rows: Iterable[dict[str, Any]], *, source: str = "history") -> Taken:
    """Teach from rows of a file."""
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return learn_from_file(desk, read_labelled(io.BytesIO(content), name="rows.jsonl"), source=source)


def test_one_correction_changes_the_next_ticket_like_it(desk: Desk) -> None:
    """At once, and the reason names the ticket that taught it."""
    first = make_ticket(desk, PAYOUT.format("June"))
    assert first.category != "sales"

    change_fields(desk, first.id, Changes(verdict={"category": "sales"}), by=OPERATOR)

    assert make_ticket(desk, PAYOUT.format("July")).category == "sales"
    assert make_ticket(desk, "I forgot my password").category == "account"


def test_another_process_follows_with_its_next_look(desk: Desk) -> None:
    """It asks the database what has come."""
    other = replace(desk, board=Noticeboard(SCHOOLING))
    first = make_ticket(desk, PAYOUT.format("June"))
    change_fields(desk, first.id, Changes(verdict={"category": "sales"}), by=OPERATOR)
    assert make_ticket(other, PAYOUT.format("May")).category != "sales"

    other.board.look(other.read)

    assert make_ticket(other, PAYOUT.format("July")).category == "sales"


def test_whoever_corrects_a_correction_is_heard(desk: Desk) -> None:
    """The ticket teaches what was said of it last."""
    first = make_ticket(desk, PAYOUT.format("June"))
    for category in ("sales", "billing"):
        change_fields(desk, first.id, Changes(verdict={"category": category}), by=OPERATOR)

    assert make_ticket(desk, PAYOUT.format("July")).category == "billing"
    with desk.read() as db:
        assert [one.labels["category"] for one in examples.current(db)] == ["billing"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("priority", "urgent"),
        ("sentiment", "negative"),
        ("level", "P1"),
        ("frustrated", True),
        ("team", "finance"),
    ],
)
def test_other_fields_are_taught_as_well(desk: Desk, field: str, value: object) -> None:
    """Each by its own label."""
    first = make_ticket(desk, PAYOUT.format("June"))
    assert getattr(first, field) != value

    change_fields(desk, first.id, Changes(verdict={field: value}), by=OPERATOR)

    assert getattr(make_ticket(desk, PAYOUT.format("July")), field) == value


def test_an_urgency_is_taught_in_half_points(desk: Desk) -> None:
    """And the doors of the seeds go on showing what the rules think."""
    first = make_ticket(desk, PAYOUT.format("June"))

    change_fields(desk, first.id, Changes(verdict={"urgency": 4.5}), by=OPERATOR)

    again = make_ticket(desk, PAYOUT.format("July"))
    assert again.urgency > first.urgency
    assert again.door_urgency == first.door_urgency


def test_a_file_teaches_once(desk: Desk) -> None:
    """A second run finds all of it known."""
    rows = labelled(60)
    first = learn(desk, rows)

    second = learn(desk, rows)

    assert (first.messages, first.examples, first.new) == (60, 60, 60)
    assert (second.messages, second.examples, second.new) == (60, 60, 0)


def test_labels_that_the_desk_does_not_have_are_told_and_not_learnt(desk: Desk) -> None:
    """Nor is a value that the field cannot have."""
    rows: list[dict[str, Any]] = [
        {"id": "1", "text": "Where is my llama?", "labels": {"category": "llamas", "sentiment": "negative"}},
        {"id": "2", "text": "Where is it?", "labels": {"priority": "enormous"}},
    ]

    taken = learn(desk, rows)

    assert (taken.messages, taken.examples) == (2, 1)
    assert dict(taken.unknown) == {"category: llamas": 1, "priority: enormous": 1}
    with desk.read() as db:
        assert [one.labels for one in examples.current(db)] == [{"sentiment": "negative"}]


def test_a_model_is_trained_tried_and_promoted(desk: Desk) -> None:
    """It answers from then on, and says what it promises."""
    learn(desk, labelled(120))

    model = train_model(desk)

    assert (model.state, model.examples) == (models.State.ACTIVE, 120)
    (head,) = (one for one in model.metrics["heads"] if one["field"] == "category")
    assert head["labels"] == 120
    assert head["promise"]["sentence"]
    assert desk.board.learned.version == model.version
    assert make_ticket(desk, "Please refund order zzzqq").category == "billing"


def test_poisoned_labels_get_no_model_promoted(desk: Desk) -> None:
    """Most of the newest say another thing than all before them: the old model stays."""
    learn(desk, labelled(120))
    first = train_model(desk)
    learn(desk, labelled(300, shift=1)[120:], source="poison")

    second = train_model(desk)

    assert (first.state, second.state) == (models.State.ACTIVE, models.State.REFUSED)
    assert second.sentence.startswith("The old model stays")
    assert desk.board.learned.version == first.version


def test_what_a_person_has_taught_is_taken_back(desk: Desk) -> None:
    """It counts no more from the next message on; their tickets stay as they were corrected."""
    first = make_ticket(desk, PAYOUT.format("June"))
    before = verdict_on(desk, Message(PAYOUT.format("July"))).category
    change_fields(desk, first.id, Changes(verdict={"category": "sales"}), by=replace(OPERATOR, name="Eve"))
    taught = verdict_on(desk, Message(PAYOUT.format("July"))).category

    forgotten = forget(desk, author="Eve")

    assert (taught.value, forgotten) == ("sales", 1)
    assert verdict_on(desk, Message(PAYOUT.format("July"))).category == before
    with desk.read() as db:
        assert tickets.load(db, first.id).category == "sales"
        (told,) = events.newer(db, events.Cursor(0, 0), limit=1_000)[-1:]
    assert told.event.kind == "learn.forgotten"


def test_a_file_votes_and_does_not_decide_alone(desk: Desk) -> None:
    """Nobody may have looked through it: no single line of it stands for itself before a training."""
    learn(desk, [{"id": "1", "text": PAYOUT.format("June"), "labels": {"category": "sales"}}])

    field = verdict_on(desk, Message(PAYOUT.format("July"))).category

    assert field.value != "sales"
    assert "sales" in [label for label, _ in field.ranking]


def test_one_command_goes_back_to_the_model_before(desk: Desk) -> None:
    """And the log says who did."""
    learn(desk, labelled(90))
    first = train_model(desk)
    learn(desk, labelled(150)[90:])
    second = train_model(desk)
    assert second.state is models.State.ACTIVE

    back = roll_back(desk)

    assert (back.version, desk.board.learned.version) == (first.version, first.version)
    with desk.read() as db:
        (told,) = events.newer(db, events.Cursor(0, 0), limit=1_000)[-1:]
    assert (told.event.kind, told.event.data["model"]) == ("model.promoted", first.version)


def test_a_model_of_another_encoder_would_not_answer_and_is_not_gone_back_to(desk: Desk) -> None:
    """It is refused by its number and skipped without one; nothing changes."""
    ours, other = add_model(desk, encoder=VERSION), add_model(desk, encoder="other@1")
    active = add_model(desk, encoder=VERSION)

    with pytest.raises(OtherEncoder) as refused:
        roll_back(desk, other)

    assert refused.value.sentence == (
        f"Model {other} was trained for the encoder other@1 and the desk uses {VERSION}, so it would not "
        "answer. Use that one first (`firstline models use other`), or train a new model."
    )
    with desk.read() as db:
        assert [one.version for one in models.every(db) if one.state is models.State.ACTIVE] == [active]
    assert roll_back(desk).version == ours


def test_nothing_to_go_back_to_is_said(desk: Desk) -> None:
    """In a sentence."""
    with pytest.raises(Missing, match="no earlier model"):
        roll_back(desk)


def test_too_little_to_learn_from_is_said(desk: Desk) -> None:
    """And is no fault when the desk tries by itself."""
    learn(desk, labelled(3))

    with pytest.raises(TooLittle, match="3 labelled messages"):
        train_model(desk)
    train_step(desk, 0)

    with desk.read() as db:
        assert models.every(db) == []


def test_a_training_is_due_when_enough_has_come(desk: Desk) -> None:
    """Ten examples, and a twentieth more than before."""
    learn(desk, labelled(9))
    with desk.read() as db:
        assert not is_training_due(db)
    learn(desk, labelled(30)[9:])
    with desk.read() as db:
        assert is_training_due(db)

    train_model(desk)

    with desk.read() as db:
        assert not is_training_due(db)


def test_a_trained_desk_says_who_decided(desk: Desk) -> None:
    """With what each voice thinks beside it."""
    learn(desk, labelled(120))
    train_model(desk)

    field = verdict_on(desk, Message("The app crashes on page nnnoo")).category

    assert {Voice.RULE, Voice.PHRASE, Voice.MODEL} <= set(field.opinions)
    assert field.opinions[field.decided_by].value == field.value
