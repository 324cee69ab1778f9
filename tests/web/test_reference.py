"""The reference describes every door, with seed 3's names, and is read without the internet."""

import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.calls import AVA, JOHN, LOAN

Json = dict[str, Any]

REQUIRED = {
    "TicketInput": {"ticket_id", "raw_message", "customer_name", "customer_email"},
    "TicketOutput": {"ticket_id", "triage", "answer_draft", "citations", "policy_check"},
    "TriageOutput": {
        "category",
        "subcategory",
        "priority",
        "sla_hours",
        "suggested_team",
        "sentiment",
        "confidence",
    },
    "AnswerDraft": {"greeting", "body", "closing"},
    "CitationOutput": {"doc_id", "chunk_id", "title", "score", "url"},
    "ProcessResponse": {"success", "ticket_id", "result"},
    "HealthStatus": {"status", "environment", "services"},
    "HTTPValidationError": set[str](),
    "ValidationError": {"loc", "msg", "type"},
}
OPTIONAL = {"TicketOutput": {"timestamp"}, "AnswerDraft": {"tone"}, "HTTPValidationError": {"detail"}}
PATHS = {
    "/": {"get"},
    "/api/messages/send": {"post"},
    "/api/messages": {"get"},
    "/api/messages/{message_id}/reply": {"post"},
    "/api/messages/{message_id}/resolve": {"post"},
    "/api/messages/{message_id}/assign": {"post"},
    "/api/messages/{message_id}/unassign": {"post"},
    "/api/customers/{customer_id}": {"get"},
    "/api/health": {"get"},
    "/admin/seed": {"post"},
    "/api/get/llm": {"get"},
    "/api/set/llm": {"post"},
    "/tickets": {"get", "post"},
    "/tickets/{ticket_id}": {"get"},
    "/tickets/{ticket_id}/status": {"patch"},
    "/analytics/summary": {"get"},
    "/seed": {"post"},
    "/api/v1/tickets/process": {"post"},
    "/api/v1/tickets/metrics": {"get"},
    "/health": {"get"},
    "/health/ready": {"get"},
    "/health/live": {"get"},
    "/api/v1/triage": {"post"},
}


# fastapi-swagger opens its files by a function that Python wants to retire; what it serves is the same.
OLD_WAY = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: the reference is read from none."""
    return sqlite_url


@pytest.fixture
def reference(client: TestClient) -> Json:
    """Give the API's description."""
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


@pytest.fixture
def schemas(reference: Json) -> Json:
    """Give the described shapes."""
    return dict(reference["components"]["schemas"])


@pytest.mark.parametrize("name", REQUIRED)
def test_seed_3s_shapes_have_its_names_and_its_required_fields(schemas: Json, name: str) -> None:
    """What a client was generated from stays true."""
    shape = schemas[name]

    assert set(shape.get("required", [])) == REQUIRED[name]
    assert set(shape["properties"]) == REQUIRED[name] | OPTIONAL.get(name, set())
    assert shape["type"] == "object"


def test_the_policy_check_has_its_issues_optional(schemas: Json) -> None:
    """A list of sentences, or null."""
    shape = _resolved(schemas, schemas["TicketOutput"]["properties"]["policy_check"])

    assert set(shape["required"]) == {"refund_promise", "sla_mentioned", "escalation_needed", "compliance"}
    assert shape["properties"]["compliance"]["pattern"] == "^(passed|failed|warning)$"
    assert shape["properties"]["issues"]["anyOf"] == [
        {"items": {"type": "string"}, "type": "array"},
        {"type": "null"},
    ]


def test_the_documented_bounds_are_described(schemas: Json) -> None:
    """Lengths, patterns and ranges, as seed 3's document shows them."""
    given, triage = schemas["TicketInput"]["properties"], schemas["TriageOutput"]["properties"]

    assert given["raw_message"]["minLength"] == 10
    assert given["customer_name"]["minLength"] == 1
    assert given["customer_email"]["format"] == "email"
    assert triage["priority"]["pattern"] == "^P[1-3]$"
    assert (triage["sla_hours"]["minimum"], triage["sla_hours"]["maximum"]) == (1, 168)
    assert (triage["confidence"]["minimum"], triage["confidence"]["maximum"]) == (0, 1)
    score = schemas["CitationOutput"]["properties"]["score"]
    assert (score["minimum"], score["maximum"]) == (0, 1)
    assert schemas["AnswerDraft"]["properties"]["tone"]["default"] == "empathetic_professional"


def test_seed_2s_bounds_are_described(schemas: Json) -> None:
    """Lengths, words and defaults."""
    shape = schemas["TicketCreate"]

    assert set(shape["required"]) == {"customer_name", "subject", "message"}
    assert shape["properties"]["customer_name"]["maxLength"] == 120
    assert shape["properties"]["subject"]["maxLength"] == 200
    assert {"maxLength": 255, "type": "string"} in shape["properties"]["customer_email"]["anyOf"]
    words = {
        name: _resolved(schemas, shape["properties"][name])["enum"] for name in ("source", "customer_tier")
    }
    assert words == {
        "source": ["email", "chat", "form", "whatsapp"],
        "customer_tier": ["standard", "premium", "vip"],
    }


def test_every_documented_path_and_method_is_described(reference: Json) -> None:
    """And nothing that nobody documented."""
    assert {path: set(methods) for path, methods in reference["paths"].items()} == PATHS


def test_the_description_and_the_doors_agree_on_the_paths(client: TestClient, reference: Json) -> None:
    """Every described path answers its method with something else than "no such way"."""
    for path, methods in reference["paths"].items():
        for method in methods:
            answer = client.request(method.upper(), re.sub(r"\{\w+\}", "1", path))
            assert answer.status_code != 405
            assert answer.status_code != 404 or answer.json() != {"detail": "Not Found"}


def test_every_pointer_leads_somewhere(reference: Json) -> None:
    """So that clients can be generated."""
    for pointer in _pointers(reference):
        assert reduce(lambda found, step: found[step], pointer.removeprefix("#/").split("/"), reference)


def test_no_name_shows_how_the_house_is_built(schemas: Json) -> None:
    """Two shapes of one name would be called after their modules."""
    assert [name for name in schemas if "__" in name] == []


def test_every_way_has_a_name_a_sentence_and_an_answer(reference: Json) -> None:
    """And the names differ."""
    ways = [way for methods in reference["paths"].values() for way in methods.values()]

    assert len({way["operationId"] for way in ways}) == len(ways)
    assert all(way["summary"] and way["description"] for way in ways)
    assert all({"200", "201"} & set(way["responses"]) for way in ways)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/messages/send", "400"),
        ("/api/messages/{message_id}/reply", "404"),
        ("/tickets", "422"),
        ("/tickets", "409"),
        ("/seed", "409"),
        ("/api/v1/tickets/process", "422"),
        ("/api/v1/tickets/process", "409"),
        ("/api/v1/triage", "422"),
    ],
)
def test_the_errors_are_described(reference: Json, path: str, status: str) -> None:
    """In the door's own shape."""
    schema = reference["paths"][path]["post"]["responses"][status]["content"]["application/json"]["schema"]
    shape = _resolved(reference["components"]["schemas"], schema)

    assert ("error" if path.startswith("/api/messages") else "detail") in shape["properties"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/messages/send",
        "/api/messages/{message_id}/reply",
        "/tickets",
        "/seed",
        "/api/v1/tickets/process",
    ],
)
def test_the_idempotency_key_is_described_where_it_holds(reference: Json, path: str) -> None:
    """As a header that may be left out."""
    assert ("Idempotency-Key", "header", False) in _parameters(reference["paths"][path]["post"])


def test_the_idempotency_key_is_described_nowhere_else(reference: Json) -> None:
    """A promise that is not kept would be worse than none."""
    ways = [(method, way) for methods in reference["paths"].values() for method, way in methods.items()]
    keyed = [method for method, way in ways if ("Idempotency-Key", "header", False) in _parameters(way)]

    assert keyed == ["post"] * 5


def test_the_documented_bodies_are_the_examples(reference: Json, schemas: Json) -> None:
    """What a newcomer tries first in the reference is what the documents show."""
    sent = reference["paths"]["/api/messages/send"]["post"]["requestBody"]["content"]

    assert {kind: body["schema"]["example"] for kind, body in sent.items()} == dict.fromkeys(sent, LOAN)
    assert schemas["TicketCreate"]["example"] == AVA
    assert schemas["TicketInput"]["examples"] == [JOHN]
    assert schemas["StatusUpdate"]["example"] == {"status": "in_progress"}


def test_the_documented_answer_is_an_example(schemas: Json) -> None:
    """Seed 3's example of a processed ticket, field by field."""
    (example,) = schemas["TicketOutput"]["examples"]

    assert example["answer_draft"] == {
        "body": "I understand your concern about the duplicate charge...",
        "closing": "Best regards,\nSupport Team",
        "greeting": "Hi John,",
        "tone": "empathetic_professional",
    }
    assert example["citations"][0]["chunk_id"] == "KB-1234-c-45"
    assert example["policy_check"]["sla_mentioned"] is True
    assert example["triage"]["confidence"] == 0.92
    assert (example["ticket_id"], example["timestamp"]) == ("TKT-2025-001", "2025-01-15T10:30:00+00:00")


def test_a_second_opinion_may_be_asked_of_one_text_or_of_many(reference: Json) -> None:
    """An object, a text alone, or a list of both."""
    body = reference["paths"]["/api/v1/triage"]["post"]["requestBody"]["content"]["application/json"]
    one, text, several = body["schema"]["anyOf"]

    assert one == {"$ref": "#/components/schemas/TriageText"}
    assert (text["type"], several["type"], several["maxItems"]) == ("string", "array", 1000)


def test_every_body_has_an_example_that_its_door_takes(client: TestClient, reference: Json) -> None:
    """Each one can be tried as it stands."""
    client.post("/api/messages/send", json=LOAN)
    tried = 0
    for path, methods in reference["paths"].items():
        for method, way in methods.items():
            if "requestBody" in way:
                example = _example(reference["components"]["schemas"], way["requestBody"])
                answer = client.request(method.upper(), re.sub(r"\{\w+\}", "1", path), json=example)
                assert answer.status_code in {200, 201}, (path, answer.text)
                tried += 1

    assert tried == 8


@OLD_WAY
def test_the_page_of_the_reference_needs_no_other_host(client: TestClient) -> None:
    """Everything that it loads comes from the desk itself, and is there."""
    page = client.get("/docs")

    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    loaded = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", page.text)
    assert len(loaded) >= 3
    assert {str(client.base_url)} >= set(re.findall(r"https?://[^/\"'\s]+", page.text))
    for address in loaded:
        asset = client.get(address)
        assert (asset.status_code, bool(asset.content)) == (200, True)
    assert "/openapi.json" in page.text


@OLD_WAY
def test_the_assets_of_the_reference_load_nothing_from_other_hosts(client: TestClient) -> None:
    """The style sheet names no font or picture elsewhere."""
    sheet = client.get("/swagger/swagger-ui.css").text

    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", sheet) == []
    assert "@import" not in sheet


def _pointers(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _pointers(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _pointers(inner)


def _resolved(schemas: Json, part: Json) -> Json:
    return dict(schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part)


def _parameters(way: Json) -> set[tuple[str, str, bool]]:
    return {(one["name"], one["in"], one.get("required", False)) for one in way.get("parameters", [])}


def _example(schemas: Json, body: Json) -> Any:  # noqa: ANN401 - any JSON
    content = body["content"]["application/json"]
    shape = content if "example" in content else _resolved(schemas, content["schema"])
    return shape["example"] if "example" in shape else shape["examples"][0]
