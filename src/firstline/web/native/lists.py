"""/tickets as lists: filters, views, searches, and how many tickets there are where."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.core.ids import LARGEST
from firstline.flows.desk import Desk
from firstline.flows.list_tickets import Counts, Found, count_tickets, list_tickets, order_tickets
from firstline.flows.views import filters_of, find_view
from firstline.store.search import LONGEST
from firstline.tickets.sought import Asked, Sort, View
from firstline.tickets.tags import tag_of
from firstline.tickets.ticket import Status
from firstline.tickets.verdict import Certainty, Level, Priority, Sentiment, TicketScope
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.cursor import behind, place_in
from firstline.web.native.details import Moment
from firstline.web.native.places import LIMIT, name_of
from firstline.web.native.shapes import MOST, Highlight, Id, Page, TicketOut, ticket_out
from firstline.web.texts import Filled, Text

MOST_VALUES = 50
"""Values of one filter."""
MOST_NUMBERS = 100
"""Tickets that are asked for by number."""
MOST_ORDERED = 20_000
"""Numbers of one list at once."""
MOST_COUNTED = 20
"""Saved views that are counted at once."""
LONGEST_VALUE, LONGEST_AGENT, LONGEST_TAG = 60, 100, 200
LONGEST_PLACE = 200

router = APIRouter(prefix="/api/v1", tags=["tickets"])


def _as_kept(tag: str) -> str:
    try:
        return tag_of(tag)
    except Invalid as invalid:
        raise ValueError(invalid.sentence) from None


def _several(**told: Any) -> Any:  # noqa: ANN401 - the default of a field of any type
    return Field(default=None, min_length=1, max_length=MOST_VALUES, **told)


Value = Annotated[Filled, Field(max_length=LONGEST_VALUE)]
AgentName = Annotated[Filled, Field(max_length=LONGEST_AGENT)]
Tag = Annotated[Text, Field(max_length=LONGEST_TAG), AfterValidator(_as_kept)]


class Filters(BaseModel):
    """Which tickets a list holds: values of one filter are alternatives, several filters hold together."""

    status: list[Status] | None = _several()
    category: list[Value] | None = _several()
    subcategory: list[Value] | None = _several()
    priority: list[Priority] | None = _several()
    level: list[Level] | None = _several()
    sentiment: list[Sentiment] | None = _several()
    team: list[Value] | None = _several()
    channel: list[Value] | None = _several()
    language: list[Value] | None = _several()
    certainty: list[Certainty] | None = _several()
    scope: list[TicketScope] | None = _several(description="`in_scope`, or marks such as `spam`")
    tag: list[Tag] | None = _several()
    assignee: list[AgentName] | None = _several(description="Agents by name or number, `me`, or `none`")
    customer: Id | None = Field(default=None, description="The customer's number")
    unread: bool | None = Field(
        default=None, description="Whether the customer has written since you read the ticket"
    )
    received_from: Moment | None = None
    received_to: Moment | None = Field(default=None, description="Not included")
    q: Annotated[Text, Field(max_length=LONGEST)] | None = Field(
        default=None,
        description="Words in the subject, the customer's name or address, or the thread. All must occur, in "
        "any case, with or without accents; the last one may be a beginning. In quotes: next to each other",
    )


class ListAsked(Filters):
    """What the query of a list may name; anything else is refused, so that a misspelt name is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: list[Id] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NUMBERS,
        description="These tickets alone, as far as they are in the list",
    )
    view: View | Id | None = Field(
        default=None, description="One of the built-in views, or the number of a saved one"
    )
    sort: Sort | None = Field(
        default=None, description="Without it the saved view's, else `newest`; `due` goes up, the others down"
    )


class PageAsked(ListAsked):
    """A page of a list."""

    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Items of one page")
    after: str | None = Field(
        default=None, max_length=LONGEST_PLACE, description="`next` of the page before, with the same filters"
    )


class OrderAsked(ListAsked):
    """A list at once."""

    most: int = Field(default=MOST_ORDERED, ge=1, le=MOST_ORDERED, description="Numbers that are given")


@dataclass(frozen=True, slots=True)
class OrderOut:
    """A list at once, in the order of its pages."""

    ids: Sequence[int]
    """The tickets' numbers; `/tickets?id=7&id=9` gives the tickets."""
    more: bool
    """Whether the list goes on behind them."""


@dataclass(frozen=True, slots=True)
class ViewCount:
    """How many tickets a built-in view holds."""

    view: View
    count: int


@dataclass(frozen=True, slots=True)
class NameCount:
    """How many open tickets a team, a category or a kind of mail has."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SavedCount:
    """How many tickets a saved view holds."""

    id: int
    count: int
    """1,000 at the most."""
    more: bool
    """Whether there are more than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsOut:
    """How many tickets there are where."""

    views: Sequence[ViewCount]
    teams: Sequence[NameCount]
    categories: Sequence[NameCount]
    scopes: Sequence[NameCount]
    """`in_scope`, and each mark that is there."""
    saved: Sequence[SavedCount]
    """The saved views that were named, in that order."""


NO_SUCH_VIEW = examples.also(
    HTTPStatus.NOT_FOUND,
    "There is no such saved view, or it is somebody else's own",
    "There is no saved view 7.",
    "view_missing",
)


@router.get("/tickets", response_model=Page[TicketOut], operation_id="list_tickets", responses=NO_SUCH_VIEW)
def get_tickets(desk: CurrentDesk, by: CurrentPrincipal, query: Annotated[PageAsked, Query()]) -> Response:
    """List tickets; with `q`, those that hold the words, and where. A search's `newest` came in last."""
    asked, sort = _understood(desk, query, by)
    name = name_of(sort, asked)
    after = place_in(name, sort, query.after)
    found = list_tickets(desk, asked, sort, by=by, limit=query.limit + 1, after=after)
    shown = found[: query.limit]
    more = behind(name, sort, shown[-1].seen.ticket) if len(found) > query.limit else None
    return respond(answer(Page([found_out(one) for one in shown], more)))


@router.get("/tickets/order", response_model=OrderOut, operation_id="order_tickets", responses=NO_SUCH_VIEW)
def get_order(desk: CurrentDesk, by: CurrentPrincipal, query: Annotated[OrderAsked, Query()]) -> Response:
    """Give the numbers of all tickets of a list at once: what its pages hold, one after the other."""
    asked, sort = _understood(desk, query, by)
    found = order_tickets(desk, asked, sort, by=by, most=query.most)
    return respond(answer(OrderOut(found.ids, found.more)))


@router.get("/tickets/counts", response_model=CountsOut, operation_id="count_tickets", responses=NO_SUCH_VIEW)
def get_counts(
    desk: CurrentDesk,
    by: CurrentPrincipal,
    view: Annotated[
        list[Annotated[int, Query(ge=1, le=LARGEST)]],
        Query(max_length=MOST_COUNTED, description="Saved views to be counted, too; may be repeated"),
    ] = [],  # noqa: B006 - FastAPI's way to say: none
) -> Response:
    """Count what each view holds, and the open tickets of each team, category and kind of mail."""
    return respond(answer(_counts_out(count_tickets(desk, view, by=by))))


def asked_of(filters: Filters) -> Asked:
    """Say what filters name; the number of a saved view is not among them."""
    given: dict[str, Any] = {field.name: getattr(filters, field.name, None) for field in fields(Asked)}
    if not isinstance(given["view"], View):
        given["view"] = None
    listed = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return Asked(**(given | listed))


def found_out(found: Found) -> TicketOut:
    """Show a ticket of a list."""
    seen = found.seen
    marks = found.marks
    return ticket_out(
        seen.ticket,
        tags=seen.tags,
        unread=seen.unread,
        highlights=None
        if marks is None
        else [Highlight(part=one.part, text=one.text, spans=one.spans) for one in marks],
    )


def _understood(desk: Desk, query: ListAsked, by: Principal) -> tuple[Asked, Sort]:
    """Say what a query asks for, and in which order, with the saved view that it may name."""
    asked, sort = asked_of(query), query.sort
    if isinstance(query.view, int):
        view = find_view(desk, query.view, by=by)
        asked, sort = asked.within(filters_of(view)), sort or view.sort
    return asked, sort or Sort.NEWEST


def _counts_out(counts: Counts) -> CountsOut:
    return CountsOut(
        views=[ViewCount(view, counts.views[view]) for view in View],
        teams=[NameCount(name, counts.teams[name]) for name in sorted(counts.teams)],
        categories=[NameCount(name, counts.categories[name]) for name in sorted(counts.categories)],
        scopes=[NameCount(name, counts.scopes[name]) for name in sorted(counts.scopes)],
        saved=[SavedCount(one.view.id, one.count, one.more) for one in counts.saved],
    )
