"""Fields from a body: JSON, or the form encodings that seed 1 takes as well."""

from collections.abc import Mapping
from typing import Any

import msgspec

from firstline.web.call import Call
from firstline.web.errors import BadInput


def fields_of(call: Call) -> Mapping[str, Any]:
    """Give the fields of a body; an empty one has none.

    JSON is also understood when it is sent under another name, as `curl -d` does.

    Raises:
        BadInput: when the body is neither a JSON object nor a form.
    """
    body = call.body.strip()
    if call.is_form and not body.startswith(b"{"):
        return call.form
    found = _decoded(body) if body else {}
    if not isinstance(found, dict):
        message = "The body must be a JSON object"
        raise BadInput(message)
    return found


def json_object(call: Call) -> dict[str, Any] | None:
    """Give the JSON object that the body is, if it is one."""
    try:
        found = _decoded(call.body)
    except BadInput:
        return None
    return found if isinstance(found, dict) else None


def _decoded(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        message = "The body is nested too deeply"
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = "The body is not JSON"
    raise BadInput(message)
