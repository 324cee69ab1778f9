"""Fields from a body: JSON, or the form encodings that seed 1 takes as well."""

from collections.abc import Mapping
from typing import Any

import msgspec

from firstline.web.call import Call


def fields_of(call: Call) -> Mapping[str, Any]:
    """Give the fields of a body; what cannot be understood has none.

    JSON is also understood when it is sent under another name, as `curl -d` does.
    """
    return json_object(call) or call.form


def json_object(call: Call) -> dict[str, Any] | None:
    """Give the JSON object that the body is, if it is one."""
    try:
        found = msgspec.json.decode(call.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
