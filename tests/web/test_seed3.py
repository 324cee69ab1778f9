"""Seed 3's door keeps its document: triage, draft, citations and policy check in one answer."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.replies.policy import check
from firstline.tickets.verdict import Level
from tests.make import StillClock, make_client, run_steps
from tests.web.calls import JOHN, create, ids, process, send, set_status, stored, ticket, tickets

PATH = "/api/v1/tickets/process"
TEAMS = {
    "Billing": "Finance Team",
    "Technical": "Engineering",
    "Account": "Account Management",
    "Feature Request": "Product",
}
HOURS = {"P1": 4, "P2": 24, "P3": 72}
LETTERS = (
    "I was billed two times for the same month, please look into it.",
    "Please send me the invoice of March, thank you.",
    "The app crashes whenever I open the report of last week.",
    "Our production system is down and nobody can work, this is an outage.",
    "How do I change the password of my profile?",
    "It would be great if the app had a dark mode.",
    "Could I see a demo, and what is the pricing for forty people?",
    "Good morning, I hope that you are all well today.",
    "I am very angry, this is the third time that I write to you.",
    "Thanks a lot for the quick help, that was great!",
    "Someone hacked my account and my money is gone.",
    "All our data is lost since the update, we need help.",
)


# --- processing ------------------------------------------------------------------------------------------


def test_the_documented_ticket_is_processed(client: TestClient, clock: StillClock) -> None:
    """The document's curl gives the document's triage, and an answer of exactly its parts."""
    clock.now = datetime(2026, 1, 4, 19, 53, 25, 881195, tzinfo=UTC)
    headers = {"accept": "application/json", "Content-Type": "application/json"}

    answer = client.post(PATH, json=JOHN, headers=headers)

    assert answer.status_code == 200
    body = answer.json()
    result = body.pop("result")
    confidence = result["triage"].pop("confidence")
    assert body == {"success": True, "ticket_id": "TKT-2025-001"}
    assert set(result) == {
        "ticket_id",
        "timestamp",
        "triage",
        "answer_draft",
        "citations",
        "policy_check",
    }
    assert (result["ticket_id"], result["timestamp"]) == ("TKT-2025-001", "2026-01-04T19:53:25.881195+00:00")
    assert result["triage"] == {
        "category": "Billing",
        "subcategory": "Payments",
        "priority": "P2",
        "sla_hours": 24,
        "suggested_team": "Finance Team",
        "sentiment": "frustrated",
    }
    assert 0.5 <= confidence <= 1


def test_the_documented_ticket_gets_a_kind_draft_that_promises_nothing(client: TestClient) -> None:
    """In four parts, inside the result; no knowledge base means no citation."""
    result = process(client)

    draft = result["answer_draft"]
    assert set(draft) == {"greeting", "body", "closing", "tone"}
    assert draft["greeting"] == "Dear John Doe,"
    assert draft["tone"] == "empathetic_professional"
    assert "Best regards" in draft["closing"]
    assert result["citations"] == []
    assert result["policy_check"] == {
        "refund_promise": False,
        "sla_mentioned": False,
        "escalation_needed": False,
        "compliance": "passed",
        "issues": None,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Amara Nwosu", "My card was charged twice for the subscription, please help me!"),
        ("Li Wei", "You charged me two times this month for my subscription. Help please"),
        ("Søren Ørsted", "there is a double charge on my account statement for one subscription"),
        ("O'Neil, Zoë", "I have been billed twice for the same subscription."),
    ],
)
def test_a_paraphrase_by_someone_else_is_triaged_alike(client: TestClient, name: str, text: str) -> None:
    """The same fields as the sample, for names and words that no document shows."""
    sample = process(client)["triage"]

    other = process(
        client, ticket_id="X", customer_name=name, raw_message=text, customer_email="x@example.com"
    )

    assert {**other["triage"], "confidence": 0} == {**sample, "confidence": 0}
    assert other["triage"]["confidence"] >= 0.5
    assert other["answer_draft"]["greeting"] == f"Dear {name},"


@pytest.mark.parametrize(
    "text",
    [
        "There is an outage: the whole service is down for everyone.",
        "We found a breach, strangers read our customers' records.",
        "Data loss! All our files have disappeared since noon.",
        "My account was hacked and somebody is moving my money.",
    ],
)
def test_an_outage_a_breach_or_a_loss_is_p1_and_needs_a_person(client: TestClient, text: str) -> None:
    """Four hours, and no draft goes out unread."""
    result = process(client, raw_message=text)

    assert (result["triage"]["priority"], result["triage"]["sla_hours"]) == ("P1", 4)
    assert result["policy_check"]["escalation_needed"] is True
    assert result["policy_check"]["compliance"] == "failed"
    assert result["policy_check"]["issues"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("My invoice shows a wrong address, please correct it.", "Billing"),
        ("There is an error whenever I open the page of reports.", "Technical"),
        ("I would like to change the password of my profile.", "Account"),
        ("Feature request: please add a dark mode to the app.", "Feature Request"),
    ],
)
def test_each_category_has_its_team(client: TestClient, text: str, category: str) -> None:
    """In seed 3's titles."""
    triage = process(client, raw_message=text)["triage"]

    assert (triage["category"], triage["suggested_team"]) == (category, TEAMS[category])


def test_every_answer_speaks_the_documented_vocabulary(client: TestClient) -> None:
    """Whatever the customer writes, the fields keep their bounds and agree with each other."""
    for number, text in enumerate(LETTERS):
        result = process(client, ticket_id=f"T-{number}", raw_message=text)
        triage, policy = result["triage"], result["policy_check"]
        assert triage["suggested_team"] == TEAMS[triage["category"]]
        assert triage["sla_hours"] == HOURS[triage["priority"]]
        assert triage["sentiment"] in {"frustrated", "neutral", "satisfied"}
        assert triage["sentiment"] != "frustrated" or triage["priority"] in {"P1", "P2"}
        assert triage["subcategory"]
        assert 0 <= triage["confidence"] <= 1
        assert policy["compliance"] in {"passed", "warning", "failed"}
        assert policy["escalation_needed"] is (triage["priority"] == "P1")
        assert datetime.fromisoformat(result["timestamp"]).utcoffset() == timedelta(0)


def test_no_draft_promises_a_refund_or_a_time(client: TestClient) -> None:
    """The policy check, asked again about the whole draft, finds the same as the answer says."""
    for number, text in enumerate(LETTERS):
        result = process(client, ticket_id=f"T-{number}", raw_message=text)
        draft, policy = result["answer_draft"], result["policy_check"]
        found = check("\n".join((draft["greeting"], draft["body"], draft["closing"])), level=Level.P3)
        assert (found.refund_promise, found.sla_mentioned, found.issues) == (False, False, None)
        assert (policy["refund_promise"], policy["sla_mentioned"]) == (False, False)


@pytest.mark.parametrize("field", list(JOHN))
def test_every_field_is_required(client: TestClient, desk: Desk, field: str) -> None:
    """The answer names the one that is missing, and nothing is stored."""
    body = {name: value for name, value in JOHN.items() if name != field}

    answer = client.post(PATH, json=body)

    assert answer.status_code == 422
    assert answer.json() == {"detail": [{"loc": ["body", field], "msg": "Field required", "type": "missing"}]}
    assert stored(desk)["tickets"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("raw_message", "123456789"),
        ("raw_message", " " * 20),
        ("ticket_id", ""),
        ("ticket_id", "  "),
        ("customer_name", ""),
        ("customer_email", "john.doe"),
        ("customer_email", "john doe@example.com"),
        ("customer_email", ""),
    ],
)
def test_a_field_out_of_bounds_is_refused(client: TestClient, field: str, value: str) -> None:
    """And named."""
    answer = client.post(PATH, json=JOHN | {field: value})

    assert answer.status_code == 422
    assert [one["loc"] for one in answer.json()["detail"]] == [["body", field]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("raw_message", "1234567890"),
        ("ticket_id", "x"),
        ("ticket_id", " ~/?%#&=é👋 "),
        ("customer_name", "x"),
        ("customer_email", "first.last+tag@sub.example.co.uk"),
    ],
)
def test_a_field_at_its_bounds_is_taken_as_it_is(client: TestClient, field: str, value: str) -> None:
    """Nothing is trimmed."""
    answer = client.post(PATH, json=JOHN | {field: value})

    assert answer.status_code == 200
    assert answer.json()["ticket_id"] == (JOHN | {field: value})["ticket_id"]


# --- the same reference again ----------------------------------------------------------------------------


def test_the_same_reference_and_text_give_the_same_answer_byte_for_byte(
    client: TestClient, clock: StillClock, desk: Desk
) -> None:
    """A day later too; nothing is written again, and nothing is counted again."""
    first = client.post(PATH, json=JOHN)
    before, counted = stored(desk), _counters(client)
    clock.advance(timedelta(days=1))
    run_steps(desk)

    again = client.post(PATH, json=JOHN)

    assert (again.status_code, again.content) == (200, first.content)
    assert stored(desk) == before
    assert _counters(client) == counted


def test_another_text_of_the_same_customer_continues_the_ticket(
    client: TestClient, clock: StillClock, desk: Desk
) -> None:
    """One ticket, a second entry, a second verdict; each text keeps its own answer."""
    first = client.post(PATH, json=JOHN)
    clock.advance(timedelta(hours=1))
    more = JOHN | {"raw_message": "Now the whole service is down for everyone, an outage!"}

    second = client.post(PATH, json=more)

    assert len(tickets(client)) == 1
    counts = stored(desk)
    assert (counts["entries"], counts["verdicts"], counts["raw_messages"], counts["drafts"]) == (2, 2, 2, 2)
    assert second.json()["result"]["triage"]["priority"] == "P1"
    assert second.json()["result"]["timestamp"] == "2026-03-02T09:00:00+00:00"
    assert client.post(PATH, json=JOHN).content == first.content
    assert client.post(PATH, json=more).content == second.content
    assert stored(desk) == counts


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_customer_who_writes_again_reopens_what_was_ended(client: TestClient, status: str) -> None:
    """A repeat of the old text does not."""
    process(client)
    set_status(client, 1, status)

    process(client)
    assert ticket(client, 1)["status"] == status
    process(client, raw_message="It happened again this month, sorry to say.")

    assert ticket(client, 1)["status"] == "open"


@pytest.mark.parametrize("status", ["open", "in_progress", "waiting_customer"])
def test_a_customer_who_writes_again_leaves_a_running_matter_where_it_stands(
    client: TestClient, status: str
) -> None:
    """Only what was ended opens again."""
    process(client)
    set_status(client, 1, status)

    process(client, raw_message="It happened again this month, sorry to say.")

    assert ticket(client, 1)["status"] == status


def test_another_customers_reference_is_a_conflict(client: TestClient, desk: Desk) -> None:
    """In the door's shape; nothing is stored, and nothing of the other ticket is told."""
    process(client)
    before = stored(desk)

    answer = client.post(PATH, json=JOHN | {"customer_email": "eve@example.com"})

    assert answer.status_code == 409
    assert set(answer.json()) == {"detail"}
    assert "john" not in answer.text.lower()
    assert stored(desk) == before


def test_an_address_in_other_case_is_the_same_customer(client: TestClient) -> None:
    """A person's mail program may write it either way."""
    first = client.post(PATH, json=JOHN)

    again = client.post(PATH, json=JOHN | {"customer_email": "John.Doe@EXAMPLE.com"})

    assert (again.status_code, again.content) == (200, first.content)


def test_a_reference_is_this_doors_own(client: TestClient) -> None:
    """Tickets of the other doors are not found by it."""
    created = create(client, customer_email=JOHN["customer_email"])["id"]

    process(client, ticket_id=str(created))

    assert len(tickets(client)) == 2


# --- keys ------------------------------------------------------------------------------------------------


def test_a_key_processes_once(client: TestClient, desk: Desk) -> None:
    """The repeat gets the same answer, byte for byte, and changes nothing."""
    key = {"Idempotency-Key": "k"}
    first = client.post(PATH, json=JOHN, headers=key)
    before = stored(desk)

    again = client.post(PATH, json=JOHN, headers=key)

    assert (again.status_code, again.content) == (200, first.content)
    assert stored(desk) == before


def test_a_key_with_another_body_is_a_conflict(client: TestClient, desk: Desk) -> None:
    """In the door's shape, and nothing is stored."""
    key = {"Idempotency-Key": "k"}
    client.post(PATH, json=JOHN, headers=key)
    before = stored(desk)

    answer = client.post(PATH, json=JOHN | {"ticket_id": "TKT-2"}, headers=key)

    assert answer.status_code == 409
    assert set(answer.json()) == {"detail"}
    assert stored(desk) == before


def test_a_key_does_not_keep_a_conflict(client: TestClient) -> None:
    """The mended body may come under the same key."""
    process(client)
    key = {"Idempotency-Key": "k"}
    refused = client.post(PATH, json=JOHN | {"customer_email": "eve@example.com"}, headers=key)

    answer = client.post(PATH, json=JOHN | {"ticket_id": "TKT-2"}, headers=key)

    assert (refused.status_code, answer.status_code) == (409, 200)


# --- metrics, health and the root ------------------------------------------------------------------------


def test_a_fresh_desk_has_processed_nothing(client: TestClient) -> None:
    """Tickets of other doors do not count here."""
    send(client, "hello")
    create(client)

    answer = client.get("/api/v1/tickets/metrics")

    assert answer.status_code == 200
    assert answer.json() == {
        "counters": {"tickets_processed": 0, "tickets_failed": 0},
        "gauges": {},
        "timers": {},
    }


def test_the_metrics_count_what_was_processed(client: TestClient) -> None:
    """By level, category and compliance; the names never grow with the tickets."""
    for number in range(3):
        process(client, ticket_id=f"T{number}")
    process(client, ticket_id="T9", raw_message="There is an outage: the service is down for everyone.")
    client.post(PATH, json=JOHN | {"ticket_id": "T0", "customer_email": "eve@example.com"})

    assert _counters(client) == {
        "tickets_processed": 4,
        "tickets_failed": 1,
        "priority_P1": 1,
        "priority_P2": 3,
        "category_Billing": 3,
        "category_Technical": 1,
        "compliance_passed": 3,
        "compliance_failed": 1,
    }


def test_the_metrics_time_what_was_processed(client: TestClient) -> None:
    """Each timer has its five numbers, and they agree."""
    process(client)
    process(client, ticket_id="T2")

    timers = client.get("/api/v1/tickets/metrics").json()["timers"]

    assert timers
    for timer in timers.values():
        assert set(timer) == {"count", "avg", "min", "max", "total"}
        assert timer["count"] == 2
        assert 0 < timer["min"] <= timer["avg"] <= timer["max"] <= timer["total"]
        assert timer["avg"] == pytest.approx(timer["total"] / 2)


def test_the_counts_are_shared_by_all_processes(client: TestClient, desk: Desk) -> None:
    """They lie in the database."""
    process(client)

    with make_client(desk) as another:
        assert _counters(another)["tickets_processed"] == 1


def test_health_is_told_in_the_documented_fields(desk: Desk) -> None:
    """What is not set up is not unhealthy."""
    with make_client(desk, environment="staging") as client:
        answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "environment": "staging",
        "services": {"database": "healthy"},
    }


def test_readiness_and_liveness_answer_in_a_word(client: TestClient) -> None:
    """As the document's paths promise."""
    ready, live = client.get("/health/ready"), client.get("/health/live")

    assert (ready.status_code, ready.json()) == (200, {"ready": True})
    assert (live.status_code, live.json()) == (200, {"alive": True})


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
def test_the_root_tells_programs_what_answers_here(client: TestClient, accept: str) -> None:
    """The keys of seed 2 and seed 3 in one object."""
    answer = client.get("/", headers={"Accept": accept})

    assert answer.status_code == 200
    assert set(answer.json()) == {"name", "description", "version", "environment", "docs"}
    assert answer.json()["docs"] == "/docs"


# --- the request's number --------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["req-1767556375.0478597", "a", "A1:b/c+d=e_f-g.h", "x" * 128])
def test_a_well_formed_request_id_is_echoed(client: TestClient, given: str) -> None:
    """On answers and on errors."""
    for path in ("/health", "/tickets/99", "/nowhere"):
        assert client.get(path, headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", [b"", b" ", b"two words", b"x" * 129, b"<b>", b"-x", "é".encode(), b'"', b"a\tb"]
)
def test_any_other_request_id_is_replaced(client: TestClient, given: bytes) -> None:
    """By a new one each time."""
    found = [
        client.get("/health", headers={b"X-Request-ID": given}).headers["x-request-id"] for _ in range(2)
    ]

    assert all(re.fullmatch(r"req-[0-9a-f]{16}", one) for one in found)
    assert found[0] != found[1]


def test_a_request_without_a_number_gets_one(client: TestClient) -> None:
    """Exactly one, on every answer."""
    for path in ("/", "/health", "/tickets", "/tickets/99", "/api/messages", "/docs", "/static/page.css"):
        assert len(client.get(path).headers.get_list("x-request-id")) == 1


# --- as the other doors show it --------------------------------------------------------------------------


def test_a_processed_ticket_is_in_the_other_doors_lists(client: TestClient) -> None:
    """One record, in each door's own words."""
    process(client)

    (shown,) = tickets(client, q="john doe")
    (listed,) = client.get("/api/messages").json()

    assert ids([shown]) == ids([listed])
    assert (shown["category"], shown["assigned_team"], shown["status"]) == ("billing", "finance", "open")
    assert listed["message"] == shown["message"] == JOHN["raw_message"]


def _counters(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/api/v1/tickets/metrics").json()["counters"])
