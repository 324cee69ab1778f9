"""/taxonomy/check: what gets in the way in the desk's categories."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from firstline.flows.check_taxonomy import Checked, check_taxonomy
from firstline.learning.overlap import Overlap, Stray
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk

MOST_FINDINGS = 200
"""Of each kind; whoever has more begins with the strongest."""

router = APIRouter(prefix="/api/v1", tags=["taxonomy"])


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
