"""The step that follows a message: a draft for its verdict, once."""

from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.draft import draft_tickets
from firstline.flows.receive import Incoming, receive
from firstline.replies.proposal import propose
from firstline.store import drafts
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import make_ticket, rows, run_steps


def test_the_step_makes_the_draft_of_the_ticket(desk: Desk) -> None:
    """By its verdict, and in the customer's name."""
    ticket = make_ticket(desk, "I was charged twice", caller=Caller("Ava"))

    ran = run_steps(desk)

    incoming = Incoming(
        door="messages", raw=Raw("", "", b""), caller=Caller("Ava"), text="I was charged twice"
    )
    with desk.read() as db:
        made = drafts.load(db, ticket.id, revision=1)
    assert (ran, made) == (1, propose("Ava", judge(incoming.message), first_taxonomy()))
    assert_whole(desk)


def test_a_step_that_is_run_again_leaves_the_draft_as_it_is(desk: Desk) -> None:
    """Even by six at once; the ticket does not move."""
    ticket = make_ticket(desk)

    together([lambda: draft_tickets(desk, [ticket.id])] * 6)

    with desk.read() as db:
        assert rows(db, "drafts") == 1
    assert find_ticket(desk, ticket.id) == ticket


def test_a_ticket_that_went_on_gets_a_draft_of_its_newest_verdict(desk: Desk) -> None:
    """The first step comes late, and the second finds its work done."""
    for text in ("I was charged twice", "It is solved, thank you"):
        raw = Raw("api", "text/plain", text.encode())
        receive(
            desk,
            Incoming(door="api", raw=raw, caller=Caller("Ava", "a@example.com"), text=text, external_ref="1"),
        )

    ran = run_steps(desk)

    with desk.read() as db:
        assert (ran, rows(db, "drafts"), rows(db, "jobs")) == (2, 1, 0)
    assert_whole(desk)
