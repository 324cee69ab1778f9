"""What callers say at the doors, in one line each; the bodies are those of the three seeds' documents."""

from collections.abc import Iterable
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.make import rows

Json = dict[str, Any]

AS_JSON = {"Content-Type": "application/json"}
AS_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AS_PAGE = {"Accept": "text/html,application/xhtml+xml"}

LOAN: Json = {"user_id": 12345, "message": "Why was my loan rejected?"}
AVA: Json = {
    "customer_name": "Ava Stone",
    "customer_email": "ava@example.com",
    "subject": "Cannot login",
    "message": "This is urgent. I cannot login and my team is blocked today.",
    "source": "email",
    "customer_tier": "standard",
}
JOHN: Json = {
    "customer_email": "john.doe@example.com",
    "customer_name": "John Doe",
    "raw_message": "I was charged twice for my subscription this month. Please help!",
    "ticket_id": "TKT-2025-001",
}

SEED_3 = ("/api/v1/tickets/process", "/api/v1/tickets/metrics")

TABLES = (
    "customers",
    "customer_identities",
    "agents",
    "raw_messages",
    "tickets",
    "entries",
    "verdicts",
    "drafts",
    "events",
    "tally_deltas",
    "idempotency",
    "settings",
    "search_texts",
)


def send(client: TestClient, text: str, *, user_id: int = 7) -> int:
    """Send a message at seed 1's door and give its number."""
    answer = client.post("/api/messages/send", json={"user_id": user_id, "message": text})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["message_id"])


def messages(client: TestClient, **query: str | int) -> list[Json]:
    """List seed 1's messages, those of every status unless the query says otherwise."""
    wanted: dict[str, str | int] = {"status": "all", **query}
    answer = client.get("/api/messages", params=wanted)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def message(client: TestClient, message_id: int) -> Json:
    """Give one message as seed 1's list shows it."""
    return next(one for one in messages(client) if one["id"] == message_id)


def create(client: TestClient, **changes: object) -> Json:
    """Create Ava's ticket, with changes, at seed 2's door."""
    answer = client.post("/tickets", json=AVA | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def tickets(client: TestClient, **query: str | int) -> list[Json]:
    """List seed 2's tickets."""
    answer = client.get("/tickets", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def ticket(client: TestClient, ticket_id: int) -> Json:
    """Give one ticket as seed 2's door shows it."""
    answer = client.get(f"/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def set_status(client: TestClient, ticket_id: int, status: str) -> Json:
    """Put a ticket into a status at seed 2's door."""
    answer = client.patch(f"/tickets/{ticket_id}/status", json={"status": status})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def process(client: TestClient, **changes: object) -> Json:
    """Process John's ticket, with changes, at seed 3's door and give the result."""
    answer = client.post("/api/v1/tickets/process", json=JOHN | changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["result"])


def ids(found: Iterable[Json]) -> list[int]:
    """Give the numbers of what was listed, in its order."""
    return [one["id"] for one in found]


def stored(desk: Desk) -> dict[str, int]:
    """Count what the desk has stored, table by table."""
    with desk.read() as db:
        return {table: rows(db, table) for table in TABLES}


def fault(answer: Response, status: int) -> str:
    """Say what is wrong with a refusal; an empty word when it is clear and in the shape of its door."""
    if answer.status_code != status:
        return f"{answer.status_code} instead of {status}: {answer.text[:200]}"
    if not answer.headers.get("x-error-code") or not answer.headers.get("x-request-id"):
        return f"no code or no number in {dict(answer.headers)}"
    return (
        "" if _is_shaped(answer.request.url.path, answer.json(), status) else f"shaped as {answer.text[:200]}"
    )


def _is_shaped(path: str, body: Json, status: int) -> bool:
    if path.startswith(("/api/messages", "/api/customers", "/api/get", "/api/set", "/api/health", "/admin")):
        return set(body) == {"error"} and isinstance(body["error"], str) and bool(body["error"])
    is_native = path.startswith("/api/v1/") and path not in SEED_3
    keys = {"detail", "code", "request_id"} if is_native else {"detail"}
    if set(body) != keys:
        return False
    if status != 422:
        return isinstance(body["detail"], str) and bool(body["detail"])
    return bool(body["detail"]) and all(set(one) == {"loc", "msg", "type"} for one in body["detail"])
