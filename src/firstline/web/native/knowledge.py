"""/knowledge: articles taken in together, searched, asked and looked over; and what none of them answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.ids import LARGEST
from firstline.flows.articles import remove_samples
from firstline.flows.consult import consult
from firstline.flows.gaps import list_gaps, settle_gap
from firstline.flows.import_articles import LONGEST_SOURCE, Source, checked_source, import_articles
from firstline.flows.look_over import look_over
from firstline.knowledge.article import Audience
from firstline.knowledge.check import Fault
from firstline.knowledge.shelf import Found
from firstline.store.gaps import Gap, GapMissing, GapState
from firstline.triage.encoder import LONGEST_TEXT
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.articles import ArticleGiven, article_of
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.places import LIMIT, After, Limit, name_of, no_place, paged, word_after
from firstline.web.native.shapes import Given, Page
from firstline.web.texts import Filled, Text

MOST_AT_ONCE = 200
"""Articles of one call."""
MOST_FOUND = 50

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"])

LANGUAGE = Query(pattern=r"^[a-z]{2,3}$", description="In which the question is asked")
QUESTION = Query(min_length=1, max_length=LONGEST_TEXT, description="As a customer would ask it")
READER = Query(description="`internal`: articles for agents, too")
HOW_MANY = Query(ge=1, le=MOST_FOUND, description="Articles")
STATE = Query(description="Only those of this state")


class ImportGiven(Given):
    """Articles that are taken in together, and kept in step with where they come from."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"source": "help-centre", "articles": [{"title": "Hours", "text": "Nine to five."}]}
        }
    )

    articles: Annotated[list[ArticleGiven], Field(min_length=0, max_length=MOST_AT_ONCE)]
    source: Annotated[Text, Field(max_length=LONGEST_SOURCE)] = ""
    whole: bool = False
    """These are all there are: others that came from the same source are archived."""


class GapPatch(Given):
    """What has become of a gap."""

    model_config = ConfigDict(json_schema_extra={"example": {"state": "answered"}})

    state: Annotated[GapState, Field(strict=False)]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What became of the articles, by their ids."""

    added: Sequence[str]
    changed: Sequence[str]
    unchanged: Sequence[str]
    archived: Sequence[str]


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage, and how near it is."""

    id: str
    heading: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that speaks of it."""

    id: str
    title: str
    url: str
    language: str
    score: float
    """The sum of z-scores; only its order means something."""
    passages: Sequence[FoundPassage]


@dataclass(frozen=True, slots=True)
class FoundOut:
    """What the knowledge base has on a question."""

    answerable: float
    """The chance that the first article answers it, in [0, 1]."""
    items: Sequence[FoundArticle]
    """The best first."""


@dataclass(frozen=True, slots=True)
class FindingOut:
    """One thing to look at."""

    fault: Fault
    articles: Sequence[str]
    """The one to mend first."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOut:
    """What customers asked and no article answers."""

    id: int
    version: int
    question: str
    language: str
    category: str
    state: GapState
    times: int
    first_at: datetime
    last_at: datetime
    tickets: Sequence[int]
    """The newest that asked it."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What is gone."""

    removed: Sequence[str]


IMPORT = TypeAdapter(ImportGiven)
SETTLED = TypeAdapter(GapPatch)
OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The gap was changed since you looked",
    "This knowledge gap was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)


@router.post(
    "/import",
    response_model=TakenOut,
    operation_id="import_articles",
    openapi_extra=examples.body("ImportGiven"),
)
def post_import(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Take articles in by their ids: new ones are added, others changed where they say something else.

    The same again changes nothing.
    """
    given = call.read(IMPORT)
    today = desk.clock().date()
    wanted = [article_of(one, today=today) for one in given.articles]
    undated = frozenset(
        one.id for one, told in zip(wanted, given.articles, strict=True) if told.updated is None
    )
    source = Source(checked_source(given.source), whole=given.whole, undated=undated)
    taken = import_articles(desk, wanted, source, by=principal)
    return respond(answer(TakenOut(taken.added, taken.changed, taken.unchanged, taken.archived)))


@router.delete("/samples", response_model=Removed, operation_id="remove_sample_articles")
def delete_samples(desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Remove the articles that came with the desk and that nobody has changed."""
    return respond(answer(Removed(remove_samples(desk, by=principal))))


@router.get("/search", response_model=FoundOut, operation_id="search_knowledge")
def get_search(
    desk: CurrentDesk,
    q: Annotated[Filled, QUESTION],
    language: Annotated[str, LANGUAGE] = "en",
    audience: Annotated[Audience, READER] = Audience.PUBLIC,
    limit: Annotated[int, HOW_MANY] = 10,
) -> Response:
    """Find the articles that answer a question best, by their words and their meaning."""
    asked = consult(desk, q, language=language, audience=audience, most=limit)
    return respond(answer(FoundOut(round(asked.chance, 4), [found_out(one) for one in asked.found])))


@router.get("/check", response_model=Page[FindingOut], operation_id="check_knowledge")
def get_check(desk: CurrentDesk) -> Response:
    """Look the knowledge base over: duplicates, contradictions, dead links, old pages."""
    found = [FindingOut(one.fault, one.articles, one.sentence) for one in look_over(desk)]
    return respond(answer(Page(found, None)))


@router.get("/gaps", response_model=Page[GapOut], operation_id="list_knowledge_gaps")
def get_gaps(
    desk: CurrentDesk,
    state: Annotated[GapState | None, STATE] = GapState.OPEN,
    limit: Limit = LIMIT,
    after: After = None,
) -> Response:
    """List what customers asked and no article answers, what was asked most first."""
    kind = name_of("gaps", state)
    found = list_gaps(desk, state, limit=limit + 1, after=_place(word_after(kind, after)))
    return respond(answer(paged(kind, found, gap_out, lambda one: f"{one.times}-{one.id}", limit=limit)))


@router.patch(
    "/gaps/{gap_id}",
    response_model=GapOut,
    operation_id="settle_knowledge_gap",
    openapi_extra=examples.body("GapPatch"),
    responses=OUTDATED,
)
def patch_gap(
    gap_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Say what has become of a gap: answered by an article, dismissed, or open again."""
    given = call.read(SETTLED)
    if not 1 <= gap_id <= LARGEST:
        message = f"There is no knowledge gap {gap_id}."
        raise GapMissing(message)
    with showing(gap_out):
        found = settle_gap(desk, gap_id, given.state, by=principal, expected=expected)
    return tagged(respond(answer(gap_out(found))), found.version)


def found_out(one: Found) -> FoundArticle:
    """Show an article that was found."""
    cut = [FoundPassage(each.id, each.heading, each.text, round(score, 4)) for each, score in one.passages]
    article = one.article
    return FoundArticle(
        article.id, article.title, article.address, article.language, round(one.score, 4), cut
    )


def gap_out(gap: Gap) -> GapOut:
    """Show a gap."""
    names = ("id", "version", "question", "language", "category", "state", "times", "first_at", "last_at")
    return GapOut(**{name: getattr(gap, name) for name in names}, tickets=list(gap.tickets))


def _place(word: str) -> tuple[int, int] | None:
    if not word:
        return None
    times, _, number = word.partition("-")
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in (times, number)):  # noqa: PLR2004 - the digits of 10^18
        raise no_place()
    return int(times), int(number)
