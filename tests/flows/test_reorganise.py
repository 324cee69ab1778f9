"""Categories are renamed, merged and split, and everything that names one follows."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from firstline.core.access import LOCAL, OPERATOR
from firstline.core.errors import Conflict, Invalid, Outdated
from firstline.core.ids import TicketId
from firstline.flows.canned import make_canned
from firstline.flows.check_taxonomy import check_taxonomy
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, import_messages
from firstline.flows.list_tickets import list_tickets
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.opinion import verdict_on
from firstline.flows.refile import TICKETS, is_refiling_due, refile_step
from firstline.flows.reorganise import outlook, reorganise
from firstline.flows.replay import replay_all
from firstline.flows.resolve import resolve_ticket
from firstline.flows.review import review_tickets
from firstline.flows.taxonomy import StillMoving, read_taxonomy, replace_taxonomy
from firstline.flows.train import train_model
from firstline.flows.views import find_view, make_view
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.import_file import read_rows
from firstline.store import canned_replies, examples, jobs, tickets, verdicts
from firstline.store.db import Connection
from firstline.tickets.corrections import is_corrected
from firstline.tickets.message import Message
from firstline.tickets.reorganised import Merging, NameTaken, Renaming, Splitting
from firstline.tickets.sought import Asked, Sort
from firstline.tickets.taxonomy import Category, Rule
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Certainty, Voice
from tests.flows.test_learn import labelled, learn
from tests.flows.together import together
from tests.flows.whole import flaws
from tests.make import SCHOOLING, StillClock, make_agent, make_desk, make_ticket, opened, run_steps

CHARGED = "I was charged twice this month, please refund me"
PAYOUT = "The payout for the {} campaign is missing from the dashboard"
TO_MONEY = Renaming(category="billing", name="money")
SETTLED = timedelta(seconds=11)
SWAPPED = (("money", "between"), ("faults", "money"), ("between", "faults"))


def test_a_renamed_category_takes_its_tickets_along(desk: Desk) -> None:
    """Also the resolved ones; team, due time and priority stay, and so does what was decided then."""
    before = [make_ticket(desk, CHARGED), make_ticket(desk, f"{CHARGED}!")]
    resolve_ticket(desk, before[1].id, by=LOCAL)

    done = reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)

    assert (done.tickets, done.moved) == (2, {"billing": "money"})
    for ticket in before:
        after = _now(desk, ticket)
        assert (after.category, after.subcategory) == ("money", ticket.subcategory)
        assert (after.team, after.due_at, after.priority) == (ticket.team, ticket.due_at, ticket.priority)
        assert [_verdict(desk, after, n).category.value for n in (1, 2)] == ["billing", "money"]
    assert _flaws(desk) == []


def test_a_field_that_a_person_set_stays_theirs(desk: Desk) -> None:
    """Under its present name; the log says that the desk moved the ticket."""
    ticket = make_ticket(desk, PAYOUT.format("June"))
    _set(desk, ticket, category="billing", subcategory="Payments")

    reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)

    field = _verdict(desk, _now(desk, ticket)).category
    assert is_corrected(field)
    assert (field.value, field.opinions[Voice.HUMAN].value) == ("money", "money")
    assert field.reasons[-1].text == "billing is money now"


def test_the_next_message_is_judged_under_the_new_name_at_once(desk: Desk) -> None:
    """By what people said of others like it, before anything was moved or trained."""
    _set(desk, make_ticket(desk, PAYOUT.format("June")), category="billing")

    reorganise(desk, TO_MONEY, by=OPERATOR)

    after = make_ticket(desk, PAYOUT.format("July"))
    assert (after.category, after.team) == ("money", "finance")


def test_the_rules_mean_the_renamed_category(desk: Desk) -> None:
    """Without a label or a model; the advice is that of the old name."""
    before = verdict_on(desk, Message(CHARGED))

    reorganise(desk, TO_MONEY, by=OPERATOR)

    after = verdict_on(desk, Message(CHARGED))
    assert after.category.opinions[Voice.RULE].value == "money"
    assert (after.category.value, after.subcategory.value) == ("money", before.subcategory.value)
    assert (after.next_action.value, after.team.value) == (before.next_action.value, before.team.value)


def test_what_came_with_the_desk_means_the_renamed_categories(desk: Desk, clock: StillClock) -> None:
    """Also of two that change their names with each other, and without a label."""
    message = Message("Could I have my money back for the second parcel?")
    before = verdict_on(desk, message).category

    _swap(desk, clock)

    after = verdict_on(desk, message).category
    assert (before.value, before.opinions[Voice.MODEL].value) == ("billing", "billing")
    assert (after.value, after.opinions[Voice.MODEL].value) == ("faults", "faults")
    assert after.opinions[Voice.MODEL].confidence == before.opinions[Voice.MODEL].confidence


def test_a_trained_model_answers_under_the_new_name(desk: Desk) -> None:
    """At once, and as surely as before; then another one is trained."""
    learn(desk, labelled(120))
    model = train_model(desk)
    message = Message("Please refund order zzzqq")
    before = verdict_on(desk, message).category

    reorganise(desk, TO_MONEY, by=OPERATOR)

    after = verdict_on(desk, message).category
    assert desk.board.learned.version == model.version
    assert (before.value, after.value) == ("billing", "money")
    assert after.confidence == pytest.approx(before.confidence, abs=0.05)
    assert after.opinions[Voice.MODEL].value == "money"


def test_of_what_a_model_knew_as_two_the_surer_one_counts(desk: Desk) -> None:
    """What became one is at least as sure as its parts, and its words are still named."""
    learn(desk, labelled(120))
    train_model(desk)
    message = Message("The app crashes on page zzzqq")
    before = verdict_on(desk, message).category

    reorganise(desk, Merging(categories=["technical"], into="billing"), by=OPERATOR)

    after = verdict_on(desk, message).category
    assert (before.value, after.value) == ("technical", "billing")
    assert after.confidence >= before.confidence - 0.05
    assert any(one.span and one.text == "“crashes” speaks for billing" for one in after.reasons)


def test_a_training_follows_where_a_model_answers(desk: Desk) -> None:
    """One, however often the step runs; it has learnt the new name."""
    learn(desk, labelled(120))
    first = train_model(desk)

    reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)

    assert desk.board.learned.version > first.version
    assert make_ticket(desk, "Please refund order zzzqq").category == "money"
    refile_step(desk, 10_000)
    with desk.read() as db:
        assert not jobs.is_alive(db, "train_model")


def test_what_a_model_learnt_goes_the_way_of_its_own_names(desk: Desk, clock: StillClock) -> None:
    """Two categories that change their names with each other are not mixed up."""
    learn(desk, labelled(120))
    train_model(desk)
    _swap(desk, clock)

    said = [
        verdict_on(desk, Message(text)) for text in ("Please refund order zq", "The app crashes on page zq")
    ]

    assert [one.category.opinions[Voice.MODEL].value for one in said] == ["faults", "money"]


def test_examples_say_the_new_name_and_are_no_news(desk: Desk) -> None:
    """What was learnt before is still told as it was, and nobody needs another vector."""
    learn(desk, labelled(60))
    train_model(desk)
    with desk.read() as db:
        newest, old = examples.newest_id(db), examples.current(db)

    done = reorganise(desk, TO_MONEY, by=OPERATOR)
    _follow(desk)

    with desk.read() as db:
        now, then = examples.current(db), examples.as_of(db, newest)
    assert done.examples == sum(one.labels["category"] == "billing" for one in old)
    assert {one.labels["category"] for one in now} == {"money", "technical", "account"}
    assert [one.labels for one in then] == [one.labels for one in old]
    origins = {one.ref: one.id for one in old}
    assert {one.translates for one in now if one.id > newest} == {
        origins[one.ref] for one in now if one.labels["category"] == "money"
    }
    desk.board.look(desk.read)
    memory = desk.board.learned.tongues["en"].memory
    assert memory is not None
    assert not memory.fresh.any()


def test_merged_categories_become_part_of_another_one(desk: Desk) -> None:
    """Subcategories go as told, to the same name, or to the rest; the team of open tickets follows."""
    one, other, theirs, ended = (make_ticket(desk, PAYOUT.format(name)) for name in "abcd")
    _set(desk, one, category="sales", subcategory="Quotes")
    _set(desk, other, category="account", subcategory="Profile")
    _set(desk, theirs, category="sales", team="support")
    _set(desk, ended, category="sales")
    resolve_ticket(desk, ended.id, by=LOCAL)

    change = Merging(
        categories=["sales", "account"], into="billing", subcategories={"sales": {"Quotes": "Invoices"}}
    )
    done = reorganise(desk, change, by=OPERATOR)
    run_steps(desk)

    places = [(now.category, now.subcategory, now.team) for now in (_now(desk, t) for t in (one, other))]
    assert places == [("billing", "Invoices", "finance"), ("billing", "General Billing", "finance")]
    assert [_now(desk, ticket).team for ticket in (theirs, ended)] == ["support", "sales"]
    assert done.tickets == 4
    assert _flaws(desk) == []


def test_merged_phrases_are_those_of_both(desk: Desk) -> None:
    """So many of each that there is room for."""
    before = read_taxonomy(desk)
    small = [replace(one, phrases={"en": (f"about {one.name}",)}) for one in before.categories]
    replace_taxonomy(desk, small, by=OPERATOR)

    after = reorganise(desk, Merging(categories=["sales"], into="billing"), by=OPERATOR).taxonomy

    found = after.find("billing")
    assert found is not None
    assert found.phrases == {"en": ("about billing", "about sales")}


def test_a_split_takes_some_subcategories_away(desk: Desk) -> None:
    """Their tickets go along, those of the others stay; rules and models mean the new place."""
    refund, invoice = (make_ticket(desk, PAYOUT.format(name)) for name in "ab")
    _set(desk, refund, category="billing", subcategory="Refunds")
    _set(desk, invoice, category="billing", subcategory="Invoices")
    into = Category(name="refunds", title="Refunds", team="returns", subcategories=("Refunds", "Other"))

    reorganise(desk, Splitting(category="billing", subcategories=["Refunds"], into=into), by=OPERATOR)
    run_steps(desk)

    now = _now(desk, refund)
    assert (now.category, now.subcategory, now.team) == ("refunds", "Refunds", "returns")
    assert _now(desk, invoice) == _read(desk, invoice.id)
    assert _now(desk, invoice).category == "billing"
    assert verdict_on(desk, Message("I want a refund")).category.opinions[Voice.RULE].value == "refunds"
    with desk.read() as db:
        told = {one.ticket_id: one.labels["category"] for one in examples.current(db)}
    assert told == {refund.id: "refunds", invoice.id: "billing"}
    assert _flaws(desk) == []


def test_a_split_makes_no_promise_that_was_another_ones(desk: Desk) -> None:
    """How sure the model may be of what is left is not known before the next training."""
    learn(desk, labelled(300))
    train_model(desk)
    head = desk.board.learned.tongues["en"].heads["category"]
    into = Category(name="refunds", title="Refunds", team="finance", subcategories=("Refunds", "Other"))

    reorganise(desk, Splitting(category="billing", subcategories=["Refunds"], into=into), by=OPERATOR)

    assert head.auto is not None
    assert desk.board.learned.tongues["en"].heads["category"].auto is None
    assert verdict_on(desk, Message("Please refund order z")).category.certainty is not Certainty.AUTO


def test_a_renamed_subcategory_takes_its_tickets_along(desk: Desk) -> None:
    """The category is what it was."""
    ticket = make_ticket(desk, PAYOUT.format("June"))
    _set(desk, ticket, category="billing", subcategory="Refunds")

    reorganise(desk, Renaming(category="billing", subcategory="Refunds", name="Money back"), by=OPERATOR)
    run_steps(desk)

    now = _now(desk, ticket)
    assert (now.category, now.subcategory) == ("billing", "Money back")
    assert _flaws(desk) == []


def test_the_category_that_was_left_goes_when_nothing_has_it(desk: Desk, clock: StillClock) -> None:
    """After every process has seen the new taxonomy; until then it is retired."""
    make_ticket(desk, CHARGED)
    reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)
    left = read_taxonomy(desk)

    clock.advance(SETTLED)
    run_steps(desk)

    after = read_taxonomy(desk)
    assert left.leaving == {"billing"}
    assert after.find("billing") is None
    assert (after.present("billing"), after.version) == (("money", ""), left.version + 1)


def test_killed_half_way_it_goes_on(desk: Desk) -> None:
    """What was written in a write that did not end is undone; nothing is moved twice."""
    for number in range(TICKETS + 5):
        make_ticket(desk, f"{CHARGED} {number}")
    reorganise(desk, TO_MONEY, by=OPERATOR)
    refile_step(desk, 0)
    with pytest.raises(RuntimeError, match="killed"):
        refile_step(_killed_at_the_end(desk), 0)
    assert _count(desk, "billing") == 5

    run_steps(desk)

    assert (_count(desk, "billing"), _count(desk, "money")) == (0, TICKETS + 5)
    with desk.read() as db:
        assert {tickets.load(db, TicketId(n)).version for n in range(1, TICKETS + 6)} == {2}
    assert _flaws(desk) == []


def test_of_two_at_once_one_is_told_to_look_again(desk: Desk) -> None:
    """Whoever has seen the version before; the other's name counts."""
    changes = [Renaming(category="billing", name=name) for name in ("money", "cash")]

    done = together([partial(_outcome, desk, one) for one in changes])

    assert sorted(map(str, done)) == ["Outdated", "done"]
    assert len(read_taxonomy(desk).leaving) == 1


def test_a_ticket_that_comes_late_under_the_old_name_follows(desk: Desk, clock: StillClock) -> None:
    """Another process had not seen the change yet."""
    other = replace(desk, board=Noticeboard(SCHOOLING, SCHOOLING.first(read_taxonomy(desk))))
    reorganise(desk, TO_MONEY, by=OPERATOR)
    clock.advance(SETTLED)
    run_steps(desk)
    late = make_ticket(other, CHARGED)
    assert late.category == "billing"
    with desk.read() as db:
        assert is_refiling_due(db)

    refile_step(desk, 0)

    assert _now(desk, late).category == "money"
    assert _flaws(desk) == []


def test_lists_find_the_category_under_either_name(desk: Desk) -> None:
    """While its tickets move, and afterwards."""
    ticket = make_ticket(desk, CHARGED)
    reorganise(desk, TO_MONEY, by=OPERATOR)
    during = [_listed(desk, category=[name]) for name in ("billing", "money")]

    run_steps(desk)

    assert during == [[ticket.id], [ticket.id]]
    assert [_listed(desk, category=[name]) for name in ("billing", "money")] == [[ticket.id], [ticket.id]]
    assert _listed(desk, category=["billing"], subcategory=[ticket.subcategory]) == [ticket.id]


def test_whoever_corrects_to_an_old_name_is_told_the_new_one(desk: Desk) -> None:
    """Of a category and of a subcategory."""
    ticket = make_ticket(desk, PAYOUT.format("June"))
    reorganise(desk, TO_MONEY, by=OPERATOR)
    reorganise(desk, Renaming(category="money", subcategory="Refunds", name="Money back"), by=OPERATOR)

    with pytest.raises(Invalid, match="billing is money now"):
        _set(desk, ticket, category="billing")
    with pytest.raises(Invalid, match="'Refunds' of money is 'Money back' of money now"):
        _set(desk, ticket, category="money", subcategory="Refunds")


def test_labelled_files_with_old_names_teach_the_new_ones(desk: Desk) -> None:
    """None of them is unknown."""
    reorganise(desk, TO_MONEY, by=OPERATOR)

    taken = learn(desk, [{"id": "1", "text": "x", "labels": {"category": "billing", "subcategory": "Loans"}}])

    assert not taken.unknown
    with desk.read() as db:
        assert [one.labels for one in examples.current(db)] == [
            {"category": "money", "subcategory": "money\tLoans"}
        ]


def test_views_and_canned_replies_follow(desk: Desk) -> None:
    """In the same moment, as their next version."""
    mara = make_agent(desk, "Mara")
    asked = Asked(category=["billing", "sales"], subcategory=["Refunds"])
    view = make_view(desk, "Money", asked, Sort.NEWEST, shared=True, by=mara)
    reply = make_canned(desk, {"title": "Hello", "text": "Hi", "category": "billing"}, by=LOCAL)

    reorganise(desk, TO_MONEY, by=OPERATOR)

    seen = find_view(desk, view.id, by=mara)
    assert (seen.filters["category"], seen.filters["subcategory"], seen.version) == (
        ["money", "sales"],
        ["Refunds"],
        2,
    )
    with desk.read() as db:
        assert canned_replies.load(db, reply.id).category == "money"


def test_rules_follow(desk: Desk) -> None:
    """Whichever of the two their label names."""
    rules = [Rule("chargeback", "category", "billing"), Rule("loan", "subcategory", "billing\tLoans")]
    replace_taxonomy(desk, read_taxonomy(desk).categories, rules=rules, by=OPERATOR)

    after = reorganise(desk, TO_MONEY, by=OPERATOR).taxonomy

    assert [rule.label for rule in after.rules] == ["money", "money\tLoans"]
    assert read_taxonomy(desk).rules == after.rules


def test_confusions_with_what_has_become_one_are_none(desk: Desk) -> None:
    """And review asks under the present names."""
    for ticket in [make_ticket(desk, f"{CHARGED} {number}") for number in range(12)]:
        _set(desk, ticket, category="sales")
    assert check_taxonomy(desk).findings.overlaps[0].by_tickets > 0

    reorganise(desk, Merging(categories=["sales"], into="billing"), by=OPERATOR)
    make_ticket(desk, CHARGED)

    assert all(one.by_tickets == 0 for one in check_taxonomy(desk).findings.overlaps)
    assert [one.category for one in review_tickets(desk, limit=1).items] == ["billing"]


def test_renamed_back_nothing_is_left_behind(desk: Desk, clock: StillClock) -> None:
    """Even before all tickets have followed."""
    first = make_ticket(desk, CHARGED)
    reorganise(desk, TO_MONEY, by=OPERATOR)
    second = make_ticket(desk, f"{CHARGED} again")

    reorganise(desk, Renaming(category="money", name="billing"), by=OPERATOR)
    run_steps(desk)
    clock.advance(SETTLED)
    run_steps(desk)

    after = read_taxonomy(desk)
    assert (dict(after.moves), after.leaving) == ({"money": "billing"}, frozenset())
    assert [_now(desk, ticket).category for ticket in (first, second)] == ["billing", "billing"]
    assert _flaws(desk) == []


def test_a_name_whose_tickets_are_still_moving_is_not_given_again(desk: Desk, clock: StillClock) -> None:
    """A moment later it is free."""
    make_ticket(desk, CHARGED)
    reorganise(desk, TO_MONEY, by=OPERATOR)
    again = [replace(one, retired=False) for one in read_taxonomy(desk).categories]
    with pytest.raises(NameTaken, match="still moving"):
        reorganise(desk, Renaming(category="sales", name="billing"), by=OPERATOR)
    with pytest.raises(StillMoving, match="billing is money now"):
        replace_taxonomy(desk, again, by=OPERATOR)

    run_steps(desk)
    clock.advance(SETTLED)
    run_steps(desk)

    after = reorganise(desk, Renaming(category="sales", name="billing"), by=OPERATOR).taxonomy
    assert dict(after.moves) == {"sales": "billing"}


def test_a_look_ahead_changes_nothing(desk: Desk) -> None:
    """It counts what would move."""
    make_ticket(desk, CHARGED)

    seen = outlook(desk, TO_MONEY)

    assert (seen.tickets, seen.moved, read_taxonomy(desk).version) == (1, {"billing": "money"}, 1)


def test_a_history_is_told_under_the_names_of_the_desk_that_takes_it(desk: Desk, elsewhere: Desk) -> None:
    """Wherever the category was renamed: here, there, or at both."""
    ticket = make_ticket(desk, PAYOUT.format("June"))
    _set(desk, ticket, category="billing", subcategory="Loans")
    before = _packed(desk)
    reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)
    _set(desk, ticket, priority="urgent")
    reorganise(elsewhere, TO_MONEY, by=OPERATOR)

    taken = [carried(content, elsewhere) for content in (before, _packed(desk))]

    with elsewhere.read() as db:
        there = tickets.newest(db, tickets.Wanted(), limit=9)
    assert [(one.category, one.subcategory) for one in there] == [("money", "Loans")]
    assert [one.unknown for one in taken] == [frozenset(), frozenset()]
    assert _flaws(elsewhere) == []


def test_a_history_is_left_as_it_was_where_the_new_name_is_not_known(desk: Desk, elsewhere: Desk) -> None:
    """And what is not known there is told."""
    ticket = make_ticket(desk, PAYOUT.format("June"))
    _set(desk, ticket, category="billing")
    reorganise(desk, TO_MONEY, by=OPERATOR)
    run_steps(desk)

    taken = carried(_packed(desk), elsewhere)

    with elsewhere.read() as db:
        (there,) = tickets.newest(db, tickets.Wanted(), limit=9)
    assert there.category == "billing"
    assert taken.unknown == {"category money"}
    assert _flaws(elsewhere) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Renaming(category="general", name="rest"), "general stays"),
        (Renaming(category="billing", name="sales"), "already"),
        (Renaming(category="billing", name="billing"), "already"),
        (Renaming(category="billing", name="Money!"), "must begin with a-z"),
        (Renaming(category="llamas", name="alpacas"), "no category 'llamas'"),
        (Renaming(category="billing", subcategory="Refunds", name="Loans"), "already"),
        (Renaming(category="billing", subcategory="Llamas", name="x"), "no subcategory 'Llamas'"),
        (Renaming(category="billing", subcategory="Refunds", name="a\tb"), "tab"),
        (Merging(categories=["billing"], into="billing"), "others than itself"),
        (Merging(categories=[], into="billing"), "others than itself"),
        (Merging(categories=["general"], into="billing"), "general stays"),
        (Merging(categories=["sales"], into="llamas"), "no category 'llamas'"),
        (
            Merging(categories=["sales"], into="billing", subcategories={"sales": {"Quotes": "x"}}),
            "no subcategory 'x'",
        ),
        (
            Merging(categories=["sales"], into="billing", subcategories={"account": {}}),
            "none of the categories",
        ),
        (Splitting(category="billing", subcategories=["General Billing"], into="sales"), "everything else"),
        (Splitting(category="billing", subcategories=[], into="sales"), "leave billing"),
        (Splitting(category="billing", subcategories=["Refunds"], into="billing"), "already"),
        (Splitting(category="billing", subcategories=["Refunds"], into="llamas"), "no category 'llamas'"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, change: Any, says: str) -> None:  # noqa: ANN401 - any of the three
    """With a sentence, and nothing is changed."""
    with pytest.raises((Invalid, Conflict), match=says):
        reorganise(desk, change, by=OPERATOR)

    assert read_taxonomy(desk).version == 1


@pytest.fixture
def elsewhere(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open another desk."""
    path = tmp_path / "elsewhere.db"
    copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path.as_posix()}") as database:
        yield make_desk(database)


def _packed(desk: Desk) -> bytes:
    return b"".join(write_lines(export_tickets(desk), ExportForm.JSONL))


def carried(content: bytes, there: Desk) -> Imported:
    """Take a file in elsewhere."""
    return import_messages(there, read_rows(io.BytesIO(content)))


def _set(desk: Desk, ticket: Ticket, **fields: Any) -> None:  # noqa: ANN401 - the fields of a verdict
    change_fields(desk, ticket.id, Changes(verdict=fields), by=OPERATOR)


def _read(desk: Desk, ticket_id: TicketId) -> Ticket:
    with desk.read() as db:
        return tickets.load(db, ticket_id)


def _now(desk: Desk, ticket: Ticket) -> Ticket:
    return _read(desk, ticket.id)


def _verdict(desk: Desk, ticket: Ticket, revision: int | None = None) -> Any:  # noqa: ANN401 - a verdict
    with desk.read() as db:
        return verdicts.load(db, ticket.id, revision or ticket.revision).verdict


def _listed(desk: Desk, **filters: Any) -> list[int]:  # noqa: ANN401 - as `Asked` has them
    found = list_tickets(desk, Asked(**filters), Sort.NEWEST, by=LOCAL, limit=10)
    return [one.seen.ticket.id for one in found]


def _count(desk: Desk, category: str) -> int:
    with desk.read() as db:
        return tickets.count(db, tickets.Wanted(category=category), most=1_000)


def _flaws(desk: Desk) -> list[str]:
    """Name whatever the log, the tallies and the tables tell differently."""
    return flaws(desk) + [f"ticket {one.ticket_id}: {one}" for one in replay_all(desk) if not one.agrees]


def _swap(desk: Desk, clock: StillClock) -> None:
    """Call billing money and technical faults, and then let the two change their names with each other."""
    for old, new in (("billing", "money"), ("technical", "faults"), *SWAPPED):
        reorganise(desk, Renaming(category=old, name=new), by=OPERATOR)
        clock.advance(SETTLED)
        _follow(desk)


def _follow(desk: Desk) -> None:
    """Let tickets and examples follow, and nothing be trained."""
    run_steps(replace(desk, train_beside=lambda: None))


def _killed_at_the_end(desk: Desk) -> Desk:
    def write(change: Callable[[Connection], object]) -> object:
        def killed(db: Connection) -> object:
            change(db)
            message = "killed"
            raise RuntimeError(message)

        return desk.write(killed)

    return replace(desk, write=write)  # type: ignore[arg-type] # it gives nothing back


def _outcome(desk: Desk, change: Renaming) -> str:
    try:
        reorganise(desk, change, by=OPERATOR, expected=frozenset({1}))
    except Outdated:
        return "Outdated"
    return "done"
