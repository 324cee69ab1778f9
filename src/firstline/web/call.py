"""One request as the doors need it: its bytes, its key, its desk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException

from firstline.flows.desk import Desk
from firstline.flows.once import Once
from firstline.web.house import inside

LONGEST_KEY = 255
KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;|$)", re.IGNORECASE)
MULTIPART_TYPE = re.compile(r"multipart/form-data\s*(?:;|$)", re.IGNORECASE)
FORM_TYPE = re.compile(r"application/x-www-form-urlencoded\s*(?:;|$)", re.IGNORECASE)
UTF_8 = frozenset({b"utf-8", b"utf8"})
LIKE_ASCII = frozenset({b"us-ascii", b"ascii", b"iso-8859-1", b"latin1", b"windows-1252"})
"""Charsets, in lower case, in which a text of ASCII letters reads as it does in UTF-8."""
MOST_FIELDS = 100
NOBODY = "nobody"
"""The credential of a caller who has none, at a public route."""
FORM = {"loc": ("body", "form")}
NOT_UTF_8 = {"type": "encoding", "msg": "A form must be sent as UTF-8 text"}
TOO_MANY = {"type": "form", "msg": f"A form may have {MOST_FIELDS} fields at most"}
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

    @property
    def is_form(self) -> bool:
        """Whether the caller says that the body is a form."""
        return any(kind.match(self.content_type) for kind in (FORM_TYPE, MULTIPART_TYPE))

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
    principal = request.scope["principal"]
    who = NOBODY if principal is None else principal.credential
    scope = f"{who} {request.method} {request.url.path}"
    return Call(body, content_type, Once(scope, key, body), await _form(request, content_type))


async def _form(request: Request, content_type: str) -> Mapping[str, str]:
    """Read a form, whose text is UTF-8 or refused: a form parser would take other bytes for Latin letters."""
    try:
        if FORM_TYPE.match(content_type):
            return _plain_form(await request.body())
        if MULTIPART_TYPE.match(content_type):
            _check_multipart(await request.body(), content_type)
            async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
                return {name: value for name, value in form.items() if isinstance(value, str)}
    except UnicodeDecodeError:
        raise RequestValidationError([FORM | NOT_UTF_8]) from None
    except HTTPException as error:
        raise RequestValidationError([FORM | {"type": "form", "msg": error.detail}]) from None
    return {}


def _plain_form(body: bytes) -> Mapping[str, str]:
    pieces = body.split(b"&", MOST_FIELDS)
    if len(pieces) > MOST_FIELDS:
        raise RequestValidationError([FORM | TOO_MANY])
    pairs = [piece.partition(b"=") for piece in pieces if piece]
    return {_text(name): _text(value) for name, _, value in pairs}


def _text(encoded: bytes) -> str:
    return unquote_to_bytes(encoded.replace(b"+", b" ")).decode()


def _check_multipart(body: bytes, content_type: str) -> None:
    """Refuse what is not UTF-8 or is said not to be; a percent sign is only a percent sign here."""
    body.decode()
    _, options = parse_options_header(content_type)
    charset = options.get(b"charset", b"utf-8").lower()
    if charset not in UTF_8 and not (charset in LIKE_ASCII and body.isascii()):
        raise RequestValidationError([FORM | NOT_UTF_8])


async def current_desk(request: Request) -> Desk:
    """Give the desk that this process serves; `async`, so that it costs no thread."""
    return inside(request).desk


CurrentDesk = Annotated[Desk, Depends(current_desk)]
CurrentCall = Annotated[Call, Depends(read_call)]
