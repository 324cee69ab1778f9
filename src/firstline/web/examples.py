"""What the reference shows: example bodies and answers, and bodies that FastAPI cannot read off by itself."""

from typing import Any

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


def body(model: str) -> dict[str, Any]:
    """Document a JSON body by the name of its model."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    return {"requestBody": {"required": True, "content": content}}


def _fields(required: list[str], fields: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": fields, "example": example}
    kinds = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    content = {kind: {"schema": schema} for kind in kinds}
    return {"requestBody": {"required": True, "content": content}}


def _errors(schema: dict[str, Any], **statuses: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    return {
        status: {"description": text, "content": {"application/json": {"schema": schema}}}
        for status, text in statuses.values()
    }


ONCE: dict[str, Any] = {"parameters": [KEY]}
"""Documents the key that a repeat may send."""

_NAME = {"type": "string", "minLength": 1}
_SEED_1: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
    "example": {"error": "Message not found"},
}
_DETAIL: dict[str, Any] = {
    "type": "object",
    "required": ["detail"],
    "properties": {"detail": {"type": "string"}},
    "example": {"detail": "Ticket not found"},
}
_INVALID: dict[str, Any] = {"$ref": "#/components/schemas/HTTPValidationError"}

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

SEED_1_ERRORS = _errors(
    _SEED_1,
    bad=(400, "What was sent cannot be understood"),
    refused=(403, "The caller may not use this desk"),
    missing=(404, "There is no such message or customer"),
    conflict=(409, "The Idempotency-Key was used for another request"),
    large=(413, "The body is too large"),
    unavailable=(503, "The desk cannot do it now; nothing was changed"),
)
COMMON_ERRORS = _errors(
    _DETAIL,
    refused=(403, "The caller may not use this desk"),
    large=(413, "The body is too large"),
    unavailable=(503, "The desk cannot do it now; nothing was changed"),
)
INVALID = _errors(_INVALID, invalid=(422, "Validation Error"))
CONFLICT = _errors(_DETAIL, conflict=(409, "The key or the reference was used for another request"))
NO_TICKET = _errors(_DETAIL, missing=(404, "Ticket not found")) | INVALID
SEED_2_CREATE = INVALID | CONFLICT
SEED_3_PROCESS = INVALID | CONFLICT

_NATIVE: dict[str, Any] = {
    "type": "object",
    "required": ["detail", "code", "request_id"],
    "properties": {
        "detail": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
    },
}
NATIVE_INVALID = _errors(_NATIVE, invalid=(422, "What was sent cannot be understood"))
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

VALIDATION_ERROR: dict[str, Any] = {
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
}
HTTP_VALIDATION_ERROR: dict[str, Any] = {
    "title": "HTTPValidationError",
    "type": "object",
    "properties": {
        "detail": {
            "title": "Detail",
            "type": "array",
            "items": {"$ref": "#/components/schemas/ValidationError"},
        }
    },
}
