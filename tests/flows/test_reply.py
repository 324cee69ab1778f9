"""What agents add to a thread: checked, found by the search, under the right name."""

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Outdated
from firstline.flows.compose import DraftMissing, drop_draft, find_draft, save_draft
from firstline.flows.desk import Desk
from firstline.flows.reply import Contribution, add_to_thread, reply_to_ticket
from firstline.flows.who import NoAgent
from firstline.store import tickets, words
from firstline.store.tickets import Wanted
from firstline.tickets.phrase import understand
from firstline.tickets.ticket import EntryKind, Status
from tests.flows.whole import assert_whole
from tests.make import make_agent, make_key, make_ticket, rows

REPLY, NOTE = EntryKind.REPLY, EntryKind.NOTE


def test_a_reply_is_checked_and_goes_out_whatever_is_found(desk: Desk) -> None:
    """The findings are for whoever wrote it."""
    ticket = make_ticket(desk, "Thanks!")

    written = add_to_thread(
        desk, ticket.id, Contribution(kind=REPLY, text="We will refund you within two days."), by=LOCAL
    )

    assert written.policy is not None
    assert written.policy.compliance == "failed"
    assert written.policy.issues == (
        "Promises a refund: “We will refund you”.",
        "Mentions a timeline: “within two days”.",
    )
    with desk.read() as db:
        assert tickets.threads(db, [ticket.id])[ticket.id][-1] == written.entry


def test_a_note_is_for_colleagues_and_is_not_checked(desk: Desk) -> None:
    """What is promised there is promised to nobody."""
    ticket = make_ticket(desk)

    written = add_to_thread(desk, ticket.id, Contribution(kind=NOTE, text="I would refund them."), by=LOCAL)

    assert written.policy is None


def test_a_reply_can_say_where_the_ticket_stands_then(desk: Desk) -> None:
    """In the same version, told by the same event."""
    ticket = make_ticket(desk)
    contribution = Contribution(kind=REPLY, text="Which browser?", status=Status.WAITING_CUSTOMER)

    after = add_to_thread(desk, ticket.id, contribution, by=LOCAL).seen.ticket

    assert (after.status, after.version) == (Status.WAITING_CUSTOMER, ticket.version + 1)
    assert_whole(desk)


@pytest.mark.parametrize("kind", [REPLY, NOTE])
def test_what_agents_write_is_found_by_its_words(desk: Desk, kind: EntryKind) -> None:
    """Like what the customer wrote; but not at the seeds' doors, whose search reads the message alone."""
    ticket = make_ticket(desk)

    add_to_thread(desk, ticket.id, Contribution(kind=kind, text="The Zebra is out"), by=LOCAL)

    with desk.read() as db:
        found = db.execute(words.newest_with(db, understand("zebra"), limit=9)).scalars().all()
        at_the_seeds = tickets.newest(db, Wanted(anywhere="zebra"), limit=9)
    assert (found, at_the_seeds) == ([ticket.id], [])
    assert_whole(desk)


def test_at_a_desk_with_accounts_the_author_is_who_is_signed_in(desk: Desk) -> None:
    """Whatever name the seed's door is given; and no agent is made of it."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")

    reply_to_ticket(desk, ticket.id, agent="Mallory", text="Hello", by=eve)
    reply_to_ticket(desk, ticket.id, agent="Mallory", text="Hello", by=make_key("Robot"))

    with desk.read() as db:
        assert [entry.author for entry in tickets.threads(db, [ticket.id])[ticket.id][1:]] == ["Eve", "Robot"]
        assert rows(db, "agents") == 1


def test_sending_a_reply_takes_its_draft_away_and_no_other(desk: Desk) -> None:
    """Neither the note that is not done, nor what a colleague is writing."""
    ticket, eve, bob = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Bob")
    for by, kind in ((eve, REPLY), (eve, NOTE), (bob, REPLY)):
        save_draft(desk, ticket.id, kind, text="Hel", html=None, by=by)

    add_to_thread(desk, ticket.id, Contribution(kind=REPLY, text="Hello"), by=eve)

    with pytest.raises(DraftMissing):
        find_draft(desk, ticket.id, REPLY, by=eve)
    assert find_draft(desk, ticket.id, NOTE, by=eve).text == "Hel"
    assert find_draft(desk, ticket.id, REPLY, by=bob).text == "Hel"


def test_a_draft_that_was_changed_elsewhere_is_not_overwritten(desk: Desk) -> None:
    """The other device is shown what stands there."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    seen = save_draft(desk, ticket.id, REPLY, text="one", html=None, by=eve, expected={0})
    other = save_draft(desk, ticket.id, REPLY, text="two", html=None, by=eve, expected={seen.version})

    with pytest.raises(Outdated) as refused:
        save_draft(desk, ticket.id, REPLY, text="three", html=None, by=eve, expected={seen.version})
    with pytest.raises(Outdated):
        drop_draft(desk, ticket.id, REPLY, by=eve, expected={seen.version})

    assert refused.value.current == other == find_draft(desk, ticket.id, REPLY, by=eve)


def test_saving_the_same_words_again_changes_nothing(desk: Desk) -> None:
    """A device that saves every few seconds makes no versions."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    first = save_draft(desk, ticket.id, REPLY, text="one", html=None, by=eve)

    assert save_draft(desk, ticket.id, REPLY, text="one", html=None, by=eve) == first


def test_drafts_leave_no_trace_for_others(desk: Desk) -> None:
    """The log is for everybody; the ticket's version stays too."""
    ticket, eve, bob = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Bob")

    save_draft(desk, ticket.id, REPLY, text="secret", html=None, by=eve)

    with pytest.raises(DraftMissing):
        find_draft(desk, ticket.id, REPLY, by=bob)
    with desk.read() as db:
        assert rows(db, "events") == 1


def test_a_key_without_an_account_has_no_drafts(desk: Desk) -> None:
    """It is told why."""
    ticket = make_ticket(desk)

    for act in (find_draft, drop_draft):
        with pytest.raises(NoAgent):
            act(desk, ticket.id, REPLY, by=make_key())
    with pytest.raises(NoAgent):
        save_draft(desk, ticket.id, REPLY, text="x", html=None, by=make_key())
