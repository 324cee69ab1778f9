"""What the desk knows besides the words counts where a message is stored, and counts the same again."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Invalid
from firstline.core.ids import TicketId
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.desk_settings import change_settings, read_settings
from firstline.flows.history import history_of
from firstline.flows.import_messages import Run, import_messages
from firstline.flows.receive import Incoming, receive
from firstline.flows.redecide import Outcome, redecide, redecide_all
from firstline.flows.reorganise import reorganise
from firstline.flows.reply import Contribution, add_to_thread
from firstline.flows.resolve import resolve_ticket
from firstline.flows.switch import switch_llm
from firstline.gateways.import_row import FileEntry, FileTicket
from firstline.run.judging import Beside
from firstline.store import exports, settings, tickets, verdicts
from firstline.store.bodies import basis_of, unpacked
from firstline.store.db import Database
from firstline.store.raw import Raw
from firstline.store.tickets import Wanted
from firstline.tickets.basis import Basis
from firstline.tickets.customer import Caller
from firstline.tickets.reorganised import Renaming
from firstline.tickets.ticket import EntryKind, Ticket
from firstline.tickets.urgency_policy import NO_FACTS, USUAL_POLICY
from firstline.tickets.verdict import Level, Priority, Verdict
from firstline.triage.weighing import SOURCE
from tests.judged import latest_verdict
from tests.make import MORNING, StillClock, llm_saying, make_desk, make_ticket, run_steps, with_llm

AVA = Caller("Ava", "ava@example.com")
ASKED = "When does your shop in the old town open on Saturdays?"
AGAIN = (
    "Could you tell me when your shop opens?",
    "Does anybody know when the shop opens?",
    "And on Sundays?",
)
INVOICE = "Please send me a copy of last month's invoice when you find the time."
A_DAY = timedelta(days=1)


def write(desk: Desk, text: str, *, ref: str = "T-1", **parts: Any) -> Ticket:  # noqa: ANN401 - of Incoming
    """Let a customer write under a reference."""
    return make_ticket(desk, text, caller=AVA, external_ref=ref, **parts)


def verdict_of(desk: Desk, ticket: Ticket) -> Verdict:
    """Give the newest verdict."""
    return latest_verdict(desk, ticket.id)[2]


def weighed(verdict: Verdict) -> list[str]:
    """Give what the desk's own policy says of the urgency."""
    return [reason.text for reason in verdict.urgency.reasons if reason.source == SOURCE]


def basis(desk: Desk, ticket: Ticket) -> Basis:
    """Give by what the newest verdict was decided."""
    with desk.read() as db:
        found = basis_of(verdicts.of_ticket(db, ticket.id)[-1].body)
    assert found is not None
    return found


def answer(desk: Desk, ticket: Ticket, *, kind: EntryKind = EntryKind.REPLY) -> None:
    """Let somebody of the desk write."""
    add_to_thread(desk, ticket.id, Contribution(kind=kind, text="We open at nine."), by=LOCAL)


def outcomes(desk: Desk) -> set[Outcome]:
    """Decide about everything once more."""
    return {one.outcome for one in redecide_all(desk)}


def set_all(desk: Desk, **wanted: object) -> None:
    """Change settings."""
    change_settings(desk, wanted, by=LOCAL)


# --- written again, and waited ----------------------------------------------------------------------------


def test_each_message_without_an_answer_raises_the_urgency_and_says_why(
    desk: Desk, clock: StillClock
) -> None:
    """The second has waited a day, the third two."""
    first = verdict_of(desk, write(desk, ASKED))
    clock.advance(A_DAY)
    second = verdict_of(desk, write(desk, AGAIN[0]))
    clock.advance(A_DAY)
    third = verdict_of(desk, write(desk, AGAIN[1]))

    assert weighed(first) == []
    assert weighed(second) == ["written 2 times without an answer", "waiting for 1.0 days"]
    assert weighed(third) == ["written 3 times without an answer", "waiting for 2.0 days"]
    assert first.urgency.value < second.urgency.value < third.urgency.value
    assert outcomes(desk) == {Outcome.SAME}


def test_the_ticket_moves_up_the_queue(desk: Desk, clock: StillClock) -> None:
    """Its own columns, its place and its hours follow; the rules' opinion, which the doors show, does not."""
    first = write(desk, INVOICE)
    set_all(desk, urgency_waiting_day=0.8)
    clock.advance(6 * A_DAY)

    last = write(desk, "Please send me the copy of last month's invoice when you can.")

    assert (first.priority, first.level) == (Priority.LOW, Level.P3)
    assert (last.priority, last.level) == (Priority.URGENT, Level.P1)
    assert (last.door_urgency, last.door_priority) == (first.door_urgency, first.door_priority)
    assert redecide(desk, last.id).outcome is Outcome.SAME


@pytest.mark.parametrize("ends", [False, True])
def test_an_answer_begins_the_count_anew(desk: Desk, clock: StillClock, ends: bool) -> None:  # noqa: FBT001 - two ways
    """A public reply, or the end of the matter; what comes after it counts again."""
    ticket = write(desk, ASKED)
    write(desk, AGAIN[0])
    clock.advance(A_DAY)
    if ends:
        resolve_ticket(desk, ticket.id, by=LOCAL)
    else:
        answer(desk, ticket)
    clock.advance(A_DAY)

    after = verdict_of(desk, write(desk, AGAIN[1]))
    clock.advance(A_DAY)
    later = verdict_of(desk, write(desk, AGAIN[2]))

    assert weighed(after) == []
    assert weighed(later) == ["written 2 times without an answer", "waiting for 1.0 days"]
    assert outcomes(desk) == {Outcome.SAME}


def test_a_note_among_colleagues_is_no_answer(desk: Desk) -> None:
    """The customer has not seen it."""
    ticket = write(desk, ASKED)
    answer(desk, ticket, kind=EntryKind.NOTE)

    assert weighed(verdict_of(desk, write(desk, AGAIN[0]))) == ["written 2 times without an answer"]


def test_another_matter_of_the_customers_is_none_of_this_one(desk: Desk) -> None:
    """Unless the desk gives points for it."""
    write(desk, ASKED)
    write(desk, AGAIN[0], ref="T-2")
    before = verdict_of(desk, write(desk, AGAIN[1], ref="T-3"))
    set_all(desk, urgency_other_ticket=0.4)

    after = verdict_of(desk, write(desk, AGAIN[1], ref="T-4"))

    assert weighed(before) == []
    assert weighed(after) == ["other open tickets of the last days: 3"]
    assert after.urgency.value == pytest.approx(before.urgency.value + 1.2)
    assert outcomes(desk) == {Outcome.SAME}


def test_of_other_matters_only_what_is_open_and_new_counts(desk: Desk, clock: StillClock) -> None:
    """Neither what is resolved nor what is older than a week, nor another customer's."""
    set_all(desk, urgency_other_ticket=0.4)
    write(desk, ASKED)
    clock.advance(8 * A_DAY)
    resolve_ticket(desk, write(desk, ASKED, ref="T-2").id, by=LOCAL)
    make_ticket(desk, ASKED)

    assert weighed(verdict_of(desk, write(desk, ASKED, ref="T-3"))) == []


def test_the_same_text_again_is_no_second_message(desk: Desk) -> None:
    """A caller that repeats itself is answered as before."""
    write(desk, ASKED)
    write(desk, ASKED)

    assert weighed(verdict_of(desk, write(desk, AGAIN[0]))) == ["written 2 times without an answer"]


# --- a person, the LLM ------------------------------------------------------------------------------------


def test_what_a_person_has_set_stays(desk: Desk, clock: StillClock) -> None:
    """What the voices would have said stands beside it, and comes out the same again."""
    ticket = write(desk, ASKED)
    change_fields(desk, ticket.id, Changes(verdict={"urgency": 1.5, "priority": "low"}), by=LOCAL)
    clock.advance(A_DAY)

    after = write(desk, AGAIN[0])

    assert (after.urgency, after.priority) == (1.5, Priority.LOW)
    assert outcomes(desk) == {Outcome.SAME}


def test_the_llms_later_word_joins_the_whole_sum(desk: Desk, clock: StillClock) -> None:
    """Six tenths of it, four of the sum with the facts; a door that waits for it comes to the same."""
    asked = with_llm(desk, llm_saying(5.0))
    switch_llm(desk, on=True)
    for ref in ("T-1", "T-2"):
        write(asked, ASKED, ref=ref)
    clock.advance(A_DAY)
    own = write(asked, AGAIN[0])
    now = receive(asked, again(ref="T-2", text=AGAIN[0])).verdict
    run_steps(asked)

    joined = verdict_of(desk, own)

    assert joined.urgency.value == pytest.approx(round(0.6 * 5.0 + 0.4 * own.urgency, 1))
    assert weighed(joined)
    assert (now.urgency, now.priority) == (joined.urgency, joined.priority)
    assert outcomes(desk) == {Outcome.SAME}


def again(*, ref: str, text: str) -> Incoming:
    """Write to a door whose answer waits for the LLM."""
    raw = Raw("messages", "text/plain", text.encode())
    return Incoming(door="messages", raw=raw, caller=AVA, text=text, external_ref=ref, ask_llm=True)


# --- the desk's policy ------------------------------------------------------------------------------------


def test_a_setting_counts_from_the_next_message_on(desk: Desk) -> None:
    """And what was decided before is decided again as it was."""
    before = write(desk, ASKED, tier="vip", channel="chat")
    set_all(desk, urgency_vip=1.5, urgency_channels={"chat": 0.5})
    after = write(desk, ASKED, ref="T-2", tier="vip", channel="chat")

    assert after.urgency == pytest.approx(before.urgency + 1.4)
    assert weighed(verdict_of(desk, after)) == ["vip customers", "came by chat"]
    assert (basis(desk, before).policy, basis(desk, before).facts) == (USUAL_POLICY, NO_FACTS)
    assert basis(desk, after).policy.tiers["vip"] == 1.5
    assert outcomes(desk) == {Outcome.SAME}
    set_all(desk, urgency_vip=None, urgency_channels=None)
    assert outcomes(desk) == {Outcome.SAME}


def test_another_process_follows_with_its_next_look(desk: Desk, database: Database) -> None:
    """As it follows the promise."""
    other = make_desk(database)
    other.board.look(other.read)

    set_all(desk, level_p2_from=1.0, level_p1_from=1.0)
    other.board.look(other.read)

    assert other.board.learned.policy == desk.board.learned.policy != USUAL_POLICY
    assert write(other, ASKED).level == Level.P1


def test_a_category_keeps_its_points_under_another_name(desk: Desk) -> None:
    """Whoever renames it need not think of that."""
    set_all(desk, urgency_categories={"billing": 1.0})
    before = write(desk, INVOICE)
    reorganise(desk, Renaming(category="billing", name="money"), by=LOCAL)
    desk.board.look(desk.read)

    after = write(desk, INVOICE, ref="T-2")

    assert (before.category, after.category) == ("billing", "money")
    assert before.urgency == after.urgency
    assert weighed(verdict_of(desk, after)) == ["is about money"]
    assert outcomes(desk) == {Outcome.SAME}


def test_what_stands_in_the_database_and_does_not_fit_is_as_if_it_were_not_set(desk: Desk) -> None:
    """A desk that was changed by hand goes on."""
    desk.write(lambda db: settings.save(db, "urgency_vip", {"a": "b"}, at=desk.clock()))
    desk.write(lambda db: settings.save(db, "level_p1_from", 99, at=desk.clock()))

    desk.board.look(desk.read)

    assert desk.board.learned.policy == USUAL_POLICY


def test_two_changes_that_contradict_each_other_only_together_are_refused(desk: Desk) -> None:
    """The second, and nothing of it is kept."""
    set_all(desk, priority_high_from=3.5)

    with pytest.raises(Invalid, match=r"priority_high_from is 3\.5"):
        set_all(desk, priority_urgent_from=3.0, urgency_vip=1.0)

    standing = {one.name: one.value for one in read_settings(desk)}
    assert (standing["priority_urgent_from"], standing["urgency_vip"]) == (3.9, 0.6)
    assert desk.board.learned.policy.high_from == 3.5


# --- told elsewhere ---------------------------------------------------------------------------------------


THEN = MORNING - 50 * A_DAY


def entry(kind: EntryKind, text: str, days: float) -> FileEntry:
    """Make what followed some days later."""
    author = None if kind == EntryKind.MESSAGE else "Mara"
    return FileEntry(kind=kind, text=text, author=author, written_at=THEN + days * A_DAY)


def row(number: int, text: str, **parts: Any) -> FileTicket:  # noqa: ANN401 - each test its own parts
    """Make a row of a file."""
    return FileTicket(
        row=number, text=text, caller=AVA, source=b"x", content_type="text/csv", written_at=THEN, **parts
    )


def test_a_conversation_from_a_file_is_weighed_as_if_it_had_been_held_here(desk: Desk) -> None:
    """Two messages, a reply, and two more; by the moments of the file."""
    entries = (
        entry(EntryKind.MESSAGE, AGAIN[0], 1),
        entry(EntryKind.REPLY, "At nine.", 2),
        entry(EntryKind.MESSAGE, AGAIN[1], 3),
        entry(EntryKind.MESSAGE, AGAIN[2], 5),
    )

    import_messages(desk, [row(1, ASKED, entries=entries)])

    with desk.read() as db:
        told = [weighed(unpacked(one.body)) for one in verdicts.of_ticket(db, TicketId(1))]
    assert told == [
        [],
        ["written 2 times without an answer", "waiting for 1.0 days"],
        [],
        ["waiting for 2.0 days", "written 2 times without an answer"],
    ]
    assert outcomes(desk) == {Outcome.SAME}


def test_an_import_is_weighed_by_the_desks_own_numbers_here_and_in_a_process_beside(
    desk: Desk, tmp_path: Path
) -> None:
    """Channel and tier of each row."""
    set_all(desk, urgency_channels={"chat": 1.0}, urgency_premium=1.0)
    rows = [row(number, f"{ASKED} {number}", channel="chat", tier="premium") for number in range(60)]

    with closing(Beside(warm=0, models=tmp_path)) as beside:
        import_messages(desk, rows, Run(judges=beside))

    with desk.read() as db:
        found = tickets.newest(db, Wanted(), limit=100)
    assert {tuple(sorted(weighed(verdict_of(desk, one)))) for one in found} == {
        ("came by chat", "premium customers")
    }
    assert outcomes(desk) == {Outcome.SAME}


def test_a_history_needs_to_carry_no_verdict_that_another_desk_comes_to(
    desk: Desk, clock: StillClock
) -> None:
    """It weighs what happened in the same way."""
    write(desk, ASKED)
    clock.advance(A_DAY)
    ticket = write(desk, AGAIN[0])
    answer(desk, ticket)
    clock.advance(A_DAY)
    write(desk, AGAIN[1])
    with desk.read() as db:
        (whole,) = exports.page(db, exports.Which(), after=TicketId(0), limit=5)

    history = history_of(whole, desk.board.taxonomy, desk.board.learned)

    assert [act.what for act in history] == ["received", "continued", "replied", "continued"]
    assert [act.verdict for act in history] == [None] * 4
