"""What the reference shows beyond what FastAPI reads off by itself: bodies, examples and errors.

Which errors a way can answer with follows from what it has: a body can be too large, an id can be unknown, a
key can be used twice. They are told in the shape of the way's own door.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from firstline.web.errors import Shape, shape_of, shaped
from firstline.web.guard import PUBLIC
from firstline.web.upload import FILES

AVA: dict[str, Any] = {
    "customer_name": "Ava Stone",
    "customer_email": "ava@example.com",
    "subject": "Cannot login",
    "message": "This is urgent. I cannot login and my team is blocked today.",
    "source": "email",
    "customer_tier": "standard",
}
JOHN: dict[str, Any] = {
    "customer_email": "john.doe@example.com",
    "customer_name": "John Doe",
    "raw_message": "I was charged twice for my subscription this month. Please help!",
    "ticket_id": "TKT-2025-001",
}
TICKET_OUTPUT: dict[str, Any] = {
    "answer_draft": {
        "body": "I understand your concern about the duplicate charge...",
        "closing": "Best regards,\nSupport Team",
        "greeting": "Hi John,",
        "tone": "empathetic_professional",
    },
    "citations": [
        {
            "chunk_id": "KB-1234-c-45",
            "doc_id": "KB-1234",
            "score": 0.89,
            "title": "Duplicate Charge Resolution",
            "url": "https://kb.company.com/billing/duplicate",
        }
    ],
    "policy_check": {
        "compliance": "passed",
        "escalation_needed": False,
        "refund_promise": False,
        "sla_mentioned": True,
    },
    "ticket_id": "TKT-2025-001",
    "timestamp": "2025-01-15T10:30:00+00:00",
    "triage": {
        "category": "Billing",
        "confidence": 0.92,
        "priority": "P2",
        "sentiment": "frustrated",
        "sla_hours": 24,
        "subcategory": "Duplicate Charge",
        "suggested_team": "Finance Team",
    },
}
"""Seed 3's documented example."""

KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same body gives the same answer and changes nothing; kept 7 days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


AT_ALL_TIMES = ("/health", "/health/live", "/api/health")
"""Ways that answer whatever the database does; at the others it may be asked whose credential came."""

UNREADABLE = "The query must be UTF-8 text"
MISUNDERSTOOD = {
    "/api/messages/send": "user_id and message are required",
    "/api/messages/{message_id}/reply": "agent_name and reply are required",
    "/api/messages/{message_id}/assign": "agent_name is required",
    "/api/set/llm": "A JSON object is required, in which use_llm is true or false",
}
"""What seed 1's ways say to a body that they cannot understand."""
UNKNOWN = {
    "/api/messages": "Message not found",
    "/api/customers": "Customer not found",
    "/api/v1/accounts": "There is no account 7.",
    "/api/v1/invitations": "There is no invitation 7.",
    "/api/v1/jobs": "There is no job 7. A job that is done leaves the queue.",
    "/api/v1/keys": "There is no key 7.",
    "/api/v1/models": "There is no model 7.",
    "/api/v1/sessions": "There is no session 7.",
}
NO_JSON = {
    "loc": ["header", "content-type"],
    "msg": "The body must be sent as application/json",
    "type": "content_type",
}
NO_QUERY = {"loc": ["query", "encoding"], "msg": UNREADABLE, "type": "encoding"}


@dataclass(frozen=True, slots=True)
class Told:
    """An error as the reference tells it."""

    status: HTTPStatus
    when: str
    detail: str | list[dict[str, Any]]
    code: str


SIGN_IN_NEEDED = Told(
    HTTPStatus.UNAUTHORIZED,
    "The desk has accounts and no credential came, or the one that came is not good",
    "This desk has accounts: sign in, or send an API key.",
    "sign_in_needed",
)
NOT_FROM_HERE = Told(
    HTTPStatus.FORBIDDEN,
    "The caller may not use this desk",
    "This desk answers only to its own machine: call it as localhost or 127.0.0.1.",
    "not_from_here",
)
TOO_MANY = Told(
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests; `Retry-After` says for how many seconds to wait",
    "More than 6,000 requests within a minute. Wait 7 s, then go on.",
    "too_many_requests",
)
CONFLICT = Told(
    HTTPStatus.CONFLICT,
    "The Idempotency-Key, or the reference, was used for something else",
    "This Idempotency-Key was used for another request. Use a new key for a new request.",
    "idempotency_key_reused",
)
TOO_LARGE = Told(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The body is too large",
    "The body is larger than 1048576 bytes. FIRSTLINE_MAX_BODY sets the limit.",
    "too_large",
)
FILE_TOO_LARGE = Told(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The file is too large",
    "The body is larger than 67108864 bytes. FIRSTLINE_MAX_UPLOAD sets the limit.",
    "too_large",
)
TOO_SLOW = Told(
    HTTPStatus.REQUEST_TIMEOUT,
    "The body did not come in time",
    "The body did not come in time: 60 s without a byte, or fewer than 500 bytes a second. "
    "Nothing was stored; send it again.",
    "too_slow",
)
HEADERS_TOO_LARGE = Told(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The headers are too large",
    "The headers are larger than 65536 bytes.",
    "headers_too_large",
)
FAULT = Told(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "A fault of ours",
    "Something went wrong on our side. Look whether it was stored before you repeat it.",
    "internal_error",
)
UNAVAILABLE = Told(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The desk cannot do it now; the sentence says why, and what to do",
    "The database cannot be reached. Nothing was changed; try again in a moment.",
    "database_down",
)


def body(model: str, *, required: bool = True) -> dict[str, Any]:
    """Document a JSON body by the name of its model."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    return {"requestBody": {"required": required, "content": content}}


def errors_of(path: str, way: Mapping[str, Any]) -> dict[str, Any]:
    """Describe every error that a way can answer with."""
    shape = shape_of(path)
    return {str(told.status.value): _described(told, shape) for told in _told(path, way, shape)}


def also(status: HTTPStatus, when: str, sentence: str, code: str) -> dict[int | str, dict[str, Any]]:
    """Describe an error of a native way that does not follow from what the way has."""
    return {status.value: _described(Told(status, when, sentence, code), Shape.NATIVE)}


def _told(path: str, way: Mapping[str, Any], shape: Shape) -> Iterator[Told]:
    takes_body = "requestBody" in way
    yield _misunderstood(path, takes_body=takes_body, shape=shape)
    if path not in PUBLIC:
        yield SIGN_IN_NEEDED
        yield TOO_MANY
    yield NOT_FROM_HERE
    if "{" in path:
        yield _missing(path)
    if KEY in way.get("parameters", ()):
        yield CONFLICT
    if takes_body:
        yield FILE_TOO_LARGE if ("POST", path) in FILES else TOO_LARGE
        yield TOO_SLOW
    yield HEADERS_TOO_LARGE
    yield FAULT
    if path not in AT_ALL_TIMES:
        yield UNAVAILABLE


def _misunderstood(path: str, *, takes_body: bool, shape: Shape) -> Told:
    if shape is Shape.SENTENCE:
        sentence = MISUNDERSTOOD.get(path, f"encoding: {UNREADABLE}")
        return Told(HTTPStatus.BAD_REQUEST, "What was sent cannot be understood", sentence, "bad_input")
    found = [NO_JSON if takes_body else NO_QUERY]
    return Told(HTTPStatus.UNPROCESSABLE_ENTITY, "Validation Error", found, "bad_input")


def _missing(path: str) -> Told:
    sentence = next((text for start, text in UNKNOWN.items() if path.startswith(start)), "Ticket not found")
    return Told(HTTPStatus.NOT_FOUND, sentence, sentence, "missing")


def _described(told: Told, shape: Shape) -> dict[str, Any]:
    is_list = isinstance(told.detail, list) and shape is Shape.DETAIL
    schema = {"$ref": f"#/components/schemas/{LIST if is_list else NAMES[shape]}"}
    example = shaped(shape, told.detail, told.code, "req-0123456789abcdef")
    return {
        "description": told.when,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _fields(required: list[str], fields: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": fields, "example": example}
    kinds = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    content = {kind: {"schema": schema} for kind in kinds}
    return {"requestBody": {"required": True, "content": content}}


ONCE: dict[str, Any] = {"parameters": [KEY]}
"""Documents the key that a repeat may send."""

_NAME = {"type": "string", "minLength": 1}
SEND = (
    _fields(
        ["user_id", "message"],
        {
            "user_id": {"type": "integer", "minimum": 1, "maximum": 999_999_999_999},
            "message": {"type": "string", "minLength": 1},
        },
        {"user_id": 12345, "message": "Why was my loan rejected?"},
    )
    | ONCE
)
REPLY = (
    _fields(
        ["agent_name", "reply"],
        {"agent_name": _NAME | {"maxLength": 50}, "reply": _NAME},
        {"agent_name": "Agent John", "reply": "Your application is under review."},
    )
    | ONCE
)
ASSIGN = _fields(["agent_name"], {"agent_name": _NAME | {"maxLength": 100}}, {"agent_name": "Agent Sarah"})
SET_LLM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"use_llm": {"type": "boolean", "default": False}},
                    "example": {"use_llm": False},
                }
            }
        },
    }
}

TRIAGE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/TriageText"},
                        {"type": "string", "minLength": 1},
                        {
                            "type": "array",
                            "maxItems": 1000,
                            "items": {
                                "anyOf": [
                                    {"type": "string", "minLength": 1},
                                    {"$ref": "#/components/schemas/TriageText"},
                                ]
                            },
                        },
                    ]
                },
                "example": {"text": "I was charged twice for my subscription this month. Please help!"},
            }
        },
    }
}

LIST = "HTTPValidationError"
NAMES = {Shape.SENTENCE: "Error", Shape.DETAIL: "Detail", Shape.NATIVE: "Problem"}
"""What the shapes of errors are called."""

_TEXT = {"type": "string"}
ERRORS: dict[str, Any] = {
    "Error": {"type": "object", "required": ["error"], "properties": {"error": _TEXT}},
    "Detail": {"type": "object", "required": ["detail"], "properties": {"detail": _TEXT}},
    "Problem": {
        "type": "object",
        "required": ["detail", "code", "request_id"],
        "properties": {
            "detail": {
                "anyOf": [
                    _TEXT,
                    {"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}},
                ]
            },
            "code": _TEXT,
            "request_id": _TEXT,
            "current": {"type": "object", "description": "How the thing stands now, where that helps"},
        },
    },
    "ValidationError": {
        "title": "ValidationError",
        "type": "object",
        "required": ["loc", "msg", "type"],
        "properties": {
            "loc": {
                "title": "Location",
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            },
            "msg": {"title": "Message", "type": "string"},
            "type": {"title": "Error Type", "type": "string"},
        },
    },
    "HTTPValidationError": {
        "title": "HTTPValidationError",
        "type": "object",
        "properties": {
            "detail": {
                "title": "Detail",
                "type": "array",
                "items": {"$ref": "#/components/schemas/ValidationError"},
            }
        },
    },
}
