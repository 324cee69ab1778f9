"""Builds what a test's situation needs, in one line each."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from firstline.core.access import ROLES, SCOPES, Principal, Role, Scope
from firstline.core.ids import AccountId, KeyId, TicketId
from firstline.flows.desk import Adviser, Desk
from firstline.flows.library import Stocking
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.receive import Incoming, receive
from firstline.flows.schooling import Schooling
from firstline.flows.work import STEPS
from firstline.gateways.llm import Heard, LlmAdviser
from firstline.gateways.model_files import encoder_named
from firstline.run.worker import work_off
from firstline.store import agents
from firstline.store.db import Connection, Database, open_database
from firstline.store.jobs import LeaseQueue
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Opinion, Reason, Voice
from firstline.triage.labels import first_taxonomy
from firstline.triage.voices import Silence
from firstline.web.app import create_app
from firstline.web.house import House

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000"


@dataclass(slots=True)
class StillClock:
    """A clock that stands still until a test moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span


@dataclass(frozen=True, slots=True)
class ScriptedLlm:
    """An LLM that always thinks the same, or always keeps silent."""

    says: Opinion[float] | Silence
    configured: bool = True

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Give the scripted opinion."""
        assert message.text
        assert bool(name) is patient
        return Heard(self.says)


SCHOOLING = Schooling(lambda name: encoder_named(name, Path("nowhere")))
"""Makes ready what the taxonomy teaches, once for all desks of this process."""


def llm_saying(urgency: float) -> ScriptedLlm:
    """Make an LLM that finds every message this urgent."""
    reason = Reason(Voice.LLM, "sounds like it", urgency, "scripted")
    return ScriptedLlm(Opinion(urgency, 0.5, (reason,)))


def of_both(*, own: float, llm: float) -> float:
    """Give six tenths of what the LLM thinks and four of the desk's own, at seed 1's door of the rules'."""
    return round(0.6 * llm + 0.4 * own, 1)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database and close it again."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def make_desk(
    database: Database,
    *,
    clock: StillClock | None = None,
    llm: Adviser | None = None,
    public_url: str = "",
) -> Desk:
    """Make a whole desk over an open database: real SQL, a still clock, no LLM unless one is given."""
    clock = clock or StillClock()
    schooled, stocking = SCHOOLING.first(first_taxonomy()), Stocking(SCHOOLING.encoder_named)
    return Desk(
        read=database.read,
        write=database.write,
        queue=LeaseQueue(clock),
        clock=clock,
        llm=llm or LlmAdviser(),
        board=Noticeboard(SCHOOLING, schooled, stocking, public_url=public_url),
        encoder_named=SCHOOLING.encoder_named,
    )


def make_client(desk: Desk, **house: Any) -> TestClient:  # noqa: ANN401 - the house's own settings
    """Stand before the desk's doors, at the same machine."""
    return TestClient(create_app(desk, House(**house)), base_url=ADDRESS, follow_redirects=False)


def with_llm(desk: Desk, llm: Adviser) -> Desk:
    """Give the desk an LLM."""
    return replace(desk, llm=llm)


def make_ticket(desk: Desk, text: str = "My account is blocked", **parts: Any) -> Ticket:  # noqa: ANN401 - of Incoming
    """Receive a message and give the ticket."""
    defaults: dict[str, Any] = {
        "door": "messages",
        "caller": Caller("Customer 7", external_id=7),
        "text": text,
    }
    given = defaults | parts
    raw = Raw(given["door"], "text/plain", str(given["text"]).encode())
    return receive(desk, Incoming(raw=raw, **given)).ticket


def run_steps(desk: Desk) -> int:
    """Let the desk do by itself what waits now; tells how many steps ran."""
    return work_off(desk, STEPS)


def rows(db: Connection, table: str) -> int:
    """Count a table's rows."""
    return int(db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - a test's own name


def as_json(value: object) -> str:
    """Write JSON exactly as given, lone surrogates and all."""
    return json.dumps(value)


def ticket_id(number: int) -> TicketId:
    """Name a ticket by its number."""
    return TicketId(number)


def make_agent(desk: Desk, name: str) -> Principal:
    """Make an agent who is signed in at a desk with accounts."""
    number = desk.write(lambda db: agents.find_or_add(db, name, at=desk.clock()))
    account = f"account:{number}"
    return Principal(name, ROLES[Role.AGENT], account, Role.AGENT, AccountId(number), number)


def make_key(name: str = "Web form") -> Principal:
    """Make a key that belongs to no account."""
    return Principal(name, SCOPES[Scope.WORK], "key:1", key_id=KeyId(1))
