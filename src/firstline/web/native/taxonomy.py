"""/taxonomy: what a ticket can be about, and which team sees to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.access import Principal
from firstline.core.versions import Expected
from firstline.flows.desk import Desk
from firstline.flows.reorganise import Reorganised, reorganise
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.tickets import taxonomy as limits
from firstline.tickets.reorganised import Change, Merging, Renaming, Splitting
from firstline.tickets.taxonomy import Category, Rule, Taxonomy
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.shapes import Given, absent
from firstline.web.texts import Filled, Text

router = APIRouter(prefix="/api/v1", tags=["taxonomy"])

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=limits.LONGEST_NAME)]
Phrase = Annotated[Filled, Field(max_length=limits.LONGEST_PHRASE)]
LONGEST_LABEL = 2 * limits.LONGEST_NAME + 1
Part = Annotated[Filled, Field(max_length=limits.LONGEST_NAME)]
"""A subcategory's name."""
Label = Annotated[Filled, Field(max_length=LONGEST_LABEL)]
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


class RuleGiven(Given):
    """Words that say what a field is."""

    words: Annotated[Filled, Field(max_length=limits.LONGEST_WORDS)]
    field: Annotated[Filled, Field(max_length=limits.LONGEST_NAME)]
    """category, subcategory, team, priority, urgency, level or sentiment."""
    label: Annotated[Filled, Field(max_length=LONGEST_LABEL)]
    """One that the field has; a subcategory stands behind its category and a tab."""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")] = ""
    """Only in messages in this one; empty: in any."""

    def rule(self) -> Rule:
        """Give it as the desk has it."""
        return Rule(self.words, self.field, self.label, self.language)


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

    categories: Annotated[list[CategoryGiven], Field(min_length=1, max_length=2 * limits.MOST_CATEGORIES)]
    moves: dict[Label, Label] = absent()
    """Where labels have gone, a subcategory behind its category and a tab; left out: as it is known."""
    rules: Annotated[list[RuleGiven], Field(max_length=limits.MOST_RULES)] = absent()
    """All of them; left out: as they are."""


class RenamingGiven(Given):
    """A category, or one of its subcategories, gets another name."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "technical", "name": "engineering"}})

    category: Name
    name: Annotated[Filled, Field(max_length=limits.LONGEST_NAME)]
    """The new one."""
    subcategory: Annotated[Filled, Field(max_length=limits.LONGEST_NAME)] = absent()
    """Left out: the category itself."""
    title: Annotated[Filled, Field(max_length=limits.LONGEST_TITLE)] = absent()
    """Of the category; left out: as it is, or as the name where the two were the same."""
    team: Name = absent()
    """Of the category; left out: as it is."""

    def change(self) -> Renaming:
        """Give it as the desk has it."""
        return Renaming(
            category=self.category,
            name=self.name,
            subcategory=self.subcategory,
            title=self.title,
            team=self.team,
        )


class MergingGiven(Given):
    """Categories become part of another one."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "categories": ["sales"],
                "into": "general",
                "subcategories": {"sales": {"Demos": "Feature Request"}},
            }
        }
    )

    categories: Annotated[list[Name], Field(min_length=1, max_length=limits.MOST_CATEGORIES)]
    into: Name
    subcategories: dict[Name, dict[Part, Part]] = Field(default_factory=dict)
    """By category, which subcategory becomes which; else it is the one of the same name, or the last one."""

    def change(self) -> Merging:
        """Give it as the desk has it."""
        return Merging(categories=self.categories, into=self.into, subcategories=self.subcategories)


class SplittingGiven(Given):
    """Some subcategories leave their category for another one."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "category": "billing",
                "subcategories": ["Refunds"],
                "into": {
                    "name": "refunds",
                    "title": "Refunds",
                    "team": "finance",
                    "subcategories": ["Refunds", "Other"],
                },
            }
        }
    )

    category: Name
    subcategories: Annotated[list[Part], Field(min_length=1, max_length=limits.MOST_SUBCATEGORIES)]
    into: CategoryGiven | Name
    """A new category, or the name of one that is there."""

    def change(self) -> Splitting:
        """Give it as the desk has it."""
        into = self.into if isinstance(self.into, str) else self.into.category()
        return Splitting(category=self.category, subcategories=self.subcategories, into=into)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOut:
    """Words that say what a field is."""

    words: str
    field: str
    label: str
    language: str
    """Only in messages in this one; empty: in any."""


@dataclass(frozen=True, slots=True)
class TaxonomyOut:
    """All categories, in the order in which people see them."""

    version: int
    """Grows with every change; send it as `If-Match`."""
    categories: Sequence[CategoryOut]
    moves: Mapping[str, str]
    """Where labels have gone that were renamed, merged or split; a subcategory stands behind its category and
    a tab."""
    rules: Sequence[RuleOut]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorganisedOut:
    """What became of the categories, and what follows."""

    taxonomy: TaxonomyOut
    moved: Mapping[str, str]
    """The labels that go elsewhere, each with where it goes."""
    tickets: int
    """Those that get the new label within moments."""
    examples: int
    """Labelled messages that do."""


GIVEN = TypeAdapter(TaxonomyGiven)
RENAME, MERGE, SPLIT = TypeAdapter(RenamingGiven), TypeAdapter(MergingGiven), TypeAdapter(SplittingGiven)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The taxonomy was changed since you looked",
    "This taxonomy was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
NAME_TAKEN = examples.also(
    HTTPStatus.CONFLICT,
    "There is one of that name already",
    "There is a category 'billing' already.",
    "name_taken",
)
STILL_MOVING = examples.also(
    HTTPStatus.CONFLICT,
    "The name was another one's a moment ago",
    "billing is money now, and tickets are still moving there: wait a moment.",
    "still_moving",
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
    given = call.read(GIVEN)
    with showing(taxonomy_out):
        return _shown(replace_by(desk, given, by=principal, expected=expected))


@router.post(
    "/taxonomy/rename",
    response_model=ReorganisedOut,
    operation_id="rename_category",
    openapi_extra=examples.body("RenamingGiven"),
    responses=OUTDATED | NAME_TAKEN,
)
def post_rename(
    desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Give a category or a subcategory another name; its tickets, labels and settings follow."""
    return _changed(desk, call.read(RENAME).change(), principal, expected)


@router.post(
    "/taxonomy/merge",
    response_model=ReorganisedOut,
    operation_id="merge_categories",
    openapi_extra=examples.body("MergingGiven"),
    responses=OUTDATED | STILL_MOVING,
)
def post_merge(
    desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Make categories part of another one; their tickets, labels and settings follow."""
    return _changed(desk, call.read(MERGE).change(), principal, expected)


@router.post(
    "/taxonomy/split",
    response_model=ReorganisedOut,
    operation_id="split_category",
    openapi_extra=examples.body("SplittingGiven"),
    responses=OUTDATED | NAME_TAKEN,
)
def post_split(
    desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Let some subcategories be a category of their own, or part of another; tickets and labels follow."""
    return _changed(desk, call.read(SPLIT).change(), principal, expected)


def replace_by(desk: Desk, given: TaxonomyGiven, *, by: Principal, expected: Expected) -> Taxonomy:
    """Put what was given in place of the desk's taxonomy; of what is left out, the desk's stays."""
    categories = [one.category() for one in given.categories]
    said = given.model_fields_set
    moves = given.moves if "moves" in said else None
    rules = [one.rule() for one in given.rules] if "rules" in said else None
    return replace_taxonomy(desk, categories, moves=moves, rules=rules, by=by, expected=expected)


def reorganised_out(found: Reorganised) -> ReorganisedOut:
    """Show what became of the categories."""
    return ReorganisedOut(
        taxonomy=taxonomy_out(found.taxonomy),
        moved=found.moved,
        tickets=found.tickets,
        examples=found.examples,
    )


def taxonomy_out(taxonomy: Taxonomy) -> TaxonomyOut:
    """Show a taxonomy."""
    rules = [
        RuleOut(words=one.words, field=one.field, label=one.label, language=one.language)
        for one in taxonomy.rules
    ]
    categories = [_category(one) for one in taxonomy.categories]
    return TaxonomyOut(taxonomy.version, categories, taxonomy.moves, rules)


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


def _changed(desk: Desk, change: Change, by: Principal, expected: Expected) -> Response:
    with showing(taxonomy_out):
        found = reorganise(desk, change, by=by, expected=expected)
    return tagged(respond(answer(reorganised_out(found))), found.taxonomy.version)


def _shown(taxonomy: Taxonomy) -> Response:
    return tagged(respond(answer(taxonomy_out(taxonomy))), taxonomy.version)
