"""The doors stand over one ticket record, and every address answers HEAD as it answers GET."""

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from firstline.flows.desk import Desk
from firstline.web.app import create_app
from firstline.web.house import House
from tests.make import ADDRESS, run_steps
from tests.web.calls import fault, send

LOOKS = (
    "/",
    "/api/messages",
    "/api/customers/7",
    "/api/customers/8",
    "/api/messages/1",
    "/api/get/llm",
    "/api/health",
    "/tickets",
    "/tickets/1",
    "/tickets/2",
    "/tickets/one",
    "/analytics/summary",
    "/api/v1/tickets/metrics",
    "/health",
    "/health/ready",
    "/health/live",
    "/openapi.json",
    "/docs",
    "/static/page.css",
    "/static/nowhere",
    "/nowhere",
    "/tickets?limit=0",
    "/tickets?q=%FF",
)


def test_a_message_from_one_door_is_a_ticket_at_the_others(client: TestClient, desk: Desk) -> None:
    """Seed 1 takes it in; seed 2 shows it with a customer's name made from the number."""
    sent = client.post("/api/messages/send", json={"user_id": 12, "message": "My account is blocked"})

    shown = client.get(f"/tickets/{sent.json()['message_id']}").json()

    assert shown["customer_name"] == "Customer 12"
    assert shown["subject"] == "My account is blocked"
    assert run_steps(desk) == 1


@pytest.mark.parametrize("path", LOOKS)
def test_head_is_answered_as_get_is_without_the_body(desk: Desk, path: str) -> None:
    """The same status and headers, the body's length among them, whether it is found or not."""
    said: list[Message] = []
    with TestClient(_overheard(desk, said), base_url=ADDRESS) as client:
        send(client, "hello")
        named = {"X-Request-ID": "look-1"}
        whole = client.get(path, headers=named)
        said.clear()

        head = client.head(path, headers=named)

    assert head.status_code == whole.status_code
    assert head.headers == whole.headers
    assert whole.content
    assert int(head.headers["content-length"]) == len(whole.content)
    assert [message.get("body", b"") for message in said[1:]] == [b""] * len(said[1:])


def test_head_where_nothing_can_be_got_is_refused(client: TestClient) -> None:
    """As GET is, with the methods that the address takes."""
    head = client.head("/api/messages/send")

    assert (head.status_code, head.headers["allow"]) == (405, "POST")
    assert head.headers["x-error-code"] == "method_not_allowed"


def test_a_file_of_a_page_can_only_be_got(client: TestClient) -> None:
    """The refusal names how."""
    answer = client.post("/static/page.css")

    assert fault(answer, 405) == ""
    assert answer.headers["allow"] == "GET, HEAD"


def _overheard(desk: Desk, said: list[Message]) -> ASGIApp:
    """Open the doors, and keep what they say to the server: a client would drop a body itself."""
    entry = create_app(desk, House())

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def keep(message: Message) -> None:
            said.append(message)
            await send(message)

        await entry(scope, receive, keep)

    return app


@pytest.mark.parametrize("path", LOOKS)
def test_nobody_on_the_way_may_keep_what_the_desk_says_but_its_files(client: TestClient, path: str) -> None:
    """Nor take it for anything else than it says it is."""
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (headers["Cache-Control"] == "no-store") is (path != "/static/page.css")
