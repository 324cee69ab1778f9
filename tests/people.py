"""People of a team, in one line each: their accounts, and their browsers and programs at the desk's doors."""

from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from firstline.core.access import OPERATOR, Role, Scope
from firstline.flows.accounts import NewAccount, add_account
from firstline.flows.desk import Desk
from firstline.flows.keys import MadeKey, NewKey, add_key
from firstline.store.accounts import Account
from firstline.store.db import Connection
from firstline.web.app import create_app
from firstline.web.guard import COOKIE, Mode
from firstline.web.house import House
from tests.make import ADDRESS

PASSWORD = "seven green bottles"  # noqa: S105 - of people who exist in tests alone
KEPT = ("accounts", "agents", "api_keys", "events", "idempotency", "invitations", "rate_counts", "sessions")
"""Tables in which a secret could be."""
HERE = "127.0.0.1"
ELSEWHERE = "https://elsewhere.example"


def make_account(desk: Desk, name: str = "Kim", role: Role = Role.ADMIN) -> Account:
    """Make an account; the first one must be an admin's."""
    new = NewAccount(email_of(name), name, role, PASSWORD)
    return add_account(desk, new, by=OPERATOR)


def email_of(name: str) -> str:
    """Give a person's e-mail address."""
    return f"{name.casefold()}@example.com"


def at_the_door(desk: Desk, *, caller: str = HERE, **house: Any) -> TestClient:  # noqa: ANN401 - the house's own settings
    """Open a browser at the desk's own page; nobody is signed in."""
    client = program(desk, caller=caller, **house)
    client.headers["Origin"] = ADDRESS
    return client


def program(desk: Desk, *, caller: str = HERE, **house: Any) -> TestClient:  # noqa: ANN401 - as above
    """Let a program call from an address; it brings nothing."""
    app = create_app(desk, House(**({"mode": lambda: mode_of(desk)} | house)))
    return TestClient(app, base_url=ADDRESS, client=(caller, 50_000), follow_redirects=False)


def mode_of(desk: Desk) -> Mode:
    """Tell whose desk it is, as this process knows it."""
    return Mode.TEAM if desk.board.has_accounts else Mode.LOCAL


def signed_in(desk: Desk, name: str = "Kim", **house: Any) -> TestClient:  # noqa: ANN401 - as above
    """Open a browser in which somebody is signed in."""
    client = at_the_door(desk, **house)
    answer = sign_in(client, name)
    assert answer.status_code == 201, answer.text
    return client


def sign_in(client: TestClient, name: str = "Kim", password: str = PASSWORD) -> Response:
    """Sign in, in a browser."""
    return client.post("/api/v1/session", json={"email": email_of(name), "password": password})


def with_key(desk: Desk, key: MadeKey, **house: Any) -> TestClient:  # noqa: ANN401 - as above
    """Let a program call, with a key."""
    client = program(desk, **house)
    client.headers["Authorization"] = f"Bearer {key.token}"
    return client


def make_key(desk: Desk, *scopes: Scope, account: Account | None = None) -> MadeKey:
    """Make a key, for an account or for the desk."""
    account_id = None if account is None else account.id
    return add_key(desk, NewKey("Form", frozenset(scopes), account_id), by=OPERATOR)


def cookie_of(client: TestClient) -> str:
    """Look at the session's token in a browser."""
    return client.cookies[COOKIE]


def events(desk: Desk) -> list[str]:
    """List the kinds of what happened, oldest first."""
    with desk.read() as db:
        return [str(kind) for (kind,) in db.exec_driver_sql("SELECT kind FROM events ORDER BY id")]


def everything(db: Connection) -> str:
    """Write down all that is stored, as one text; bytes are shown as letters."""
    found = [repr(tuple(row)) for table in KEPT for row in db.exec_driver_sql(f"SELECT * FROM {table}")]  # noqa: S608 - names of ours
    return "\n".join(found)
