"""Any story of the desk: messages, replies, moves and folds in any order, beside a model of ten lines.

Hypothesis tells the stories and shortens those that go wrong. The model knows how each ticket should
stand; after each act the answer, the ticket and the sums are compared with it, and at the end of a story
everything is recounted.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from firstline.core.access import LOCAL
from firstline.flows.assign import assign_ticket, unassign_ticket
from firstline.flows.browse import add_up, find_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.reply import reply_to_ticket
from firstline.flows.resolve import resolve_ticket, set_status
from firstline.flows.snooze import snooze_ticket
from firstline.flows.tag import put_tags
from firstline.flows.take_back import take_back_correction
from firstline.flows.tidy import fold_tallies
from firstline.store import corrections, schema, tickets, verdicts
from firstline.store.db import Connection, Database
from firstline.tickets.corrections import is_corrected
from firstline.tickets.customer import Caller
from firstline.tickets.moves import MatterEnded
from firstline.tickets.ticket import ENDED, EntryKind, ReferenceTaken, Status, Ticket
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_desk, make_ticket, run_steps

TEXTS = st.sampled_from(
    [
        "My account is blocked",
        "I was charged twice",
        "Thank you!",
        "How do I export? 👋",
        "When will it be paid",
    ]
)
TICK = timedelta(microseconds=1)
AGENTS = st.sampled_from(["Eve", "Bob", "Zoë"])
PEOPLE = st.sampled_from([Caller("Ava", "ava@example.com"), Caller("Ben", "ben@example.com")])
STORIES = settings(max_examples=int(os.environ.get("FIRSTLINE_STORIES", "12")), stateful_step_count=25)
"""`FIRSTLINE_STORIES=500 pytest tests/flows/test_story.py` tells more of them."""
CATEGORIES = st.sampled_from(["billing", "sales", "general"])
REFERENCES = st.sampled_from(["T-1", "T-2"])


@dataclass
class Model:
    """How a ticket should stand."""

    ticket: Ticket
    texts: list[str]
    replies: list[str] = field(default_factory=list)
    caller: Caller | None = None
    category: str | None = None
    """What a person said that it is about; None: nobody has."""
    tags: frozenset[str] = frozenset()


class Story(RuleBasedStateMachine):
    """One story, on an empty desk."""

    known = Bundle("known")

    def __init__(self, database: Database) -> None:
        super().__init__()
        database.write(_empty)
        self.clock = StillClock()
        self.desk = make_desk(database, clock=self.clock)
        self.models: dict[int, Model] = {}
        self.by_ref: dict[str, Model] = {}

    @rule(target=known, text=TEXTS, user=st.integers(1, 3))
    def receive(self, text: str, user: int) -> int:
        """A customer writes."""
        ticket = make_ticket(self.desk, text, caller=Caller(f"Customer {user}", external_id=user))
        assert (ticket.version, ticket.revision, ticket.status) == (1, 1, Status.OPEN)
        self.models[ticket.id] = Model(ticket, [text])
        return ticket.id

    @rule(target=known, ref=REFERENCES, text=TEXTS, caller=PEOPLE)
    def process(self, ref: str, text: str, caller: Caller) -> object:
        """A customer writes, under a reference: new, continued, repeated or refused."""
        model = self.by_ref.get(ref)

        def send() -> Ticket:
            parts = {"door": "process", "caller": caller, "external_ref": ref, "draft_now": True}
            return make_ticket(self.desk, text, **parts)

        if model is None:
            ticket = send()
            self.models[ticket.id] = self.by_ref[ref] = Model(ticket, [text], caller=caller)
            return ticket.id
        if model.caller != caller:
            with pytest.raises(ReferenceTaken):
                send()
            return multiple()
        ticket = send()
        if text in model.texts:
            assert ticket == model.ticket
        else:
            self._went_on(model, ticket, revision=model.ticket.revision + 1)
            assert ticket.status is (Status.OPEN if model.ticket.status in ENDED else model.ticket.status)
            model.texts.append(text)
            model.ticket = ticket
        return multiple()

    @rule(number=known, agent=AGENTS, text=TEXTS)
    def reply(self, number: int, agent: str, text: str) -> None:
        """An agent answers."""
        after = self._act(
            number, lambda one: reply_to_ticket(self.desk, one.id, agent=agent, text=text, by=LOCAL)
        )
        assert after.status is self.models[number].ticket.status
        self.models[number].replies.append(text)

    @rule(number=known, agent=AGENTS)
    def assign(self, number: int, agent: str) -> None:
        """An agent takes the ticket."""
        after = self._act(number, lambda one: assign_ticket(self.desk, one.id, agent, by=LOCAL))
        assert (after.assigned_to, after.assigned_at) == (agent, self.clock.now)

    @rule(number=known)
    def unassign(self, number: int) -> None:
        """An agent lets it go."""
        moves = self.models[number].ticket.assigned_to is not None
        after = self._act(number, lambda one: unassign_ticket(self.desk, one.id, by=LOCAL), moves=moves)
        assert (after.assigned_to, after.assignee_id, after.assigned_at) == (None, None, None)

    @rule(number=known)
    def resolve(self, number: int) -> None:
        """An agent ends the matter."""
        moves = self.models[number].ticket.status not in ENDED
        after = self._act(number, lambda one: resolve_ticket(self.desk, one.id, by=LOCAL), moves=moves)
        assert after.status in ENDED
        assert after.resolved_at is not None

    @rule(number=known, status=st.sampled_from(Status))
    def set_status(self, number: int, status: Status) -> None:
        """An agent says where it stands."""
        after = self._act(number, lambda one: set_status(self.desk, one.id, status, by=LOCAL))
        assert after.status is status
        assert (after.resolved_at is not None) is (status in ENDED)

    @rule(number=known, category=CATEGORIES)
    def correct(self, number: int, category: str) -> None:
        """An agent knows better what it is about, and a while later better still."""
        model = self.models[number]
        wanted = Changes(verdict={"category": category})
        self._act(
            number,
            lambda one: change_fields(self.desk, one.id, wanted, by=LOCAL),
            moves=model.category != category,
            revisions=1,
        )
        model.category = category

    @rule(number=known)
    def take_back(self, number: int) -> None:
        """An agent did not mean it; below it stands what was there before."""
        model = self.models[number]
        with self.desk.read() as db:
            made = next(iter(corrections.standing(db, model.ticket.id)), None)
        if made is None:
            return
        after = self._act(
            number, lambda one: take_back_correction(self.desk, one.id, made.id, by=LOCAL), revisions=1
        )
        assert after.category == made.before
        with self.desk.read() as db:
            field = verdicts.load(db, after.id, after.revision).verdict.category
        model.category = after.category if is_corrected(field) else None

    @rule(number=known, tags=st.frozensets(st.sampled_from(["vip", "late"])))
    def tag(self, number: int, tags: frozenset[str]) -> None:
        """An agent sorts it among others."""
        model = self.models[number]
        moves = model.tags != tags
        self._act(number, lambda one: put_tags(self.desk, one.id, tags, by=LOCAL), moves=moves)
        model.tags = tags

    @rule(number=known, seconds=st.integers(1, 10_000))
    def snooze(self, number: int, seconds: int) -> None:
        """An agent lets it rest; what is ended cannot."""
        ticket, until = self.models[number].ticket, self.clock.now + timedelta(seconds=seconds)
        if ticket.status in ENDED:
            with pytest.raises(MatterEnded):
                snooze_ticket(self.desk, ticket.id, until, by=LOCAL)
            return
        moves = ticket.snoozed_until != until
        self._act(number, lambda one: snooze_ticket(self.desk, one.id, until, by=LOCAL), moves=moves)

    @rule(seconds=st.integers(1, 10_000))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.clock.advance(timedelta(seconds=seconds))

    @rule()
    def fold(self) -> None:
        """The desk tidies up."""
        fold_tallies(self.desk, 0)

    @rule()
    def work(self) -> None:
        """The desk does what waits; what has rested for long enough comes back."""
        run_steps(self.desk)
        for number, model in self.models.items():
            until = model.ticket.snoozed_until
            if until is not None and until <= self.clock.now:
                self._act(number, lambda one: find_ticket(self.desk, one.id))
                assert model.ticket.snoozed_until is None

    @invariant()
    def every_ticket_stands_as_it_should(self) -> None:
        """What was answered last is what is there, and the sums say the same."""
        for model in self.models.values():
            stands = find_ticket(self.desk, model.ticket.id)
            assert stands.message == "\n\n".join(model.texts)
            assert replace(stands, message=model.ticket.message) == model.ticket
            assert model.category in {None, stands.category}
        sums = add_up(self.desk)
        standing = [model.ticket.status for model in self.models.values()]
        assert (sums.total, sums.open) == (len(standing), standing.count(Status.OPEN))

    def teardown(self) -> None:
        """Recount everything."""
        with self.desk.read() as db:
            threads = tickets.threads(db, [model.ticket.id for model in self.models.values()])
        for model in self.models.values():
            thread = threads[model.ticket.id]
            assert [one.text for one in thread if one.kind is EntryKind.MESSAGE] == model.texts
            assert [one.text for one in thread if one.kind is EntryKind.REPLY] == model.replies
        assert_whole(self.desk)

    def _act(
        self, number: int, act: Callable[[Ticket], Ticket], *, moves: bool = True, revisions: int = 0
    ) -> Ticket:
        """Do something with a ticket, and compare what may change with what did."""
        model = self.models[number]
        after = replace(act(model.ticket), message=model.ticket.message)
        if moves:
            self._went_on(model, after, revision=model.ticket.revision + revisions)
            model.ticket = after
        assert after == model.ticket
        return after

    def _went_on(self, model: Model, after: Ticket, *, revision: int) -> None:
        before = model.ticket
        assert (after.id, after.version, after.revision) == (before.id, before.version + 1, revision)
        soonest = max(self.clock.now, before.updated_at + TICK)
        assert soonest <= after.updated_at <= soonest + TICK  # a tick for reopening, when that is part of it
        assert _fixed(after) == _fixed(before)


def test_any_story_ends_well(database: Database) -> None:
    """On each kind of database."""

    class StoryHere(Story):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(StoryHere, settings=STORIES)


def _fixed(ticket: Ticket) -> tuple[str | datetime | int | None, ...]:
    """Give what no change may touch."""
    return (ticket.message, ticket.subject, ticket.customer_id, ticket.created_at, ticket.received_at)


def _empty(db: Connection) -> None:
    """Empty the desk for another story."""
    for table in reversed(schema.metadata.sorted_tables):
        db.execute(table.delete())
