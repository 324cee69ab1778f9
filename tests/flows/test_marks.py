"""Spam, gibberish, bounces and automatic mail have a mark on their ticket, and people can set it right."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from firstline.core.access import LOCAL
from firstline.flows.browse import find_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.learn import learn_from_file
from firstline.flows.replay import replay_all
from firstline.gateways.labelled_file import LabelledMessage
from firstline.store import corrections, examples, schema, verdicts
from firstline.store.bodies import packed
from firstline.store.examples import Stored
from firstline.tickets.message import Message
from firstline.tickets.ticket import Status, Ticket
from firstline.tickets.verdict import Certainty, TicketScope, Verdict, Voice
from tests.flows.whole import assert_whole
from tests.make import make_ticket

CHARGED = "I was charged twice, please refund me"
SPAM = "We rank your website on the first page of Google for only $99: https://rank.example"
AWAY = {"subject": "Automatic reply: your ticket", "text": "I am out of the office until Monday."}
MATTER = {"external_ref": "T-1"}


def mark(desk: Desk, ticket: Ticket, scope: str, **more: Any) -> Ticket:  # noqa: ANN401 - of the verdict
    """Let a person say what kind of mail a ticket is."""
    wanted = Changes(verdict={"scope": TicketScope(scope), **more})
    return change_fields(desk, ticket.id, wanted, by=LOCAL)


def newest(desk: Desk, ticket: Ticket) -> Verdict:
    """Give the newest verdict on a ticket."""
    with desk.read() as db:
        return verdicts.load(db, ticket.id, ticket.revision).verdict


def taught(desk: Desk) -> list[Stored]:
    """Give the examples that count."""
    with desk.read() as db:
        return list(examples.current(db))


@pytest.mark.parametrize(
    ("parts", "scope"),
    [
        ({"text": CHARGED}, "in_scope"),
        ({"text": SPAM}, "spam"),
        ({"text": "asdf asdf jklö jklö"}, "gibberish"),
        ({"text": "It's attached.", "subject": "Undelivered Mail Returned to Sender"}, "bounce"),
        (AWAY, "autoreply"),
    ],
)
def test_a_ticket_has_the_mark_of_its_message(desk: Desk, parts: dict[str, str], scope: str) -> None:
    """It is a ticket like any other, and its events tell of the mark."""
    ticket = make_ticket(desk, **parts)

    assert (ticket.scope, ticket.is_marked) == (scope, scope != "in_scope")
    assert find_ticket(desk, ticket.id) == ticket
    (told,) = replay_all(desk)
    assert (told.agrees, told.state["scope"]) == (True, scope)
    assert_whole(desk)


def test_an_automatic_reply_makes_no_customers_matter_any_less_one(desk: Desk) -> None:
    """The message that came keeps its mark, and the matter has none."""
    make_ticket(desk, CHARGED, **MATTER)

    heard = make_ticket(desk, **AWAY, **MATTER)

    assert (heard.scope, heard.category, heard.revision) == ("in_scope", "billing", 2)
    assert newest(desk, heard).field("scope").value == "autoreply"
    assert_whole(desk)


def test_who_writes_into_a_marked_ticket_takes_the_mark_off(desk: Desk) -> None:
    """A person has come after the machine."""
    make_ticket(desk, **AWAY, **MATTER)

    heard = make_ticket(desk, CHARGED, **MATTER)

    assert (heard.scope, heard.category) == ("in_scope", "billing")
    assert_whole(desk)


def test_an_automatic_reply_that_opens_an_ended_matter_again_is_seen_to_be_one(desk: Desk) -> None:
    """It is open, so that nothing is dropped, and presses nobody."""
    ticket = make_ticket(desk, CHARGED, **MATTER)
    change_fields(desk, ticket.id, Changes(status=Status.CLOSED), by=LOCAL)

    heard = make_ticket(desk, **AWAY, **MATTER)

    assert (heard.status, heard.scope) == (Status.OPEN, "autoreply")
    assert_whole(desk)


def test_what_a_person_says_it_is_stays_whatever_comes(desk: Desk) -> None:
    """Spam goes on being spam, and what the rules thought stands beside it."""
    ticket = make_ticket(desk, CHARGED, **MATTER)

    marked = mark(desk, ticket, "spam")
    heard = make_ticket(desk, "Please refund me at last!", **MATTER)

    assert (marked.scope, heard.scope) == ("spam", "spam")
    said = newest(desk, heard).field("scope").opinions
    assert {voice: opinion.value for voice, opinion in said.items()} == {
        Voice.HUMAN: "spam",
        Voice.RULE: "in_scope",
    }
    with desk.read() as db:
        (made,) = corrections.of(db, ticket.id, limit=10)
    assert (made.field, made.before, made.after) == ("scope", "in_scope", "spam")
    assert_whole(desk)


def test_a_mark_that_is_wrong_is_taken_off_for_good(desk: Desk) -> None:
    """Whatever the customer writes later sounds like."""
    ticket = make_ticket(desk, SPAM, **MATTER)

    mark(desk, ticket, "in_scope")
    heard = make_ticket(desk, f"{SPAM} Really.", **MATTER)

    assert heard.scope == "in_scope"
    assert newest(desk, heard).field("scope").opinions[Voice.RULE].value == "spam"
    assert_whole(desk)


def test_on_what_is_marked_the_desk_does_not_act(desk: Desk) -> None:
    """However sure of its category; without the mark it may."""
    ticket = make_ticket(desk, CHARGED)

    marked = mark(desk, ticket, "misdirected", category="billing")
    freed = mark(desk, ticket, "in_scope")

    assert newest(desk, marked).category.certainty is Certainty.AUTO
    assert (marked.certainty, freed.certainty) == ("suggest", "auto")
    assert_whole(desk)


def test_a_verdict_from_before_there_were_marks_can_be_corrected(desk: Desk) -> None:
    """Nobody had asked, so only the person's word stands there."""
    ticket = make_ticket(desk, CHARGED)
    early = packed(replace(newest(desk, ticket), scope=None))
    desk.write(lambda db: db.execute(update(schema.verdicts).values(body=early)).rowcount)

    after = mark(desk, ticket, "spam")

    assert after.scope == "spam"
    assert {*newest(desk, after).field("scope").opinions} == {Voice.HUMAN}


def test_a_mark_teaches_until_it_is_taken_off(desk: Desk) -> None:
    """Its labels belong to no category meanwhile."""
    ticket = make_ticket(desk, CHARGED)

    mark(desk, ticket, "spam", category="sales")
    (marked,) = taught(desk)
    mark(desk, ticket, "in_scope")
    (freed,) = taught(desk)

    assert (marked.in_scope, marked.labels) == (False, {})
    assert (freed.in_scope, freed.labels["category"]) == (True, "sales")


def test_what_only_the_rules_have_marked_teaches_what_people_say_of_it(desk: Desk) -> None:
    """The mark is a guess; the category is a person's word."""
    ticket = make_ticket(desk, SPAM)

    change_fields(desk, ticket.id, Changes(verdict={"category": "sales"}), by=LOCAL)

    (one,) = taught(desk)
    assert (one.in_scope, one.labels["category"]) == (True, "sales")


def test_marks_of_a_file_teach_as_those_of_people_do(desk: Desk) -> None:
    """A mark that there is not is told of, and teaches nothing."""
    rows = [
        LabelledMessage(id="1", message=Message(SPAM), labels={"scope": "spam", "category": "sales"}),
        LabelledMessage(
            id="2", message=Message(CHARGED), labels={"scope": "in_scope", "category": "billing"}
        ),
        LabelledMessage(id="3", message=Message("Hello"), labels={"scope": "ham"}),
    ]

    taken = learn_from_file(desk, rows, source="mail.jsonl")

    assert (taken.examples, dict(taken.unknown)) == (2, {"scope: ham": 1})
    assert [(one.in_scope, one.labels) for one in taught(desk)] == [
        (False, {}),
        (True, {"category": "billing"}),
    ]
