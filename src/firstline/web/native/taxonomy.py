"""/taxonomy: what a ticket can be about, and which team sees to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.flows.check_taxonomy import Checked, check_taxonomy
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.learning.overlap import Overlap, Stray
from firstline.tickets import taxonomy as limits
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.shapes import Given
from firstline.web.texts import Filled, Text

MOST_FINDINGS = 200
"""Of each kind; whoever has more begins with the strongest."""

router = APIRouter(prefix="/api/v1", tags=["taxonomy"])

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=limits.LONGEST_NAME)]
Phrase = Annotated[Filled, Field(max_length=limits.LONGEST_PHRASE)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class CategoryGiven(Given):
    """What a ticket can be about."""

    name: Name
    title: Annotated[Filled, Field(max_length=limits.LONGEST_TITLE)]
    team: Name
    """Made when there is no such team."""
    subcategories: Annotated[
        list[Annotated[Filled, Field(max_length=limits.LONGEST_NAME)]],
        Field(min_length=1, max_length=limits.MOST_SUBCATEGORIES),
    ]
    """A closed list; the last one is for everything else."""
    description: Annotated[Text, Field(max_length=limits.LONGEST_DESCRIPTION)] = ""
    phrases: dict[Language, list[Phrase]] = Field(default_factory=dict)
    """What customers write in such matters, by language."""
    retired: bool = False
    """It gets no new tickets from the desk itself; those that it has stay."""

    def category(self) -> Category:
        """Give it as the desk has it."""
        given = {name: getattr(self, name) for name in ("name", "title", "team", "description", "retired")}
        phrases = {language: tuple(texts) for language, texts in self.phrases.items()}
        return Category(**given, subcategories=tuple(self.subcategories), phrases=phrases)


class TaxonomyGiven(Given):
    """All categories, in the order in which people shall see them."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "categories": [
                    {
                        "name": "delivery",
                        "title": "Delivery",
                        "team": "logistics",
                        "subcategories": ["Late", "Damaged", "Other"],
                        "description": "Parcels on their way.",
                        "phrases": {"en": ["Where is my parcel?"]},
                    },
                    {
                        "name": "general",
                        "title": "General",
                        "team": "support",
                        "subcategories": ["Feature Request", "General Inquiry"],
                    },
                ]
            }
        }
    )

    categories: Annotated[list[CategoryGiven], Field(min_length=1, max_length=limits.MOST_CATEGORIES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryOut:
    """What a ticket can be about."""

    name: str
    title: str
    description: str
    team: str
    subcategories: Sequence[str]
    """A closed list; the last one is for everything else."""
    phrases: Mapping[str, Sequence[str]]
    """What customers write in such matters, by language."""
    retired: bool


@dataclass(frozen=True, slots=True)
class TaxonomyOut:
    """All categories, in the order in which people see them."""

    version: int
    """Grows with every change; send it as `If-Match`."""
    categories: Sequence[CategoryOut]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapOut:
    """Two categories that are hard to tell apart."""

    first: str
    second: str
    by_phrases: float
    """The share of both categories' phrases whose nearest neighbour is the other's."""
    by_tickets: float
    """The share of both categories' tickets that were taken for the other's."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayOut:
    """A phrase that pulls the wrong way."""

    category: str
    phrase: str
    nearer_to: str
    """Another category."""
    neighbour: str
    """The phrase of that category that is nearest."""
    pull: float
    """How much nearer it is to the other's phrases, as a difference of cosines."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyCheckOut:
    """What somebody who keeps the categories may want to mend, the strongest first."""

    version: int
    """Of the taxonomy that was looked over."""
    encoder: str
    """By which phrases were compared."""
    phrases: int
    """Those that were compared."""
    left_out: int
    """English phrases that were too many to be compared."""
    languages: Sequence[str]
    """Others in which there are phrases; the encoder does not know them, so they were not compared."""
    tickets: int
    """Tickets that people have resolved or corrected, by which confusion was counted."""
    overlaps: Sequence[OverlapOut]
    strays: Sequence[StrayOut]
    more: int
    """Findings that are not shown: of each kind the 200 strongest are."""


GIVEN = TypeAdapter(TaxonomyGiven)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The taxonomy was changed since you looked",
    "This taxonomy was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
IN_USE = examples.also(
    HTTPStatus.CONFLICT,
    "Tickets have a category that is left out",
    "Tickets have the category sales: set `retired` instead of leaving it out.",
    "category_in_use",
)


@router.get("/taxonomy", response_model=TaxonomyOut, operation_id="read_taxonomy")
def get_taxonomy(desk: CurrentDesk) -> Response:
    """Show all categories."""
    return _shown(read_taxonomy(desk))


@router.put(
    "/taxonomy",
    response_model=TaxonomyOut,
    operation_id="replace_taxonomy",
    openapi_extra=examples.body("TaxonomyGiven"),
    responses=OUTDATED | IN_USE,
)
def put_taxonomy(
    desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Replace all categories. `general` must be among them; what tickets have can only be retired."""
    categories = [one.category() for one in call.read(GIVEN).categories]
    with showing(taxonomy_out):
        return _shown(replace_taxonomy(desk, categories, by=principal, expected=expected))


@router.get("/taxonomy/check", response_model=TaxonomyCheckOut, operation_id="check_taxonomy")
def get_check(desk: CurrentDesk) -> Response:
    """Name the categories that are hard to tell apart, and the phrases that pull the wrong way: advice."""
    return respond(answer(check_out(check_taxonomy(desk))))


def check_out(checked: Checked) -> TaxonomyCheckOut:
    """Show what was found."""
    overlaps, strays = checked.findings.overlaps, checked.findings.strays
    shown = overlaps[:MOST_FINDINGS], strays[:MOST_FINDINGS]
    return TaxonomyCheckOut(
        version=checked.version,
        encoder=checked.encoder,
        phrases=checked.phrases,
        left_out=checked.left_out,
        languages=checked.languages,
        tickets=checked.tickets,
        overlaps=[_overlap(one) for one in shown[0]],
        strays=[_stray(one) for one in shown[1]],
        more=len(overlaps) + len(strays) - sum(map(len, shown)),
    )


def taxonomy_out(taxonomy: Taxonomy) -> TaxonomyOut:
    """Show a taxonomy."""
    return TaxonomyOut(taxonomy.version, [_category(one) for one in taxonomy.categories])


def _overlap(one: Overlap) -> OverlapOut:
    return OverlapOut(
        first=one.first,
        second=one.second,
        by_phrases=round(one.by_phrases, 4),
        by_tickets=round(one.by_tickets, 4),
        sentence=one.sentence,
    )


def _stray(one: Stray) -> StrayOut:
    return StrayOut(
        category=one.category,
        phrase=one.phrase,
        nearer_to=one.nearer_to,
        neighbour=one.neighbour,
        pull=round(one.pull, 4),
        sentence=one.sentence,
    )


def _category(category: Category) -> CategoryOut:
    return CategoryOut(
        name=category.name,
        title=category.title,
        description=category.description,
        team=category.team,
        subcategories=category.subcategories,
        phrases=category.phrases,
        retired=category.retired,
    )


def _shown(taxonomy: Taxonomy) -> Response:
    return tagged(respond(answer(taxonomy_out(taxonomy))), taxonomy.version)
