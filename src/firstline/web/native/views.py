"""/views: filters with a name, one's own or shared with all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.ids import LARGEST
from firstline.flows.once import answer_once
from firstline.flows.views import change_view, filters_of, find_view, forget_view, list_views, make_view
from firstline.store.views import SavedView, ViewMissing
from firstline.tickets.sought import Sort, View
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import NO_AGENT
from firstline.web.native.lists import Filters, asked_of
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import AgentRef, Given, Page, absent
from firstline.web.texts import Filled

VIEWS = "views"
LONGEST_NAME = 80

router = APIRouter(prefix="/api/v1", tags=["views"])

Name = Annotated[Filled, Field(max_length=LONGEST_NAME)]


class ViewFilters(Filters):
    """What a view holds; nothing: every ticket."""

    model_config = Given.model_config

    view: View | None = None
    """One of the built-in views, which this one narrows."""


class ViewGiven(Given):
    """Filters with a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "Urgent refunds",
                "filters": {"view": "open", "category": ["billing"], "priority": ["urgent"]},
                "sort": "due",
                "shared": True,
            }
        }
    )

    name: Name
    filters: ViewFilters
    sort: Sort = Sort.NEWEST
    shared: bool = False
    """Whether everybody sees it."""


class ViewPatch(Given):
    """What shall be otherwise; what is left out stays. Filters are replaced as a whole."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Refunds", "shared": False}})

    name: Name = absent()
    filters: ViewFilters = absent()
    sort: Sort = absent()
    shared: bool = absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersOut:
    """Filters as a query of `/tickets` names them; null: the filter is not set."""

    view: View | None
    status: Sequence[str] | None
    category: Sequence[str] | None
    subcategory: Sequence[str] | None
    priority: Sequence[str] | None
    level: Sequence[str] | None
    sentiment: Sequence[str] | None
    team: Sequence[str] | None
    channel: Sequence[str] | None
    language: Sequence[str] | None
    certainty: Sequence[str] | None
    scope: Sequence[str] | None
    tag: Sequence[str] | None
    assignee: Sequence[str] | None
    customer: int | None
    unread: bool | None
    received_from: datetime | None
    received_to: datetime | None
    q: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOut:
    """A saved view; list its tickets with `/tickets?view={id}`."""

    id: int
    version: int
    """Grows with every change; send it as `If-Match`."""
    name: str
    owner: AgentRef
    shared: bool
    filters: FiltersOut
    sort: Sort
    created_at: datetime
    updated_at: datetime


GIVEN = TypeAdapter(ViewGiven)
PATCH = TypeAdapter(ViewPatch)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The view was changed since you looked; `current` shows how it stands now",
    "This view was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)


@router.get("/views", response_model=Page[ViewOut], operation_id="list_views")
def get_views(desk: CurrentDesk, by: CurrentPrincipal, limit: Limit = LIMIT, after: After = None) -> Response:
    """List your own views and those that are shared, in the order in which they were made."""
    found = list_views(desk, by=by, limit=limit + 1, after=number_after(VIEWS, after))
    return respond(answer(paged(VIEWS, found, view_out, lambda one: one.id, limit=limit)))


@router.post(
    "/views",
    status_code=201,
    response_model=ViewOut,
    operation_id="create_view",
    openapi_extra=examples.body("ViewGiven") | examples.ONCE,
    responses=NO_AGENT,
)
def post_view(desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Save filters under a name."""
    given = call.read(GIVEN)
    asked = asked_of(given.filters)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: make_view(one, given.name, asked, given.sort, shared=given.shared, by=by),
            lambda made: answer(view_out(made), status=HTTPStatus.CREATED),
        )
    )


@router.get("/views/{view_id}", response_model=ViewOut, operation_id="get_view")
def get_view(view_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Show a saved view."""
    return _shown(find_view(desk, _known(view_id), by=by))


@router.patch(
    "/views/{view_id}",
    response_model=ViewOut,
    operation_id="update_view",
    openapi_extra=examples.body("ViewPatch"),
    responses=OUTDATED,
)
def patch_view(
    view_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Change a view: its owner may, and of a shared one a lead, too."""
    changes = _changes(call.read(PATCH))
    with showing(view_out):
        return _shown(change_view(desk, _known(view_id), changes, by=by, expected=expected))


@router.delete("/views/{view_id}", status_code=204, operation_id="delete_view", responses=OUTDATED)
def delete_view(view_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """Forget a view; its tickets stay where they are."""
    with showing(view_out):
        forget_view(desk, _known(view_id), by=by, expected=expected)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def view_out(view: SavedView) -> ViewOut:
    """Show a saved view."""
    asked = filters_of(view)
    return ViewOut(
        id=view.id,
        version=view.version,
        name=view.name,
        owner=AgentRef(view.agent_id, view.agent),
        shared=view.shared,
        filters=FiltersOut(**{name: getattr(asked, name) for name in FiltersOut.__dataclass_fields__}),
        sort=view.sort,
        created_at=view.created_at,
        updated_at=view.updated_at,
    )


def _changes(patch: ViewPatch) -> dict[str, Any]:
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    if "filters" in given:
        given["filters"] = asked_of(given["filters"])
    return given


def _shown(view: SavedView) -> Response:
    return tagged(respond(answer(view_out(view))), view.version)


def _known(view_id: int) -> int:
    if not 1 <= view_id <= LARGEST:
        message = f"There is no view {view_id}."
        raise ViewMissing(message)
    return view_id
