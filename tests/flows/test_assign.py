"""Who has a ticket: claims, hand-overs, and which agents a desk takes."""

from functools import partial

import pytest

from firstline.core.access import LOCAL, Principal
from firstline.core.ids import LARGEST
from firstline.flows.assign import assign_ticket, claim_ticket, hand_over_ticket
from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.who import NoAgent
from firstline.store.agents import AgentMissing
from firstline.tickets.moves import AlreadyClaimed
from firstline.tickets.ticket import Ticket
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import make_agent, make_key, make_ticket, rows

MANY = 50


def test_of_fifty_claims_at_once_one_wins_and_the_others_are_told_who(desk: Desk) -> None:
    """Whatever the order: the ticket has one agent, and everybody knows which."""
    ticket = make_ticket(desk)
    callers = [make_agent(desk, f"Agent {number}") for number in range(MANY)]

    outcomes = together([partial(_outcome, desk, ticket, by=caller) for caller in callers])

    (winner,) = [name for name, won in zip((one.name for one in callers), outcomes, strict=True) if won == ""]
    assert [told for told in outcomes if told] == [
        f"{winner} has this ticket. Assign it to yourself to take it over."
    ] * (MANY - 1)
    assert find_ticket(desk, ticket.id).assigned_to == winner
    assert_whole(desk)


def test_claiming_again_is_fine_and_leaves_no_trace(desk: Desk) -> None:
    """A click that is repeated changes nothing."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    claimed = claim_ticket(desk, ticket.id, by=eve)

    assert claim_ticket(desk, ticket.id, by=eve) == claimed
    with desk.read() as db:
        assert rows(db, "events") == 2


def test_at_a_desk_without_accounts_the_caller_says_for_whom(desk: Desk) -> None:
    """Else it is the agent `local`; a name is made an agent when it is first used."""
    mine, hers = make_ticket(desk), make_ticket(desk)

    assert claim_ticket(desk, mine.id, by=LOCAL).assigned_to == "local"
    assert claim_ticket(desk, hers.id, by=LOCAL, local_name="Eve").assigned_to == "Eve"


def test_at_a_desk_with_accounts_nobody_claims_for_another(desk: Desk) -> None:
    """The name in the body is not asked."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")
    make_agent(desk, "Bob")

    assert claim_ticket(desk, ticket.id, by=eve, local_name="Bob").assigned_to == "Eve"


def test_a_key_without_an_account_claims_nothing(desk: Desk) -> None:
    """There is nobody who would work on it."""
    ticket = make_ticket(desk)

    with pytest.raises(NoAgent, match="belongs to no account"):
        claim_ticket(desk, ticket.id, by=make_key())

    assert find_ticket(desk, ticket.id) == ticket


@pytest.mark.parametrize("agent", ["Nobody", 77, LARGEST])
def test_at_a_desk_with_accounts_only_known_agents_are_taken(desk: Desk, agent: str | int) -> None:
    """An unknown name makes no agent."""
    ticket, eve = make_ticket(desk), make_agent(desk, "Eve")

    with pytest.raises(AgentMissing, match="There is no agent"):
        hand_over_ticket(desk, ticket.id, agent, by=eve)
    if isinstance(agent, str):
        with pytest.raises(AgentMissing):
            assign_ticket(desk, ticket.id, agent, by=eve)

    assert find_ticket(desk, ticket.id) == ticket
    with desk.read() as db:
        assert rows(db, "agents") == 1


def test_a_ticket_is_handed_to_an_agent_by_name_or_number(desk: Desk) -> None:
    """One who has it keeps it, and the clock of the assignment goes on."""
    ticket, eve, bob = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Bob")
    assert bob.agent_id is not None

    by_name = hand_over_ticket(desk, ticket.id, "Eve", by=eve)
    by_number = hand_over_ticket(desk, ticket.id, bob.agent_id, by=eve)
    again = hand_over_ticket(desk, ticket.id, "Bob", by=eve)

    assert (by_name.assigned_to, by_number.assigned_to) == ("Eve", "Bob")
    assert again == by_number


def _outcome(desk: Desk, ticket: Ticket, *, by: Principal) -> str:
    try:
        claim_ticket(desk, ticket.id, by=by)
    except AlreadyClaimed as told:
        return told.sentence
    return ""
