"""Seed 2's door keeps its document: tickets with a category, a priority and a score, in five statuses."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.flows.tidy import fold_tallies, forget_answers
from tests.make import StillClock, run_steps
from tests.web.calls import AVA, JOHN, create, ids, process, send, set_status, stored, ticket, tickets

TEAMS = {
    "billing": "finance",
    "technical": "technical_support",
    "sales": "sales",
    "account": "customer_success",
    "general": "support",
}
KEYWORDS = {
    "billing": ("invoice", "payment", "refund"),
    "technical": ("error", "bug", "login"),
    "sales": ("pricing", "demo"),
    "account": ("password", "access"),
    "general": ("good morning",),
}
STATUSES = ("open", "in_progress", "waiting_customer", "resolved", "closed")
UNDERSTOOD = " We understand this is important and will prioritize it."


# --- creating --------------------------------------------------------------------------------------------


def test_the_documented_ticket_is_answered_word_for_word(client: TestClient, clock: StillClock) -> None:
    """The sample request gives the sample response, at the sample's time."""
    clock.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)

    answer = client.post("/tickets", json=AVA)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": 1,
        "customer_name": "Ava Stone",
        "customer_email": "ava@example.com",
        "subject": "Cannot login",
        "message": "This is urgent. I cannot login and my team is blocked today.",
        "source": "email",
        "customer_tier": "standard",
        "category": "technical",
        "priority": "urgent",
        "priority_score": 95,
        "sentiment": "neutral",
        "assigned_team": "technical_support",
        "suggested_reply": (
            "Thanks for contacting us. We understand this is important and will prioritize it. "
            "Our technical support team will investigate the issue and share next steps."
        ),
        "next_action": "Investigate immediately and provide a status update.",
        "status": "open",
        "created_at": "2026-06-02T08:00:00",
        "updated_at": "2026-06-02T08:00:00",
    }


@pytest.mark.parametrize(
    "words",
    [
        {"subject": "Can't log in", "message": "URGENT: nobody here can sign in, my whole team is blocked."},
        {"subject": "Login", "message": "I need this asap, I cannot login to the portal today"},
        {"subject": "help", "message": "We are unable to log in since this morning and it is very urgent."},
    ],
)
def test_a_paraphrase_by_someone_else_is_triaged_alike(client: TestClient, words: dict[str, str]) -> None:
    """The same fields as the sample, for names and words that no document shows."""
    sample = create(client)

    other = create(client, **words, customer_name="Thandiwe Okoro", customer_email="t.okoro@example.org")

    same = ("category", "priority", "priority_score", "sentiment", "assigned_team", "suggested_reply")
    assert {key: other[key] for key in same} == {key: sample[key] for key in same}
    assert other["next_action"] == sample["next_action"]


def test_what_may_be_left_out_has_the_documented_defaults(client: TestClient) -> None:
    """A form, a standard customer, no address."""
    body = {"customer_name": "Ben", "subject": "Hello", "message": "Good morning"}

    shown = client.post("/tickets", json=body).json()

    assert (shown["source"], shown["customer_tier"], shown["customer_email"]) == ("form", "standard", None)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("source", ["email", "chat", "form", "whatsapp"]),
        ("customer_tier", ["standard", "premium", "vip"]),
        ("customer_name", ["x", "é" * 120, "  spaced  "]),
        ("subject", ["x", "👋" * 200, "\ttabbed\n"]),
        ("message", ["x", " kept as it is \n", "long " * 20_000]),
        ("customer_email", [None, "", "n/a", "not an address", "x" * 255]),
    ],
)
def test_every_value_within_the_bounds_is_taken_as_it_is(
    client: TestClient, field: str, values: list[str | None]
) -> None:
    """This door trims nothing and checks no address."""
    taken = {value: create(client, **{field: value}) for value in values}

    assert [shown[field] for shown in taken.values()] == values
    assert [ticket(client, shown["id"]) for shown in taken.values()] == list(taken.values())


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("customer_name", "", "string_too_short"),
        ("customer_name", "x" * 121, "string_too_long"),
        ("subject", "x" * 201, "string_too_long"),
        ("customer_email", "x" * 256, "string_too_long"),
        ("message", 5, "string_type"),
        ("source", "fax", "enum"),
    ],
)
def test_a_refusal_names_the_field_and_the_kind_as_fastapi_does(
    client: TestClient, field: str, value: object, kind: str
) -> None:
    """Clients that read FastAPI's list find what they know, and people read of characters."""
    answer = client.post("/tickets", json=AVA | {field: value})

    (found,) = answer.json()["detail"]
    assert (answer.status_code, found["loc"], found["type"]) == (422, ["body", field], kind)
    assert "items" not in found["msg"]


@pytest.mark.parametrize("category", TEAMS)
def test_a_documented_keyword_decides_category_and_team(client: TestClient, category: str) -> None:
    """In the subject or in the message, in a sentence of anyone's."""
    for word in KEYWORDS[category]:
        by_message = create(client, subject="Hello", message=f"Hi, this is Ola, {word} if you would")
        by_subject = create(client, subject=word.capitalize(), message="Regards, Ola")
        for shown in (by_message, by_subject):
            assert (word, shown["category"]) == (word, category)
            assert shown["assigned_team"] == TEAMS[category]


@pytest.mark.parametrize(
    ("words", "tier", "priority", "score"),
    [
        ("I need it today", "standard", "urgent", 95),
        ("We are losing money", "standard", "urgent", 95),
        ("I am angry", "standard", "high", 75),
        ("A failed payment", "standard", "high", 75),
        ("I am disappointed", "standard", "high", 75),
        ("A simple question", "standard", "low", 20),
        ("Thank you", "premium", "low", 20),
        ("Good morning", "standard", "medium", 50),
        ("Good morning", "premium", "high", 75),
        ("Good morning", "vip", "high", 75),
        ("Thank you", "vip", "medium", 50),
        ("I am angry", "vip", "urgent", 95),
        ("I need it today", "vip", "urgent", 95),
        ("Thanks, but it is urgent", "standard", "urgent", 95),
    ],
)
def test_words_and_tier_decide_the_priority(
    client: TestClient, words: str, tier: str, priority: str, score: int
) -> None:
    """Urgent words first, then high ones, then low ones, then the tier; a vip stands one step higher."""
    shown = create(client, subject="Note", message=words, customer_tier=tier)

    assert (shown["priority"], shown["priority_score"]) == (priority, score)


@pytest.mark.parametrize(
    ("words", "sentiment"),
    [
        ("I am upset, thanks anyway", "negative"),
        ("terrible, a complaint", "negative"),
        ("Great, very helpful", "positive"),
        ("I appreciate it", "positive"),
        ("Good morning", "neutral"),
    ],
)
def test_the_sentiment_is_negative_before_positive(client: TestClient, words: str, sentiment: str) -> None:
    """And neutral without either."""
    assert create(client, subject="Note", message=words)["sentiment"] == sentiment


def test_every_category_has_a_reply_and_an_action_of_its_own(client: TestClient) -> None:
    """A pressing or unhappy message is told that it is understood; the others are not."""
    calm = [create(client, subject="Note", message=words[0]) for words in KEYWORDS.values()]
    angry = [create(client, subject="Note", message=f"{words[0]}, I am angry") for words in KEYWORDS.values()]

    assert (
        len({shown["suggested_reply"] for shown in calm})
        == len({shown["next_action"] for shown in calm})
        == 5
    )
    assert all(shown["suggested_reply"].startswith("Thanks for contacting us. ") for shown in calm + angry)
    assert not any(UNDERSTOOD in shown["suggested_reply"] for shown in calm)
    assert all(UNDERSTOOD in shown["suggested_reply"] for shown in angry)


@pytest.mark.parametrize(
    ("words", "immediately"),
    [("login urgent", True), ("password urgent", True), ("invoice urgent", False), ("demo urgent", False)],
)
def test_an_urgent_technical_or_account_matter_is_investigated_immediately(
    client: TestClient, words: str, *, immediately: bool
) -> None:
    """The other categories keep their own next action."""
    action = create(client, subject="Note", message=words)["next_action"]

    assert (action == "Investigate immediately and provide a status update.") is immediately


# --- listing ---------------------------------------------------------------------------------------------


def test_the_list_shows_every_status_newest_first(client: TestClient, clock: StillClock) -> None:
    """Each as its own page shows it."""
    made = []
    for status in STATUSES:
        made.append(create(client)["id"])
        set_status(client, made[-1], status)
        clock.advance(timedelta(minutes=1))

    listed = client.get("/tickets").json()

    assert ids(listed) == made[::-1]
    assert listed == [ticket(client, number) for number in made[::-1]]


def test_the_documented_filter_and_search_find_the_sample(client: TestClient) -> None:
    """The curl lines of the document."""
    ava = create(client)["id"]
    bill = create(client, subject="Question", message="Where is my INVOICE for May?")["id"]

    assert ids(client.get("/tickets?category=technical&priority=urgent").json()) == [ava]
    assert ids(client.get("/tickets?q=invoice").json()) == [bill]


def test_every_filter_filters_and_they_add_up(client: TestClient) -> None:
    """A list holds exactly the tickets whose own fields say so."""
    for (category, words), mood in product(KEYWORDS.items(), ("", ", I am angry", ", thank you")):
        number = create(client, subject="Note", message=words[0] + mood)["id"]
        set_status(client, number, STATUSES[number % 5])
        assert category
    everyone = tickets(client)
    fields = ("status", "category", "priority", "assigned_team", "sentiment")

    for field in fields:
        for value in {shown[field] for shown in everyone}:
            expected = [shown for shown in everyone if shown[field] == value]
            assert tickets(client, **{field: value}) == expected
    one = everyone[4]
    assert one in tickets(client, **{field: one[field] for field in fields})
    assert tickets(client, assigned_team="nobody") == []


def test_pages_cover_the_list_once_even_when_all_times_are_equal(client: TestClient) -> None:
    """Fifty tickets without a limit, a hundred at most, none twice and none left out."""
    made = [create(client)["id"] for _ in range(103)]

    pages = [ids(tickets(client, limit=10, offset=start)) for start in range(0, 110, 10)]

    assert [number for page in pages for number in page] == made[::-1]
    assert len(tickets(client)) == 50
    assert len(tickets(client, limit=100)) == 100
    assert ids(tickets(client, limit=1, offset=102)) == [made[0]]
    assert tickets(client, offset=103) == []


Q_FOUND = {
    "marie": ["name"],
    "MARIE CURIE": ["name"],
    "radium@": ["address"],
    "curie": ["name", "address"],
    "polonium": ["subject"],
    "pitchblende": ["message"],
    "0% ra": ["message"],
    "%": ["message"],
    "_": ["message"],
    "[x]": ["message"],
    "x]?": ["message"],
    "*": [],
    "p*m": [],
    "po?o": [],
    "'": ["subject"],
    '"': ["message"],
    "\\": ["message"],
    "sß": ["message"],
    "SSS": ["message"],
    "whatsapp": [],
    "premium": [],
    "technical": [],
    "general": [],
    "support": [],
    "open": [],
    "Thanks for": [],
    "in_progress": [],
    "marie curieradium": [],
    "Curieω": [],
    "curieΩcurie": [],
    "\x1f": [],
    "": ["name", "address", "subject", "message"],
}


def test_q_reads_name_address_subject_and_message_letter_by_letter(client: TestClient) -> None:
    """In no other field, across no two fields, whatever the case, and no sign is a wildcard."""
    plain = {"customer_name": "N", "customer_email": None, "subject": "N", "message": "N"}
    plain |= {"source": "whatsapp", "customer_tier": "premium"}
    made = {
        create(client, **plain | {"customer_name": "Marie Curie"})["id"]: "name",
        create(client, **plain | {"customer_email": "curie.radium@example.com"})["id"]: "address",
        create(client, **plain | {"subject": "Polonium's"})["id"]: "subject",
        create(client, **plain | {"message": 'A_Pitchblende\\ "100% rasß" [x]?'})["id"]: "message",
    }

    found = {
        wanted: [made[number] for number in sorted(ids(tickets(client, q=wanted)))] for wanted in Q_FOUND
    }

    assert found == Q_FOUND


def test_a_long_q_is_answered_and_a_very_long_one_refused(client: TestClient) -> None:
    """A thousand characters say enough; with more a search could be made to take minutes."""
    made = create(client, message="Ab" * 26_000)["id"]

    assert ids(tickets(client, q="Ab" * 500)) == [made]
    assert client.get("/tickets", params={"q": "a" * 1_001}).status_code == 422


# --- one ticket ------------------------------------------------------------------------------------------


def test_the_documented_detail_is_what_was_answered_at_first(client: TestClient, desk: Desk) -> None:
    """Also after the desk has done by itself what follows."""
    created = create(client)

    assert run_steps(desk) > 0
    assert client.get("/tickets/1").json() == created


def test_the_documented_status_update_moves_the_ticket_and_its_time(
    client: TestClient, clock: StillClock, desk: Desk
) -> None:
    """Nothing else moves, and a later look shows the same."""
    created = create(client)
    clock.advance(timedelta(minutes=5))

    answer = client.patch("/tickets/1/status", json={"status": "in_progress"})
    clock.advance(timedelta(minutes=5))
    run_steps(desk)

    assert answer.status_code == 200
    assert answer.json() == created | {"status": "in_progress", "updated_at": "2026-03-02T08:05:00"}
    assert ticket(client, 1) == answer.json()


def test_any_status_may_follow_any_other(client: TestClient) -> None:
    """All moves, to where it stands already too; the time always moves forward."""
    number = create(client)["id"]
    for before, after in product(STATUSES, STATUSES):
        first = set_status(client, number, before)
        second = set_status(client, number, after)
        assert second["status"] == after
        assert second["updated_at"] > first["updated_at"]


def test_times_are_utc_without_an_offset_and_keep_their_microseconds(
    client: TestClient, clock: StillClock
) -> None:
    """Through every route that shows a ticket."""
    clock.now = datetime(2026, 6, 2, 8, 0, 0, 123456, tzinfo=UTC)

    created = create(client)

    assert created["created_at"] == created["updated_at"] == "2026-06-02T08:00:00.123456"
    assert ticket(client, 1) == tickets(client)[0] == created


@pytest.mark.parametrize("number", ["2", "0", "-1", "9223372036854775807", "9223372036854775808", "9" * 30])
def test_an_unknown_ticket_is_not_found(client: TestClient, number: str) -> None:
    """To look at, and to move."""
    create(client)

    answers = [
        client.get(f"/tickets/{number}"),
        client.patch(f"/tickets/{number}/status", json={"status": "open"}),
    ]

    assert [(one.status_code, one.json()) for one in answers] == [(404, {"detail": "Ticket not found"})] * 2


@pytest.mark.parametrize("number", ["abc", "1.5", "nan", "%D9%A1", "1%00", "9" * 5000])
def test_what_is_no_number_names_no_ticket(client: TestClient, number: str) -> None:
    """It is bad input, in FastAPI's list."""
    create(client)

    answers = [
        client.get(f"/tickets/{number}"),
        client.patch(f"/tickets/{number}/status", json={"status": "open"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json()["detail"][0]["loc"] for answer in answers] == [["path", "ticket_id"]] * 2


def test_what_the_customer_wrote_later_is_found_and_shown(client: TestClient) -> None:
    """In the list, alone, and after a change alike: below the first message, with a blank line between."""
    more = "Now the whole service is down for everyone, an outage!"
    process(client)
    process(client, raw_message=more)

    (found,) = tickets(client, q="FOR EVERYONE")
    changed = set_status(client, found["id"], "in_progress")

    assert found["message"] == f"{JOHN['raw_message']}\n\n{more}"
    assert tickets(client, q="charged twice") == tickets(client) == [changed]
    assert changed["message"] == found["message"]
    assert ticket(client, found["id"]) == changed


# --- numbers ---------------------------------------------------------------------------------------------


def test_an_empty_desk_adds_up_to_nothing(client: TestClient) -> None:
    """Zeros, and no key for what never occurred."""
    answer = client.get("/analytics/summary")

    assert answer.status_code == 200
    assert answer.json() == {
        "total_tickets": 0,
        "open_tickets": 0,
        "urgent_tickets": 0,
        "tickets_by_category": {},
        "tickets_by_priority": {},
        "tickets_by_team": {},
        "tickets_by_sentiment": {},
        "average_priority_score": 0.0,
    }


def test_the_summary_adds_up_every_committed_change_at_once(client: TestClient, desk: Desk) -> None:
    """It agrees with the list after each change, and after the counts were folded."""
    create(client)
    assert _summary(client) == _added_up(client)
    create(client, subject="Note", message="An invoice, please. I am angry.")
    send(client, "Thank you for the demo")
    process(client)
    assert _summary(client) == _added_up(client)

    set_status(client, 1, "resolved")
    client.post("/api/messages/2/resolve")
    assert _summary(client) == _added_up(client)

    fold_tallies(desk, 0)
    assert stored(desk)["tally_deltas"] == 0
    set_status(client, 1, "open")
    assert _summary(client) == _added_up(client)


def test_what_no_longer_occurs_is_no_longer_counted(client: TestClient) -> None:
    """A ticket that moves to another category leaves no zero behind."""
    process(client, raw_message="My invoice is missing, where is it?")
    process(client, raw_message="It is the app: an error comes up each time.")

    assert _summary(client)["tickets_by_category"] == {"technical": 1}
    assert _summary(client) == _added_up(client)


def test_the_average_score_has_two_decimals(client: TestClient) -> None:
    """Twenty, twenty and fifty make thirty."""
    for words in ("Thank you", "Thank you", "Good morning", "Good morning", "I am angry", "I am angry"):
        create(client, subject="Note", message=words)
    create(client, subject="Note", message="Good morning")

    assert _summary(client)["average_priority_score"] == round((20 + 20 + 50 + 50 + 75 + 75 + 50) / 7, 2)


# --- samples, keys and the other doors -------------------------------------------------------------------


def test_seeding_adds_one_open_sample_for_each_category(client: TestClient) -> None:
    """And five more with each call."""
    first = client.post("/seed")
    second = client.post("/seed")

    assert (first.status_code, set(first.json())) == (200, {"message", "created", "ticket_ids"})
    assert first.json()["created"] == second.json()["created"] == 5
    for answer in (first, second):
        shown = [ticket(client, number) for number in answer.json()["ticket_ids"]]
        assert {one["category"] for one in shown} == set(TEAMS)
        assert {one["status"] for one in shown} == {"open"}
    assert _summary(client)["total_tickets"] == 10


@pytest.mark.parametrize(("path", "body"), [("/tickets", AVA), ("/seed", None)])
def test_a_key_makes_tickets_once(
    client: TestClient, desk: Desk, path: str, body: dict[str, Any] | None
) -> None:
    """The repeat gets the same answer, byte for byte, and changes nothing."""
    key = {"Idempotency-Key": "5f1c-77"}
    first = client.post(path, json=body, headers=key)
    before = stored(desk)

    again = client.post(path, json=body, headers=key)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert stored(desk) == before


def test_a_key_with_another_body_is_a_conflict(client: TestClient) -> None:
    """Even when only the spelling differs; the first ticket stands."""
    key = {"Idempotency-Key": "k"}
    client.post("/tickets", json=AVA, headers=key)

    answer = client.post("/tickets", json=AVA | {"subject": "Cannot log in"}, headers=key)

    assert answer.status_code == 409
    assert set(answer.json()) == {"detail"}
    assert len(tickets(client)) == 1


def test_a_key_does_not_keep_an_error(client: TestClient) -> None:
    """The mended body may come under the same key."""
    key = {"Idempotency-Key": "k"}
    refused = client.post("/tickets", json=AVA | {"subject": " "}, headers=key)

    answer = client.post("/tickets", json=AVA, headers=key)

    assert (refused.status_code, answer.status_code) == (422, 201)


def test_a_key_holds_for_its_path_alone(client: TestClient) -> None:
    """Two doors may be called under one key."""
    key = {"Idempotency-Key": "k"}
    assert client.post("/seed", headers=key).status_code == 200
    assert client.post("/tickets", json=AVA, headers=key).status_code == 201
    sent = client.post("/api/messages/send", json={"user_id": 1, "message": "hello"}, headers=key)

    assert sent.status_code == 201
    assert len(tickets(client)) == 7


def test_a_key_is_forgotten_after_seven_days(client: TestClient, clock: StillClock, desk: Desk) -> None:
    """Until then it is kept, also across the desk's tidying."""
    key = {"Idempotency-Key": "k"}
    first = client.post("/tickets", json=AVA, headers=key).json()["id"]
    clock.advance(timedelta(days=6, hours=23))
    forget_answers(desk, 0)
    assert client.post("/tickets", json=AVA, headers=key).json()["id"] == first

    clock.advance(timedelta(hours=2))
    forget_answers(desk, 0)

    assert client.post("/tickets", json=AVA, headers=key).json()["id"] != first


@pytest.mark.parametrize("path", ["/tickets", "/seed", "/api/v1/tickets/process"])
@pytest.mark.parametrize("key", [b"", b"two words", b"x" * 256, "schlüssel".encode()])
def test_a_key_that_is_none_is_refused(client: TestClient, desk: Desk, path: str, key: bytes) -> None:
    """In FastAPI's list, and nothing is stored."""
    answer = client.post(path, json=AVA, headers={b"Idempotency-Key": key})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["header", "idempotency-key"]
    assert stored(desk)["tickets"] == 0


def test_a_processed_ticket_shows_the_callers_own_words(client: TestClient) -> None:
    """Name and address as given, a subject from the first words."""
    process(client, customer_name="Ngozi Ado ", customer_email="N.Ado@Example.com")

    (shown,) = tickets(client)

    assert (shown["customer_name"], shown["customer_email"]) == ("Ngozi Ado ", "N.Ado@Example.com")
    assert shown["subject"] == "I was charged twice for my subscription this month. Please"


def _summary(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/analytics/summary").json())


def _added_up(client: TestClient) -> dict[str, Any]:
    """Add the list up, as the document says."""
    found = tickets(client, limit=100)

    def by(field: str) -> dict[str, int]:
        values = [shown[field] for shown in found]
        return {value: values.count(value) for value in values}

    return {
        "total_tickets": len(found),
        "open_tickets": by("status").get("open", 0),
        "urgent_tickets": by("priority").get("urgent", 0),
        "tickets_by_category": by("category"),
        "tickets_by_priority": by("priority"),
        "tickets_by_team": by("assigned_team"),
        "tickets_by_sentiment": by("sentiment"),
        "average_priority_score": round(sum(shown["priority_score"] for shown in found) / len(found), 2),
    }
