"""/knowledge/articles: what the desk knows, to read, write, change and remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter
from pydantic.config import JsonDict

from firstline.flows import articles as flow
from firstline.flows.articles import Whole
from firstline.flows.once import answer_once
from firstline.knowledge.article import (
    LONGEST_ID,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_TAGS,
    Article,
    Audience,
    Standing,
    id_of,
    is_id,
)
from firstline.knowledge.passages import Passage
from firstline.store.articles import ArticleRevision, Sought, Stored
from firstline.store.search import LONGEST
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.places import LIMIT, After, Limit, name_of, paged, word_after
from firstline.web.native.shapes import Given, Page, absent
from firstline.web.texts import Filled, Text

LONGEST_URL = 2_000
LONGEST_TAG = 60

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"])


def _an_id(name: str) -> str:
    if not is_id(name):
        message = "must be letters, digits, dots, dashes and underscores"
        raise ValueError(message)
    return name


def _an_address(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        message = "must begin with https:// or http://"
        raise ValueError(message)
    return url


Id = Annotated[Filled, Field(max_length=LONGEST_ID), AfterValidator(_an_id)]
Title = Annotated[Filled, Field(max_length=LONGEST_TITLE)]
Body = Annotated[Text, Field(max_length=LONGEST_TEXT)]
Url = Annotated[Text, Field(max_length=LONGEST_URL), AfterValidator(_an_address)]
Tag = Annotated[Filled, Field(max_length=LONGEST_TAG)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Day = Annotated[date, Field(strict=False)]
Reader = Annotated[Audience, Field(strict=False)]
How = Annotated[Standing, Field(strict=False)]

CONTAINED = Query(
    max_length=LONGEST, description="Contained in the id, the title or a tag, whatever the case"
)
LANGUAGE = Query(pattern=r"^[a-z]{2,3}$", description="Only those in this language")

EXAMPLE: JsonDict = {
    "id": "return-window",
    "title": "How long you can return a device",
    "text": "You can return a device within 30 days of delivery.",
    "url": "https://help.example.com/returns",
    "tags": ["returns"],
}


class ArticleGiven(Given):
    """An article in Markdown."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    id: Id | None = None
    """By which drafts cite it; not given: made of the title."""
    title: Title
    text: Body
    url: Url = ""
    """Where customers read it; empty: at the desk, at `/kb/{id}`."""
    tags: Tags = Field(default_factory=list)
    language: Language = "en"
    audience: Reader = Audience.PUBLIC
    standing: How = Standing.PUBLISHED
    updated: Day | None = None
    """Of which day it says how things are; not given: today."""
    valid_from: Day | None = None
    valid_until: Day | None = None
    """The last day on which it holds."""


class ArticlePatch(Given):
    """What shall be otherwise; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"standing": "archived"}})

    title: Title = absent()
    text: Body = absent()
    url: Url = absent()
    tags: Tags = absent()
    language: Language = absent()
    audience: Reader = absent()
    standing: How = absent()
    updated: Day = absent()
    """Not given: today, where title or text change."""
    valid_from: Day | None = None
    valid_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article, as a list shows it."""

    id: str
    version: int
    """Grows with every change; send it as `If-Match`."""
    title: str
    url: str
    tags: Sequence[str]
    language: str
    audience: Audience
    standing: Standing
    updated: date
    valid_from: date | None
    valid_until: date | None
    source: str
    """The folder or feed that it is kept in step with; `samples`: it came with the desk; empty: neither."""
    author: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PassageOut:
    """A piece of an article that can be cited alone."""

    id: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOut(ArticleRow):
    """An article with its text."""

    text: str
    passages: Sequence[PassageOut]


@dataclass(frozen=True, slots=True)
class ArticleRevisionOut:
    """What an article said at a time."""

    version: int
    author: str
    saved_at: datetime
    title: str | None
    """Null: with this one it was removed."""
    text: str | None


GIVEN = TypeAdapter(ArticleGiven)
CHANGE = TypeAdapter(ArticlePatch)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The article was changed since you looked",
    "This article was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
THERE = examples.also(
    HTTPStatus.CONFLICT,
    "There is an article of this id",
    "There is an article 'return-window' already: change it, or choose another id.",
    "article_there",
)


@router.get("/articles", response_model=Page[ArticleRow], operation_id="list_articles")
def get_articles(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the query names
    desk: CurrentDesk,
    q: Annotated[Text | None, CONTAINED] = None,
    language: Annotated[str | None, LANGUAGE] = None,
    audience: Audience | None = None,
    standing: Standing | None = None,
    source: Annotated[Text | None, Query(max_length=LONGEST_ID)] = None,
    limit: Limit = LIMIT,
    after: After = None,
) -> Response:
    """List articles in the order of their ids, without their texts."""
    sought = Sought(contained=q, language=language, audience=audience, standing=standing, source=source)
    kind = name_of("articles", sought)
    found = flow.list_articles(desk, sought, limit=limit + 1, after=word_after(kind, after))
    return respond(answer(paged(kind, found, row_out, lambda one: one.article.id, limit=limit)))


@router.post(
    "/articles",
    status_code=201,
    response_model=ArticleOut,
    operation_id="create_article",
    openapi_extra=examples.body("ArticleGiven") | examples.ONCE,
    responses=THERE,
)
def post_article(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Make an article; it can be found by its words at once, by its meaning a moment later."""
    article = article_of(call.read(GIVEN), today=desk.clock().date())
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: flow.make_article(one, article, by=principal),
            lambda made: answer(article_out(made), status=HTTPStatus.CREATED),
        )
    )


@router.get("/articles/{article_id}", response_model=ArticleOut, operation_id="read_article")
def get_article(article_id: Text, desk: CurrentDesk) -> Response:
    """Show an article with its text and its passages."""
    found = flow.find_article(desk, article_id)
    return tagged(respond(answer(article_out(found))), found.stored.version)


@router.patch(
    "/articles/{article_id}",
    response_model=ArticleOut,
    operation_id="change_article",
    openapi_extra=examples.body("ArticlePatch"),
    responses=OUTDATED,
)
def patch_article(
    article_id: Text, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Change an article. One that came with the desk is the desk's own from then on."""
    changes = _changes(call.read(CHANGE).model_dump(exclude_unset=True), today=desk.clock().date())
    with showing(article_out_of(desk)):
        found = flow.change_article(desk, article_id, changes, by=principal, expected=expected)
    return tagged(respond(answer(article_out(found))), found.stored.version)


@router.delete("/articles/{article_id}", status_code=204, operation_id="delete_article", responses=OUTDATED)
def delete_article(
    article_id: Text, desk: CurrentDesk, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Remove an article. Its revisions stay, and so does what drafts have quoted of it."""
    with showing(article_out_of(desk)):
        flow.remove_article(desk, article_id, by=principal, expected=expected)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get(
    "/articles/{article_id}/revisions",
    response_model=Page[ArticleRevisionOut],
    operation_id="list_article_revisions",
)
def get_revisions(article_id: Text, desk: CurrentDesk) -> Response:
    """List what an article has said, the newest first; also of one that was removed."""
    found = flow.find_revisions(desk, article_id)
    return respond(answer(Page([_revision_out(one) for one in found], None)))


def article_of(given: ArticleGiven, *, today: date) -> Article:
    """Make an article of what a caller gives.

    Raises:
        RequestValidationError: when no id can be made of the title.
    """
    told = given.model_dump()
    name = given.id or id_of(given.title)
    if not name:
        where = {"loc": ("body", "id"), "type": "id"}
        raise RequestValidationError([where | {"msg": "The title has no letter to make an id of: give one"}])
    tags = tuple(dict.fromkeys(given.tags))
    return Article(**{**told, "id": name, "tags": tags, "updated": given.updated or today})


def row_out(stored: Stored) -> ArticleRow:
    """Show an article without its text."""
    return ArticleRow(**_told(stored))


def article_out(whole: Whole) -> ArticleOut:
    """Show an article."""
    cut = [passage_out(one) for one in whole.passages]
    return ArticleOut(**_told(whole.stored), text=whole.stored.article.text, passages=cut)


def article_out_of(desk: CurrentDesk) -> Any:  # noqa: ANN401 - a shape for `showing`
    """Give what shows an article that another one has changed."""
    return lambda stored: article_out(flow.find_article(desk, stored.article.id))


def passage_out(passage: Passage) -> PassageOut:
    """Show a passage."""
    return PassageOut(passage.id, passage.heading, passage.text)


def _told(stored: Stored) -> dict[str, Any]:
    one = stored.article
    names = ("id", "title", "url", "tags", "language", "audience", "standing", "updated")
    told = {name: getattr(one, name) for name in (*names, "valid_from", "valid_until")}
    rest = ("version", "source", "author", "created_at", "changed_at")
    return told | {name: getattr(stored, name) for name in rest}


def _changes(given: Mapping[str, Any], *, today: date) -> Mapping[str, Any]:
    changes = dict(given)
    if "tags" in changes:
        changes["tags"] = tuple(dict.fromkeys(changes["tags"]))
    if {"title", "text"} & changes.keys():
        changes.setdefault("updated", today)
    return changes


def _revision_out(one: ArticleRevision) -> ArticleRevisionOut:
    title, text = (None, None) if one.article is None else (one.article.title, one.article.text)
    return ArticleRevisionOut(one.version, one.author, one.saved_at, title, text)
