"""A desk that was worked on for a while is carried to another one in a file, and looks the same there.

What the native API shows of each ticket and each customer is compared, but for our own numbers, the
moments at which a desk stored things, how often a customer's page was changed, and the reference that an
import gives to what came without one.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadline
import pytest
from starlette.testclient import TestClient

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.assign import assign_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.demo import fill_with_samples
from firstline.flows.desk import Desk
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, import_messages
from firstline.flows.merge import merge_customer
from firstline.flows.replay import replay_all
from firstline.flows.snooze import snooze_ticket, wake_ticket
from firstline.flows.switch import switch_llm
from firstline.gateways.demo_file import demo_conversations
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.fake_llm import FakeLlm, fails, scores
from firstline.gateways.import_file import read_rows
from firstline.gateways.llm import LlmAdviser
from firstline.store import tickets
from firstline.store.db import Database
from firstline.tickets.customer import Caller
from tests.flows.whole import assert_whole
from tests.make import (
    StillClock,
    llm_saying,
    make_client,
    make_desk,
    make_ticket,
    opened,
    run_steps,
    ticket_id,
    with_llm,
)

PAUSE = timedelta(minutes=7)
OURS = {
    *("id", "entry_id", "outgoing_id", "correction_id", "customer_id", "customer_external_id", "assignee_id"),
    *("created_at", "made_at"),
}
"""What is a desk's own: its numbers, and when it stored things."""
HTML = '<p>Your parcel <b>left</b> us. <a href="https://example.com/t">Track it</a></p>'
Open = Callable[[str], Desk]


@pytest.fixture
def open_desk(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Open]:
    """Open desks on fresh databases of a kind; at most one is on PostgreSQL."""
    closing: list[AbstractContextManager[Database]] = []

    def open_one(kind: str) -> Desk:
        url = f"sqlite:///{(tmp_path / f'{len(closing)}.db').as_posix()}"
        if kind == "sqlite":
            (tmp_path / f"{len(closing)}.db").write_bytes(sqlite_template.read_bytes())
        else:
            url = request.getfixturevalue("postgresql_url")
        context = opened(url)
        closing.append(context)
        return make_desk(context.__enter__(), clock=StillClock(), llm=llm_saying(1.0))

    yield open_one
    for context in closing:
        context.__exit__(None, None, None)


def carried(content: bytes, there: Desk) -> Imported:
    """Take a file in elsewhere."""
    return import_messages(there, read_rows(io.BytesIO(content)))


def packed(desk: Desk) -> bytes:
    """Write the whole desk down."""
    return b"".join(write_lines(export_tickets(desk), ExportForm.JSONL))


def work_on(desk: Desk) -> None:
    """Do on a desk all that can be done with tickets, some of it at one moment, some of it later."""
    clock = desk.clock
    assert isinstance(clock, StillClock)
    fill_with_samples(desk, islice(demo_conversations(), 0, None, 4))
    client = make_client(desk)
    _correct(desk, client, clock)
    _write(desk, client, clock)
    _hand_around(desk, client, clock)
    _meet(desk, client)
    _ask_later(desk, client, clock)


def _correct(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """People know better; the customer goes on writing, and the LLM has spoken."""
    ava = {"door": "tickets", "caller": Caller("Ava", "ava@example.com"), "external_ref": "A-1"}
    number = make_ticket(desk, "I was charged twice for my parcel", **ava).id
    patch(client, number, category="sales", priority="high")
    patch(client, number, team="technical_support", level="P1", status="in_progress", tier="vip")
    clock.advance(PAUSE)
    make_ticket(desk, "My account is blocked, this is urgent!", **ava, subject="A new subject")
    patch(client, number, due_at="2026-03-05T08:00:00Z", subject="Charged twice")
    make_ticket(desk, "Any news?", **ava)
    clock.advance(PAUSE)
    patch(client, number, urgency=2.5, frustrated=True, sentiment="negative", language="de")
    both = Changes(verdict={"priority": "low", "category": "sales"})
    change_fields(desk, make_ticket(desk, "My parcel is lost").id, both, by=LOCAL)
    _take_back(desk, client, clock)
    _mark(desk, client)
    same = make_ticket(desk, "How do I export my data?").category
    patch(client, make_ticket(desk, "How do I export my data?").id, category=same)
    switch_llm(desk, on=True)
    make_ticket(desk, "Everything is down and I am furious", ask_llm=True)
    switch_llm(desk, on=False)


def _take_back(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """What people set is taken back: at once, after more was said, and below another correction."""
    mias = {"door": "tickets", "caller": Caller("Mia", "mia@example.com"), "external_ref": "M-1"}
    number = make_ticket(desk, "I was charged twice", **mias).id
    patch(client, number, category="sales", due_at="2026-03-09T08:00:00Z", level="P1", urgency=1.0)
    clock.advance(PAUSE)
    patch(client, number, category="account")
    patch(client, number, priority="low")
    take_back(client, number, "category")
    make_ticket(desk, "Customers see other people's data. This is urgent!", **mias)
    clock.advance(PAUSE)
    for name in ("due_at", "urgency", "category"):
        take_back(client, number, name)
    patch(client, number, category="sales", due_at="2026-03-09T08:00:00Z")


def _mark(desk: Desk, client: TestClient) -> None:
    """Automatic mail comes between what people write; marks are set and taken off."""
    bens = {"door": "tickets", "caller": Caller("Ben", "ben@example.com"), "external_ref": "B-1"}
    number = make_ticket(desk, "I am out of the office.", **bens, subject="Automatic reply: Hello").id
    make_ticket(desk, "Where is my parcel?", **bens)
    make_ticket(desk, "Back on Monday.", **bens, subject="Automatic reply: Hello")
    patch(client, number, scope="misdirected")
    patch(client, make_ticket(desk, "asdf asdf jklö jklö").id, scope="in_scope")


def _write(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """Agents write letters and notes, and say where the matter stands."""
    number = create(client, text="Where is my parcel?", customer={"email": "ben@example.com", "name": "Ben"})
    entry(client, number, kind="reply", html=HTML, status="waiting_customer")
    entry(client, number, kind="note", text="The carrier <b>lost</b> it \U0001f44b")
    clock.advance(PAUSE)
    _think_again(client, f"/api/v1/tickets/{number}")
    clock.advance(PAUSE)
    run_steps(desk)
    entry(client, number, kind="reply", text="It is found", status="resolved")
    client.delete(f"/api/v1/tickets/{number}/resolution")
    client.post(f"/api/v1/tickets/{number}/resolution")
    patch(client, number, status="closed")


def _think_again(client: TestClient, at: str) -> None:
    """A note is taken back before it is in the thread, and a letter is on its way."""
    note, _ = (
        client.post(f"{at}/entries", json={"kind": kind, "text": "We look.", "delay_seconds": 10}).json()
        for kind in ("note", "reply")
    )
    assert client.delete(f"{at}/outgoing/{note['outgoing']['id']}").status_code == 200
    client.delete(f"{at}/draft", params={"kind": "note"})  # drafts stay behind


def _hand_around(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """Tickets go from hand to hand, rest and come back."""
    number = create(client, text="My invoice is wrong", customer={"ref": 77, "name": "Cleo"})
    at = f"/api/v1/tickets/{number}"
    client.put(f"{at}/assignee", json={"agent": "Mara"})
    client.post(f"{at}/claim", json={"agent": "Mara"})
    client.put(f"{at}/tags", json={"tags": ["invoice", "vip, late"]})
    client.delete(f"{at}/assignee")
    client.post(f"{at}/claim", json={"agent": "Jonas"})
    for _ in range(2):
        assign_ticket(desk, number, "Jonas", by=LOCAL)
    snooze_ticket(desk, number, clock.now + PAUSE, by=LOCAL)
    clock.advance(2 * PAUSE)
    wake_ticket(desk, number)
    client.put(f"{at}/tags", json={"tags": ["invoice"]})
    snooze_ticket(desk, number, clock.now + 300 * PAUSE, by=LOCAL)


def _meet(desk: Desk, client: TestClient) -> None:
    """Two customers are one; another has a second address, a note and a new name."""
    first = make_ticket(desk, "Hello from home", caller=Caller("Dora", "dora@example.com"))
    second = make_ticket(desk, "Hello from work", caller=Caller("Dora W.", "dora@work.example"))
    merge_customer(desk, second.customer_id, first.customer_id, by=LOCAL)
    make_ticket(desk, "Hello again", caller=Caller("Dora W.", "dora@work.example"))
    at = f"/api/v1/customers/{first.customer_id}"
    client.post(f"{at}/notes", json={"text": "Prefers mornings"})
    client.patch(at, json={"name": "Dora Winter"})
    client.post(f"{at}/identities", json={"kind": "ref", "value": "D-1"})


def _ask_later(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """An LLM is asked after the answers: it judges, joins what people set, and is at a loss in the end."""
    script = [scores(1), scores(5, "Money is <b>lost</b>."), scores(3), scores(4), fails(401)]
    switch_llm(desk, on=True)
    with FakeLlm(script) as fake, closing(LlmAdviser(base_url=fake.base_url)) as adviser:
        _let_judge(with_llm(desk, adviser), client, clock)
        assert len(fake.asked) == len(script)
    switch_llm(desk, on=False)


def _let_judge(desk: Desk, client: TestClient, clock: StillClock) -> None:
    """Before a word of the LLM's and after one, people correct, and the customer writes again."""
    written_by(desk, "Eve", "My account is blocked")
    _judge(desk, clock)
    twice = written_by(desk, "Eve", "I was charged twice")
    _judge(desk, clock)
    patch(client, twice, level="P1", due_at="2026-03-09T08:00:00Z")
    corrected = written_by(desk, "Fay", "How do I change my name?")
    patch(client, corrected, urgency=2.0, category="billing", due_at="2026-03-07T08:00:00Z")
    _judge(desk, clock)
    written_by(desk, "Fay", "Any news about my name?")
    _judge(desk, clock)
    written_by(desk, "Gus", "Everything is down and I am furious")
    _judge(desk, clock)


def written_by(desk: Desk, name: str, text: str) -> TicketId:
    """Let a customer write at a door that does not wait for the LLM; all they write is about one matter."""
    caller = Caller(name, f"{name}@example.com")
    return make_ticket(desk, text, door="tickets", caller=caller, external_ref=name).id


def _judge(desk: Desk, clock: StillClock) -> None:
    clock.advance(PAUSE)
    run_steps(desk)


def create(client: TestClient, **given: Any) -> Any:  # noqa: ANN401 - a number, from JSON
    """Create a ticket as a program does."""
    answer = client.post("/api/v1/tickets", json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()["ticket"]["id"]


def patch(client: TestClient, number: int, **changes: Any) -> None:  # noqa: ANN401 - fields of any kind
    """Change a ticket as an agent does."""
    answer = client.patch(f"/api/v1/tickets/{number}", json=changes)
    assert answer.status_code == 200, answer.text


def take_back(client: TestClient, number: int, name: str) -> None:
    """Take the newest correction of a field back."""
    at = f"/api/v1/tickets/{number}/corrections"
    standing = [one for one in every(client, at) if one["field"] == name and one["taken_back_at"] is None]
    answer = client.delete(f"{at}/{standing[0]['id']}")
    assert answer.status_code == 200, answer.text


def entry(client: TestClient, number: int, **given: str) -> None:
    """Write to a ticket as an agent does."""
    answer = client.post(f"/api/v1/tickets/{number}/entries", json=given)
    assert answer.status_code == 201, answer.text


def shown(desk: Desk) -> list[Any]:
    """Give all that the native API shows of each ticket and its customer, in the order of the numbers."""
    client = make_client(desk)
    numbers = sorted(one["id"] for one in every(client, "/api/v1/tickets"))
    return [_shown(client, number) for number in numbers] + _customers(desk, client, numbers)


def _shown(client: TestClient, number: int) -> Any:  # noqa: ANN401 - JSON
    at = f"/api/v1/tickets/{number}"
    detail = client.get(at).json()
    earlier = range(1, detail["ticket"]["revision"])
    told = {
        "detail": detail,
        "corrections": every(client, f"{at}/corrections"),
        "verdicts": [client.get(f"{at}/verdicts/{n}").json() for n in earlier],
    }
    return common(told)


def _customers(desk: Desk, client: TestClient, numbers: list[int]) -> list[Any]:
    with desk.read() as db:
        known = dict.fromkeys(tickets.load(db, ticket_id(number)).customer_number for number in numbers)
    return [
        common(
            {
                "customer": client.get(f"/api/v1/customers/{number}").json() | {"version": None},
                "notes": every(client, f"/api/v1/customers/{number}/notes"),
                "tickets": len(every(client, f"/api/v1/customers/{number}/tickets")),
            }
        )
        for number in known
    ]


def every(client: TestClient, path: str) -> list[Any]:
    """Read a list to its end."""
    items: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get(path, params={"limit": 100} | ({"after": after} if after else {}))
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        after = page.json()["next"]
    return items


def common(told: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out what is the desk's own."""
    if isinstance(told, list):
        return [common(one) for one in told]
    if not isinstance(told, dict):
        return told
    found = {name: common(value) for name, value in told.items() if name not in OURS}
    ref = found.get("external_ref")
    return found | {"external_ref": None} if isinstance(ref, str) and "#" in ref else found


@pytest.mark.parametrize(
    ("here", "there"), [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")]
)
def test_a_desk_that_was_worked_on_looks_the_same_elsewhere(open_desk: Open, here: str, there: str) -> None:
    """Corrections, letters, rests, merged customers, the LLM's later word, every verdict with its reasons."""
    old, new = open_desk(here), open_desk(there)
    work_on(old)

    done = carried(packed(old), new)

    assert (done.rejects, done.unknown) == ([], frozenset())
    assert shown(new) == shown(old)
    assert packed(new) == packed(old)
    assert [one.ticket_id for one in replay_all(new) if not one.agrees] == []
    assert_whole(new)
