"""Who is at a ticket: said again and again, written seldom, and forgotten by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from firstline.core.access import LOCAL
from firstline.flows.desk import Desk
from firstline.flows.presence import leave, show_up, who_is_there
from firstline.flows.who import NoAgent
from firstline.store import presence, schema
from firstline.store.presence import Doing
from firstline.tickets.ticket import TicketMissing
from tests.make import StillClock, make_agent, make_key, make_ticket, rows, ticket_id


def test_two_who_look_at_one_ticket_see_each_other(desk: Desk) -> None:
    """And nobody at another ticket does."""
    ticket, other = make_ticket(desk), make_ticket(desk)
    eve, kim = make_agent(desk, "Eve"), make_agent(desk, "Kim")

    first = show_up(desk, ticket.id, Doing.VIEWING, by=eve)
    both = show_up(desk, ticket.id, Doing.TYPING, by=kim)

    assert [(one.name, one.state) for one in first] == [("Eve", Doing.VIEWING)]
    assert [(one.name, one.state) for one in both] == [("Eve", Doing.VIEWING), ("Kim", Doing.TYPING)]
    assert who_is_there(desk, ticket.id) == both
    assert who_is_there(desk, other.id) == []


@pytest.mark.parametrize(("state", "seconds"), [(Doing.VIEWING, 30), (Doing.TYPING, 10)])
def test_who_says_nothing_more_is_forgotten(
    desk: Desk, clock: StillClock, state: Doing, seconds: int
) -> None:
    """Sooner while they write than while they look."""
    ticket = make_ticket(desk)
    show_up(desk, ticket.id, state, by=LOCAL)

    clock.advance(timedelta(seconds=seconds - 1))
    before = who_is_there(desk, ticket.id)
    clock.advance(timedelta(seconds=1))

    assert ([one.name for one in before], who_is_there(desk, ticket.id)) == (["local"], [])


@pytest.mark.parametrize(("state", "every"), [(Doing.VIEWING, 10), (Doing.TYPING, 3)])
def test_who_goes_on_stays_and_writes_little(desk: Desk, clock: StillClock, state: Doing, every: int) -> None:
    """Once in ten seconds for a look, however many windows say it."""
    ticket = make_ticket(desk)
    show_up(desk, ticket.id, state, by=LOCAL)
    written = {stored(desk)}

    for _ in range(10):
        for _ in range(3):
            there = show_up(desk, ticket.id, state, by=LOCAL)
            written.add(stored(desk))
            assert [one.name for one in there] == ["local"]
        clock.advance(timedelta(seconds=every))

    assert len(written) <= 10


def test_saying_the_same_again_soon_writes_nothing(desk: Desk, clock: StillClock) -> None:
    """Not even when it happens in another process: the database is asked."""
    ticket = make_ticket(desk)
    show_up(desk, ticket.id, Doing.VIEWING, by=LOCAL)
    before = stored(desk)

    clock.advance(timedelta(seconds=9))
    show_up(desk, ticket.id, Doing.VIEWING, by=LOCAL)

    assert stored(desk) == before


def test_who_leaves_is_gone_at_once(desk: Desk) -> None:
    """Leaving twice is no matter, and an agent is at several tickets if they like."""
    ticket, other, eve = make_ticket(desk), make_ticket(desk), make_agent(desk, "Eve")
    for one in (ticket, other):
        show_up(desk, one.id, Doing.VIEWING, by=eve)

    leave(desk, ticket.id, by=eve)
    leave(desk, ticket.id, by=eve)

    assert who_is_there(desk, ticket.id) == []
    assert [one.name for one in who_is_there(desk, other.id)] == ["Eve"]


def test_it_is_no_event_of_the_log(desk: Desk) -> None:
    """Nobody asks later who had what on their screen."""
    ticket = make_ticket(desk)
    with desk.read() as db:
        before = rows(db, "events")

    show_up(desk, ticket.id, Doing.TYPING, by=LOCAL)
    leave(desk, ticket.id, by=LOCAL)

    with desk.read() as db:
        assert rows(db, "events") == before


def test_what_is_over_can_be_dropped(desk: Desk, clock: StillClock) -> None:
    """And what is not over stays."""
    ticket, eve, kim = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Kim")
    show_up(desk, ticket.id, Doing.VIEWING, by=eve)
    clock.advance(timedelta(minutes=5))
    show_up(desk, ticket.id, Doing.VIEWING, by=kim)

    dropped = desk.write(lambda db: presence.forget(db, clock()))

    assert dropped == 1
    assert [one.name for one in who_is_there(desk, ticket.id)] == ["Kim"]


def test_everywhere_is_told_of_so_many_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who came last."""
    monkeypatch.setattr(presence, "EVERYWHERE", presence.EVERYWHERE.limit(2))
    eve = make_agent(desk, "Eve")
    numbers = [make_ticket(desk).id for _ in range(3)]
    for state, number in zip((Doing.TYPING, Doing.VIEWING, Doing.VIEWING), numbers, strict=True):
        show_up(desk, number, state, by=eve)

    with desk.read() as db:
        assert presence.everywhere(db, at=desk.clock()).keys() == set(numbers[1:])


def test_it_needs_a_ticket_and_an_agent(desk: Desk) -> None:
    """A key of the desk's own is nobody who could be looking."""
    ticket, nowhere, nobody = make_ticket(desk).id, ticket_id(99), make_key()

    with pytest.raises(TicketMissing):
        show_up(desk, nowhere, Doing.VIEWING, by=LOCAL)
    with pytest.raises(TicketMissing):
        leave(desk, nowhere, by=LOCAL)
    with pytest.raises(TicketMissing):
        who_is_there(desk, nowhere)
    with pytest.raises(NoAgent):
        show_up(desk, ticket, Doing.VIEWING, by=nobody)
    with pytest.raises(NoAgent):
        leave(desk, ticket, by=nobody)


def test_at_the_door_it_is_put_seen_and_taken_away(desk: Desk, client: TestClient) -> None:
    """With the agent and what they do."""
    path = f"/api/v1/tickets/{make_ticket(desk).id}/presence"

    put = client.put(path, json={"state": "typing"})
    seen = client.get(path)
    gone = client.delete(path)

    assert (put.status_code, seen.json()) == (200, put.json())
    assert [(one["agent"]["name"], one["state"]) for one in seen.json()["items"]] == [("local", "typing")]
    assert (gone.status_code, client.get(path).json()["items"]) == (204, [])
    assert client.get("/api/v1/tickets/99/presence").status_code == 404


def test_at_the_door_one_look_tells_who_is_where(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """In the order of the tickets, without those that nobody is at any more."""
    nobodys, first, second = (make_ticket(desk).id for _ in range(3))
    eve, kim = make_agent(desk, "Eve"), make_agent(desk, "Kim")
    show_up(desk, second, Doing.TYPING, by=eve)
    show_up(desk, first, Doing.VIEWING, by=kim)
    show_up(desk, first, Doing.VIEWING, by=eve)
    show_up(desk, nobodys, Doing.VIEWING, by=eve)
    leave(desk, nobodys, by=eve)

    found = client.get("/api/v1/presence")
    clock.advance(timedelta(seconds=10))
    later = client.get("/api/v1/presence").json()

    eves = {"agent": {"id": eve.agent_id, "name": "Eve"}, "state": "viewing"}
    kims = {"agent": {"id": kim.agent_id, "name": "Kim"}, "state": "viewing"}
    company = {"ticket_id": first, "items": [eves, kims]}
    assert found.status_code == 200
    assert found.json() == {"items": [company, {"ticket_id": second, "items": [eves | {"state": "typing"}]}]}
    assert later == {"items": [company]}


def test_where_nobody_is_there_is_nothing_to_tell(client: TestClient) -> None:
    """An empty list."""
    assert client.get("/api/v1/presence").json() == {"items": []}


@pytest.mark.parametrize(
    "body", [{}, {"state": "sleeping"}, {"state": None}, {"state": "typing", "more": 1}, ["typing"]]
)
def test_what_cannot_be_understood_is_refused(desk: Desk, client: TestClient, body: object) -> None:
    """And nobody is there for it."""
    path = f"/api/v1/tickets/{make_ticket(desk).id}/presence"

    assert client.put(path, json=body).status_code == 422
    assert client.get(path).json()["items"] == []


def stored(desk: Desk) -> tuple[object, ...]:
    """Look at the row."""
    with desk.read() as db:
        return tuple(db.execute(select(schema.presence)).one())
