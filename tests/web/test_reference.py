"""The reference describes every door, with seed 3's names, and is read without the internet."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any, NoReturn

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.core.clock import wall_clock
from firstline.flows.desk import Desk
from firstline.flows.tokens import KEY_MARK
from firstline.store.faults import DatabaseDown
from firstline.web.access import ACCESS
from firstline.web.guard import Mode
from tests.make import StillClock, make_client
from tests.web.calls import AS_JSON, AVA, JOHN, LOAN, SEED_3, send

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
    "/metrics": {"get"},
    "/health/ready": {"get"},
    "/health/live": {"get"},
    "/api/v1/triage": {"post"},
}


KEYED = {
    "post /api/messages/send",
    "post /api/messages/{message_id}/reply",
    "post /tickets",
    "post /seed",
    "post /api/v1/tickets/process",
    "post /api/v1/tickets",
    "post /api/v1/tickets/{ticket_id}/entries",
    "post /api/v1/customers/{customer_id}/notes",
    "post /api/v1/canned-replies",
    "post /api/v1/knowledge/articles",
    "post /api/v1/teams",
    "post /api/v1/views",
}
"""Where a repeat under an Idempotency-Key gets the first answer."""
FOR_PEOPLE = tuple(f"GET /{page}" for page in ("docs", "swagger", "assets", "kb"))
EVERYWHERE = {"403", "431", "500"}
ERRORS = {
    "get /": "401 429 422 503",
    "post /api/messages/send": "400 401 429 409 408 413 503",
    "get /api/messages": "400 401 429 503",
    "post /api/messages/{message_id}/reply": "400 401 429 404 409 408 413 503",
    "post /api/messages/{message_id}/resolve": "400 401 429 404 503",
    "post /api/messages/{message_id}/assign": "400 401 429 404 408 413 503",
    "post /api/messages/{message_id}/unassign": "400 401 429 404 503",
    "get /api/customers/{customer_id}": "400 401 429 404 503",
    "get /api/health": "400",
    "post /admin/seed": "400 401 429 503",
    "get /api/get/llm": "400 401 429 503",
    "post /api/set/llm": "400 401 429 408 413 503",
    "get /tickets": "401 429 422 503",
    "post /tickets": "401 429 409 408 413 422 503",
    "get /tickets/{ticket_id}": "401 429 404 422 503",
    "patch /tickets/{ticket_id}/status": "401 429 404 408 413 422 503",
    "get /analytics/summary": "401 429 422 503",
    "post /seed": "401 429 409 422 503",
    "post /api/v1/tickets/process": "401 429 409 408 413 422 503",
    "get /api/v1/tickets/metrics": "401 429 422 503",
    "get /health": "422",
    "get /metrics": "401 429 422 503",
    "get /health/ready": "422 503",
    "get /health/live": "422",
    "post /api/v1/triage": "401 429 408 413 422 503",
}
"""What can go wrong on each way of the documented doors, beside what can go wrong everywhere."""
DOCUMENTED = {way.split()[1] for way in ERRORS}
SEED_1 = ("/api/messages", "/api/customers", "/api/get", "/api/set", "/api/health", "/admin")


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


def test_every_path_and_method_of_the_seeds_is_described(reference: Json) -> None:
    """With no method that they lack."""
    assert {path: set(reference["paths"][path]) for path in PATHS} == PATHS


def test_every_way_in_is_described_but_those_of_people(reference: Json) -> None:
    """Pages and their files are for browsers."""
    described = {f"{method.upper()} {path}" for path, method, _ in _ways(reference)}

    assert described == {way for way in ACCESS if not way.startswith(FOR_PEOPLE)}


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
    assert all({"200", "201", "202", "204"} & set(way["responses"]) for way in ways)


def test_every_way_lists_the_errors_that_it_can_answer_with_and_no_other(reference: Json) -> None:
    """Bad input, no credential, not let in, unknown, used twice, too large or slow, our fault, not now."""
    told = {
        f"{method} {path}": {status for status in way["responses"] if status >= "400"}
        for path, method, way in _ways(reference)
    }

    assert {way: told[way] for way in ERRORS} == {
        way: {*EVERYWHERE, *errors.split()} for way, errors in ERRORS.items()
    }


def test_no_way_lists_an_error_that_its_kind_cannot_have(reference: Json) -> None:
    """Whatever ways there will be."""
    for path, _, way in _ways(reference):
        errors, is_keyed = set(way["responses"]), ("Idempotency-Key", "header", False) in _parameters(way)
        is_seed_1 = path.startswith(SEED_1)
        assert ("400" in errors, "422" in errors) == (is_seed_1, not is_seed_1), path
        assert ("413" in errors) == ("408" in errors) == _takes(way), path
        assert "409" in errors or not is_keyed, path
        assert "404" in errors or "{" not in path, path
        assert "404" not in errors or "{" in path or path not in DOCUMENTED, path
        assert errors >= EVERYWHERE, path


def test_every_error_is_described_in_its_doors_shape_with_an_example(reference: Json, schemas: Json) -> None:
    """The example is of the shape."""
    for path, method, way in _ways(reference):
        for status, told in way["responses"].items():
            if status >= "400" and (path, status) != ("/health/ready", "503"):
                content = told["content"]["application/json"]
                shape = _resolved(schemas, content["schema"])
                assert told["description"], (method, path, status)
                assert _required(shape) == _keys(path), (method, path)
                assert _fits(content["example"], shape), (method, path)


@pytest.mark.parametrize("way", ERRORS)
def test_whatever_goes_wrong_is_described(desk: Desk, reference: Json, way: str) -> None:
    """All that can be provoked answers as described; all that is described, but a fault, can be provoked."""
    method, path = way.split()
    described = reference["paths"][path][method]

    answers = list(_provoked(desk, reference, path, method))

    found = {str(answer.status_code) for answer in answers if answer.status_code >= 400}
    assert found | {"500"} == {status for status in described["responses"] if status >= "400"}
    for answer in answers:
        if answer.status_code >= 400:
            content = described["responses"][str(answer.status_code)]["content"]["application/json"]
            shape = _resolved(reference["components"]["schemas"], content["schema"])
            assert _fits(answer.json(), shape), answer.text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/messages/send", {}),
        ("/api/messages/1/reply", {}),
        ("/api/messages/1/assign", {}),
        ("/api/set/llm", {"use_llm": "yes"}),
    ],
)
def test_the_example_of_bad_input_is_what_the_door_says(
    client: TestClient, reference: Json, path: str, sent: Json
) -> None:
    """Word for word."""
    answer = client.post(path, json=sent)

    told = reference["paths"][path.replace("/1/", "/{message_id}/")]["post"]["responses"]["400"]
    assert told["content"]["application/json"]["example"] == answer.json()


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
    keyed = {
        f"{method} {path}"
        for path, method, way in _ways(reference)
        if ("Idempotency-Key", "header", False) in _parameters(way)
    }

    assert keyed == KEYED


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


def test_every_body_has_an_example_that_its_door_takes(
    client: TestClient, clock: StillClock, reference: Json
) -> None:
    """Each one can be tried today as it stands; whether what it is about is there, is another matter."""
    clock.now = wall_clock()
    client.post("/api/messages/send", json=LOAN)
    with_bodies = [(path, method, way) for path, method, way in _ways(reference) if _takes(way)]
    with_bodies.sort(
        key=lambda found: (found[0], found[1]) == ("/api/v1/accounts", "post")
    )  # it ends local mode

    for path, method, way in with_bodies:
        sent = _sent(reference["components"]["schemas"], way["requestBody"])
        answer = client.request(method.upper(), re.sub(r"\{\w+\}", "1", path), **sent)
        allowed = {200, 201} if path in DOCUMENTED else {200, 201, 204, 401, 404, 409}
        assert answer.status_code in allowed, (method, path, answer.text)

    assert len(with_bodies) > 30


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


def test_nothing_that_is_written_into_the_page_of_the_reference_runs(client: TestClient) -> None:
    """Its scripts and styles are files of the desk, and its policy takes no others."""
    page = client.get("/docs")

    policy = page.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"} <= set(
        policy
    )
    assert "unsafe" not in page.headers["content-security-policy"]
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    assert len(scripts) == 2
    assert all("src=" in attributes and not words for attributes, words in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page.text)


@pytest.mark.parametrize("name", ["favicon-32x32.png", "__init__.py", "..%2fmain.py", "nothing.js"])
def test_of_the_references_package_only_what_the_page_loads_is_given(client: TestClient, name: str) -> None:
    """Two files."""
    assert client.get(f"/swagger/{name}").status_code == 404


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


def _sent(schemas: Json, body: Json) -> Json:
    if "application/json" in body["content"]:
        return {"json": _example(schemas, body)}
    kind, file = next(iter(body["content"].items()))
    return {"content": file["example"], "headers": {"Content-Type": kind}}


def _ways(reference: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in reference["paths"].items():
        for method, way in methods.items():
            yield path, method, way


def _fits(body: Json, shape: Json) -> bool:
    return _required(shape) <= set(body) <= set(shape["properties"])


def _required(shape: Json) -> set[str]:
    return set(shape["required"] if "required" in shape else shape["properties"])


def _keys(path: str) -> set[str]:
    if path.startswith(SEED_1):
        return {"error"}
    is_native = path.startswith("/api/v1/") and path not in SEED_3
    return {"detail", "code", "request_id"} if is_native else {"detail"}


def _provoked(desk: Desk, reference: Json, path: str, method: str) -> Iterator[Response]:
    """Ask a way for all that it can refuse."""
    way, there = reference["paths"][path][method], re.sub(r"\{\w+\}", "1", path)
    body = json.dumps(_example(reference["components"]["schemas"], way["requestBody"])) if _takes(way) else ""
    send(make_client(desk), "hello")

    def ask(
        desk: Desk = desk, there: str = there, body: str = body, headers: Json | None = None, **house: object
    ) -> Response:
        with make_client(desk, **house) as client:
            return client.request(method, there, content=body, headers=AS_JSON | (headers or {}))

    yield ask()
    yield ask(there=f"{there}?x=%FF")
    yield ask(there=re.sub(r"\{\w+\}", "999", path))
    yield ask(headers={"Idempotency-Key": "k"})
    yield ask(headers={"Idempotency-Key": "k"}, body=f"{body} ")
    yield ask(headers={"Host": "example.com"})
    yield ask(headers={"X-Much": "a" * 70_000})
    yield ask(mode=lambda: Mode.TEAM)
    yield ask(
        desk=_broken(desk, DatabaseDown("It is down.")), headers={"Authorization": f"Bearer {KEY_MARK}1"}
    )
    yield ask(desk=_broken(desk, DatabaseDown("It is down.")))
    yield ask(desk=_broken(desk, ValueError("It is wrong.")))
    if _takes(way):
        yield ask(body=" " * 2**21)
        yield ask(silence=0)
    with make_client(desk, mode=lambda: Mode.TEAM, rate_limit=1) as client:
        yield from [client.request(method, there) for _ in range(2)]


def _takes(way: Json) -> bool:
    return "requestBody" in way


def _broken(desk: Desk, error: Exception) -> Desk:
    """Give a desk whose database does nothing but raise this error."""

    def fail(*_: object) -> NoReturn:
        raise error

    return replace(desk, read=fail, write=fail)
