"""/keys: how programs come in. The token is shown once, when the key is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from firstline.core.access import Scope
from firstline.core.ids import LARGEST, KeyId
from firstline.flows.keys import NewKey, add_key, list_keys, revoke_key
from firstline.store.api_keys import ApiKey, key_missing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.accounts import Name
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import Given, Page

KIND = "keys"

router = APIRouter(prefix="/api/v1", tags=["keys"])


class KeyGiven(Given):
    """A key that shall be made."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Web form", "scopes": ["intake"], "for_desk": True}}
    )

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    for_desk: bool = False
    """It belongs to the desk and not to who makes it: for intake and read alone, made by an admin."""
    expires_at: AwareDatetime | None = None
    """Not given: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOut:
    """A key, told from others by how it begins."""

    id: int
    name: str
    hint: str
    account_id: int | None
    """null: it belongs to the desk."""
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """To the minute; null: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyOut(KeyOut):
    """A new key; nobody sees the token again."""

    token: str


KEY = TypeAdapter(KeyGiven)


@router.get("/keys", response_model=Page[KeyOut], operation_id="list_keys")
def get_keys(
    desk: CurrentDesk, principal: CurrentPrincipal, limit: Limit = LIMIT, after: After = None
) -> Response:
    """List one's own keys; an admin sees all."""
    found = list_keys(desk, by=principal, after=number_after(KIND, after), limit=limit + 1)
    return respond(answer(paged(KIND, found, _shown, lambda one: one.id, limit=limit)))


@router.post(
    "/keys",
    status_code=201,
    response_model=NewKeyOut,
    operation_id="create_key",
    openapi_extra=examples.body("KeyGiven"),
)
def post_key(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Make a key; send its token as `Authorization: Bearer fl_...`."""
    given = call.read(KEY)
    account_id = None if given.for_desk else principal.account_id
    new = NewKey(given.name, frozenset(given.scopes), account_id, given.expires_at)
    made = add_key(desk, new, by=principal)
    return respond(answer(NewKeyOut(**_values(made.key), token=made.token), status=HTTPStatus.CREATED))


@router.delete("/keys/{key_id}", status_code=204, operation_id="revoke_key")
def delete_key(key_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """End a key at once, one's own or, as an admin, anybody's; another's is not there."""
    number = KeyId(key_id)
    if not 1 <= key_id <= LARGEST:
        raise key_missing(number)
    revoke_key(desk, number, by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _shown(key: ApiKey) -> KeyOut:
    return KeyOut(**_values(key))


def _values(key: ApiKey) -> dict[str, Any]:
    return {name: getattr(key, name) for name in key.__slots__}
