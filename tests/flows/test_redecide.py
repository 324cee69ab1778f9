"""What the desk decided by itself can be decided again: same message, same versions, same verdict."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from firstline.core.access import LOCAL, OPERATOR
from firstline.core.errors import Missing
from firstline.core.ids import TicketId
from firstline.flows import redecide
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.desk_settings import change_settings
from firstline.flows.history import history_of
from firstline.flows.import_messages import Run, import_messages
from firstline.flows.learn import learn_from_file
from firstline.flows.opinion import decided_on
from firstline.flows.redecide import NO_BASIS, Outcome, Redecided, RevisionMissing, redecide_all
from firstline.flows.reorganise import reorganise
from firstline.flows.switch import switch_llm
from firstline.flows.taxonomy import replace_taxonomy
from firstline.flows.train import BODY, train_model
from firstline.gateways.import_row import FileTicket
from firstline.gateways.labelled_file import LabelledMessage
from firstline.run.judging import Beside
from firstline.store import exports, schema, settings, verdicts
from firstline.store.bodies import basis_of, packed, unpacked
from firstline.store.db import Connection
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message
from firstline.tickets.reorganised import Renaming
from firstline.tickets.ticket import Ticket, TicketMissing
from firstline.tickets.verdict import Certainty, TicketScope, Verdict, Voice
from firstline.triage.edition import edition as edition_here
from firstline.triage.labels import first_taxonomy
from firstline.triage.voices import Silence
from tests.make import ScriptedLlm, StillClock, llm_saying, make_ticket, run_steps, with_llm

CHARGED = "I was charged twice, please help!"
PAYOUT = "The payout for the {} campaign is missing from the dashboard"
KINDS = {
    "billing": ("Please refund order {}", "My invoice {} shows the wrong amount", "I paid {} twice"),
    "technical": ("The app crashes on page {}", "Error {} when I save", "The sync of file {} hangs"),
    "account": ("I forgot the password of user {}", "Please close account {}", "Change my address to {}"),
}
AVA = Caller("Ava", "ava@example.com")


def again(desk: Desk, ticket: Ticket | TicketId, revision: int | None = None) -> Redecided:
    """Decide once more about a ticket."""
    number = ticket.id if isinstance(ticket, Ticket) else ticket
    return redecide.redecide(desk, number, revision)


def teach(desk: Desk, amount: int, *, begin: int = 0) -> None:
    """Let the desk learn from labelled messages."""
    names = list(KINDS)
    rows = []
    for number in range(begin, begin + amount):
        kind, place = names[number % 3], (number // 3) % 3
        word = chr(ord("a") + number % 26) * 3 + chr(ord("a") + number // 26 % 26) * 2
        message = Message(KINDS[kind][place].format(word))
        rows.append(LabelledMessage(id=str(number), message=message, labels={"category": kind}))
    learn_from_file(desk, rows, source="history")


def correct(desk: Desk, ticket: Ticket, **fields: object) -> None:
    """Let a person set fields of a verdict."""
    change_fields(desk, ticket.id, Changes(verdict=fields), by=LOCAL)


def change_everything(desk: Desk, ticket: Ticket) -> None:
    """Let the desk go on: other labels, another model, other categories, another subject and tier."""
    for month in ("June", "July"):
        correct(desk, make_ticket(desk, PAYOUT.format(month)), category="sales", priority="urgent")
    teach(desk, 60, begin=300)
    train_model(desk)
    billing, *others = first_taxonomy().categories
    other = replace(billing, team="money", phrases={"en": ("I want my money",)})
    categories = [other, *(replace(one, retired=one.name == "sales") for one in others)]
    replace_taxonomy(desk, categories, by=LOCAL)
    desk.board.look(desk.read)
    plain = {"subject": "Something else", "tier": "vip"}
    change_fields(desk, ticket.id, Changes(plain=plain), by=LOCAL)
    change_settings(desk, {settings.PROMISE: 0.6}, by=LOCAL)


def rewrite(desk: Desk, ticket: Ticket, body: bytes, revision: int = 1) -> None:
    """Change a stored verdict behind the desk's back."""
    values = {"ticket": ticket.id, "revision": revision, "body": body}
    wanted = "UPDATE verdicts SET body = :body WHERE ticket_id = :ticket AND revision = :revision"
    desk.write(lambda db: db.execute(text(wanted), values).close())


def body_of(desk: Desk, ticket: Ticket, revision: int = 1) -> bytes:
    """Give a stored verdict as it lies there."""
    with desk.read() as db:
        return next(one.body for one in verdicts.of_ticket(db, ticket.id) if one.revision == revision)


def execute(desk: Desk, statement: str) -> None:
    """Change the database behind the desk's back."""
    desk.write(lambda db: db.execute(text(statement)).close())


# --- the same again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [CHARGED, "Zzz", "Wo ist mein Paket? Ich warte seit zwei Wochen.", "👋"])
def test_what_rules_and_phrases_decided(desk: Desk, words: str) -> None:
    """By the rules and the categories of that day; nobody had taught the desk anything."""
    ticket = make_ticket(desk, words, subject="A parcel", tier="premium")

    found = again(desk, ticket)

    assert (found.outcome, found.changes, found.notes) == (Outcome.SAME, [], [])
    assert found.basis is not None
    assert (found.basis.subject, found.basis.tier, found.basis.taxonomy) == ("A parcel", "premium", 1)
    assert (found.basis.origin.encoder, found.basis.origin.model) == ("wordllama", 0)


def test_a_decision_outlives_all_that_it_went_by(desk: Desk) -> None:
    """A model and labels decided it; then came others, and the ticket's subject and tier were changed."""
    teach(desk, 90)
    train_model(desk)
    correct(desk, make_ticket(desk, PAYOUT.format("May")), category="sales")
    ticket = make_ticket(desk, PAYOUT.format("April"), subject="Payout")
    before = decided_on(desk, Message(PAYOUT.format("April"), "Payout")).verdict

    change_everything(desk, ticket)
    found = again(desk, ticket)

    assert decided_on(desk, Message(PAYOUT.format("April"), "Payout")).verdict != before
    assert (found.outcome, found.changes) == (Outcome.SAME, [])
    assert found.basis is not None
    assert (found.basis.taxonomy, found.basis.origin.model, found.basis.origin.newest) == (1, 1, 91)


def test_each_of_many_decisions_between_corrections(desk: Desk) -> None:
    """Whatever had been learnt by then: one by one, and all of them together, page by page."""
    teach(desk, 60)
    train_model(desk)
    tickets = []
    for number in range(7):
        ticket = make_ticket(desk, PAYOUT.format(f"{number}th"))
        tickets.append(ticket)
        correct(desk, tickets[number // 2], category=("sales", "billing", "account")[number % 3])

    assert {again(desk, ticket, 1).outcome for ticket in tickets} == {Outcome.SAME}
    assert {one.outcome for one in redecide_all(desk)} == {Outcome.SAME}
    newest = [one.basis.origin.newest for one in redecide_all(desk) if one.basis]
    assert newest == sorted(newest, reverse=True)
    assert len({*newest}) == len(tickets)


def test_a_category_that_has_another_name_since(desk: Desk) -> None:
    """Each decision stands under the name of its day, with the old model and with the one that followed."""
    teach(desk, 90)
    train_model(desk)
    switch_llm(desk, on=True)
    asked = with_llm(desk, llm_saying(4.5))
    correct(desk, make_ticket(desk, PAYOUT.format("May")), category="billing")
    before = make_ticket(asked, "Please refund order zzzqq", door="api")
    reorganise(desk, Renaming(category="billing", name="money"), by=OPERATOR)
    between = make_ticket(desk, PAYOUT.format("June"))
    run_steps(asked)
    after = make_ticket(desk, PAYOUT.format("July"))

    found = {(one.ticket_id, one.revision): one for one in redecide_all(desk)}

    assert {one.outcome for one in found.values()} == {Outcome.SAME}
    assert [made.category for made in (before, between, after)] == ["billing", "money", "money"]
    assert [again(desk, made, 1).outcome for made in (before, between, after)] == [Outcome.SAME] * 3
    assert len([one for one in found if one[0] == before.id]) == 2


@pytest.mark.parametrize("promise", [0.6, 0.99])
def test_another_promise_since(desk: Desk, promise: float) -> None:
    """What the desk was allowed to do by itself is what it was allowed then."""
    teach(desk, 90)
    train_model(desk)
    before = make_ticket(desk, "Please refund order zzzqq")

    change_settings(desk, {settings.PROMISE: promise}, by=OPERATOR)
    after = make_ticket(desk, "Please refund order zzzqq")

    found = [again(desk, ticket) for ticket in (before, after)]
    assert [one.outcome for one in found] == [Outcome.SAME] * 2
    assert [one.basis.origin.promise for one in found if one.basis] == [0.95, promise]


def test_another_promise_on_a_desk_that_has_no_labels_yet(desk: Desk) -> None:
    """It holds for what every desk knows, too: who wants more than our corpus proves is asked each time."""
    sure = make_ticket(desk, "Where is my parcel?")

    change_settings(desk, {settings.PROMISE: 0.999}, by=OPERATOR)
    asked = make_ticket(desk, "Where is my parcel?")

    found = [again(desk, ticket) for ticket in (sure, asked)]
    assert [one.outcome for one in found] == [Outcome.SAME] * 2
    allowed = [one.certainty for one in (sure, asked)]
    assert allowed == [Certainty.AUTO, Certainty.SUGGEST]


def test_a_follow_up_on_a_ticket_that_a_person_has_set_right(desk: Desk) -> None:
    """What the voices thought is compared; what the person said is theirs."""
    first = make_ticket(desk, CHARGED, caller=AVA, external_ref="T-1")
    correct(desk, first, category="sales", urgency=1.0)
    make_ticket(desk, "Now my account is blocked, too!", caller=AVA, external_ref="T-1")

    found = again(desk, first)

    assert (found.revision, found.outcome, found.changes) == (3, Outcome.SAME, [])
    assert {"category", "subcategory", "team", "urgency"} <= {*found.by_people}
    assert again(desk, first, 1).by_people == []


def test_a_persons_revision_stands_on_a_decision_of_the_desks(desk: Desk) -> None:
    """That one is decided again, and it is said."""
    ticket = make_ticket(desk, CHARGED)
    correct(desk, ticket, category="sales")

    found, newest = again(desk, ticket, 2), again(desk, ticket)

    assert (found.revision, found.outcome) == (1, Outcome.SAME)
    assert found.notes == ["Revision 2 is not the desk's own: it stands on revision 1."]
    assert (newest.revision, newest.notes) == (1, [])


def test_what_another_process_judged_for_an_import(desk: Desk, tmp_path: Path) -> None:
    """The same as if it had been judged here."""
    rows = [
        FileTicket(row=number, text=f"{words} {number}", caller=AVA, source=b"x", content_type="text/csv")
        for number, words in enumerate([CHARGED, "The app crashes when I save"] * 60, 1)
    ]
    with closing(Beside(warm=0, models=tmp_path)) as beside:
        import_messages(desk, rows, Run(judges=beside))

    found = list(redecide_all(desk))

    assert len(found) == len(rows)
    assert {one.outcome for one in found} == {Outcome.SAME}
    assert {one.basis.origin.encoder for one in found if one.basis} == {"wordllama"}


def test_a_verdict_that_a_file_brought_was_decided_elsewhere(desk: Desk) -> None:
    """It is said, and no basis of another desk is taken for ours."""
    ticket = make_ticket(desk, CHARGED)
    verdict = unpacked(body_of(desk, ticket))
    other = replace(verdict, category=replace(verdict.category, confidence=0.123))
    rewrite(desk, ticket, packed(other, basis_of(body_of(desk, ticket))))
    with desk.read() as db:
        (whole,) = exports.page(db, exports.Which(), after=TicketId(0), limit=5)
    history = tuple(history_of(whole, first_taxonomy(), desk.board.learned))
    row = FileTicket(row=1, text=CHARGED, caller=AVA, source=b"x", content_type="text/csv", history=history)
    import_messages(desk, [row])

    found = again(desk, TicketId(ticket.id + 1))

    assert (found.outcome, found.trouble) == (Outcome.UNKNOWN, NO_BASIS)


# --- the LLM ----------------------------------------------------------------------------------------------

SILENT = ScriptedLlm(Silence("The LLM did not answer; the rules decided.", "scripted"))


@pytest.mark.parametrize("llm", [llm_saying(4.5), SILENT])
def test_the_llms_word_is_taken_as_it_was(desk: Desk, llm: ScriptedLlm) -> None:
    """At once or later, a word or a silence; nobody is asked again."""
    switch_llm(desk, on=True)
    asked = with_llm(desk, llm)
    at_once = make_ticket(asked, CHARGED, ask_llm=True)
    later = make_ticket(asked, CHARGED, door="api")
    run_steps(asked)

    found = [again(desk, ticket) for ticket in (at_once, later)]

    assert [(one.revision, one.outcome, one.changes) for one in found] == [
        (1, Outcome.SAME, []),
        (2, Outcome.SAME, []),
    ]


def test_the_llms_word_on_what_a_person_had_set_by_then(desk: Desk) -> None:
    """It joined what stood there."""
    switch_llm(desk, on=True)
    asked = with_llm(desk, llm_saying(4.5))
    ticket = make_ticket(asked, CHARGED, door="api")
    correct(asked, ticket, category="sales", urgency=1.0)
    run_steps(asked)

    found = again(desk, ticket)

    assert (found.revision, found.outcome, found.changes) == (3, Outcome.SAME, [])
    assert {one.outcome for one in redecide_all(desk)} == {Outcome.SAME}


# --- what is not there any more ---------------------------------------------------------------------------


def forgotten(desk: Desk) -> Ticket:
    """Let a model decide, and forget its body when another one has taken its place."""
    teach(desk, 90)
    train_model(desk)
    ticket = make_ticket(desk, "Please refund order zzzqq")
    teach(desk, 60, begin=300)
    train_model(desk)
    execute(desk, "UPDATE models SET body = NULL WHERE version = 1")
    return ticket


def test_a_forgotten_model_is_trained_again(desk: Desk) -> None:
    """From what it had learnt from, and it comes out the same."""
    ticket = forgotten(desk)

    found = again(desk, ticket)

    assert (found.outcome, found.changes) == (Outcome.SAME, [])
    assert found.notes == ["Model 1 was forgotten, and trained again from its 90 examples; it is the same."]


def test_a_model_whose_examples_are_not_as_they_were_is_not_trained_again(desk: Desk) -> None:
    """It would be another one."""
    ticket = forgotten(desk)
    execute(desk, "UPDATE examples SET text = 'Something else' WHERE id = 7")

    found = again(desk, ticket)

    assert found.outcome is Outcome.UNKNOWN
    assert found.trouble.startswith(
        "Model 1 was forgotten to save room, and cannot be trained again: the exam"
    )


def test_a_model_that_comes_out_otherwise_explains_a_difference(desk: Desk) -> None:
    """What it was is known by its digest."""
    ticket = forgotten(desk)
    made = schema.models
    other = made.update().where(made.c.version == 1).values(metrics={BODY: "0" * 64})
    desk.write(lambda db: db.execute(other).close())
    falsify(desk, ticket, shift_confidence)

    found = again(desk, ticket)

    assert found.outcome is Outcome.EXPLAINED
    assert "it is not quite the same" in found.notes[0]


MISSING: Mapping[str, tuple[str, str]] = {
    "a model": ("DELETE FROM models WHERE version = 1", "It went by a model 1 that is not there"),
    "an encoder's version": (
        "UPDATE models SET encoder = 'other@1' WHERE version = 1",
        "It went by a model 1 that is not there",
    ),
}


@pytest.mark.parametrize("what", MISSING)
def test_what_was_deleted_by_hand_is_told(desk: Desk, what: str) -> None:
    """In a sentence, without a guess."""
    statement, sentence = MISSING[what]
    ticket = forgotten(desk)
    execute(desk, statement)

    found = again(desk, ticket)

    assert found.outcome is Outcome.UNKNOWN
    assert found.trouble.startswith(sentence)


def test_an_encoder_that_is_not_on_this_machine_is_told(desk: Desk) -> None:
    """With what can be done."""
    ticket = make_ticket(desk, CHARGED)

    def nothing_here(name: str) -> Any:  # noqa: ANN401 - it gives none
        message = f"The encoder {name} is not installed on this machine."
        raise Missing(message)

    found = again(replace(desk, encoder_named=nothing_here), ticket)

    assert (found.outcome, found.trouble) == (
        Outcome.UNKNOWN,
        "The encoder wordllama is not installed on this machine.",
    )


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        (
            "encoder_version",
            "wordllama@0",
            "It went by the encoder wordllama in its version wordllama@0, and",
        ),
        ("taxonomy", 9, "The taxonomy's version 9 is not known here"),
        ("newest", 9, "It went by example 9, and the newest one here is 0."),
    ],
)
def test_what_is_not_known_here_is_told(desk: Desk, part: str, value: object, sentence: str) -> None:
    """The encoder's version, the taxonomy's, or a label."""
    ticket = make_ticket(desk, CHARGED)
    body = body_of(desk, ticket)
    basis = basis_of(body)
    assert basis is not None
    changed: dict[str, Any] = {part: value}
    other = replace(basis, origin=replace(basis.origin, **changed))
    rewrite(desk, ticket, packed(unpacked(body), other))

    found = again(desk, ticket)

    assert found.outcome is Outcome.UNKNOWN
    assert found.trouble.startswith(sentence)


def test_a_verdict_from_before_says_so(desk: Desk) -> None:
    """It has no basis; it is read like any other."""
    ticket = make_ticket(desk, CHARGED)
    rewrite(desk, ticket, packed(unpacked(body_of(desk, ticket))))

    found = again(desk, ticket)

    assert (found.outcome, found.trouble, found.basis) == (Outcome.UNKNOWN, NO_BASIS, None)


def test_a_ticket_or_a_revision_that_is_missing_is_said_to_be(desk: Desk) -> None:
    """In a sentence."""
    ticket = make_ticket(desk, CHARGED)

    with pytest.raises(TicketMissing):
        again(desk, TicketId(ticket.id + 1))
    with pytest.raises(RevisionMissing, match=f"Ticket {ticket.id} has no revision 2; it has 1 to 1"):
        again(desk, ticket, 2)


# --- what is found ----------------------------------------------------------------------------------------


def shift_certainty(verdict: Verdict) -> Verdict:
    """Let the desk be allowed something else than it was."""
    was = verdict.category.certainty
    other = Certainty.SUGGEST if was is Certainty.PERSON else Certainty.PERSON
    return replace(verdict, category=replace(verdict.category, certainty=other))


def shift_confidence(verdict: Verdict) -> Verdict:
    """Make the desk look less sure than it was."""
    field = verdict.category
    return replace(verdict, category=replace(field, confidence=field.confidence / 2))


def forge_reason(verdict: Verdict) -> Verdict:
    """Change why it decided so."""
    first, *others = verdict.category.reasons
    forged = (replace(first, text="because I say so"), *others)
    return replace(verdict, category=replace(verdict.category, reasons=forged))


def forge_opinion(verdict: Verdict) -> Verdict:
    """Change what a voice thought."""
    field = verdict.category
    rule = replace(field.opinions[Voice.RULE], value="sales")
    return replace(verdict, category=replace(field, opinions={**field.opinions, Voice.RULE: rule}))


FORGERIES: Mapping[str, Callable[[Verdict], Verdict]] = {
    "category, value": lambda one: replace(one, category=replace(one.category, value="sales")),
    "category, confidence": shift_confidence,
    "category, certainty": shift_certainty,
    "category, decided_by": lambda one: replace(one, category=replace(one.category, decided_by=Voice.LLM)),
    "category, ranking": lambda one: replace(one, category=replace(one.category, ranking=())),
    "category, in_scope": lambda one: replace(one, category=replace(one.category, in_scope=0.01)),
    "category, reasons": forge_reason,
    "category, what rule thinks": forge_opinion,
    "urgency, value": lambda one: replace(one, urgency=replace(one.urgency, value=1.5)),
    "scope, value": lambda one: replace(one, scope=one.scope and replace(one.scope, value=TicketScope.SPAM)),
    "entities, value": lambda one: replace(one, entities=()),
}


def falsify(desk: Desk, ticket: Ticket, forge: Callable[[Verdict], Verdict], **basis: str) -> None:
    """Change what a stored verdict says, and what it says of its basis."""
    body = body_of(desk, ticket)
    known = basis_of(body)
    assert known is not None
    changed: dict[str, Any] = dict(basis)
    rewrite(desk, ticket, packed(forge(unpacked(body)), replace(known, **changed)))


@pytest.mark.parametrize("what", FORGERIES)
def test_a_stored_verdict_that_was_changed_is_found(desk: Desk, what: str) -> None:
    """Field and part are named, and nothing else."""
    ticket = make_ticket(desk, f"{CHARGED} Order #123-4567")
    falsify(desk, ticket, FORGERIES[what])

    found = again(desk, ticket)

    assert found.outcome is Outcome.DIFFERENT
    assert [f"{one.field}, {one.part}" for one in found.changes] == [what]


@pytest.mark.parametrize("body", [b"", b"{}", b"no verdict", packed(None)])  # type: ignore[arg-type]  # no verdict
def test_a_damaged_verdict_is_found(desk: Desk, body: bytes) -> None:
    """And keeps nobody from looking at the others."""
    ticket = make_ticket(desk, CHARGED)
    make_ticket(desk, CHARGED)
    rewrite(desk, ticket, body)

    found = again(desk, ticket)

    assert found.outcome is Outcome.DIFFERENT
    assert found.trouble == "The stored verdict cannot be read: it was damaged or changed."
    assert [one.outcome for one in redecide_all(desk)] == [Outcome.SAME, Outcome.DIFFERENT]


@pytest.mark.parametrize(
    ("edition", "sentence"),
    [
        ("0.0.9+123456789abc", "Firstline 0.0.9 decided it, and this is "),
        ("{version}+123456789abc", "The rule packs or the phrases are others now: 123456789abc then, "),
    ],
)
def test_other_rules_explain_a_difference(desk: Desk, edition: str, sentence: str) -> None:
    """They are named; and where the verdict is the same all the same, it is the same."""
    ticket, other = make_ticket(desk, CHARGED), make_ticket(desk, CHARGED)
    then = edition.format(version=edition_here().partition("+")[0])
    falsify(desk, ticket, shift_confidence, edition=then)
    falsify(desk, other, lambda verdict: verdict, edition=then)

    found = [again(desk, one) for one in (ticket, other)]

    assert [one.outcome for one in found] == [Outcome.EXPLAINED, Outcome.SAME]
    assert all(one.notes[0].startswith(sentence) for one in found)


def test_all_are_told_from_the_newest_down(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, or so many of the newest tickets; a page at a time."""
    monkeypatch.setattr(redecide, "PAGE", 2)
    tickets = [make_ticket(desk, CHARGED) for _ in range(5)]

    every, newest = list(redecide_all(desk)), list(redecide_all(desk, newest=3))

    numbers = [ticket.id for ticket in reversed(tickets)]
    assert [one.ticket_id for one in every] == numbers
    assert [one.ticket_id for one in newest] == numbers[:3]


def test_nothing_is_changed(desk: Desk, clock: StillClock) -> None:
    """Neither what is stored nor what the desk knows."""
    ticket = forgotten(desk)
    before = body_of(desk, ticket)
    known = desk.board.learned

    def never(_: Callable[[Connection], object]) -> Any:  # noqa: ANN401 - it never answers
        message = f"somebody wrote at {clock.now}"
        raise AssertionError(message)

    found = again(replace(desk, write=never), ticket)

    assert found.outcome is Outcome.SAME
    assert body_of(desk, ticket) == before
    assert desk.board.learned is known
