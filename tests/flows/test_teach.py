"""A reason becomes a correction, a phrase or a rule, and the next message is judged by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from firstline.core.access import LOCAL, NotAllowed, Principal
from firstline.core.errors import Invalid, Outdated
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.import_messages import import_messages
from firstline.flows.learn import learn_from_file
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.opinion import verdict_on
from firstline.flows.redecide import Outcome, redecide_all
from firstline.flows.reorganise import reorganise
from firstline.flows.switch import switch_llm
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.flows.teach import Lesson, Made, ReasonMissing, Taught, teach
from firstline.flows.train import train_model
from firstline.gateways.csv_file import read_messages
from firstline.gateways.labelled_file import LabelledMessage
from firstline.store import events, tickets, verdicts
from firstline.store.events import Cursor
from firstline.store.tickets import Wanted
from firstline.tickets.corrections import is_corrected
from firstline.tickets.message import Message
from firstline.tickets.reorganised import Merging, Renaming
from firstline.tickets.taxonomy import MOST_PHRASES, MOST_RULES, Rule, Taxonomy
from firstline.tickets.ticket import Ticket, TicketMissing
from firstline.tickets.verdict import Certainty, Reason, Verdict, Voice
from firstline.triage.teaching import AlreadyTaught, with_phrase
from tests import taught as lessons
from tests.make import (
    SCHOOLING,
    StillClock,
    llm_saying,
    make_agent,
    make_ticket,
    of_both,
    run_steps,
    ticket_id,
    with_llm,
)

TIDE = "Good morning. The tide table of last week shows the wrong hours. Bye"
ABOUT_TIDES = "The tide table of last week shows the wrong hours."
CHARGED = "Hello Ava. I was charged twice for it. See you"
NEXT = "Please print the tide table for Dover"


def verdict(desk: Desk, ticket: Ticket) -> Verdict:
    """Give the newest verdict on a ticket."""
    with desk.read() as db:
        return verdicts.load(db, ticket.id, tickets.load(db, ticket.id).revision).verdict


def make(  # noqa: PLR0913 - all of a lesson
    desk: Desk,
    ticket: Ticket,
    made: Made,
    *,
    field: str = "category",
    reason: int = 0,
    by: Principal = LOCAL,
    **more: Any,  # noqa: ANN401 - of a lesson
) -> Taught:
    """Make something of a reason."""
    return teach(desk, ticket.id, Lesson(field=field, reason=reason, made=made, **more), by=by)


def value(desk: Desk, text: str, field: str = "category") -> object:
    """Say how the desk would judge a field of a message now."""
    return verdict_on(desk, Message(text)).field(field).value


def rules(desk: Desk) -> Sequence[Rule]:
    """Give the desk's own rules."""
    return read_taxonomy(desk).rules


def correct(desk: Desk, ticket: Ticket, **fields: object) -> None:
    """Let a person set fields of a verdict."""
    change_fields(desk, ticket.id, Changes(verdict=fields), by=LOCAL)


# --- each of the three, of each kind of reason --------------------------------------------------------------


def by_words(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket of which a word tells a trained model something."""
    lessons.teach(desk)
    train_model(desk)
    return _found(desk, "My invoice is wrong again", Voice.MODEL, lambda one: one.span is not None)


def by_likeness(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket that is like one that a person has corrected."""
    correct(desk, make_ticket(desk, f"{ABOUT_TIDES} Sorry"), category="sales")
    return _found(desk, TIDE, Voice.MODEL, lambda one: one.ticket is not None)


def by_a_phrase(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket that reads like a phrase of a category."""
    return _found(desk, CHARGED, Voice.PHRASE, lambda one: one.voice is Voice.PHRASE)


def by_a_pack(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket in which a rule pack finds something."""
    return _found(desk, CHARGED, Voice.RULE, lambda one: one.source.startswith("category@"))


def by_an_own_rule(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket in which one of the desk's own rules speaks."""
    with_rules(desk, Rule("tide table", "category", "sales"))
    return _found(desk, TIDE, Voice.RULE, lambda one: one.source.startswith("rule@"))


def as_a_whole(desk: Desk) -> tuple[Ticket, Mapping[str, Any]]:
    """Give a ticket that a trained model knows as a whole."""
    lessons.teach(desk)
    train_model(desk)
    return _found(desk, CHARGED, Voice.MODEL, lambda one: "as a whole" in one.text)


KINDS = {
    "a word": (by_words, True, "My invoice is wrong again"),
    "a ticket like it": (by_likeness, False, ABOUT_TIDES),
    "the whole": (as_a_whole, False, "I was charged twice for it."),
    "a phrase": (by_a_phrase, False, "I was charged twice for it."),
    "a pack's rule": (by_a_pack, True, "I was charged twice for it."),
    "an own rule": (by_an_own_rule, True, ABOUT_TIDES),
}
"""How to come by a reason of each kind, whether it has a place, and the sentence that is meant."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_reason_of_any_kind_becomes_a_correction(desk: Desk, kind: str) -> None:
    """What it is now is confirmed; another value is set, and the next message like it is judged so."""
    ticket, place = KINDS[kind][0](desk)
    before = verdict(desk, ticket).category.value

    confirmed = make(desk, ticket, Made.CORRECTION, **place)
    changed = make(desk, ticket, Made.CORRECTION, value="account")

    assert (confirmed.thing.value, confirmed.ticket.category) == (before, before)
    assert is_corrected(verdict(desk, ticket).category)
    assert (changed.ticket.category, changed.after.value) == ("account", "account")
    assert value(desk, f"{ticket.message}!") == "account"


@pytest.mark.parametrize("kind", KINDS)
def test_a_reason_of_any_kind_becomes_a_phrase(desk: Desk, kind: str) -> None:
    """The sentence in which its evidence stands, or that is nearest to it."""
    begin, _, sentence = KINDS[kind]
    ticket, place = begin(desk)

    made = make(desk, ticket, Made.PHRASE, **place, value="account")

    assert (made.thing.words, made.thing.language) == (sentence, "en")
    place_now = read_taxonomy(desk).find("account")
    assert place_now is not None
    assert place_now.phrases["en"][-1] == sentence
    assert made.taxonomy == read_taxonomy(desk).version == desk.board.taxonomy.version
    assert sentence in desk.board.learned.tongues["en"].phrases["category"].texts


@pytest.mark.parametrize("kind", KINDS)
def test_a_reason_of_any_kind_becomes_a_rule(desk: Desk, kind: str) -> None:
    """Of its evidence, word for word; where it has no place, somebody must say which words are meant."""
    begin, has_place, _ = KINDS[kind]
    ticket, place = begin(desk)
    if not has_place:
        with pytest.raises(Invalid, match="say in `words`"):
            make(desk, ticket, Made.RULE, **place, value="account")
        place = {**place, "words": "wrong hours"}

    made = make(desk, ticket, Made.RULE, **place, value="account")

    assert rules(desk)[-1] == Rule(str(made.thing.words), "category", "account")
    assert made.thing.words in {"wrong hours", "tide table", "charged twice", *ticket.message.split()}


def test_what_the_llm_says_becomes_a_correction_and_a_rule(desk: Desk) -> None:
    """Of the urgency, which is all that it is asked for; a phrase tells categories apart alone."""
    switch_llm(desk, on=True)
    asked = with_llm(desk, llm_saying(4.6))
    ticket = make_ticket(asked, TIDE, door="api")
    run_steps(asked)
    place: Mapping[str, Any] = {"field": "urgency", "opinion": Voice.LLM}

    with pytest.raises(Invalid, match="Phrases tell categories apart"):
        make(asked, ticket, Made.PHRASE, **place)
    stood = ticket_now(asked, ticket).urgency
    made = make(asked, ticket, Made.RULE, **place, words="tide table", value="4.5")
    corrected = make(asked, ticket, Made.CORRECTION, **place)

    assert (made.before.value, made.after.value) == (ticket.urgency, 4.5)
    assert corrected.ticket.urgency == stood == of_both(own=ticket.urgency, llm=4.6)
    assert is_corrected(verdict(asked, ticket).urgency)


# --- what follows -------------------------------------------------------------------------------------------


def test_the_next_message_is_judged_by_a_new_rule_here_and_elsewhere(desk: Desk) -> None:
    """In this process at once, in another one with its next look; and it is told what has changed."""
    other = replace(desk, board=Noticeboard(SCHOOLING, SCHOOLING.first(desk.board.taxonomy)))
    ticket = make_ticket(desk, CHARGED)

    made = make(desk, ticket, Made.RULE, words="tide table", value="sales")

    assert (made.before.value, made.after.value) == ("billing", "billing")
    assert make_ticket(desk, NEXT).category == "sales"
    assert make_ticket(other, NEXT).category != "sales"
    other.board.look(other.read)
    assert make_ticket(other, NEXT).category == "sales"
    assert verdict_on(other, Message(NEXT)) == verdict_on(desk, Message(NEXT))


def test_the_next_message_is_judged_by_a_new_phrase(desk: Desk) -> None:
    """In the ticket's language, of which the desk may have known nothing."""
    text = "Moje karta dostała bilet przy okienku. Dziękuję bardzo za pomoc w tej sprawie."
    ticket = make_ticket(desk, text)
    reason: Mapping[str, Any] = {"words": "Moja karta dostała bilet przy okienku"}
    correct(desk, ticket, category="account")

    made = make(desk, ticket, Made.PHRASE, **reason)

    assert (made.thing.value, made.thing.language) == ("account", "pl")
    assert (
        make_ticket(desk, "Moja karta dostała zły bilet przy okienku, proszę o pomoc").category == "account"
    )


def test_a_file_is_judged_by_the_rules_too(desk: Desk) -> None:
    """As a message that comes in by itself is."""
    with_rules(desk, Rule("tide table", "category", "sales"), Rule("tide table", "priority", "urgent"))
    lines = "\n".join(f"{NEXT} {number},7,2025-01-15 09:30:00" for number in range(3))

    import_messages(desk, read_messages(f"Message Body,User ID,Timestamp (UTC)\n{lines}".encode()))

    with desk.read() as db:
        found = tickets.newest(db, Wanted(), limit=5)
    assert len(found) == 3
    assert {(one.category, one.priority) for one in found} == {("sales", "urgent")}


def test_a_rule_that_people_contradict_loses_its_say(desk: Desk) -> None:
    """One correction lowers its odds, two silence it; whoever agrees gives them back."""
    with_rules(desk, Rule("tide table", "priority", "urgent"))
    heard = [verdict_on(desk, Message(NEXT)).priority]
    others = (
        "My tide table is a gift for an old friend",
        "About the tide table: which paper is it printed on?",
    )
    for text in others:
        correct(desk, make_ticket(desk, text), priority="low")
        heard.append(verdict_on(desk, Message(NEXT)).priority)

    said = [one.opinions[Voice.RULE] for one in heard]

    assert [one.value for one in said] == ["urgent", "urgent", "medium"]
    assert [one.confidence for one in said[:2]] == [0.9, 0.6]
    assert not any(one.source.startswith("rule@") for one in said[2].reasons)


def test_a_rule_is_auto_when_enough_labels_have_proven_it(desk: Desk) -> None:
    """And not before, however sure it looks."""
    with_rules(desk, Rule("tide table", "category", "sales"))
    said = []
    for first, last in ((0, 30), (30, 60)):
        rows = [
            LabelledMessage(
                id=str(number), message=Message(f"tide table {number}"), labels={"category": "sales"}
            )
            for number in range(first, last)
        ]
        learn_from_file(desk, rows, source="history")
        said.append(verdict_on(desk, Message(NEXT)).category)

    assert [one.value for one in said] == ["sales", "sales"]
    assert [one.certainty for one in said] == [Certainty.SUGGEST, Certainty.AUTO]


def test_beside_a_model_a_rule_is_one_voice(desk: Desk) -> None:
    """It decides where the model is in doubt, and the model acts as surely as before where it agrees."""
    lessons.teach(desk)
    train_model(desk)
    sure = verdict_on(desk, Message("I was charged twice this month")).category
    with_rules(desk, Rule("tide table", "category", "billing"), Rule("charged twice", "category", "billing"))

    doubtful = verdict_on(desk, Message(NEXT)).category
    agreed = verdict_on(desk, Message("I was charged twice this month")).category

    assert doubtful.value == "billing"
    assert (agreed.value, agreed.certainty) == (sure.value, sure.certainty)
    assert agreed.confidence >= sure.confidence


def test_what_was_decided_by_rules_is_decided_again(desk: Desk) -> None:
    """Before they were made, by them, after labels had told against them, and after they went."""
    teach_at_random(desk)
    made = [make_ticket(desk, NEXT)]
    make(desk, made[0], Made.RULE, words="tide table", value="sales")
    with_rules(desk, *rules(desk), Rule("Dover", "priority", "urgent"))
    made.append(make_ticket(desk, NEXT))
    for ticket in list(made):
        correct(desk, ticket, category="account", priority="low")
        made.append(make_ticket(desk, f"{NEXT}, {len(made)} times"))
    train_model(desk)
    made.append(make_ticket(desk, f"{NEXT} now"))
    replace_taxonomy(desk, read_taxonomy(desk).categories, rules=[], by=LOCAL)
    made.append(make_ticket(desk, NEXT))

    found = list(redecide_all(desk))

    assert {one.outcome for one in found} == {Outcome.SAME}
    assert len({one.basis.taxonomy for one in found if one.basis}) == 3
    ruled = [_is_ruled(verdict_of(desk, ticket, 1)) for ticket in made]
    assert ruled[:2] == [False, True]
    assert not ruled[-1]


def test_rules_go_along_with_their_categories(desk: Desk) -> None:
    """Renamed or merged: the next message is judged by them under the new name, and two become one."""
    pair = Rule("tide table", "category", "sales"), Rule("tide table", "category", "billing")
    with_rules(desk, *pair, Rule("for Dover", "subcategory", "sales\tPricing"))

    reorganise(desk, Renaming(category="sales", name="shop"), by=LOCAL)
    renamed = rules(desk)
    judged = verdict_on(desk, Message(NEXT))
    reorganise(desk, Merging(categories=["billing"], into="shop"), by=LOCAL)

    assert [one.label for one in renamed] == ["shop", "billing", "shop\tPricing"]
    assert (judged.category.value, judged.subcategory.value) == ("shop", "Pricing")
    assert [one.label for one in rules(desk)] == ["shop", "shop\tPricing"]
    assert value(desk, NEXT) == "shop"


@pytest.mark.parametrize(
    ("change", "team"),
    [
        (Renaming(category="billing", name="money", team="cashiers"), "cashiers"),
        (Merging(categories=["billing"], into="sales"), "sales"),
    ],
)
def test_a_rule_of_a_team_goes_along_when_no_category_has_the_team_any_more(
    desk: Desk, clock: StillClock, change: Renaming | Merging, team: str
) -> None:
    """So that the taxonomy can be changed again."""
    with_rules(desk, Rule("tide table", "team", "finance"))

    reorganise(desk, change, by=LOCAL)
    clock.advance(timedelta(minutes=1))
    run_steps(desk)
    desk.board.look(desk.read)

    assert not read_taxonomy(desk).leaving
    assert [one.label for one in rules(desk)] == [team]
    assert value(desk, NEXT, "team") == team
    replace_taxonomy(desk, read_taxonomy(desk).categories, by=LOCAL)


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lesson", "field", "sentence"),
    [
        ({"field": "mood"}, "field", "A verdict has no field 'mood'; it has: category, "),
        ({"field": "sla_hours", "made": Made.CORRECTION}, "field", "sla_hours follows from other fields."),
        ({"field": "language", "made": Made.RULE}, "field", "A rule can speak of category, "),
        ({"value": "boats"}, "value", "There is no category 'boats'; there are: billing, "),
        ({"value": "boats", "made": Made.CORRECTION}, "value", "There is no category 'boats'"),
        ({"value": "boats", "made": Made.PHRASE}, "value", "There is no category 'boats'"),
        ({"field": "team", "value": "boats"}, "value", "team cannot be 'boats'; it can be: customer_success"),
        ({"field": "priority", "value": "9"}, "value", "priority cannot be '9'; it can be: high, "),
        ({"field": "urgency", "value": "soon"}, "value", "urgency cannot be 'soon'; it can be: 1.0, "),
        ({"field": "urgency", "value": 9.5, "made": Made.CORRECTION}, "value", "urgency cannot be 9.5"),
        ({"field": "subcategory", "value": "Boats"}, "value", "billing has no subcategory 'Boats'"),
        ({"words": "?!"}, "words", "“?!” has no word for which a message could be searched"),
        ({"words": "ava@example.com"}, "words", "has no word for which"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    desk: Desk, lesson: dict[str, Any], field: str, sentence: str
) -> None:
    """Which names the part of the request that it is about; nothing is changed."""
    ticket = make_ticket(desk, f"{CHARGED}. It is urgent!")
    usual: dict[str, Any] = {"field": "category", "reason": 0, "made": Made.RULE, "words": "charged"}

    with pytest.raises(Invalid) as refused:
        teach(desk, ticket.id, Lesson(**usual | lesson), by=LOCAL)

    assert refused.value.field == field
    assert sentence in refused.value.sentence
    assert (read_taxonomy(desk).version, ticket_now(desk, ticket)) == (1, ticket)


def test_a_reason_that_is_not_there(desk: Desk) -> None:
    """Of the field, of a voice that said nothing, of a ticket that there is not."""
    ticket = make_ticket(desk, CHARGED)

    with pytest.raises(ReasonMissing, match="no reason 30 of category"):
        make(desk, ticket, Made.RULE, reason=30)
    with pytest.raises(ReasonMissing, match="no reason 0 of llm on category: it has 0"):
        make(desk, ticket, Made.RULE, opinion=Voice.LLM)
    with pytest.raises(TicketMissing):
        make(desk, replace(ticket, id=ticket_id(987)), Made.RULE)


def test_the_same_again_is_told_and_not_doubled(desk: Desk) -> None:
    """Whatever the case, the signs and the spaces."""
    ticket = make_ticket(desk, CHARGED)
    make(desk, ticket, Made.RULE, words="tide table")
    make(desk, ticket, Made.PHRASE, words="Where is the tide table?")

    for made, words in ((Made.RULE, "Tide  TABLE!"), (Made.PHRASE, "where is the  tide table?")):
        with pytest.raises(AlreadyTaught, match="already"):
            make(desk, ticket, made, words=words)

    assert len(rules(desk)) == 1
    assert read_taxonomy(desk).version == 3


def test_no_more_than_the_taxonomy_may_have(desk: Desk) -> None:
    """The sentence says what to do."""
    with_rules(desk, *(Rule(f"word{number}", "priority", "high") for number in range(MOST_RULES)))
    fill_phrases(desk)
    ticket = make_ticket(desk, CHARGED)

    for made in (Made.RULE, Made.PHRASE):
        with pytest.raises(Invalid, match="more it may not have: take one away first"):
            make(desk, ticket, made, words="tide table")


def test_a_retired_category_is_taught_nothing(desk: Desk) -> None:
    """It gets no new tickets, so neither would ever speak."""
    ticket = make_ticket(desk, CHARGED)
    retire(desk, "billing")

    for made in (Made.RULE, Made.PHRASE):
        with pytest.raises(Invalid, match="billing is retired"):
            make(desk, ticket, made, words="tide table", opinion=Voice.RULE)


def test_only_who_may_change_the_taxonomy_makes_phrases_and_rules(desk: Desk) -> None:
    """An agent corrects."""
    ticket, eve = make_ticket(desk, CHARGED), make_agent(desk, "Eve")

    for made in (Made.RULE, Made.PHRASE):
        with pytest.raises(NotAllowed, match="needs the permission 'lead', which Eve does not have"):
            make(desk, ticket, made, by=eve)
    corrected = make(desk, ticket, Made.CORRECTION, by=eve, value="sales")

    assert corrected.ticket.category == "sales"


@pytest.mark.parametrize("made", Made)
def test_a_ticket_that_was_changed_since_teaches_nothing(desk: Desk, made: Made) -> None:
    """The reason that is meant may be another one by now."""
    ticket = make_ticket(desk, CHARGED)
    correct(desk, ticket, category="sales")

    with pytest.raises(Outdated):
        teach(desk, ticket.id, Lesson(field="category", reason=0, made=made), by=LOCAL, expected={1})

    assert read_taxonomy(desk).version == 1


def test_a_new_rule_in_a_taxonomy_must_have_words(desk: Desk) -> None:
    """As one that is made of a reason."""
    with pytest.raises(Invalid, match="has no word") as refused:
        with_rules(desk, Rule("tide", "category", "sales"), Rule("?!", "category", "sales"))

    assert refused.value.field == "rules.1.words"


def test_the_event_log_tells_who_made_what_of_which_ticket(desk: Desk) -> None:
    """Beside what has changed of the taxonomy."""
    ticket = make_ticket(desk, CHARGED)

    make(desk, ticket, Made.RULE, field="subcategory", words="tide table", value="Refunds")

    with desk.read() as db:
        told = events.newer(db, Cursor(0, 0), limit=50)[-1].event
    assert (told.kind, told.actor) == ("taxonomy.changed", LOCAL.name)
    assert told.data["reason"] == {
        "ticket": ticket.id,
        "as": "rule",
        "field": "subcategory",
        "value": "billing / Refunds",
        "words": "tide table",
    }


# --- situations ---------------------------------------------------------------------------------------------


def with_rules(desk: Desk, *some: Rule) -> Taxonomy:
    """Give the desk rules of its own."""
    return replace_taxonomy(desk, read_taxonomy(desk).categories, rules=some, by=LOCAL)


def teach_at_random(desk: Desk) -> None:
    """Let the desk have labels and a model."""
    lessons.teach(desk, 15)
    train_model(desk)


def fill_phrases(desk: Desk) -> None:
    """Give billing as many phrases as it may have."""
    taxonomy = read_taxonomy(desk)
    place = taxonomy.find("billing")
    assert place is not None
    for number in range(MOST_PHRASES - sum(map(len, place.phrases.values()))):
        taxonomy = with_phrase(taxonomy, "billing", "en", f"phrase {number}")
    replace_taxonomy(desk, taxonomy.categories, by=LOCAL)


def retire(desk: Desk, name: str) -> None:
    """Let a category get no new tickets."""
    categories = [replace(one, retired=one.name == name) for one in read_taxonomy(desk).categories]
    replace_taxonomy(desk, categories, by=LOCAL)


def ticket_now(desk: Desk, ticket: Ticket) -> Ticket:
    """Give a ticket as it stands."""
    with desk.read() as db:
        return tickets.load(db, ticket.id)


def verdict_of(desk: Desk, ticket: Ticket, revision: int) -> Verdict:
    """Give a revision of a verdict."""
    with desk.read() as db:
        return verdicts.load(db, ticket.id, revision).verdict


def _is_ruled(found: Verdict) -> bool:
    return any(one.source.startswith("rule@") for one in found.category.opinions[Voice.RULE].reasons)


def _found(
    desk: Desk, text: str, voice: Voice, is_meant: Callable[[Reason], bool]
) -> tuple[Ticket, Mapping[str, Any]]:
    """Make a ticket, and say where among a voice's reasons the one that is meant stands."""
    ticket = make_ticket(desk, text)
    reasons = verdict(desk, ticket).category.opinions[voice].reasons
    return ticket, {"opinion": voice, "reason": next(at for at, one in enumerate(reasons) if is_meant(one))}
