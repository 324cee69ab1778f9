"""Whatever the desk goes through, each ticket can be told again from the event log, and nothing else could.

Hypothesis tells the stories, with every verb that touches a ticket, and shortens those after which the log
and the tables disagree.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from firstline.core.access import LOCAL, Role
from firstline.core.errors import DeskError
from firstline.core.ids import AccountId, TicketId
from firstline.flows import replay
from firstline.flows.accounts import AccountChange, change_account
from firstline.flows.assign import assign_ticket, claim_ticket, hand_over_ticket, unassign_ticket
from firstline.flows.browse import find_ticket
from firstline.flows.bulk import change_many
from firstline.flows.compose import save_draft
from firstline.flows.correct import Changes, change_fields
from firstline.flows.customers import add_identity, change_customer, remove_identity
from firstline.flows.demo import fill_with_samples
from firstline.flows.desk import Desk
from firstline.flows.import_messages import import_messages
from firstline.flows.merge import merge_customer
from firstline.flows.outgoing import recall_entry, send_later
from firstline.flows.read_mark import mark_read
from firstline.flows.redecide import Outcome, redecide_all
from firstline.flows.replay import replay_all, replay_ticket
from firstline.flows.reply import Contribution, add_to_thread
from firstline.flows.resolve import reopen_ticket, resolve_ticket, set_status
from firstline.flows.seed import seed_samples
from firstline.flows.snooze import snooze_ticket, unsnooze_ticket
from firstline.flows.switch import switch_llm
from firstline.flows.tag import add_tags, put_tags, remove_tags
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.gateways.demo_file import demo_conversations
from firstline.gateways.import_row import FileEntry, FileTicket
from firstline.store import accounts, schema
from firstline.store.db import Connection, Database
from firstline.tickets.customer import Caller, given_identity
from firstline.tickets.replay import Replay
from firstline.tickets.ticket import EntryKind, Status, TicketMissing
from tests.make import (
    MORNING,
    StillClock,
    llm_saying,
    make_agent,
    make_desk,
    make_ticket,
    run_steps,
    with_llm,
)

STORIES = settings(max_examples=int(os.environ.get("FIRSTLINE_STORIES", "6")), stateful_step_count=30)
"""`FIRSTLINE_STORIES=500 pytest tests/flows/test_replay.py` tells more of them."""

AVA, BEN = Caller("Ava", "ava@example.com"), Caller("Ben", "ben@example.com")
SEVEN = Caller("Customer 7", external_id=7)
PEOPLE = st.sampled_from([AVA, BEN, SEVEN, Caller("Somebody")])
AGENTS = st.sampled_from(["Eve", "Bob", "Zoë"])
TEXTS = st.sampled_from(["My account is blocked", "I was charged twice", "Thank you!", "Any news? 👋"])
TAGS = st.frozensets(st.sampled_from(["vip", "late", "parcel"]))
PICK = st.integers(0, 99)
"""Chooses among the tickets that are there."""
HOUR = timedelta(hours=1)


class Story(RuleBasedStateMachine):
    """One story, on an empty desk."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        database.write(_empty)
        self.clock = StillClock()
        self.desk = make_desk(database, clock=self.clock, llm=llm_saying(4.5))
        self.files = 0

    @rule(text=TEXTS, caller=PEOPLE, ref=st.sampled_from([None, "T-1", "T-2"]), now=st.booleans())
    def receive(self, text: str, caller: Caller, ref: str | None, *, now: bool) -> None:
        """A customer writes: new, or again under a reference."""
        self._try(make_ticket, text, caller=caller, external_ref=ref, door="process", draft_now=now)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        """Time passes, and the desk does what waits."""
        self.clock.advance(hours * HOUR)
        run_steps(self.desk)

    @rule(on=st.booleans())
    def switch(self, *, on: bool) -> None:
        """The LLM is asked from now on, or no longer."""
        switch_llm(self.desk, on=on)

    @rule()
    def take_in_a_file(self) -> None:
        """A conversation from elsewhere."""
        self.files += 1
        import_messages(self.desk, [_row(self.files)])

    @rule(start=st.integers(0, 60))
    def fill(self, start: int) -> None:
        """Some of the samples."""
        fill_with_samples(self.desk, islice(demo_conversations(), start, start + 2))

    @rule(pick=PICK, name=AGENTS, how=st.sampled_from([assign_ticket, hand_over_ticket]))
    @precondition(lambda self: self.numbers())
    def assign(self, pick: int, name: str, how: Callable[..., object]) -> None:
        """Somebody gets the ticket."""
        how(self.desk, self._one(pick), name, by=LOCAL)

    @rule(pick=PICK, name=AGENTS)
    @precondition(lambda self: self.numbers())
    def claim(self, pick: int, name: str) -> None:
        """Somebody takes it, unless another has it."""
        self._try(claim_ticket, self._one(pick), by=LOCAL, local_name=name)

    @rule(pick=PICK, verb=st.sampled_from([resolve_ticket, reopen_ticket, unassign_ticket, unsnooze_ticket]))
    @precondition(lambda self: self.numbers())
    def move(self, pick: int, verb: Callable[..., object]) -> None:
        """Something that needs no more words."""
        verb(self.desk, self._one(pick), by=LOCAL)

    @rule(pick=PICK, status=st.sampled_from(Status))
    @precondition(lambda self: self.numbers())
    def set_status(self, pick: int, status: Status) -> None:
        """An agent says where it stands."""
        set_status(self.desk, self._one(pick), status, by=LOCAL)

    @rule(pick=PICK, hours=st.integers(1, 40))
    @precondition(lambda self: self.numbers())
    def snooze(self, pick: int, hours: int) -> None:
        """An agent lets it rest; what is ended cannot."""
        self._try(snooze_ticket, self._one(pick), self.clock.now + hours * HOUR, by=LOCAL)

    @rule(pick=PICK, tags=TAGS, how=st.sampled_from([put_tags, add_tags, remove_tags]))
    @precondition(lambda self: self.numbers())
    def tag(self, pick: int, tags: frozenset[str], how: Callable[..., object]) -> None:
        """An agent sorts it among others."""
        how(self.desk, self._one(pick), tags, by=LOCAL)

    @rule(
        pick=PICK,
        verdict=st.fixed_dictionaries(
            {},
            optional={
                "category": st.sampled_from(["billing", "sales", "general"]),
                "level": st.sampled_from(["P1", "P3"]),
                "urgency": st.sampled_from([1.0, 4.5]),
                "frustrated": st.booleans(),
            },
        ),
        plain=st.fixed_dictionaries(
            {}, optional={"subject": st.sampled_from(["Parcel", "Invoice"]), "tier": st.just("vip")}
        ),
        due=st.sampled_from([None, MORNING + 5 * HOUR]),
        status=st.sampled_from([None, Status.IN_PROGRESS]),
    )
    @precondition(lambda self: self.numbers())
    def correct(self, pick: int, **wanted: Any) -> None:  # noqa: ANN401 - the parts of Changes
        """An agent knows better, about several things at once."""
        changes = Changes(
            verdict=wanted["verdict"], plain=wanted["plain"], due_at=wanted["due"], status=wanted["status"]
        )
        change_fields(self.desk, self._one(pick), changes, by=LOCAL)

    @rule(
        pick=PICK,
        name=AGENTS,
        kind=st.sampled_from([EntryKind.REPLY, EntryKind.NOTE]),
        status=st.sampled_from([None, Status.WAITING_CUSTOMER, Status.RESOLVED]),
    )
    @precondition(lambda self: self.numbers())
    def write(self, pick: int, name: str, kind: EntryKind, status: Status | None) -> None:
        """An agent answers or leaves a note."""
        said = Contribution(kind=kind, text="We look into it.", status=status)
        add_to_thread(self.desk, self._one(pick), said, by=LOCAL, local_name=name)

    @rule(pick=PICK, status=st.sampled_from([None, Status.RESOLVED]), again=st.booleans())
    @precondition(lambda self: self.numbers())
    def write_later(self, pick: int, status: Status | None, *, again: bool) -> None:
        """An agent answers, and may take it back before it goes out."""
        one, said = self._one(pick), Contribution(kind=EntryKind.REPLY, text="Later.", status=status)
        queued = send_later(self.desk, one, said, delay=HOUR, by=LOCAL)
        if again:
            recall_entry(self.desk, one, queued.waiting.id, by=LOCAL)

    @rule(pick=PICK, name=AGENTS)
    @precondition(lambda self: self.numbers())
    def read_and_begin(self, pick: int, name: str) -> None:
        """What an agent keeps for themselves is no part of the ticket."""
        agent = make_agent(self.desk, name)
        mark_read(self.desk, self._one(pick), by=agent)
        save_draft(self.desk, self._one(pick), EntryKind.REPLY, text="Hello", html=None, by=agent)

    @rule(status=st.sampled_from(Status))
    @precondition(lambda self: self.numbers())
    def change_all(self, status: Status) -> None:
        """Every ticket at once."""
        change_many(self.numbers(), lambda one: set_status(self.desk, one, status, by=LOCAL))

    @rule(pick=PICK, other=PICK)
    @precondition(lambda self: self.numbers())
    def merge(self, pick: int, other: int) -> None:
        """Two customers turn out to be one."""
        self._try(merge_customer, self._customer(pick), self._customer(other), by=LOCAL)

    @rule(pick=PICK, number=st.integers(1, 9), how=st.sampled_from([add_identity, remove_identity]))
    @precondition(lambda self: self.numbers())
    def be_known_by(self, pick: int, number: int, how: Callable[..., object]) -> None:
        """A customer gets or loses a number of the caller's; all their tickets show it."""
        identity = given_identity("external_id", str(number))
        self._try(how, self._customer(pick), identity, by=LOCAL)

    @rule(pick=PICK, name=st.sampled_from(["Ava Stone", "A. Stone"]))
    @precondition(lambda self: self.numbers())
    def rename_customer(self, pick: int, name: str) -> None:
        """Their tickets keep the name that came with them."""
        change_customer(self.desk, self._customer(pick), {"name": name}, by=LOCAL)

    @rule(name=AGENTS, new=AGENTS)
    def rename_agent(self, name: str, new: str) -> None:
        """An account's agent goes by another name, on all tickets they have."""
        account = self.desk.write(lambda db: _account(db, name))
        if account is not None:
            self._try(change_account, account, AccountChange(name=f"{new} Stone"), by=LOCAL)

    @rule(team=st.sampled_from(["finance", "money"]))
    def change_taxonomy(self, team: str) -> None:
        """The categories change; the tickets stay as they are."""
        change_taxonomy(self.desk, team)

    def teardown(self) -> None:
        """Tell every ticket again, and decide again what the desk decided by itself."""
        found = list(replay_all(self.desk))
        assert [one.ticket_id for one in found] == self.numbers()
        assert [_told(one) for one in found if not one.agrees] == []
        decided = list(redecide_all(self.desk))
        assert {one.ticket_id for one in decided} == {*self.numbers()}
        assert [one for one in decided if one.outcome is not Outcome.SAME] == []

    def numbers(self) -> Sequence[TicketId]:
        """Give the numbers of all tickets."""
        with self.desk.read() as db:
            return list(db.execute(select(schema.tickets.c.id).order_by(schema.tickets.c.id)).scalars())

    def _one(self, pick: int) -> TicketId:
        there = self.numbers()
        return there[pick % len(there)]

    def _customer(self, pick: int) -> int:
        return find_ticket(self.desk, self._one(pick)).customer_number

    def _try(self, verb: Callable[..., object], *words: object, **more: object) -> None:
        """Do what the desk may refuse."""
        with suppress(DeskError):
            verb(self.desk, *words, **more)


def test_after_any_story_the_log_and_the_tables_agree(database: Database) -> None:
    """On each kind of database; and whatever the desk decided, it would decide again."""

    class StoryHere(Story):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(StoryHere, settings=STORIES)


def test_every_kind_of_change_is_told_whole(desk: Desk, clock: StillClock) -> None:
    """One long story with all of them; whoever adds a kind of event adds it here."""
    for _ in _everything(desk, clock):
        assert [_told(one) for one in replay_all(desk) if not one.agrees] == []

    with desk.read() as db:
        kinds = db.execute(select(schema.events.c.kind).where(schema.events.c.ticket_id.is_not(None)))
        assert set(kinds.scalars()) == KINDS


KINDS = {
    f"ticket.{what}"
    for what in (
        *("received", "continued", "replied", "noted", "assigned", "claimed", "unassigned", "tagged"),
        *("resolved", "reopened", "status_changed", "snoozed", "unsnoozed", "woken", "corrected", "changed"),
        *("readdressed", "judged", "reply_queued", "reply_recalled", "note_queued", "note_recalled"),
    )
}


def _everything(desk: Desk, clock: StillClock) -> Iterator[object]:
    """Do one thing after the other to a ticket of Ava's."""
    one = make_ticket(desk, "I was charged twice", caller=AVA, external_ref="T-1").id
    yield make_ticket(desk, "Any news?", caller=AVA, external_ref="T-1")
    yield claim_ticket(desk, one, by=LOCAL, local_name="Eve")
    yield unassign_ticket(desk, one, by=LOCAL)
    yield assign_ticket(desk, one, "Bob", by=LOCAL)
    for kind in (EntryKind.REPLY, EntryKind.NOTE):
        yield add_to_thread(desk, one, Contribution(kind=kind, text="Soon."), by=LOCAL)
        first, _ = (
            send_later(desk, one, Contribution(kind=kind, text="Later."), delay=HOUR, by=LOCAL)
            for _ in range(2)
        )
        yield recall_entry(desk, one, first.waiting.id, by=LOCAL)
        clock.advance(HOUR)
        yield run_steps(desk)
    yield put_tags(desk, one, ["vip", "late"], by=LOCAL)
    yield snooze_ticket(desk, one, clock.now + HOUR, by=LOCAL)
    yield unsnooze_ticket(desk, one, by=LOCAL)
    yield snooze_ticket(desk, one, clock.now + HOUR, by=LOCAL)
    clock.advance(2 * HOUR)
    yield run_steps(desk)
    yield change_fields(desk, one, Changes(verdict={"category": "sales"}), by=LOCAL)
    yield change_fields(desk, one, Changes(plain={"subject": "Invoice", "tier": "vip"}), by=LOCAL)
    yield resolve_ticket(desk, one, by=LOCAL)
    yield reopen_ticket(desk, one, by=LOCAL)
    yield set_status(desk, one, Status.CLOSED, by=LOCAL)
    make_ticket(desk, caller=SEVEN)
    yield merge_customer(desk, find_ticket(desk, one).customer_id, 7, by=LOCAL)
    yield import_messages(desk, [_row(1)])
    yield seed_samples(desk)
    switch_llm(desk, on=True)
    heard = with_llm(desk, llm_saying(1.0))
    make_ticket(heard, door="api")
    yield run_steps(heard)


# --- what is found ----------------------------------------------------------------------------------------

DAMAGE = {
    "a status": ("UPDATE tickets SET status = 'closed' WHERE id = 1", "status"),
    "a due time": ("UPDATE tickets SET due_at = created_at WHERE id = 1", "due_at"),
    "an urgency": ("UPDATE tickets SET urgency = urgency + 0.000001 WHERE id = 1", "urgency"),
    "a version": ("UPDATE tickets SET version = version + 1 WHERE id = 1", "version"),
    "a name": ("UPDATE tickets SET assigned_to = 'Mallory' WHERE id = 1", "assigned_to"),
    "an agent": ("UPDATE tickets SET assignee_id = NULL WHERE id = 1", "assignee_id"),
    "a customer": (
        "UPDATE tickets SET customer_id = (SELECT max(id) FROM customers) WHERE id = 1",
        "customer_id",
    ),
    "a tag": ("UPDATE ticket_tags SET tag = 'forged' WHERE tag = 'late'", "tags"),
    "a tag more": ("INSERT INTO ticket_tags (ticket_id, tag) VALUES (1, 'forged')", "tags"),
    "a reply": ("DELETE FROM entries WHERE kind = 'reply' AND ticket_id = 1", "replies"),
    "a reply that is a note": ("UPDATE entries SET kind = 'note' WHERE kind = 'reply'", "notes"),
    "an event": ("DELETE FROM events WHERE kind = 'ticket.replied' AND ticket_id = 1", "replies"),
}


@pytest.mark.parametrize(("statement", "field"), DAMAGE.values(), ids=DAMAGE.keys())
def test_what_was_changed_behind_the_logs_back_is_found(desk: Desk, statement: str, field: str) -> None:
    """It is named, at the one ticket that it is about."""
    _worked_on(desk)

    desk.write(lambda db: db.exec_driver_sql(statement).close())

    bent, other = replay_all(desk)
    assert field in {one.field for one in bent.differences}
    assert other.agrees


def test_an_event_that_changed_nothing_we_keep_is_missed(desk: Desk) -> None:
    """By its version."""
    _worked_on(desk)

    desk.write(
        lambda db: db.exec_driver_sql(
            "DELETE FROM events WHERE kind = 'ticket.assigned' AND ticket_id = 1"
        ).close()
    )

    found = replay_ticket(desk, TicketId(1))
    assert [(one.before, one.after) for one in found.breaks] == [(1, 3)]


def test_a_ticket_that_is_not_there_is_said_to_be_missing(desk: Desk) -> None:
    """Also where one with a larger number is."""
    make_ticket(desk)
    with pytest.raises(TicketMissing):
        replay_ticket(desk, TicketId(2))
    with pytest.raises(TicketMissing):
        replay_ticket(desk, TicketId(0))


@pytest.mark.parametrize("page", [1, 3, 7, 8])
def test_every_ticket_is_looked_at_once(desk: Desk, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page, to the last one."""
    monkeypatch.setattr(replay, "PAGE", page)
    import_messages(desk, (_row(number) for number in range(7)))

    assert [one.ticket_id for one in replay_all(desk)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_desk_without_tickets_has_nothing_to_tell(desk: Desk) -> None:
    """Whatever else its log holds."""
    change_taxonomy(desk, "money")

    assert list(replay_all(desk)) == []


def _worked_on(desk: Desk) -> None:
    """Make two tickets, the first with everything that damage can be done to."""
    one = make_ticket(desk, caller=AVA).id
    make_ticket(desk, caller=BEN)
    assign_ticket(desk, one, "Eve", by=LOCAL)
    add_to_thread(desk, one, Contribution(kind=EntryKind.REPLY, text="Soon."), by=LOCAL)
    put_tags(desk, one, ["vip", "late"], by=LOCAL)


def change_taxonomy(desk: Desk, team: str) -> None:
    """Give the first category to another team."""
    first, *others = read_taxonomy(desk).categories
    replace_taxonomy(desk, [replace(first, team=team), *others], by=LOCAL)


def _row(number: int) -> FileTicket:
    """Make a conversation of a file; each number is another."""
    text = f"Where is parcel {number}?"
    entries = (
        FileEntry(kind=EntryKind.REPLY, text="We look.", author="Mara", written_at=MORNING + HOUR),
        FileEntry(kind=EntryKind.MESSAGE, text="It is urgent!", author=None, written_at=MORNING + 2 * HOUR),
        FileEntry(kind=EntryKind.NOTE, text="Lost.", author="Eve", written_at=None),
    )
    return FileTicket(
        row=number,
        source=text.encode(),
        content_type="application/x-ndjson",
        text=text,
        caller=AVA,
        external_ref=f"F-{number}",
        written_at=MORNING,
        entries=entries if number % 2 else (),
        status=Status.CLOSED if number % 2 else Status.OPEN,
        assignee="Eve" if number % 3 else None,
        tags=("parcel",) if number % 5 else (),
    )


def _account(db: Connection, name: str) -> AccountId | None:
    """Find the agent's account, or make one for them."""
    found = db.execute(select(schema.agents.c.account_id).where(schema.agents.c.name == name)).scalar()
    if found is not None:
        return AccountId(found)
    email = f"{name}@example.com"
    if db.execute(select(schema.accounts.c.id).where(schema.accounts.c.email == email)).first():
        return None
    new = {"email": email, "name": name, "role": Role.ADMIN, "password_hash": "none"}
    return accounts.add(db, **new, at=MORNING, adopt=True)  # type: ignore[arg-type] # of several kinds


def _told(found: Replay) -> tuple[object, ...]:
    return found.ticket_id, found.differences, found.breaks


def _empty(db: Connection) -> None:
    """Empty the desk for another story."""
    for table in reversed(schema.metadata.sorted_tables):
        db.execute(table.delete())
