"""The stream of events: everything once and in order, for whom it is, however often one comes back."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from firstline.core.access import OPERATOR, Permission, Role, Scope
from firstline.core.ids import TicketId
from firstline.flows import follow_events
from firstline.flows.accounts import AccountChange, change_account
from firstline.flows.desk import Desk
from firstline.flows.keys import NewKey, add_key, revoke_key
from firstline.flows.presence import leave, show_up
from firstline.store import events, schema
from firstline.store.db import Connection, DatabaseDown
from firstline.store.events import Cursor, Event
from firstline.store.presence import Doing
from firstline.web import listener, streams
from firstline.web.app import create_app
from firstline.web.entry import Entry
from firstline.web.guard import COOKIE
from firstline.web.house import House
from tests.listening import PATH, PATIENCE, Block, Ear, listening
from tests.make import MORNING, StillClock, make_agent, make_ticket
from tests.people import cookie_of, make_account, make_key, mode_of, signed_in
from tests.served import connected, served

SOON = 3.0
"""Seconds within which a credential that is no good any more ends a stream: 2 are promised."""


@contextmanager
def open_doors(desk: Desk, **house: Any) -> Iterator[tuple[int, Entry]]:  # noqa: ANN401 - the house's own settings
    """Serve the desk with its streams open; gives the port."""
    app = create_app(desk, House(**({"mode": lambda: mode_of(desk)} | house)))
    with served(app) as port, app.streams.opened():
        yield port, app


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    """Stand before the open doors of the desk."""
    with open_doors(desk) as (number, _):
        yield number


def test_what_happens_comes_as_the_list_shows_it(desk: Desk, port: int) -> None:
    """Each event under its place, with its kind, in the log's order."""
    with listening(port) as ear:
        happen(desk, 5)
        found = ear.hear(5)

        with listening(port, "/api/v1/events") as list_of_events:
            listed = json.loads(list_of_events.body())["items"]

    assert [block.data for block in found] == listed
    assert [(block.id, block.event) for block in found] == [(one["id"], one["kind"]) for one in listed]


def test_nobody_on_the_way_may_keep_it(port: int) -> None:
    """Neither a cache nor a proxy that waits until it ends."""
    with listening(port) as ear:
        assert ear.status == 200
        assert ear.headers["content-type"].startswith("text/event-stream")
        assert (ear.headers["cache-control"], ear.headers["x-accel-buffering"]) == ("no-store", "no")


def test_without_a_place_it_begins_now(desk: Desk, port: int) -> None:
    """What has happened before is for the list."""
    happen(desk, 3)
    with listening(port) as ear:
        happen(desk, 1, kind="told.now")
        assert [block.event for block in ear.hear(1)] == ["told.now"]


def test_who_is_cut_off_before_anything_happened_misses_nothing(desk: Desk, port: int) -> None:
    """The first words say where to go on."""
    happen(desk, 3)
    with listening(port) as ear:
        first = next(ear.blocks)
    happen(desk, 2, kind="told.meanwhile")

    with listening(port, Last_Event_ID=str(first.id)) as ear:
        assert [block.event for block in ear.hear(2)] == ["told.meanwhile"] * 2


@pytest.mark.parametrize("by_header", [True, False])
def test_one_can_go_on_behind_every_event(
    desk: Desk, port: int, monkeypatch: pytest.MonkeyPatch, *, by_header: bool
) -> None:
    """What was missed comes in pages, then what is new, without a gap and nothing twice."""
    monkeypatch.setattr(streams, "PAGE", 3)
    happen(desk, 8)

    for place in ["0.0", *places(desk)]:
        path, headers = (PATH, {"Last_Event_ID": place}) if by_header else (f"{PATH}?after={place}", {})
        with listening(port, path, **headers) as ear:
            happen(desk, 1)
            behind = ["0.0", *places(desk)]
            behind = behind[behind.index(place) + 1 :]
            assert [block.id for block in ear.hear(len(behind))] == behind


def test_what_a_browser_has_seen_goes_before_what_its_address_says(desk: Desk, port: int) -> None:
    """The address stays what it was when it comes back."""
    happen(desk, 4)

    with listening(port, f"{PATH}?after=0.0", Last_Event_ID=places(desk)[2]) as ear:
        assert [block.id for block in ear.hear(1)] == places(desk)[3:]


def test_a_place_that_the_log_has_not_reached_is_its_end(desk: Desk, port: int) -> None:
    """A desk that was restored from a backup tells its listeners what happens from now on."""
    happen(desk, 2)
    with listening(port, Last_Event_ID="999999999999.999999999999") as ear:
        first = next(ear.blocks)
        happen(desk, 1, kind="told.now")
        assert [block.event for block in ear.hear(1)] == ["told.now"]

    assert first.id == places(desk)[1]


def test_everything_comes_once_and_in_order_while_many_write(desk: Desk, port: int) -> None:
    """On PostgreSQL transactions end in another order than they began."""
    with listening(port) as ear:
        writers = [threading.Thread(target=happen, args=(desk, 15)) for _ in range(6)]
        for writer in writers:
            writer.start()
        found = ear.hear(90)
        for writer in writers:
            writer.join()

    assert [block.id for block in found] == places(desk)


def test_one_ticket_or_kind_can_be_followed(desk: Desk, port: int) -> None:
    """The rest passes by."""
    mine, other = make_ticket(desk), make_ticket(desk)

    with listening(port, f"{PATH}?ticket={mine.id}") as one, listening(port, f"{PATH}?kind=a&kind=b") as two:
        for kind, ticket in (("a", other), ("b", mine), ("c", mine), ("a", mine)):
            happen(desk, 1, kind=kind, ticket_id=ticket.id)

        assert [block.event for block in one.hear(3)] == ["b", "c", "a"]
        assert [block.event for block in two.hear(3)] == ["a", "b", "a"]


def test_a_line_on_which_nothing_happens_shows_that_it_holds(
    desk: Desk, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says where one can go on, though what happened was for others."""
    monkeypatch.setattr(streams, "HEARTBEAT", 0.1)
    with listening(port, f"{PATH}?kind=rare") as ear:
        next(ear.blocks)
        assert next(ear.blocks) == Block(comment="here")
        happen(desk, 3)
        last = places(desk)[-1]
        assert next(block for block in ear.blocks if block.id) == Block(id=last, comment="here")


@pytest.mark.parametrize("place", ["x", "1", "1.", "1.2.3", "-1.0", "9" * 19 + ".0"])
def test_what_is_no_place_is_refused(port: int, place: str) -> None:
    """In either way of saying it."""
    for path, headers in ((PATH, {"Last_Event_ID": place}), (f"{PATH}?after={place}", {})):
        with listening(port, path, **headers) as ear:
            assert (ear.status, b"no place in the log" in ear.body()) == (422, True)


def test_other_methods_are_answered_as_everywhere(port: int) -> None:
    """HEAD ends at once, and nobody may POST."""
    for method, status in (("HEAD", b"200"), ("POST", b"405")):
        with connected(port) as caller:
            caller.sendall(
                f"{method} {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
            )
            answer = b"".join(iter(partial(caller.recv, 65_536), b""))
        assert answer.split()[1] == status
        assert (b"text/event-stream" in answer) == (method == "HEAD")


# --- who may hear what ------------------------------------------------------------------------------------


def test_events_about_trust_are_for_admins(desk: Desk) -> None:
    """Others hear the rest, and miss none of it."""
    make_account(desk)
    make_account(desk, "Ana", Role.LEAD)
    with (
        open_doors(desk) as (port, _),
        listening(port, Cookie=cookie(desk, "Kim")) as admin,
        listening(port, Cookie=cookie(desk, "Ana")) as lead,
    ):
        admin.hear(1)  # that Ana has signed in
        for kind in ("key.x", "told.a", "account.x", "settings.x", "told.b"):
            happen(desk, 1, kind=kind)

        assert [block.event for block in admin.hear(3)] == ["key.x", "told.a", "account.x"]
        assert [block.event for block in lead.hear(2)] == ["told.a", "told.b"]


def test_nobody_listens_without_a_credential_that_may_read(desk: Desk) -> None:
    """At a team's desk."""
    make_account(desk)
    intake = make_key(desk, Scope.INTAKE)
    with open_doors(desk) as (port, _):
        with listening(port) as ear:
            assert ear.status == 401
        with listening(port, Authorization=f"Bearer {intake.token}") as ear:
            assert ear.status == 403


def test_a_revoked_key_hears_nothing_more(desk: Desk) -> None:
    """Its stream ends within two seconds, and it cannot come back."""
    make_account(desk)
    key = make_key(desk, Scope.READ)
    with open_doors(desk) as (port, _), listening(port, Authorization=f"Bearer {key.token}") as ear:
        revoke_key(desk, key.key.id, by=OPERATOR)

        assert ends_after(ear) < SOON
        with listening(port, Authorization=f"Bearer {key.token}") as again:
            assert again.status == 401


def test_a_key_that_expires_hears_nothing_more(
    desk: Desk, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event tells of it, so it is looked for now and then."""
    monkeypatch.setattr(streams, "CHECK_EVERY", 0.2)
    make_account(desk)
    until = clock() + timedelta(hours=1)
    key = add_key(desk, NewKey("Form", frozenset({Scope.READ}), None, until), by=OPERATOR)
    with open_doors(desk) as (port, _), listening(port, Authorization=f"Bearer {key.token}") as ear:
        clock.advance(timedelta(hours=2))

        assert ends_after(ear) < SOON


def test_who_signs_out_hears_nothing_more(desk: Desk) -> None:
    """Wherever they do it; their other sessions go on."""
    make_account(desk)
    first, second = signed_in(desk, "Kim"), signed_in(desk, "Kim")
    with (
        open_doors(desk) as (port, _),
        listening(port, Cookie=f"{COOKIE}={cookie_of(first)}") as gone,
        listening(port, Cookie=f"{COOKIE}={cookie_of(second)}") as other,
    ):
        assert first.delete("/api/v1/session").status_code == 204

        assert ends_after(gone) < SOON
        happen(desk, 1)
        assert [block.event for block in other.hear(2)] == ["account.signed_out", "told"]


def test_a_lowered_role_hears_less(desk: Desk) -> None:
    """From a second or two later on, on the same line."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.ADMIN)
    with open_doors(desk) as (port, app), listening(port, Cookie=cookie(desk, "Ana")) as ear:
        change_account(desk, ana.id, AccountChange(role=Role.AGENT), by=OPERATOR)
        wait_until(lambda: not any(Permission.ADMIN in one.by.permissions for one in app.streams.listeners))
        happen(desk, 1, kind="key.secret")
        happen(desk, 1)

        assert [block.event for block in ear.hear(2)] == ["account.changed", "told"]


def test_the_first_account_ends_what_the_person_at_the_machine_heard(desk: Desk) -> None:
    """From then on one has to sign in."""
    with open_doors(desk) as (port, _), listening(port) as ear:
        make_account(desk)

        assert ends_after(ear) < SOON


def test_a_session_that_only_listens_is_not_in_use(desk: Desk, clock: StillClock) -> None:
    """It would never end otherwise, in a browser that somebody has left open."""
    make_account(desk)
    with open_doors(desk) as (port, app), listening(port, Cookie=cookie(desk, "Kim")) as ear:
        app.ledger.flush(desk)
        clock.advance(timedelta(days=1))
        happen(desk, 1, kind="key.x")  # so that credentials are looked at
        ear.hear(1)
        time.sleep(0.3)
        app.ledger.flush(desk)

    with desk.read() as db:
        used = db.execute(select(schema.sessions.c.last_used_at)).scalar_one()
    assert used == MORNING


# --- slow ones, many, and the end -------------------------------------------------------------------------


def test_who_reads_slowly_gets_everything_once_and_costs_no_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit into their line any more is read from the database when they go on."""
    monkeypatch.setattr(listener, "MOST_WAITING", 20)
    with open_doors(desk) as (port, app), listening(port) as quick, listening(port) as slow:
        for _ in range(12):
            happen(desk, 10, size=100_000)  # 12 MB: more than the line holds
            quick.hear(10)
        was_behind = any(one.is_behind for one in app.streams.listeners)
        most = max(one.waiting for one in app.streams.listeners)
        found = slow.hear(120)

    assert (was_behind, most <= 20) == (True, True)
    assert [block.id for block in found] == places(desk)


def test_when_the_desk_closes_every_stream_ends_at_once(desk: Desk) -> None:
    """Also that of somebody who does not read; and nobody can come any more."""
    with open_doors(desk) as (port, app), listening(port) as ear, listening(port) as stuck:
        happen(desk, 100, size=100_000)
        ear.hear(100)

        app.streams.close()

        assert ends_after(ear) < SOON
        wait_until(lambda: app.streams.count == 0)
        with listening(port) as late:
            assert (late.status, late.headers["retry-after"]) == (503, "1")
        assert stuck.status == 200


def test_there_are_only_so_many_streams_in_all_and_for_each(desk: Desk) -> None:
    """Whoever leaves makes room."""
    make_account(desk)
    keys = [make_key(desk, Scope.READ) for _ in range(3)]
    first, second, third = (f"Bearer {key.token}" for key in keys)
    with (
        open_doors(desk, streams=3, streams_each=2) as (port, app),
        listening(port, Authorization=first) as leaving,
        listening(port, Authorization=first),
    ):
        with listening(port, Authorization=first) as refused:
            assert (refused.status, refused.headers["retry-after"]) == (503, "1")
            assert refused.headers["x-error-code"] == "too_many_streams"
        with listening(port, Authorization=second) as ear, listening(port, Authorization=third) as refused:
            assert (ear.status, refused.status) == (200, 503)
        wait_until(lambda: app.streams.count == 2)
        leaving.close()
        wait_until(lambda: app.streams.count == 1)
        with listening(port, Authorization=first) as ear:
            assert ear.status == 200


def test_the_log_is_looked_at_only_while_somebody_listens(desk: Desk) -> None:
    """By one thread, however many they are."""
    with open_doors(desk) as (port, app):
        before = followers()
        with listening(port), listening(port), listening(port):
            during = followers()
        wait_until(lambda: app.streams.count == 0)
        wait_until(lambda: followers() == 0)

    assert (before, during) == (0, 1)


def test_a_database_that_is_away_for_a_while_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line holds, and what happened comes when it is back."""
    monkeypatch.setattr(follow_events, "PAUSE", 0.1)
    is_away = threading.Event()

    @contextmanager
    def reading() -> Iterator[Connection]:
        if is_away.is_set():
            message = "It is down."
            raise DatabaseDown(message)
        with desk.read() as db:
            yield db

    with open_doors(replace(desk, read=reading)) as (port, _), listening(port) as ear:
        happen(desk, 2)
        first = ear.hear(2)
        is_away.set()
        happen(desk, 3)
        time.sleep(0.3)
        is_away.clear()
        rest = ear.hear(3)

    assert [block.id for block in [*first, *rest]] == places(desk)


def test_a_stream_is_counted_and_its_length_is_no_answers_time(desk: Desk) -> None:
    """Else a quiet day would look as if the desk were slow."""
    with open_doors(desk) as (port, app):
        with listening(port) as ear, listening(port, "/metrics") as metrics:
            next(ear.blocks)
            open_now = metrics.body()
        wait_until(lambda: app.streams.count == 0)
        wait_until(lambda: b"api/v1/events/stream" in told(port))
        afterwards = told(port)

    assert b"firstline_streams 1\n" in open_now
    assert b'requests_total{method="GET",route="/api/v1/events/stream",status="2xx"} 1' in afterwards
    assert b'duration_seconds_count{route="/api/v1/events/stream"}' not in afterwards


# --- presence ---------------------------------------------------------------------------------------------


def test_presence_comes_without_a_place(desk: Desk, port: int, clock: StillClock) -> None:
    """Who came, what they do, that they left or fell silent; saying the same again is no news."""
    ticket, eve, kim = make_ticket(desk), make_agent(desk, "Eve"), make_agent(desk, "Kim")
    with listening(port) as ear:
        show_up(desk, ticket.id, Doing.VIEWING, by=eve)
        heard = [*ear.hear(1)]
        show_up(desk, ticket.id, Doing.VIEWING, by=eve)
        show_up(desk, ticket.id, Doing.TYPING, by=kim)
        heard += ear.hear(1)
        leave(desk, ticket.id, by=kim)
        heard += ear.hear(1)
        clock.advance(timedelta(seconds=31))
        heard += ear.hear(1)

    assert {(block.id, block.event) for block in heard} == {(None, "presence")}
    assert [company(block) for block in heard] == [
        (ticket.id, ["Eve viewing"]),
        (ticket.id, ["Eve viewing", "Kim typing"]),
        (ticket.id, ["Eve viewing"]),
        (ticket.id, []),
    ]


def test_who_begins_to_listen_hears_who_is_there(desk: Desk, port: int) -> None:
    """Also while others listen already; of the ticket that they ask for, unless they ask for kinds."""
    mine, other, eve = make_ticket(desk), make_ticket(desk), make_agent(desk, "Eve")
    show_up(desk, mine.id, Doing.VIEWING, by=eve)
    show_up(desk, other.id, Doing.TYPING, by=eve)

    with listening(port) as ear:
        assert [company(block) for block in ear.hear(2)] == [
            (mine.id, ["Eve viewing"]),
            (other.id, ["Eve typing"]),
        ]
        with (
            listening(port, f"{PATH}?ticket={other.id}") as one,
            listening(port, f"{PATH}?kind=presence&kind=told") as two,
            listening(port, f"{PATH}?kind=told") as three,
        ):
            happen(desk, 1)
            leave(desk, other.id, by=eve)
            assert [company(block) for block in one.hear(2)] == [(other.id, ["Eve typing"]), (other.id, [])]
            assert {block.event for block in two.hear(4)} == {"presence", "told"}
            assert [block.event for block in three.hear(1)] == ["told"]


# --- what the tests share ---------------------------------------------------------------------------------


def happen(
    desk: Desk, times: int, *, kind: str = "told", ticket_id: TicketId | None = None, size: int = 0
) -> None:
    """Let something happen, each time in a write of its own."""
    event = Event(kind, "local", {"text": "x" * size} if size else {}, MORNING)
    for _ in range(times):
        desk.write(partial(events.add, ticket_id=ticket_id, event=event))


def places(desk: Desk) -> list[str]:
    """Read the whole log: where each event stands."""
    with desk.read() as db:
        return [str(one.cursor) for one in events.newer(db, Cursor(), limit=1_000)]


def cookie(desk: Desk, name: str) -> str:
    """Sign somebody in, and give what their browser sends."""
    return f"{COOKIE}={cookie_of(signed_in(desk, name))}"


def company(block: Block) -> tuple[int, list[str]]:
    """Read who is at which ticket."""
    people = [f"{one['agent']['name']} {one['state']}" for one in block.data["items"]]
    return block.data["ticket_id"], people


def ends_after(ear: Ear) -> float:
    """Listen to the end, and say how many seconds that took."""
    began = time.monotonic()
    for _ in ear.blocks:
        pass
    return time.monotonic() - began


def told(port: int) -> bytes:
    """Ask for the metrics."""
    with listening(port, "/metrics") as metrics:
        return metrics.body()


def followers() -> int:
    """Count the threads that look at the log."""
    return sum(thread.name == "events" for thread in threading.enumerate())


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    give_up_at = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)
