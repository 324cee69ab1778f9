"""The doors stand over one ticket record."""

from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.make import run_steps


def test_a_message_from_one_door_is_a_ticket_at_the_others(client: TestClient, desk: Desk) -> None:
    """Seed 1 takes it in; seed 2 shows it with a customer's name made from the number."""
    sent = client.post("/api/messages/send", json={"user_id": 12, "message": "My account is blocked"})

    shown = client.get(f"/tickets/{sent.json()['message_id']}").json()

    assert shown["customer_name"] == "Customer 12"
    assert shown["subject"] == "My account is blocked"
    assert run_steps(desk) == 1
