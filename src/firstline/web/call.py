"""One request as the doors need it: its bytes, its key, its desk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from firstline.flows.desk import Desk
from firstline.flows.once import Once
from firstline.web.texts import is_utf8

LONGEST_KEY = 255
KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;|$)", re.IGNORECASE)
MULTIPART_TYPE = re.compile(r"multipart/form-data\s*(?:;|$)", re.IGNORECASE)
FORM_TYPE = re.compile(r"(?:application/x-www-form-urlencoded|multipart/form-data)\s*(?:;|$)", re.IGNORECASE)
MOST_FIELDS = 100
LOCAL = "local"
"""The credential of a caller in local mode."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose body has been read."""

    body: bytes
    content_type: str
    once: Once | None
    form: Mapping[str, str] = field(default_factory=dict)
    """The fields, when the body is a form; files are not taken."""

    @property
    def is_json(self) -> bool:
        """Whether the caller says that the body is JSON, or does not say what it is."""
        return not self.content_type or JSON_TYPE.match(self.content_type) is not None

    def read(self, shape: TypeAdapter[T]) -> T:
        """Understand a JSON body.

        Raises:
            RequestValidationError: when it is not of the shape.
        """
        if not self.is_json:
            where = {"loc": ("header", "content-type"), "type": "content_type"}
            raise RequestValidationError([where | {"msg": "The body must be sent as application/json"}])
        try:
            return shape.validate_json(self.body)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from None


async def read_call(request: Request) -> Call:
    """Read the body and the Idempotency-Key."""
    body = await request.body()
    key = request.headers.get("idempotency-key")
    content_type = request.headers.get("content-type", "")
    if key is None:
        return Call(body, content_type, None, await _form(request, content_type))
    if not KEY.fullmatch(key):
        message = f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters and no space"
        where = {"loc": ("header", "idempotency-key"), "type": "idempotency_key"}
        raise RequestValidationError([where | {"msg": message}])
    scope = f"{LOCAL} {request.method} {request.url.path}"
    return Call(body, content_type, Once(scope, key, body), await _form(request, content_type))


async def _form(request: Request, content_type: str) -> Mapping[str, str]:
    if not FORM_TYPE.match(content_type):
        return {}
    if not _is_text(await request.body(), content_type):
        where = {"loc": ("body", "form"), "type": "encoding"}
        raise RequestValidationError([where | {"msg": "A form must be sent as UTF-8 text"}])
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        where = {"loc": ("body", "form"), "type": "form"}
        raise RequestValidationError([where | {"msg": error.detail}]) from None


def _is_text(body: bytes, content_type: str) -> bool:
    """Tell whether a form is UTF-8 text; in a multipart form a percent sign is only a percent sign."""
    if not MULTIPART_TYPE.match(content_type):
        return is_utf8(body)
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def current_desk(request: Request) -> Desk:
    """Give the desk that this process serves; `async`, so that it costs no thread."""
    return cast("Desk", request.app.state.desk)


CurrentDesk = Annotated[Desk, Depends(current_desk)]
CurrentCall = Annotated[Call, Depends(read_call)]
